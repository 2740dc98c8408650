"""Is this row somebody we have already: in the network, or higher up in the same list?"""

from collections.abc import Iterable
from dataclasses import dataclass

from sleutelbos.exchange.reading.values.outcomes import KnownPerson
from sleutelbos.exchange.reading.values.words import letters, likeness


@dataclass(frozen=True, slots=True)
class Same:
    """Who this may be, and why: "phone", "email", "name-place" or "name"; `certain` leaves little doubt."""

    person: KnownPerson
    reasons: tuple[str, ...]
    certain: bool


class Register:
    """People known so far, found by mail, phone, and name with place; grows while a list is read."""

    def __init__(self, people: Iterable[KnownPerson]) -> None:
        self.people: list[KnownPerson] = []
        self._by: dict[tuple[str, str], list[KnownPerson]] = {}
        for person in people:
            self.add(person)

    def add(self, person: KnownPerson) -> None:
        """Remember one more."""
        self.people.append(person)
        for key in _keys(person):
            self._by.setdefault(key, []).append(person)

    def same(self, person: KnownPerson) -> Same | None:
        """The known person this may be, the likeliest first; None when nobody shares anything telling.

        A phone shared by two quite different first names is a family or an office. A name alone is not telling
        either: many people share one.
        """
        reasons: dict[str, list[str]] = {}
        found: dict[str, KnownPerson] = {}
        for key in _keys(person):
            for other in self._by.get(key, ()):
                reasons.setdefault(other.id, []).append(key[0])
                found[other.id] = other
        if not found:
            return None
        best = max(found, key=lambda one: (len(reasons[one]), "name-place" in reasons[one]))
        why = tuple(reasons[best])
        alike = likeness(letters(found[best].first_name), letters(person.first_name))
        if why == ("phone",) and alike < 0.7:
            return None  # one phone for a family or an office: two names, two people
        return Same(found[best], why, alike == 1.0 and bool({"phone", "email"} & set(why)))


def _keys(person: KnownPerson) -> list[tuple[str, str]]:
    keys = []
    if person.phone:
        keys.append(("phone", person.phone))
    if person.email:
        keys.append(("email", person.email.lower()))
    name = letters(f"{person.first_name} {person.last_name}")
    if name and person.last_name and person.place:
        keys.append(("name-place", f"{name}|{letters(person.place)}"))
    return keys
