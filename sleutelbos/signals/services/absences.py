"""Telling that somebody could not come, calling about it, and what is kept of that: a label, for a short time."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.models import Organisation
from sleutelbos.accounts.services import links
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers import services as newcomers
from sleutelbos.newcomers.models import Consent, Newcomer
from sleutelbos.notices import services as notices
from sleutelbos.ui.errors import RuleBroken, StateChanged

from .. import workflow
from ..models import Absence, AbsenceRule, Barrier, BarrierCount
from ..models.absences import ABOUT, PURPOSE
from ..queries import absences as queries

# A slip of the finger can be taken back so long, and only while nobody called.
TAKE_BACK = timedelta(hours=24)
# Who did not come some days ago can still be told of; further back it helps nobody.
DAYS_BACK = 7


@transaction.atomic
def make_rule(*, organisation: Organisation, actor: Viewer, **fields: Any) -> AbsenceRule:
    """Keep what was agreed with an organisation; the agreement before it ends the day before this one begins."""
    begins: date = fields["valid_from"]
    earlier = AbsenceRule.objects.filter(organisation=organisation, valid_from__lt=begins)
    for rule in queries.rules_on(earlier, begins):
        AbsenceRule.objects.filter(pk=rule.pk).update(valid_until=begins - timedelta(days=1))
    rule = AbsenceRule.objects.create(region_id=organisation.region_id, organisation=organisation, **fields)
    audit.record("signals.absence_rule.made", actor=actor, target=rule, region_id=rule.region_id)
    return rule


@transaction.atomic
def end_rule(*, rule: AbsenceRule, actor: Viewer) -> None:
    """From tomorrow nothing is told any more."""
    today = timezone.localdate()
    last = max(today, rule.valid_from)
    if not AbsenceRule.objects.filter(pk=rule.pk, valid_until=rule.valid_until).update(valid_until=last):
        raise StateChanged
    rule.refresh_from_db()
    audit.record("signals.absence_rule.ended", actor=actor, target=rule, region_id=rule.region_id)


@transaction.atomic
def tell_absence(*, rule: AbsenceRule, newcomer: Newcomer, day: date, actor: Viewer) -> Absence:
    """Tell that this newcomer could not come on this day; telling it twice changes nothing.

    It goes to the case workers of the agreed department, and to the newcomer's key person where the newcomer lets
    that person hear it. Raises RuleBroken for a day ahead, or long ago.
    """
    today = timezone.localdate()
    if not today - timedelta(days=DAYS_BACK) <= day <= today:
        raise RuleBroken(
            "absence-day", _("This can be told until a week later."), _("Choose a day of the last seven days.")
        )
    values = {
        "region_id": rule.region_id,
        "rule": rule,
        "told_by_id": actor.membership_id,
        "delete_on": today + timedelta(days=rule.keep_days),
    }
    try:
        with transaction.atomic():
            absence = Absence.objects.create(newcomer=newcomer, organisation_id=rule.organisation_id, day=day, **values)
    except IntegrityError:
        return _again(rule, newcomer, day, actor)
    _keep(absence, "told", actor)
    _spread(absence)
    return absence


def _again(rule: AbsenceRule, newcomer: Newcomer, day: date, actor: Viewer) -> Absence:
    absence = Absence.objects.get(newcomer=newcomer, organisation_id=rule.organisation_id, day=day)
    if absence.state == Absence.State.WITHDRAWN:
        raise RuleBroken(
            "absence-withdrawn",
            _("You said that this was a mistake."),
            _("Call the case worker if the person did not come after all."),
        )
    return absence


def _spread(absence: Absence) -> None:
    person = queries.key_person_of(absence.newcomer) if queries.lets_key_person_hear(absence.newcomer) else None
    if person is not None:
        _ask(absence, person)
    for member in queries.told_people(absence.rule):
        notices.queue(
            template="signals/mail/absence.txt",
            to=member.user.email,
            language=member.user.language,
            dedupe_key=f"signals:absence:{absence.pk}:{member.pk}",
            context={
                "region": absence.region,
                "organisation": absence.organisation.name,
                "asked": person is not None,
                "url": links.absolute("signals:show-absence", absence.pk),
            },
            region_id=absence.region_id,
        )


def _ask(absence: Absence, person: KeyPerson) -> None:
    _move(absence, Absence.State.ASKED, key_person=person)
    membership = person.membership
    if membership is None:
        return
    notices.queue(
        template="signals/mail/please_call.txt",
        to=person.email or membership.user.email,
        language=person.language or membership.user.language,
        dedupe_key=f"signals:absence:{absence.pk}:asked:{person.pk}",
        context={"region": absence.region, "url": links.absolute("signals:list-own-calls")},
        region_id=absence.region_id,
        reader=f"keyperson:{person.pk}",
        link=links.absolute("signals:list-own-calls"),
    )


@transaction.atomic
def ask_key_person(*, absence: Absence, actor: Viewer) -> None:
    """Ask the newcomer's key person to call; raises RuleBroken where the newcomer did not say yes to that."""
    person = queries.key_person_of(absence.newcomer)
    if person is None or not queries.lets_key_person_hear(absence.newcomer):
        raise RuleBroken(
            "absence-no-consent",
            _("The newcomer did not say yes to a key person hearing this."),
            _("Call yourself."),
        )
    _ask(absence, person)
    _keep(absence, "asked", actor)


@transaction.atomic
def take_call(*, absence: Absence, actor: Viewer) -> None:
    """I call: nobody else does now. For the case worker, or the key person who was asked."""
    by_key_person = absence.key_person is not None and absence.key_person.membership_id == actor.membership_id
    if by_key_person:
        _stop_without_consent(absence)
        _move(absence, Absence.State.CALLING)
    else:
        _move(absence, Absence.State.CALLING, key_person=None, case_worker_id=actor.membership_id)
    _keep(absence, "taken", actor)


@transaction.atomic
def give_call_back(*, absence: Absence, actor: Viewer) -> None:
    """I cannot call after all: it is the case worker's again."""
    _move(absence, Absence.State.TOLD, key_person=None, case_worker=None)
    _keep(absence, "given_back", actor)


@transaction.atomic
def settle(*, absence: Absence, barrier: str, pass_on: bool, actor: Viewer) -> None:
    """There was a call. The label counts for the region, apart from the person.

    A key person's label is kept with the person only where the newcomer wants it passed on (`pass_on`).
    """
    if barrier not in Barrier.values:
        raise ValueError(barrier)
    by_key_person = absence.key_person is not None and absence.key_person.membership_id == actor.membership_id
    shown = pass_on or not by_key_person
    if by_key_person:
        _stop_without_consent(absence)
    elif absence.key_person_id is not None:
        # The case worker was quicker; the key person is not asked any more.
        Absence.objects.filter(pk=absence.pk).update(key_person=None)
    _move(
        absence,
        Absence.State.SETTLED,
        barrier=barrier if shown else "",
        passed_on=by_key_person and pass_on,
        delete_on=min(absence.delete_on, timezone.localdate() + timedelta(days=absence.rule.keep_days)),
    )
    _count(absence.region_id, barrier)
    _keep(absence, "settled", actor)


def _stop_without_consent(absence: Absence) -> None:
    if not queries.lets_key_person_hear(absence.newcomer):
        raise StateChanged


def _count(region_id: int, barrier: str) -> None:
    month = timezone.localdate().replace(day=1)
    row, _made = BarrierCount.objects.get_or_create(region_id=region_id, month=month, barrier=barrier)
    BarrierCount.objects.filter(pk=row.pk).update(times=F("times") + 1)


@transaction.atomic
def withdraw(*, absence: Absence, actor: Viewer) -> None:
    """It was a mistake; within a day, and before anybody called."""
    if absence.made_at < timezone.now() - TAKE_BACK:
        raise RuleBroken(
            "absence-too-late",
            _("This can be taken back within one day."),
            _("Call the case worker."),
        )
    _move(absence, Absence.State.WITHDRAWN, key_person=None)
    notices.cancel(prefix=f"signals:absence:{absence.pk}:")
    _keep(absence, "withdrawn", actor)


@transaction.atomic
def choose_who_hears(*, newcomer: Newcomer, yes: bool, words: str, language: str, actor: Viewer) -> None:
    """The newcomer says whether the key person may hear it; a no takes back what a key person was asked."""
    newcomers.keep_consent(
        newcomer=newcomer,
        about=ABOUT,
        answer=Consent.Answer.YES if yes else Consent.Answer.NO,
        way=Consent.Way.LINK,
        language=language,
        purpose=PURPOSE,
        words=words,
        actor=actor,
    )
    if not yes:
        asked = [Absence.State.ASKED, Absence.State.CALLING]
        Absence.objects.filter(newcomer=newcomer, state__in=asked, key_person__isnull=False).update(
            state=Absence.State.TOLD, state_since=timezone.now(), key_person=None
        )


def _move(absence: Absence, new: str, **values: Any) -> None:
    if not workflow.can_move(workflow.ABSENCE, absence.state, new):
        raise StateChanged
    done = Absence.objects.filter(pk=absence.pk, state=absence.state).update(
        state=new, state_since=timezone.now(), **values
    )
    if not done:
        raise StateChanged
    absence.refresh_from_db()


def _keep(absence: Absence, past: str, actor: Viewer) -> None:
    audit.record(
        f"signals.absence.{past}",
        actor=actor,
        target=absence,
        subject=f"newcomer:{absence.newcomer_id}",
        region_id=absence.region_id,
    )
