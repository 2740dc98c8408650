"""Organisations: the ones the region has, by name or nearly so."""

from collections.abc import Sequence

from sleutelbos.exchange.reading.asking import LEAVE_OUT, NOTHING, Asker, Certainty, Json, Option, Understood, settle
from sleutelbos.exchange.reading.surroundings import KnownOrganisation
from sleutelbos.exchange.reading.values.words import letters, likeness, plain, says_nothing


def organisation(text: str, asker: Asker, known: Sequence[KnownOrganisation], field: str) -> Understood:
    """{"id": id or None, "name": as it will be kept}. A name that is nearly one of the region's is a question.

    A name the region does not have stays a name: nothing is made of it, and nothing is lost.
    """
    raw = text.strip()
    if says_nothing(raw):
        return NOTHING
    wanted = letters(raw)
    exact = next((one for one in known if letters(one.name) == wanted), None)
    if exact:
        value: Json = {"id": exact.id, "name": exact.name}
        return settle(value, raw, Certainty.SURE, asker)
    near = sorted(known, key=lambda one: -_closeness(wanted, letters(one.name)))[:3]
    near = [one for one in near if _closeness(wanted, letters(one.name)) >= 0.7]
    name = raw[:160]
    if near:
        options = [Option(str(one.id), {"name": one.name}) for one in near]
        options.append(Option("keep", {"text": raw[:80]}))
        answer = asker.ask("organisation-near", f"{field}:near:{plain(raw)[:60]}", options, words=raw)
        chosen = next((one for one in near if str(one.id) == answer), None)
        if chosen:
            value = {"id": chosen.id, "name": chosen.name}
            return settle(value, raw, Certainty.SURE, asker)
        if answer == LEAVE_OUT:
            return settle(None, raw, Certainty.NOTHING, asker)
    value = {"id": None, "name": name}
    return settle(value, raw, Certainty.LIKELY, asker)


def _closeness(one: str, other: str) -> float:
    """1 for the same; a name inside a longer one ("Gemeente Doetinchem - klantmanager") is close."""
    if len(other) > 5 and (f" {other} " in f" {one} " or (len(one) > 5 and f" {one} " in f" {other} ")):
        return 0.9
    return likeness(one, other)
