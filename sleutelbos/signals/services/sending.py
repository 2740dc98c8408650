"""A signal comes in: it gets a bottleneck, with an owner and a date by rule."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone, translation

from sleutelbos.accounts.models import Municipality
from sleutelbos.accounts.services.throttle import count_try
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.community.rules import language_of
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.ui.sound import Voice

from ..models import Alert, Bottleneck, OwnerRule, Signal, SignalVoice, Theme
from ..rules import themes as rules
from .steps import Kind, keep_step
from .telling import tell_coordinator, tell_owners


@transaction.atomic
def send_signal(
    *,
    person: KeyPerson,
    theme: Theme,
    source: str,
    actor: Viewer,
    municipality: Municipality | None = None,
    language: str = "",
    families: int = 1,
    text: str = "",
    voice: Voice | None = None,
    once: UUID | None = None,
) -> Signal:
    """Keep what a key person noticed; the same form (`once`) sent twice is one signal.

    It joins the bottleneck of its theme and place that waits for an answer, where the theme gathers; else it begins
    one. Raises Throttled after twenty in an hour.
    """
    # Takes the theme's row: a second sending of the same form, and a second first signal, wait here.
    theme = Theme.objects.select_for_update().get(pk=theme.pk, region_id=person.region_id)
    if once is not None:
        sent = Signal.objects.filter(signaller=person, once=once).first()
        if sent is not None:
            return sent
    count_try("signal", str(person.pk), limit=20, seconds=3600)
    bottleneck = _waiting(theme, municipality) if theme.gathers else None
    begun = bottleneck is None
    if bottleneck is None:
        bottleneck = open_bottleneck(theme=theme, municipality=municipality)
    signal = Signal.objects.create(
        region_id=person.region_id,
        theme=theme,
        municipality=municipality,
        bottleneck=bottleneck,
        language=language,
        families=families,
        text=text,
        text_language=language_of(text, translation.get_language() or "nl") if text else "",
        source=source,
        signaller=person,
        once=once,
    )
    if voice is not None:
        SignalVoice.objects.create(signal=signal, kind=voice.kind, seconds=voice.seconds, data=voice.data)
    # The history of a bottleneck is read by its owner, who does not get to know who noticed it.
    unnamed = Viewer.system(reason="signal", region_id=person.region_id)
    keep_step(bottleneck, Kind.OPENED if begun else Kind.JOINED, actor=unnamed, new=bottleneck.state if begun else "")
    audit.record(
        "signals.signal.sent",
        actor=actor,
        target=signal,
        subject=person,
        region_id=person.region_id,
        source=source,
        voice=voice is not None,
    )
    if begun:
        tell_owners(bottleneck, "new", key=f"new:{bottleneck.pk}")
    _tell_when_many(signal)
    return signal


def _waiting(theme: Theme, municipality: Municipality | None) -> Bottleneck | None:
    rows = Bottleneck.objects.select_for_update(of=("self",)).filter(
        region_id=theme.region_id,
        theme=theme,
        municipality=municipality,
        state__in=[Bottleneck.State.OPEN, Bottleneck.State.BUSY],
    )
    return rows.order_by("pk").first()


def open_bottleneck(*, theme: Theme, municipality: Municipality | None) -> Bottleneck:
    """A new bottleneck with owner and date by the region's rules, in the caller's transaction."""
    today = timezone.localdate()
    rule = rules.choose(
        OwnerRule.objects.filter(region_id=theme.region_id).order_by("pk"),
        theme_id=theme.pk,
        municipality_id=municipality.pk if municipality is not None else None,
        on=today,
    )
    return Bottleneck.objects.create(
        region_id=theme.region_id,
        theme=theme,
        municipality=municipality,
        owner=rule.owner if rule is not None else None,
        owner_organisation=rule.organisation if rule is not None else None,
        due_on=today + timedelta(days=rule.days if rule is not None else theme.days),
    )


def _tell_when_many(signal: Signal) -> None:
    """A notice for the coordinator when enough families met the same in one place within the theme's days."""
    theme = signal.theme
    if theme.alert_families is None:
        return
    since = timezone.now() - timedelta(days=theme.alert_days)
    same = {"region_id": signal.region_id, "theme": theme, "municipality": signal.municipality}
    families = Signal.objects.filter(created_at__gte=since, **same).aggregate(sum=Sum("families"))["sum"] or 0
    last = Alert.objects.filter(raised_at__gte=since, **same).first()
    if not rules.asks_for_notice(families, threshold=theme.alert_families, told=last.families if last else 0):
        return
    alert = Alert.objects.create(
        bottleneck=signal.bottleneck, families=families, since=timezone.localdate(since), **same
    )
    tell_coordinator(signal.bottleneck, "many", key=f"many:{alert.pk}")
