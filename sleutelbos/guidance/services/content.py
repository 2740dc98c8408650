"""Bringing the content that ships with the product into the database."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from ..models import Guide, GuideText, HelperRole, Network, RoleCard, Topic, TriageRule

CONTENT = Path(__file__).parents[1] / "content"


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


@transaction.atomic
def load_content() -> None:
    """Bring topics, roles, role cards, guides, triage rules and networks up to date; running it twice changes nothing.

    A triage rule that somebody ended or succeeded in this installation stays as it is: rows are found by code and
    first day. So does a topic page with the installation's own words (a newer text comes beside it as a draft), and a
    role card that somebody of the installation reviewed. Nothing is removed.
    """
    for position, row in enumerate(_read("topics.toml")["topic"], start=1):
        Topic.objects.update_or_create(
            code=row["code"],
            defaults={
                "names": row["names"],
                "icon": row.get("icon", ""),
                "sensitive": row.get("sensitive", False),
                "position": position,
            },
        )
    for position, row in enumerate(_read("roles.toml")["role"], start=1):
        HelperRole.objects.update_or_create(
            code=row["code"],
            defaults={"names": row["names"], "descriptions": row.get("descriptions", {}), "position": position},
        )
    for row in _read("networks.toml")["network"]:
        Network.objects.update_or_create(
            code=row["code"],
            defaults={"name": row["name"], "about": row.get("about", {}), "source": row.get("source", "")},
        )
    for row in _read("triage.toml")["rule"]:
        TriageRule.objects.get_or_create(
            code=row["code"],
            valid_from=_day(row["valid_from"]),
            defaults={
                "position": row["position"],
                "question": row["question"],
                "advice": row["advice"],
                "outcome": row["outcome"],
                "source": row["source"],
                "source_certainty": row["certainty"],
                "checked_on": _day(row["checked_on"]),
            },
        )
    for file in sorted(CONTENT.glob("role_card.*.toml")):
        card = tomllib.loads(file.read_text(encoding="utf-8"))
        if RoleCard.objects.filter(language=card["language"], version=card["version"]).exclude(reviewed_by="").exists():
            # Somebody of this installation went through these words.
            continue
        RoleCard.objects.update_or_create(
            language=card["language"],
            version=card["version"],
            defaults={
                "content": {**card["content"], "reviewed": card["reviewed"], "role_word": card["role_word"]},
                "checked_on": _day(card["checked_on"]),
                "translated_from": card["translated_from"],
            },
        )
    _load_guides()


def _load_guides() -> None:
    rows = _read("guides/guides.toml")["guide"]
    for position, row in enumerate(rows, start=1):
        guide, _made = Guide.objects.update_or_create(
            code=row["code"], defaults={"icon": row["icon"], "position": position}
        )
        files = sorted(CONTENT.glob(f"guides/{row['code']}.*.toml"))
        texts = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
        # What was written first: a translation points at the text it was made from.
        for text in sorted(texts, key=lambda one: bool(one["translated_from"])):
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
    GuideText.objects.create(
        guide=guide,
        language=text["language"],
        version=(mine.aggregate(last=Max("version"))["last"] or 0) + 1,
        edition=text["edition"],
        state=state,
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
