"""Who can be asked to read along, and the panel that is proposed."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from sleutelbos.keypersons import languages
from sleutelbos.keypersons import queries as keypersons
from sleutelbos.keypersons.models import KeyPerson, SpokenLanguage

from ..models import Reader, Round
from ..rules import panel

# Simple talk, or simple reading: enough to say where a letter is not clear.
_LANGUAGE_FROM = 2


def may_be_asked(round: Round) -> dict[int, KeyPerson]:
    """Key persons who can be asked for this round, by number.

    Not: who is paused or without an engagement, who reads this letter already or read an earlier version, and who has
    a standing conflict with the organisation.
    """
    today = timezone.localdate()
    people = KeyPerson.objects.filter(region_id=round.region_id, state=KeyPerson.State.DEPLOYABLE)
    taken = Reader.objects.filter(round=round)
    if round.version is not None:
        taken = Reader.objects.filter(round__version__letter_id=round.version.letter_id).exclude(
            round__state=Round.State.WITHDRAWN
        )
    away = {person for person, organisation in keypersons.conflicts_on(round.region_id, today)
            if organisation == round.organisation_id}  # fmt: skip
    rows = people.exclude(pk__in=taken.values("key_person")).exclude(pk__in=away)
    found = {row.pk: row for row in rows.prefetch_related("languages", "topics")}
    engaged = keypersons.engagements_for(list(found), day=today, municipality_id=round.municipality_id)
    return {pk: row for pk, row in found.items() if pk in engaged}


def candidates(people: dict[int, KeyPerson]) -> list[panel.Candidate]:
    """The same people as the rules know them: languages, and how often and when they were in a panel."""
    since = timezone.now() - timedelta(days=365)
    asked = {
        row["key_person"]: (row["last"], row["times"])
        for row in Reader.objects.filter(key_person__in=people)
        .values("key_person")
        .annotate(last=Max("invited_at"), times=Count("pk", filter=Q(invited_at__gte=since)))
    }
    found = []
    for pk, person in people.items():
        last, times = asked.get(pk, (None, 0))
        found.append(
            panel.Candidate(
                key_person=pk,
                languages=tuple(
                    row.variety
                    for row in person.languages.all()
                    if row.variety != "nl" and max(row.speaking, row.reading) >= _LANGUAGE_FROM
                ),
                gender=person.gender,
                topics=frozenset(topic.code for topic in person.topics.all()),
                last_asked=None if last is None else timezone.localdate(last),
                times_this_year=times,
                route=person.learning_route,
            )
        )
    return found


def seats(round: Round, everybody: list[panel.Candidate]) -> list[panel.Seat]:
    """The panel that is proposed for this round."""
    return panel.suggested(everybody, round.wanted, round.languages, like=readers_before(round))


def round_before(round: Round) -> Round | None:
    """The round in which the version before was read."""
    if round.version is None:
        return None
    before = Round.objects.filter(version__letter_id=round.version.letter_id, number__lt=round.number)
    return before.exclude(state=Round.State.WITHDRAWN).order_by("-number").first()


def readers_before(round: Round) -> list[panel.Candidate]:
    """Who read the version before: the next panel looks like it, or the two cannot be compared."""
    last = round_before(round)
    return [] if last is None else readers_of(last)


def readers_of(round: Round) -> list[panel.Candidate]:
    """The panel of a round as the rules know it, without who said no."""
    rows = KeyPerson.objects.filter(readings__round=round).exclude(
        readings__in=Reader.objects.filter(round=round, state=Reader.State.DECLINED)
    )
    return candidates({row.pk: row for row in rows.prefetch_related("languages", "topics")})


def routes_to_count(round: Round, people: Iterable[KeyPerson]) -> dict[str, int]:
    """Learning routes among those who are invited to a round first; nothing where a count could tell somebody's.

    It is counted once, then: who is added, says no or leaves later would be the difference of two counts.
    """
    by_number = {person.pk: person for person in people}
    balance = panel.balance_of(candidates(by_number))
    if not balance.routes_shown:
        return {}
    counted: dict[int, set[int]] = {}
    first = Reader.objects.filter(round__region_id=round.region_id, invited_at__lte=F("round__opened_at"))
    for number, person in first.exclude(round__routes={}).exclude(round=round).values_list("round", "key_person"):
        counted.setdefault(number, set()).add(person)
    return {} if panel.tells_a_difference(by_number, counted.values()) else balance.routes


def balance_of(everybody: list[panel.Candidate], chosen: Collection[int]) -> panel.Balance:
    """Languages, men and women, learning routes among the chosen."""
    return panel.balance_of(one for one in everybody if one.key_person in chosen)


def varieties_of(region_id: int) -> list[tuple[str, str]]:
    """The languages that key persons of a region speak, to choose from, by name."""
    tags = (
        SpokenLanguage.objects.filter(key_person__region_id=region_id, speaking__gte=_LANGUAGE_FROM)
        .exclude(variety="nl")
        .values_list("variety", flat=True)
        .distinct()
        .order_by("variety")
    )
    return sorted(((tag, languages.variety_name(tag)) for tag in tags), key=lambda pair: pair[1])
