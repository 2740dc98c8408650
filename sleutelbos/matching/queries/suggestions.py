"""What a page of suggestions shows."""

from dataclasses import dataclass

from django.db.models import QuerySet

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.bridging.models import Request
from sleutelbos.bridging.queries import caps_passed_by_asking, visible_requests
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.keypersons.queries import visible_key_persons
from sleutelbos.matching.engine import Candidate, NearMiss, Points, Relaxation, Rule, WhatIf

from ..models import Suggestion
from ..services import MAY_BE_ASKED_STILL, Suggested, made_again, points_of


@dataclass(frozen=True)
class SuggestedPerson:
    """One line of the list: the person and why; `over` is the legal maximum this visit would pass, or ""."""

    person: KeyPerson
    candidate: Candidate
    over: str


@dataclass(frozen=True)
class PersonOut:
    """Somebody who does not fit, with every rule that says no."""

    person: KeyPerson
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class NearPerson:
    """Somebody who fails one rule only; `may_ask` says whether a coordinator may ask this person all the same.

    `over` is the legal maximum this visit would pass, or "".
    """

    person: KeyPerson
    near: NearMiss
    may_ask: bool
    over: str


@dataclass(frozen=True)
class FreedBy:
    """What letting go of some wishes gives, with names."""

    what_if: WhatIf
    people: list[KeyPerson]


@dataclass(frozen=True)
class Page:
    """Everything the page of suggestions shows.

    `costless` are the wishes that keep nobody away. `learners` would fit if they were ready to go alone: they could go
    along. `speakers` counts who speaks the language well enough, whatever else stands in the way; None without one.
    """

    people: list[SuggestedPerson]
    more: int
    near: list[NearPerson]
    out: list[PersonOut]
    out_count: int
    what_if: list[FreedBy]
    smallest: list[FreedBy]
    costless: list[Relaxation]
    learners: list[KeyPerson]
    speakers: int | None
    suggested: Suggested


@dataclass(frozen=True)
class KeptLine:
    """One line of a list as it was shown; None where the person is not here any more."""

    person: KeyPerson | None
    score: int
    reasons: tuple[Points, ...]
    asked: bool


@dataclass(frozen=True)
class KeptList:
    """A list that people were asked from; `again` says whether it comes out the same from what was kept."""

    suggestion: Suggestion
    lines: list[KeptLine]
    again: bool
    whys: list[str]


OUT_SHOWN = 40
# What only says that somebody is not ready to go alone.
_LEARNING = frozenset({Rule.NOT_DEPLOYABLE, Rule.READINESS, Rule.ENGAGEMENT})


def visible_suggestions(viewer: Viewer) -> QuerySet[Suggestion]:
    """Kept suggestions of questions the viewer may see."""
    return Suggestion.objects.filter(request__in=visible_requests(viewer))


def page_of(viewer: Viewer, request: Request, suggested: Suggested, *, out_shown: int = OUT_SHOWN) -> Page:
    """Put names to the numbers of a shortlist of a question; only people the viewer may see.

    `out_shown`: how many of those who are out are named; the rest is counted.
    """
    result = suggested.shortlist
    # Fewest reasons first: who nearly fits is who a coordinator looks for.
    # Nobody learns a language for Thursday: who lacks it is no near miss, unless a wish brings it nearer.
    near = [n for n in result.near_misses if n.freed_by or n.rule not in {Rule.LANGUAGE, Rule.ALSO_LANGUAGE}]
    excluded = list(result.excluded.fewest(out_shown))
    learning = [item.person for item in excluded if set(item.rules) <= _LEARNING and Rule.NOT_DEPLOYABLE in item.rules]
    wanted = {candidate.person for candidate in result.candidates}
    wanted |= {item.person for item in near} | {item.person for item in excluded}
    for what_if in (*result.what_if, *result.smallest):
        wanted |= set(what_if.freed[:OUT_SHOWN])
    people = {
        row.pk: row
        for row in visible_key_persons(viewer).filter(pk__in=wanted).only("first_name", "last_name", "home_place")
    }

    may_be_asked = [c.person for c in result.candidates] + [n.person for n in near if n.rule in MAY_BE_ASKED_STILL]
    over = caps_passed_by_asking(request, may_be_asked)

    def named(what_ifs: tuple[WhatIf, ...]) -> list[FreedBy]:
        return [
            FreedBy(item, [people[pk] for pk in item.freed[:OUT_SHOWN] if pk in people])
            for item in what_ifs
            if item.count
        ]

    return Page(
        people=[
            SuggestedPerson(people[c.person], c, over.get(c.person, ""))
            for c in result.candidates
            if c.person in people
        ],
        more=len(result.fitting) - len(result.candidates),
        near=[
            NearPerson(people[n.person], n, n.rule in MAY_BE_ASKED_STILL, over.get(n.person, ""))
            for n in near
            if n.person in people
        ],
        out=[PersonOut(people[e.person], e.rules) for e in excluded if e.person in people],
        out_count=len(result.excluded),
        what_if=named(result.what_if),
        smallest=named(result.smallest),
        costless=[item.wishes[0] for item in result.what_if if not item.count],
        learners=[people[pk] for pk in learning if pk in people],
        speakers=_speakers(suggested),
        suggested=suggested,
    )


def kept_list(viewer: Viewer, suggestion: Suggestion) -> KeptList:
    """A list as it was when people were asked from it, and whether it can be made again today."""
    again = made_again(suggestion)
    rows = suggestion.result["candidates"]
    names = (
        visible_key_persons(viewer).only("first_name", "last_name", "region").in_bulk([row["person"] for row in rows])
    )
    asked = set(
        suggestion.request.offers.filter(suggestion=f"suggestion:{suggestion.pk}").values_list(
            "key_person_id", flat=True
        )
    )
    return KeptList(
        suggestion,
        [
            KeptLine(
                names.get(row["person"]),
                row["score"],
                tuple(
                    points_of(
                        [
                            {"code": item["reason"], "points": item["points"], **dict(item.get("values", ()))}
                            for item in row["reasons"]
                        ]
                    )
                ),
                row["person"] in asked,
            )
            for row in rows
        ],
        again is not None,
        list(dict.fromkeys(row.get_reason_display() for row in suggestion.overrides.order_by("pk"))),
    )


def _speakers(suggested: Suggested) -> int | None:
    if not suggested.question.languages:
        return None
    return next((step.left for step in suggested.shortlist.funnel if step.rule is Rule.LANGUAGE), None)
