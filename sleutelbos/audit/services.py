"""Writing the trail."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.db import models

from .models import Event


class Actor(Protocol):
    """Whoever acts: a Viewer, or anything that says the same of itself."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def role(self) -> str | None: ...
    @property
    def label(self) -> str: ...
    @property
    def region_id(self) -> int | None: ...
    @property
    def reason(self) -> str: ...


def name_of(target: models.Model | str | None) -> str:
    """The trail's name of a row: "visit:12"."""
    if target is None:
        return ""
    if isinstance(target, str):
        return target
    return f"{target._meta.model_name}:{target.pk}"


def record(
    verb: str,
    *,
    actor: Actor,
    target: models.Model | str | None = None,
    subject: models.Model | str | None = None,
    region_id: int | None = None,
    reason: str = "",
    **data: Any,
) -> Event:
    """Append one event in the caller's transaction.

    `verb` is "app.noun.past_tense"; `data` holds small JSON values, never free text of a person.
    """
    return Event.objects.create(
        actor_user_id=actor.user_id,
        actor_role=actor.role or "",
        actor_label=actor.label,
        verb=verb,
        target=name_of(target),
        subject=name_of(subject),
        region_id=region_id if region_id is not None else actor.region_id,
        reason=reason or actor.reason,
        data=data,
    )


def looked(verb: str, *, actor: Actor, subject: models.Model | str, region_id: int | None = None) -> None:
    """Append that a person's record was seen; somebody's own look at the own record is not kept."""
    Event.objects.create(
        actor_user_id=actor.user_id,
        actor_role=actor.role or "",
        actor_label=actor.label,
        verb=verb,
        look=True,
        target=name_of(subject),
        subject=name_of(subject),
        region_id=region_id if region_id is not None else actor.region_id,
        reason=actor.reason,
    )


def looked_at_all(
    verb: str, *, actor: Actor, subjects: Iterable[models.Model | str], region_id: int | None = None
) -> None:
    """Append for each of these people that the record was seen, as in a file that was made; one statement for many."""
    Event.objects.bulk_create(
        Event(
            actor_user_id=actor.user_id,
            actor_role=actor.role or "",
            actor_label=actor.label,
            verb=verb,
            look=True,
            target=name_of(subject),
            subject=name_of(subject),
            region_id=region_id if region_id is not None else actor.region_id,
            reason=actor.reason,
        )
        for subject in subjects
    )
