"""A row of a log becomes a question with its history."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from sleutelbos.accounts import places
from sleutelbos.accounts.models import Municipality, Organisation
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.bridging.models import Request, Visit, VisitLog
from sleutelbos.bridging.services.steps import first_step
from sleutelbos.guidance.models import Topic
from sleutelbos.keypersons import queries as keypersons
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.newcomers import services as newcomers

from ..models import ImportBatch
from ..reading.rows import ReadRow

_INDIVIDUAL = {Request.Kind.ONE_NEWCOMER, Request.Kind.ACCOMPANIMENT}


def make_request(*, row: ReadRow, batch: ImportBatch, made_people: Mapping[str, KeyPerson], actor: Viewer) -> Request:
    """File a question as the log tells it, without a message to anybody.

    `made_people` holds who came in by the same file ("row:0:12"). A finished or planned one gets its appointment only
    when the row names one person and one moment; hours are not booked: that month was settled elsewhere.
    """
    question, wish, who = _dict(row, "question"), _dict(row, "wish"), _dict(row, "requester")
    contact, language, where = _dict(row, "contact"), _dict(row, "language"), _dict(row, "place")
    status = str(row.value("status"))
    received = timezone.make_aware(datetime.combine(date.fromisoformat(_dict(row, "received")["on"]), time(9)))
    person = _person(row, batch, made_people)
    start, end = _moment(row)
    organisation = Organisation.objects.filter(pk=who.get("id") or 0, region_id=batch.region_id).first()
    request = Request(
        region_id=batch.region_id,
        source=Request.Source.IMPORT,
        kind=question["kind"],
        topic=Topic.objects.get(code=question["topic"]),
        organisation=organisation,
        asker_organisation=organisation.name if organisation else str(who.get("name", ""))[:160],
        asker_name=(contact.get("name") or who.get("name") or "-")[:120],
        asker_email=contact.get("email", ""),
        asker_phone=contact.get("phone", ""),
        summary=_summary(row),
        language=language.get("variety") or "",
        also_accepted=language.get("also") or [],
        gender_wish=wish.get("gender") or "none",
        gender_required=bool(wish.get("required")) and bool(wish.get("gender")),
        not_from_own_place=bool(wish.get("not_from_own_place")),
        newcomer_place=where.get("place", "") if wish.get("not_from_own_place") else "",
        newcomer_informed="not_yet" if question["kind"] in _INDIVIDUAL else "not_needed",
        where=where.get("where") or Request.Where.PLACE,
        place=where.get("place", ""),
        starts_at=start,
        created_at=received,
        confirmed_at=received,
        state_since=received,
    )
    if start is not None and end is not None:
        request.duration_minutes = int((end - start).total_seconds() // 60)
    _settle_place(request)
    _settle_window(request, row, status)
    visit_state = _visit_state(status, person, start)
    _settle_state(request, status, visit_state, start, row)
    if request.individual and request.state in {Request.State.OPEN, Request.State.PLANNED, Request.State.REDIRECTED}:
        request.newcomer = newcomers.newcomer_for_question(
            region=batch.region,
            case_code="",
            language=request.language,
            gender_wish=request.gender_wish,
            gender_required=request.gender_required,
            not_from_own_place=request.not_from_own_place,
            place=request.newcomer_place,
            actor=actor,
        )
    request.save()
    first_step(request, actor=actor)
    if visit_state and person is not None and start is not None:
        _make_visit(request, person, visit_state, start, end, row, actor)
    audit.record(
        "exchange.request.imported", actor=actor, target=request, region_id=batch.region_id, state=request.state
    )
    return request


def _settle_place(request: Request) -> None:
    """Where on the map, and which municipality it counts for."""
    ours = {name: pk for pk, name in Municipality.objects.filter(region_id=request.region_id).values_list("pk", "name")}
    if request.place:
        place = places.find_place(request.place, near=tuple(ours)).place
        if place is not None:
            request.latitude, request.longitude = place.latitude, place.longitude
            request.municipality_id = ours.get(place.municipality)
    if request.municipality_id is None and request.organisation is not None:
        request.municipality_id = request.organisation.municipality_id


def _settle_window(request: Request, row: ReadRow, status: str) -> None:
    """A wish for a time without one start: days, a part of a day, or as soon as possible."""
    moment = _dict(row, "when")
    words = row.fields["when"].raw[:200] if "when" in row.fields else ""
    if not moment:
        # What was not understood stays readable with the question.
        request.time_note = words
        return
    if moment["kind"] == "asap":
        request.time_note = words
        request.urgency = Request.Urgency.SOON if status == "open" else Request.Urgency.NORMAL
    elif moment["kind"] == "window":
        first, last = date.fromisoformat(moment["first_day"]), date.fromisoformat(moment["last_day"])
        start = _at(first, moment["start"] if moment["start"] is not None else 8 * 60)
        end = _at(last, moment["end"] if moment["end"] is not None else 22 * 60)
        request.windows = [{"start": start.isoformat(), "end": end.isoformat()}]
        request.time_note = words


def _settle_state(request: Request, status: str, visit_state: str, start: datetime | None, row: ReadRow) -> None:
    """The state a log's word stands for. Planned without person or moment is a question that is still open."""
    request.state = {
        "open": Request.State.OPEN,
        "planned": Request.State.PLANNED if visit_state else Request.State.OPEN,
        "done": Request.State.DONE,
        "unmet": Request.State.UNMET,
        "cancelled": Request.State.CANCELLED,
        "redirected": Request.State.REDIRECTED,
    }[status]
    if visit_state:
        request.accepted_count = 1
        request.planned_at = request.created_at
    if status == "unmet":
        request.unmet_reason = "other"  # the log does not say why
    if status == "redirected":
        request.triage_outcome = "interpreter_first"
        request.triage_rule = ""
    if status in {"done", "unmet", "cancelled", "redirected"}:
        request.closed_at = start if status == "done" and start else None
        request.state_since = request.closed_at or request.created_at


def _visit_state(status: str, person: KeyPerson | None, start: datetime | None) -> str:
    if person is None or start is None:
        return ""
    if status == "done":
        return str(Visit.State.DONE)
    if status == "planned" and start > timezone.now():
        return str(Visit.State.CONFIRMED)
    return ""


def _make_visit(
    request: Request,
    person: KeyPerson,
    state: str,
    start: datetime,
    end: datetime | None,
    row: ReadRow,
    actor: Viewer,
) -> None:
    minutes = row.value("hours")
    length = int(minutes) if isinstance(minutes, int) and minutes > 0 else request.duration_minutes
    visit = Visit.objects.create(
        request=request,
        key_person=person,
        engagement=keypersons.engagement_for(
            person, day=timezone.localdate(start), municipality_id=request.municipality_id
        ),
        state=state,
        starts_at=start,
        ends_at=end or start + timedelta(minutes=length),
        where=request.where,
        place=request.place,
        latitude=request.latitude,
        longitude=request.longitude,
        created_at=request.created_at,
    )
    first_step(request, actor=actor, visit=visit)
    if state == Visit.State.DONE and isinstance(minutes, int):
        travel = _dict(row, "travel")
        VisitLog.objects.create(
            visit=visit,
            happened=True,
            minutes=minutes,
            km=Decimal(str(travel.get("km", 0))),
            costs_cents=travel.get("cents", 0),
            at=visit.ends_at,
        )


def overlapping(person: KeyPerson, start: datetime, end: datetime) -> bool:
    """Whether somebody has another standing appointment then; the database refuses a second one."""
    return Visit.objects.filter(
        key_person=person, state__in=["awaiting", "confirmed"], starts_at__lt=end, ends_at__gt=start
    ).exists()


def _person(row: ReadRow, batch: ImportBatch, made_people: Mapping[str, KeyPerson]) -> KeyPerson | None:
    """The one person the row names; nobody when it names several, or one who did not come in."""
    names = _dict(row, "asked_who").get("people", [])
    if len(names) != 1:
        return None
    if names[0].startswith("row:"):
        return made_people.get(names[0])
    return KeyPerson.objects.filter(pk=int(names[0]), region_id=batch.region_id).first()


def _moment(row: ReadRow) -> tuple[datetime | None, datetime | None]:
    moment = _dict(row, "when")
    if moment.get("kind") != "moment":
        return None, None
    day = date.fromisoformat(moment["first_day"])
    start = _at(day, moment["start"])
    return start, _at(day, moment["end"]) if moment["end"] is not None else None


def _at(day: date, minute: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time())) + timedelta(minutes=minute)


def _summary(row: ReadRow) -> str:
    """The words of the question, with a wish that has no place of its own."""
    parts = [_dict(row, "question").get("summary", ""), _dict(row, "remarks").get("note", "")]
    if _dict(row, "wish").get("same_person"):
        parts.append(row.fields["wish"].raw)
    return " · ".join(part for part in parts if part)[:600]


def _dict(row: ReadRow, name: str) -> dict[str, Any]:
    value = row.value(name)
    return value if isinstance(value, dict) else {}
