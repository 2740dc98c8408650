"""Suggesting, and asking the people a coordinator chose."""

import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.bridging import services as bridging
from sleutelbos.bridging.models import Offer, Request
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.matching.engine import (
    Question,
    Relaxation,
    Rule,
    Shortlist,
    Snapshot,
    Weights,
    keep,
    load_weights,
    replay,
    shortlist,
    shortlist_in,
)
from sleutelbos.matching.engine.travel_table import TravelTable
from sleutelbos.matching.engine.wishes import relax_all
from sleutelbos.ui.errors import RuleBroken

from ..load import minute_at, question_of, snapshot_for, travel_for, world_for
from ..models import Override, Suggestion

SHOWN = 10
EVERYBODY = 100_000

# Somebody may be asked all the same where only these stand in the way: it is then a question to this person, who can
# say no. A wish, a pause, a missing paper or an exclusion is never overruled by a tap.
MAY_BE_ASKED_STILL = frozenset({Rule.AVAILABILITY, Rule.TRAVEL, Rule.ASK_CAP, Rule.OPEN_ASKS})


@dataclass(frozen=True)
class Suggested:
    """A shortlist with the input it came from; without the people where it was only to be shown."""

    snapshot: Snapshot | None
    question: Question
    weights: Weights
    shortlist: Shortlist
    travel: TravelTable | None = None


def suggest(
    request: Request, *, relaxed: Sequence[Relaxation] = (), limit: int = SHOWN, look: bool = False
) -> Suggested:
    """Who fits this question now; `relaxed` wishes are let go for the look only. Writes nothing.

    `look`: only to be shown, so the people this process keeps will do; asking always reads anew. The list is the same.
    """
    now = timezone.now()
    question = question_of(request, now=now)
    weights = load_weights()
    if relaxed:
        question = relax_all(question, relaxed, weights, minute_at(now))
    travel = travel_for(request.region)
    world = world_for(request, now=now) if look else None
    if world is not None:
        result = shortlist_in(world, question, weights, limit=limit, travel=travel, hashed=_not_hashed)
        return Suggested(None, question, weights, result, travel)
    snapshot = snapshot_for(request, now=now)
    result = shortlist(snapshot, question, weights, limit=limit, travel=travel)
    return Suggested(snapshot, question, weights, result, travel)


def _not_hashed() -> str:
    raise LookupError("a list that is only looked at has no fingerprint: ask `suggest` for one to keep")


@transaction.atomic
def ask_people(
    *,
    request: Request,
    key_person_ids: Sequence[int],
    in_turn: bool,
    actor: Viewer,
    relaxed: Sequence[Relaxation] = (),
    answer_hours: int | None = None,
    why: str = "",
) -> list[Offer]:
    """Ask the people a coordinator chose and keep the suggestion with its input, so that it can be made again.

    Somebody outside the list may be chosen where only MAY_BE_ASKED_STILL stands in the way, and somebody else than the
    first: that is kept as an override of the list with `why` (a code of `Override.Reason`), never as a fact about the
    person. Anybody else is refused without saying why. Order of `key_person_ids` is the order of asking in turn;
    `answer_hours` is how long each has, without it as the region says.
    """
    suggested = suggest(request, relaxed=relaxed)
    result = suggested.shortlist
    people = {row.pk: row for row in KeyPerson.objects.filter(pk__in=key_person_ids, region_id=request.region_id)}
    fitting = set(result.fitting)
    # What stands in the way of each who does not fit; nothing at all for somebody who is not even looked at.
    outside = {pk: result.excluded.of(pk) for pk in people if pk not in fitting}
    if len(people) != len(set(key_person_ids)) or any(
        not rules or not MAY_BE_ASKED_STILL.issuperset(rules) for rules in outside.values()
    ):
        raise RuleBroken(
            "person-not-possible",
            _("Somebody you chose cannot be asked now."),
            _("Open the question again. Then you see who fits now."),
        )
    suggestion = _kept(request, suggested, actor)
    other = people.keys() if passed_over(result, key_person_ids) is not None else outside.keys()
    for pk in other:
        reason = why or (Override.Reason.OUTSIDE if pk in outside else Override.Reason.UNSAID)
        Override.objects.create(suggestion=suggestion, key_person_id=pk, reason=reason, by_user_id=actor.user_id)
    audit.record(
        "matching.suggestion.used",
        actor=actor,
        target=suggestion,
        region_id=request.region_id,
        hash=result.input_hash,
        weights=result.weights_version,
        **({"override": why or "unsaid"} if other else {}),
    )
    reasons = {candidate.person: candidate.reasons for candidate in result.candidates}
    return bridging.send_offers(
        request=request,
        asks=[
            bridging.Ask(
                key_person=people[pk],
                reasons=tuple(
                    {"code": str(item.reason), "points": item.points, **dict(item.values)}
                    for item in reasons.get(pk, ())
                ),
                suggestion=f"suggestion:{suggestion.pk}",
            )
            for pk in dict.fromkeys(key_person_ids)
        ],
        in_turn=in_turn,
        actor=actor,
        answer_hours=answer_hours,
    )


def passed_over(result: Shortlist, key_person_ids: Collection[int]) -> int | None:
    """Who stands first in a list when nobody of those who are asked does as well; None otherwise."""
    if not result.candidates:
        return None
    first = result.candidates[0]
    as_good = {candidate.person for candidate in result.candidates if candidate.score == first.score}
    return None if as_good & set(key_person_ids) else first.person


def _kept(request: Request, suggested: Suggested, actor: Viewer) -> Suggestion:
    result = suggested.shortlist
    assert suggested.snapshot is not None, "what people are asked from is read anew, and kept"
    given = keep(suggested.snapshot, suggested.question, suggested.weights, limit=SHOWN, travel=suggested.travel)
    suggestion, _made = Suggestion.objects.get_or_create(
        request=request,
        input_hash=result.input_hash,
        defaults={
            "by_user_id": actor.user_id,
            "rules_version": result.rules_version,
            "weights_version": result.weights_version,
            "result": result.to_json(),
            "input": zlib.compress(json.dumps(given, separators=(",", ":")).encode()),
        },
    )
    return suggestion


def suggest_again(suggestion: Suggestion) -> Shortlist:
    """The same shortlist from the kept input, for whoever asks a year later why."""
    return replay(json.loads(zlib.decompress(bytes(suggestion.input))))


def made_again(suggestion: Suggestion) -> Shortlist | None:
    """The list as `suggest_again` makes it, where that is the very list that was shown; None where it is not.

    Another version of the engine may count differently; what was shown is then only in `result`.
    """
    try:
        again = suggest_again(suggestion)
    except (ValueError, zlib.error):
        return None
    return again if again.to_json() == suggestion.result else None
