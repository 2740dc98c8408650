"""What hangs on a row: whether it may be taken back without taking something of somebody else along."""

import hashlib
import json
from collections.abc import Collection

from django.db import models

from sleutelbos.bridging.models import Request, Step, Visit, VisitLog
from sleutelbos.keypersons.models import (
    AvailabilityException,
    AvailableBlock,
    Engagement,
    KeyPerson,
    ReadinessItem,
    SpokenLanguage,
    StandingConflict,
    StateChange,
    Wish,
)

from ..models import ImportRow

_PARTS_OF_A_PERSON = (
    SpokenLanguage,
    AvailableBlock,
    AvailabilityException,
    Wish,
    StandingConflict,
    Engagement,
    ReadinessItem,
    StateChange,
)


def snapshot_of_person(person: KeyPerson) -> str:
    """A hash of everything the profile says; another one means that somebody changed it."""
    return _hash([person, *(row for part in _PARTS_OF_A_PERSON for row in _all(part, key_person=person))], person)


def snapshot_of_request(request: Request) -> str:
    """A hash of a question, its history and its appointments."""
    rows: list[models.Model] = [request, *_all(Step, request=request)]
    for visit in _all(Visit, request=request):
        rows += [visit, *_all(VisitLog, visit=visit)]
    return _hash(rows, request)


def hangs_on_person(person: KeyPerson) -> bool:
    """Whether something of others points at this person: a question, an appointment, an account, a booking."""
    if person.membership_id is not None:
        return True
    engagements = list(person.engagements.all())
    return _pointed_at(person, (*_PARTS_OF_A_PERSON, ImportRow)) or any(_pointed_at(one, ()) for one in engagements)


def hangs_on_request(request: Request) -> bool:
    """Whether somebody worked with this question: asked people, gave an opinion, asked for a call, booked hours."""
    if _pointed_at(request, (Step, Visit, ImportRow)):
        return True
    visits = list(request.visits.all())
    logs = VisitLog.objects.filter(visit__in=visits)
    return any(_pointed_at(visit, (Step, VisitLog)) for visit in visits) or logs.exclude(booking=None).exists()


def _pointed_at(row: models.Model, apart_from: Collection[type[models.Model]]) -> bool:
    """Whether any row of another table points here; also tables that will be made after this was written."""
    for field in row._meta.get_fields(include_hidden=True):
        if not (field.auto_created and (field.one_to_many or field.one_to_one) and not field.concrete):
            continue
        model = field.related_model
        if not isinstance(model, type) or model in apart_from or _is_own_link(model, row):
            continue
        if model._default_manager.filter(**{field.remote_field.name: row}).exists():  # type: ignore[union-attr]
            return True
    return False


def _is_own_link(model: object, row: models.Model) -> bool:
    """Whether this is the hidden table of the row's own list (its topics), which goes with the row."""
    return any(getattr(row._meta.model, one.name).through is model for one in row._meta.local_many_to_many)


def _all(model: type[models.Model], **which: models.Model) -> list[models.Model]:
    return list(model._default_manager.filter(**which).order_by("pk"))


def _hash(rows: list[models.Model], owner: models.Model) -> str:
    known = [[row._meta.label_lower, row.pk, _values(row)] for row in rows]
    for one in owner._meta.local_many_to_many:
        known.append([one.name, sorted(getattr(owner, one.name).values_list("pk", flat=True))])
    return hashlib.sha256(json.dumps(known, default=str, ensure_ascii=False).encode()).hexdigest()


def _values(row: models.Model) -> dict[str, str]:
    # `updated_at` moves with every touch, also one that changes nothing.
    return {
        field.attname: str(field.value_from_object(row))
        for field in row._meta.concrete_fields
        if field.name != "updated_at"
    }
