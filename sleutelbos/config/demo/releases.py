"""Open figures of the demo: the last two quarters are public, made by the same code as everybody's."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.insights.models import Release
from sleutelbos.insights.open_data.periods import days_of, is_year
from sleutelbos.insights.queries.releases import periods_to_publish
from sleutelbos.insights.services import releases as services

from .world import World


def make_releases(world: World, today: date) -> None:
    """Publish the last two quarters that are over, each a few days after its end."""
    actor = Viewer.system(reason="demo", region_id=world.region.pk)
    quarters = [period for period in periods_to_publish(world.region.pk, today) if not is_year(period)]
    for period in reversed(quarters[:2]):
        release = Release.objects.create(region=world.region, period=period, asked_by="Marieke Hofstede")
        services.make_release(release_id=release.pk)
        release.refresh_from_db()
        services.publish_release(release=release, actor=actor)
        end = days_of(period)[1]
        out = min(timezone.now(), timezone.make_aware(datetime.combine(end, time(9))) + timedelta(days=8))
        Release.objects.filter(pk=release.pk).update(published_at=out, published_by="Marieke Hofstede")
