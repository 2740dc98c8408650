"""Bringing the content that ships with the product into the database."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from ..models import Guide, GuideText, HelperRole, Network, RoleCard, Topic, TriageRule

CONTENT = Path(__file__).parents[1] / "content"


@cache
def _read(name: str) -> dict[str, Any]:
    # Files of the package: they do not change while it runs. Nobody may change what this returns.
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


@transaction.atomic
def load_content() -> None:
    """Bring topics, roles, role cards, guides, triage rules and networks up to date; running it twice changes nothing.

    A triage rule that somebody ended or succeeded in this installation stays as it is: rows are found by code and
    first day. So does a topic page with the installation's own words (a newer text comes beside it as a draft), and a
    role card that somebody of the installation reviewed. Nothing is removed.
    """
    _bring(
        Topic(
            code=row["code"],
            names=row["names"],
            icon=row.get("icon", ""),
            sensitive=row.get("sensitive", False),
            position=position,
        )
        for position, row in enumerate(_read("topics.toml")["topic"], start=1)
    )
    _bring(
        HelperRole(code=row["code"], names=row["names"], descriptions=row.get("descriptions", {}), position=position)
        for position, row in enumerate(_read("roles.toml")["role"], start=1)
    )
    _bring(
        Network(code=row["code"], name=row["name"], about=row.get("about", {}), source=row.get("source", ""))
        for row in _read("networks.toml")["network"]
    )
    rules = set(TriageRule.objects.values_list("code", "valid_from"))
    TriageRule.objects.bulk_create(
        TriageRule(
            code=row["code"],
            valid_from=_day(row["valid_from"]),
            position=row["position"],
            question=row["question"],
            advice=row["advice"],
            outcome=row["outcome"],
            source=row["source"],
            source_certainty=row["certainty"],
            checked_on=_day(row["checked_on"]),
        )
        for row in _read("triage.toml")["rule"]
        if (row["code"], _day(row["valid_from"])) not in rules
    )
    # What somebody of this installation went through stays as it is.
    reviewed = set(RoleCard.objects.exclude(reviewed_by="").values_list("language", "version"))
    cards = [_read(file.name) for file in sorted(CONTENT.glob("role_card.*.toml"))]
    RoleCard.objects.bulk_create(
        (
            RoleCard(
                language=card["language"],
                version=card["version"],
                content={**card["content"], "reviewed": card["reviewed"], "role_word": card["role_word"]},
                checked_on=_day(card["checked_on"]),
                translated_from=card["translated_from"],
            )
            for card in cards
            if (card["language"], card["version"]) not in reviewed
        ),
        update_conflicts=True,
        unique_fields=["language", "version"],
        update_fields=["content", "checked_on", "translated_from"],
    )
    _load_guides()


def _bring(rows: Iterable[Topic | HelperRole | Network | Guide]) -> None:
    """Make what is new of one model and bring up to date what is there, found by its code."""
    made: list[Any] = list(rows)
    fields = [field.name for field in made[0]._meta.concrete_fields if field.name not in ("id", "code")]
    type(made[0])._default_manager.bulk_create(
        made, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )


def _load_guides() -> None:
    rows = _read("guides/guides.toml")["guide"]
    _bring(Guide(code=row["code"], icon=row["icon"], position=position) for position, row in enumerate(rows, start=1))
    guides = {guide.code: guide for guide in Guide.objects.all()}
    known: dict[tuple[int, str], set[int | None]] = defaultdict(set)
    for guide_id, language, edition in GuideText.objects.values_list("guide", "language", "edition"):
        known[guide_id, language].add(edition)
    new: list[tuple[Guide, dict[str, Any], dict[str, Any]]] = []
    for row in rows:
        guide = guides[row["code"]]
        files = sorted(CONTENT.glob(f"guides/{row['code']}.*.toml"))
        for text in (_read(f"guides/{file.name}") for file in files):
            if text["edition"] not in known[guide.pk, text["language"]]:
                new.append((guide, row, text))
    first = not any(known.values())
    for translated in (False, True):
        # What was written first: a translation points at the text it was made from.
        part = [one for one in new if bool(one[2]["translated_from"]) is translated]
        if first:
            sources = {(text.guide_id, text.language): text for text in GuideText.objects.only("guide", "language")}
            GuideText.objects.bulk_create(
                _guide_text(guide, row, text, source=sources.get((guide.pk, text["translated_from"])))
                for guide, row, text in part
            )
        else:
            for guide, row, text in part:
                _load_text(guide, row, text)


def _load_text(guide: Guide, row: dict[str, Any], text: dict[str, Any]) -> None:
    """Publish a newer text of the product; where the installation has its own words it comes beside them as a draft."""
    mine = GuideText.objects.filter(guide=guide, language=text["language"])
    if mine.filter(edition__gte=text["edition"]).exists():
        return
    current = mine.filter(state=GuideText.State.PUBLISHED).first()
    if current is not None and current.edition is None:
        if mine.filter(state=GuideText.State.DRAFT).exists():
            return
        state = GuideText.State.DRAFT
    else:
        mine.filter(state=GuideText.State.PUBLISHED).update(state=GuideText.State.SUPERSEDED)
        state = GuideText.State.PUBLISHED
    source = None
    if text["translated_from"]:
        # A translation carries the edition of the text it was made from; when that one is replaced, it is outdated.
        source = GuideText.objects.filter(
            guide=guide, language=text["translated_from"], edition=text["edition"]
        ).first()
    made = _guide_text(guide, row, text, source=source)
    made.version = (mine.aggregate(last=Max("version"))["last"] or 0) + 1
    made.state = state
    made.save()


def _guide_text(guide: Guide, row: dict[str, Any], text: dict[str, Any], *, source: GuideText | None) -> GuideText:
    return GuideText(
        guide=guide,
        language=text["language"],
        version=1,
        edition=text["edition"],
        state=GuideText.State.PUBLISHED,
        content={key: text[key] for key in ("title", "summary")} | {"sections": text["section"]},
        law_version=row["law"],
        checked_on=_day(row["checked_on"]),
        check_before=_day(row["check_before"]),
        official_link=row["link"],
        link_name=row["link_name"],
        sources=row["sources"],
        translated_from=text["translated_from"],
        source=source,
    )


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
