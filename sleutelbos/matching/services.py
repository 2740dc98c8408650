"""Suggesting, and asking the people a coordinator chose."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from sleutelbos.accounts.viewer import Viewer
from sleutelbos.audit import services as audit
from sleutelbos.bridging import services as bridging
from sleutelbos.bridging.models import Offer, Request
from sleutelbos.keypersons.models import KeyPerson
from sleutelbos.matching.engine import Question, Relaxation, Shortlist, Snapshot, load_weights, shortlist
from sleutelbos.matching.engine.wishes import relax_all
from sleutelbos.ui.errors import RuleBroken

from .load import question_of, snapshot_for
from .models import Override, Suggestion

SHOWN = 10


@dataclass(frozen=True)
class Suggested:
    """A shortlist with the input it came from."""

    snapshot: Snapshot
    question: Question
    shortlist: Shortlist


def suggest(request: Request, *, relaxed: Sequence[Relaxation] = (), limit: int = SHOWN) -> Suggested:
    """Who fits this question now; `relaxed` wishes are let go for the look only. Writes nothing."""
    snapshot = snapshot_for(request)
    question = question_of(request)
    weights = load_weights()
    if relaxed:
        question = relax_all(question, relaxed, weights, snapshot.at)
    return Suggested(snapshot, question, shortlist(snapshot, question, weights, limit=limit))


@transaction.atomic
def ask_people(
    *, request: Request, key_person_ids: Sequence[int], in_turn: bool, actor: Viewer, relaxed: Sequence[Relaxation] = ()
) -> list[Offer]:
    """Ask the people a coordinator chose and keep the suggestion with its input, so that it can be made again.

    Somebody outside the list may be chosen: that is kept as an override of the list, never as a fact about the
    person. Who is barred is refused without saying why. Order of `key_person_ids` is the order of asking in turn.
    """
    suggested = suggest(request, relaxed=relaxed)
    result = suggested.shortlist
    people = {row.pk: row for row in KeyPerson.objects.filter(pk__in=key_person_ids, region_id=request.region_id)}
    if len(people) != len(set(key_person_ids)):
        raise RuleBroken("person-not-possible")
    suggestion, _ = Suggestion.objects.get_or_create(
        request=request,
        input_hash=result.input_hash,
        defaults={
            "by_user_id": actor.user_id,
            "rules_version": result.rules_version,
            "weights_version": result.weights_version,
            "result": result.to_json(),
            "input": zlib.compress(
                json.dumps(
                    {"snapshot": suggested.snapshot.to_json(), "question": suggested.question.to_json()}
                ).encode()
            ),
        },
    )
    reasons = {candidate.person: candidate.reasons for candidate in result.candidates}
    fitting = set(result.fitting)
    for pk in people:
        if pk not in fitting:
            Override.objects.create(
                suggestion=suggestion, key_person_id=pk, reason="asked-outside-list", by_user_id=actor.user_id
            )
    audit.record(
        "matching.suggestion.used",
        actor=actor,
        target=suggestion,
        region_id=request.region_id,
        hash=result.input_hash,
        weights=result.weights_version,
    )
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
    )


def suggest_again(suggestion: Suggestion) -> Shortlist:
    """The same shortlist from the kept input, for whoever asks a year later why."""
    kept = json.loads(zlib.decompress(bytes(suggestion.input)))
    return shortlist(
        Snapshot.from_json(kept["snapshot"]), Question.from_json(kept["question"]), load_weights(), limit=SHOWN
    )
