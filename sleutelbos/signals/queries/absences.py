"""No-shows by agreed rule: each of the three who are told sees only what they need, and nobody sees a count."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from sleutelbos.accounts.models import Membership, Organisation, Role
from sleutelbos.accounts.queries import valid_memberships
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request, Visit
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers.models import Consent, Newcomer

from ..models import Absence, AbsenceRule, BarrierCount
from ..models.absences import ABOUT, PURPOSE

TELLERS = (Role.PROFESSIONAL,)


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Somebody an organisation already works with, by the code it already has."""

    newcomer_id: int
    label: str
    question: int | None


def visible_rules(viewer: Viewer) -> QuerySet[AbsenceRule]:
    """Agreements of the region for its coordinator; of the own organisation for who works there."""
    rows = AbsenceRule.objects.filter(region_id=viewer.region_id or 0).select_related("organisation", "told")
    if viewer.has_role(Role.COORDINATOR):
        return rows
    if viewer.has_role(*TELLERS):
        return rows.filter(organisation__in=viewer.organisation_ids)
    if viewer.has_role(Role.CASE_WORKER):
        return rows.filter(told__in=viewer.organisation_ids)
    return rows.none()


def rules_on(rows: QuerySet[AbsenceRule], day: date) -> QuerySet[AbsenceRule]:
    """The agreements that hold on a day, the newest first."""
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


def rule_for(viewer: Viewer, day: date) -> AbsenceRule | None:
    """The agreement of the viewer's organisation that holds on a day."""
    if not viewer.has_role(*TELLERS):
        return None
    return rules_on(visible_rules(viewer), day).first()


def trajectories(viewer: Viewer) -> list[Trajectory]:
    """People about whom the viewer's organisation asked a question, by case code, else by the question's number.

    Never the code on the newcomer's own card: that one opens the newcomer's page.
    """
    if not viewer.has_role(*TELLERS):
        return []
    rows = (
        Request.objects.filter(
            region_id=viewer.region_id or 0,
            organisation__in=viewer.organisation_ids,
            newcomer__isnull=False,
            newcomer__stopped_at__isnull=True,
        )
        .exclude(state__in=[Request.State.UNCONFIRMED, Request.State.EXPIRED])
        .order_by("-pk")
        .values_list("newcomer_id", "newcomer__case_code", "pk")
    )
    found: dict[int, Trajectory] = {}
    for newcomer_id, case_code, number in rows[:200]:
        found.setdefault(newcomer_id, Trajectory(newcomer_id, case_code, None if case_code else number))
    told = visible_absences(viewer).exclude(newcomer__case_code="").values_list("newcomer_id", "newcomer__case_code")
    for newcomer_id, case_code in told:
        found.setdefault(newcomer_id, Trajectory(newcomer_id, case_code, None))
    return sorted(found.values(), key=lambda one: (one.label == "", one.label, -(one.question or 0)))


def newcomer_known(viewer: Viewer, chosen: str) -> Newcomer | None:
    """Somebody of the organisation's own list, by number; None for anybody else."""
    known = {str(one.newcomer_id): one.newcomer_id for one in trajectories(viewer)}
    return (
        Newcomer.objects.filter(pk=known[chosen], region_id=viewer.region_id or 0).first() if chosen in known else None
    )


def newcomer_by_case_code(viewer: Viewer, code: str) -> Newcomer | None:
    """The newcomer of the region with the code that a case worker gave."""
    code = code.strip().upper()
    if not code or not viewer.has_role(*TELLERS):
        return None
    return Newcomer.objects.filter(region_id=viewer.region_id or 0, case_code=code, stopped_at__isnull=True).first()


def visible_absences(viewer: Viewer) -> QuerySet[Absence]:
    """What the own organisation told; what the own department was told; what oneself is asked to call about.

    Not for the coordinator, and for nobody else: this is between three people and a newcomer.
    """
    rows = Absence.objects.filter(region_id=viewer.region_id or 0).select_related(
        "organisation", "rule__told", "newcomer", "key_person", "region", "case_worker__user"
    )
    if viewer.support:
        return rows.none()
    if viewer.has_role(*TELLERS):
        return rows.filter(organisation__in=viewer.organisation_ids)
    if viewer.has_role(Role.CASE_WORKER):
        return rows.filter(rule__told__in=viewer.organisation_ids).exclude(state=Absence.State.WITHDRAWN)
    if viewer.has_role(Role.KEY_PERSON):
        return rows.filter(
            key_person__membership_id=viewer.membership_id or 0,
            state__in=[Absence.State.ASKED, Absence.State.CALLING],
        ).exclude(key_person__membership__isnull=True)
    return rows.none()


def calls_to_make(viewer: Viewer) -> QuerySet[Absence]:
    """What waits for a call, the oldest first."""
    waits = [Absence.State.TOLD, Absence.State.ASKED, Absence.State.CALLING]
    return visible_absences(viewer).filter(state__in=waits).order_by("day", "pk")


def lets_key_person_hear(newcomer: Newcomer) -> bool:
    """Whether the newcomer said yes to a key person hearing it, and did not take that back."""
    if newcomer.stopped_at is not None:
        return False
    last = (
        newcomer.consents.filter(Q(purpose=PURPOSE, about=ABOUT) | Q(answer=Consent.Answer.STOP))
        .order_by("-pk")
        .first()
    )
    return last is not None and last.answer == Consent.Answer.YES


def key_person_of(newcomer: Newcomer) -> KeyPerson | None:
    """Who came to the last agreed appointment; None where that person left, or is not wanted any more."""
    visit = (
        Visit.objects.filter(
            request__newcomer=newcomer,
            state__in=[Visit.State.CONFIRMED, Visit.State.DONE, Visit.State.NO_SHOW],
        )
        .select_related("key_person__membership__user", "key_person__region")
        .order_by("-starts_at", "-pk")
        .first()
    )
    if visit is None:
        return None
    person = visit.key_person
    gone = person.state == KeyPerson.State.ALUMNI or person.membership_id is None
    return None if gone or newcomer.excluded.filter(pk=person.pk).exists() else person


def last_visit_together(absence: Absence) -> Visit | None:
    """The appointment by which a key person knows about whom it is."""
    return (
        Visit.objects.filter(request__newcomer_id=absence.newcomer_id, key_person_id=absence.key_person_id)
        .select_related("request__topic")
        .order_by("-starts_at")
        .first()
    )


def told_people(rule: AbsenceRule) -> QuerySet[Membership]:
    """The case workers who are told."""
    return (
        valid_memberships()
        .filter(region_id=rule.region_id, organisation_id=rule.told_id, role=Role.CASE_WORKER, user__is_active=True)
        .select_related("user")
        .order_by("pk")
    )


def departments(viewer: Viewer) -> QuerySet[Organisation]:
    """Departments of the region that a case worker works at."""
    workers = valid_memberships().filter(region_id=viewer.region_id or 0, role=Role.CASE_WORKER)
    return Organisation.objects.filter(
        region_id=viewer.region_id or 0, active=True, pk__in=workers.values("organisation_id")
    )


def barrier_counts(viewer: Viewer, *, months: int, today: date) -> list[tuple[str, int]]:
    """How often each barrier was named in the region in these months, most first; for the coordinator."""
    if not viewer.has_role(Role.COORDINATOR):
        return []
    number = today.year * 12 + today.month - months
    since = date(number // 12, number % 12 + 1, 1)
    counts: dict[str, int] = {}
    for barrier, times in BarrierCount.objects.filter(region_id=viewer.region_id or 0, month__gte=since).values_list(
        "barrier", "times"
    ):
        counts[barrier] = counts.get(barrier, 0) + times
    return sorted(counts.items(), key=lambda row: -row[1])
