"""A row of a list becomes a key person, or completes one who is here already."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext

from sleutelbos.accounts.models import Organisation
from sleutelbos.accounts.viewer import Viewer
from sleutelbos.guidance.models import Topic
from sleutelbos.keypersons import services as keypersons
from sleutelbos.keypersons.models import KeyPerson, ReadinessItem
from sleutelbos.keypersons.rules import DayHours
from sleutelbos.keypersons.services.profile import LanguageLevels

from ..models import ImportBatch
from ..reading.people import READINESS, name_of
from ..reading.rows import ReadRow

_NOTE_LENGTH: Final = 600
# From candidate to the state a list says; every step is one the life cycle knows.
_WAYS: Final = {
    "candidate": (),
    "in_training": ("in_training",),
    "deployable": ("deployable",),
    "paused": ("deployable", "paused"),
    "alumni": ("alumni",),
}


def make_person(*, row: ReadRow, batch: ImportBatch, actor: Viewer) -> KeyPerson:
    """Add somebody with everything the row says for certain. Raises what the services of key persons raise."""
    values = {name: value for name, value in _profile(row).items() if value not in ("", None)}
    person = keypersons.create_key_person(region_id=batch.region_id, values=values, actor=actor)
    _add_parts(person, row, batch, actor)
    _move(person, row, batch, actor)
    return person


def complete_person(*, person: KeyPerson, row: ReadRow, batch: ImportBatch, actor: Viewer) -> dict[str, Any]:
    """Fill in what is missing and change nothing that is there; returns what was added, to take it back."""
    values = _profile(row)
    blank = {
        name: value
        for name, value in values.items()
        if value not in ("", None) and getattr(person, name) in ("", None, KeyPerson.Gender.UNKNOWN)
    }
    blank.pop("travel", None)  # never blank: everybody has a means, and theirs stands
    blank.pop("max_visits_per_week", None)
    before: dict[str, Any] = {"fields": {name: getattr(person, name) for name in blank}}
    keypersons.change_profile(key_person=person, values=blank, actor=actor)
    known = {row.variety for row in person.languages.all()}
    before["languages"] = [row.variety for row in _languages(row) if row.variety not in known]
    before["topics"] = sorted(set(_topic_codes(row)) - set(person.topics.values_list("code", flat=True)))
    before["week"] = not person.flexible and not person.blocks.exists()
    engagements = set(person.engagements.values_list("pk", flat=True))
    items = set(person.readiness.values_list("pk", flat=True))
    _add_parts(person, row, batch, actor, only_missing=True)
    before["engagements"] = sorted(set(person.engagements.values_list("pk", flat=True)) - engagements)
    before["readiness"] = sorted(set(person.readiness.values_list("pk", flat=True)) - items)
    return before


def uncomplete_person(*, person: KeyPerson, before: dict[str, Any], actor: Viewer) -> None:
    """Take back exactly what completing added."""
    keypersons.change_profile(key_person=person, values=before["fields"], actor=actor)
    person.languages.filter(variety__in=before["languages"]).delete()
    person.topics.remove(*Topic.objects.filter(code__in=before["topics"]))
    if before["week"]:
        keypersons.set_hours(key_person=person, blocks=[], flexible=False, actor=actor)
    person.engagements.filter(pk__in=before["engagements"]).delete()
    person.readiness.filter(pk__in=before["readiness"]).delete()


def _profile(row: ReadRow) -> dict[str, Any]:
    """Fields of the profile as the services take them; "" where the row does not say."""
    first, last = name_of({name: one for name, one in row.fields.items() if row.value(name) is not None})
    phone, home, code = _dict(row, "phone"), _dict(row, "place"), _dict(row, "postcode")
    proposals = _proposals(row)
    travel = row.value("travel") or next((one["means"] for one in proposals if one["do"] == "travel"), "")
    less = next((one["visits_per_week"] for one in proposals if one["do"] == "less"), None)
    return {
        "first_name": first,
        "last_name": last,
        "email": row.value("email") or "",
        "phone": phone.get("number", ""),
        "gender": row.value("gender") or "",
        "home_place": home.get("place", ""),
        "home_postcode": code.get("postcode", "") or home.get("postcode", ""),
        "travel": travel,
        "max_visits_per_week": less,
        "not_in_own_place": True if any(one["do"] == "not_in_own_place" for one in proposals) else None,
        "note": _note(row),
    }


def _add_parts(
    person: KeyPerson, row: ReadRow, batch: ImportBatch, actor: Viewer, *, only_missing: bool = False
) -> None:
    languages = _languages(row)
    if languages:
        known = {one.variety: one for one in person.languages.all()} if only_missing else {}
        kept = [
            LanguageLevels(one.variety, one.speaking, one.understanding, one.reading, one.script)
            for one in known.values()
        ]
        new = [one for one in languages if one.variety not in known]
        if new:
            keypersons.set_languages(key_person=person, rows=[*kept, *new], actor=actor)
    codes = set(_topic_codes(row)) | (set(person.topics.values_list("code", flat=True)) if only_missing else set())
    if set(_topic_codes(row)):
        keypersons.set_topics(
            key_person=person,
            topics=Topic.objects.filter(code__in=codes),
            roles=person.roles.all(),
            networks=person.networks.all(),
            actor=actor,
        )
    week = _dict(row, "availability")
    if (week.get("blocks") or week.get("flexible")) and not (
        only_missing and (person.flexible or person.blocks.exists())
    ):
        blocks = [DayHours(day, start, end) for day, start, end in week["blocks"]]
        keypersons.set_hours(key_person=person, blocks=blocks, flexible=bool(week["flexible"]), actor=actor)
    kinds = [one["value"] for one in _proposals(row) if one["do"] == "wish"]
    if kinds and not only_missing:
        keypersons.set_wishes(
            key_person=person,
            topics=(),
            organisation_kinds=kinds,
            places=(),
            not_in_own_place=person.not_in_own_place,
            actor=actor,
        )
    if not (only_missing and person.engagements.exists()):
        _engage(person, row, batch, actor)
    _record_seen(person, row, actor)


def _engage(person: KeyPerson, row: ReadRow, batch: ImportBatch, actor: Viewer) -> None:
    """Start the engagement the row speaks of; without an organisation there is nobody to work for."""
    form, where, since = _dict(row, "form"), _dict(row, "organisation"), _dict(row, "since")
    organisation = batch.organisation
    if where.get("id"):
        organisation = Organisation.objects.filter(pk=where["id"], region_id=batch.region_id).first() or organisation
    if not form or organisation is None:
        return
    start = date.fromisoformat(since["on"]) if since else (batch.engaged_from or timezone.localdate())
    hours = form["hours_per_week"]
    keypersons.add_engagement(
        key_person=person,
        organisation=organisation,
        form=form["form"],
        valid_from=start,
        hours_per_week=Decimal(str(hours)) if hours else None,
        actor=actor,
    )


def _record_seen(person: KeyPerson, row: ReadRow, actor: Viewer) -> None:
    """What was seen or done on a day that the list names; "ja" without a day is not written down as seen."""
    for kind in READINESS:
        seen = _dict(row, kind)
        if seen.get("status") != "seen":
            continue
        on = date.fromisoformat(seen["on"])
        if ReadinessItem.objects.filter(key_person=person, kind=kind, seen_on=on).exists():
            continue
        keypersons.add_readiness_item(
            key_person=person, kind=kind, seen_on=on, precision=seen["precision"], actor=actor
        )


def _move(person: KeyPerson, row: ReadRow, batch: ImportBatch, actor: Viewer) -> None:
    """Bring a new person to the state the list says: its look, its column, an answer about a remark, the import."""
    proposals = _proposals(row)
    until = next((date.fromisoformat(one["until"]) for one in proposals if one["do"] == "pause"), None)
    until = until - timedelta(days=1) if until else None
    said = next((note.removeprefix("state-") for note in row.notes if note.startswith("state-")), "")
    said = said or str(row.value("state") or "")
    said = said or next((one["state"] for one in proposals if one["do"] == "state"), "")
    said = said or ("paused" if until and until >= timezone.localdate() else "") or batch.initial_state or "candidate"
    for step in _WAYS[said]:
        pause = until if step == "paused" and until and until >= timezone.localdate() else None
        keypersons.move_state(key_person=person, new=step, actor=actor, paused_until=pause)


def _note(row: ReadRow) -> str:
    """Words that have no place of their own and that somebody may need: what waits, and what was asked to be kept."""
    lines = []
    with translation.override("nl"):
        labels = {"vog": gettext("VOG"), "training": gettext("Training"), "insurance": gettext("Insurance")}
        for kind in READINESS:
            seen = _dict(row, kind)
            if seen.get("status") in {"requested", "to_follow", "expired", "no"}:
                label = labels.get(kind) or ReadinessItem.Kind(kind).label
                lines.append(f"{label}: {row.fields[kind].raw}")
    if _dict(row, "phone").get("whatsapp"):
        lines.append("WhatsApp")
    for name in ("availability", "remarks"):
        note = _dict(row, name).get("note", "")
        if note:
            lines.append(note)
    return "\n".join(lines)[:_NOTE_LENGTH]


def _languages(row: ReadRow) -> list[LanguageLevels]:
    found = {
        one["variety"]: LanguageLevels(one["variety"], one["speaking"], one["understanding"], one["reading"])
        for one in _list(row, "languages")
    }
    for proposal in _proposals(row):
        if proposal["do"] == "language":
            level = proposal["level"]
            found.setdefault(proposal["variety"], LanguageLevels(proposal["variety"], level, level))
    return list(found.values())


def _topic_codes(row: ReadRow) -> list[str]:
    return [str(code) for code in _list(row, "topics")]


def _proposals(row: ReadRow) -> list[dict[str, Any]]:
    return list(_dict(row, "remarks").get("proposals", []))


def _dict(row: ReadRow, name: str) -> dict[str, Any]:
    value = row.value(name)
    return value if isinstance(value, dict) else {}


def _list(row: ReadRow, name: str) -> Iterable[Any]:
    value = row.value(name)
    return value if isinstance(value, list) else []
