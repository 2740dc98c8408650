"""Open figures and pages for councils of the demo: made and judged together by the same code as everybody's."""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, Q
from django.utils import timezone

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.insights.models import CouncilPage, Release
from sleutelbos.insights.open_data.periods import days_of, is_year, year_of
from sleutelbos.insights.queries.releases import periods_to_publish
from sleutelbos.insights.services import council
from sleutelbos.insights.services import releases as services

from .world import World


def make_releases(world: World, today: date) -> None:
    """Publish the last three quarters that are over, each a few days after its end."""
    actor = Viewer.system(reason="demo", region_id=world.region.pk)
    quarters = [period for period in periods_to_publish(world.region.pk, today) if not is_year(period)]
    for period in reversed(quarters[:3]):
        release = Release.objects.create(region=world.region, period=period, asked_by="Marieke Hofstede")
        services.make_release(release_id=release.pk)
        release.refresh_from_db()
        services.publish_release(release=release, actor=actor)
        end = days_of(period)[1]
        out = min(timezone.now(), timezone.make_aware(datetime.combine(end, time(9))) + timedelta(days=8))
        Release.objects.filter(pk=release.pk).update(published_at=out, published_by="Marieke Hofstede")


# In the smaller ones nearly every number is about too few to be shown, and judging takes half a minute a page.
PAGES: Final = 1
# What stands beside the figures; each municipality has its own about what did not work.
_DONE = "We gingen mee naar school, huisarts en gemeente. De meeste vragen kwamen van scholen en van de gemeente zelf."
_NOT_DONE = (
    "Voor Somalisch en Tigrinya vonden we te weinig mensen overdag. In het nieuwe jaar zoeken we er drie bij.",
    "Op maandag en vrijdag was er vaak niemand vrij. We vragen organisaties om ook andere dagen voor te stellen.",
    "Vragen van minder dan een dag vooruit lukten bijna niet. Dan belt de huisarts de tolk.",
    "De bus rijdt na vijf uur niet meer. Afspraken aan het eind van de dag gaan nu vaker met de video.",
)
_HEARD = "Het vaakst ging het over wachten: op een taalcursus en op opvang. Beide liggen nu bij de wethouder."
_COST = "Dit zijn de vergoedingen en de kosten. De uren van de coördinator betaalt de regio; die staan hier niet bij."


def make_council_pages(world: World, today: date) -> None:
    """Publish pages of the largest municipalities about the year of the last quarter, each judged beside the others."""
    region = world.region
    quarters = [period for period in periods_to_publish(region.pk, today) if not is_year(period)]
    if not quarters:
        return
    year = int(year_of(quarters[0]))
    asked = Count("requests", filter=Q(requests__created_at__year=year))
    towns = region.municipalities.annotate(asked=asked).order_by("-asked", "name")[:PAGES]
    out = min(timezone.now(), timezone.make_aware(datetime.combine(days_of(quarters[0])[1], time(10))) + timedelta(20))
    for number, town in enumerate(towns):
        CouncilPage.objects.create(
            region=region,
            municipality=town,
            year=year,
            state=CouncilPage.State.PUBLISHED,
            content=council.count_pages([town], year, today=today)[town.pk],
            counted_at=out,
            published_at=out,
            published_by="Marieke Hofstede",
            done_words=_DONE,
            not_done_words=_NOT_DONE[number % len(_NOT_DONE)],
            heard_words=_HEARD,
            cost_words=_COST,
        )
