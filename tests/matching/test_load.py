"""Rows become the engine's values: every hard rule is broken by a row, and only that rule says no."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sleutelbos.bridging.models import Request
from sleutelbos.keypersons.models import (
    AvailabilityException,
    AvailableBlock,
    Engagement,
    KeyPerson,
    ReadinessItem,
    ReadinessRequirement,
    SpokenLanguage,
    Wish,
)
from sleutelbos.matching import load, services
from sleutelbos.matching.engine import Rule, moments
from sleutelbos.matching.load import people
from tests import factories

FAR = {"latitude": 53.2, "longitude": 6.57, "home_place": "Groningen"}


@pytest.fixture
def question(region_a: Any) -> Request:
    """An hour in Doetinchem, in Tigrinya, in four days at two."""
    made: Request = factories.RequestFactory(region=region_a)
    return made


@pytest.fixture
def selam(region_a: Any) -> KeyPerson:
    """Somebody who fits."""
    made: KeyPerson = factories.KeyPersonFactory(region=region_a, first_name="Selam")
    return made


def rules_of(question: Request, person: KeyPerson) -> set[Rule]:
    """What stands in the way of this person; empty when nothing does."""
    fresh = Request.objects.select_related("region", "newcomer", "topic", "role", "organisation").get(pk=question.pk)
    result = services.suggest(fresh).shortlist
    if person.pk in result.fitting:
        return set()
    rules = set(result.excluded.of(person.pk))
    assert rules, "neither fits nor is out: not looked at"
    return rules


def change(row: Any, **values: Any) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def test_somebody_who_has_everything_fits(question: Request, selam: KeyPerson) -> None:
    assert rules_of(question, selam) == set()


def test_a_question_knows_since_when_it_waits(question: Request) -> None:
    asked = timezone.make_aware(datetime(2026, 3, 2, 23, 30))
    change(question, created_at=asked)
    question.refresh_from_db()
    assert load.question_of(question).asked_on == moments.day_of(date(2026, 3, 2))


def test_of_asks_before_the_caps_only_the_last_of_each_is_read(question: Request, selam: KeyPerson) -> None:
    now = timezone.now()
    for weeks, state in ((6, "declined"), (5, "expired"), (4, "taken")):
        factories.OfferFactory(
            request__region=question.region, key_person=selam, state=state, asked_at=now - timedelta(weeks=weeks)
        )
    waiting = factories.OfferFactory(
        request__region=question.region, key_person=selam, state="open", asked_at=now - timedelta(weeks=7)
    )
    asks = people.snapshot_for(question, now=now).asks
    assert {(ask.question, ask.state) for ask in asks} == {(waiting.request_id, "open"), (0, "expired")}
    assert max(ask.at for ask in asks) == load.minute_at(now - timedelta(weeks=4))


# One row changed, one rule that says no. Each takes the question and the person.
Break = Callable[[Request, KeyPerson], object]
BROKEN: dict[str, tuple[Break, Rule]] = {
    "candidate": (lambda q, p: change(p, state="candidate"), Rule.NOT_DEPLOYABLE),
    "in training": (lambda q, p: change(p, state="in_training"), Rule.NOT_DEPLOYABLE),
    "excluded for this question": (lambda q, p: q.excluded.add(p), Rule.NOT_POSSIBLE),
    "excluded by the newcomer": (lambda q, p: q.newcomer.excluded.add(p), Rule.NOT_POSSIBLE),  # type: ignore[union-attr]
    "another language": (lambda q, p: change(q, language="so"), Rule.LANGUAGE),
    "a higher level": (lambda q, p: p.languages.filter(variety="ti").update(speaking=2), Rule.LANGUAGE),
    "understands too little": (lambda q, p: p.languages.filter(variety="ti").update(understanding=1), Rule.LANGUAGE),
    "a man is asked for": (lambda q, p: change(q, gender_wish="man", gender_required=True), Rule.GENDER),
    "gender not said": (
        lambda q, p: (change(p, gender="unknown"), change(q, gender_wish="woman", gender_required=True)),
        Rule.GENDER,
    ),
    "not this topic": (lambda q, p: Wish.objects.create(key_person=p, kind="not_topic", value="school"), Rule.OWN_WISH),
    "not at this kind of organisation": (
        lambda q, p: (
            change(q, asker_organisation_kind="practice"),
            Wish.objects.create(key_person=p, kind="not_organisation_kind", value="practice"),
        ),
        Rule.OWN_WISH,
    ),
    "not in this place": (
        lambda q, p: Wish.objects.create(key_person=p, kind="not_place", value=" doetinchem"),
        Rule.OWN_WISH,
    ),
    "not in the own village": (lambda q, p: change(p, not_in_own_place=True), Rule.OWN_WISH),
    "from the newcomer's own place": (
        lambda q, p: change(q, not_from_own_place=True, newcomer_place="DOETINCHEM"),
        Rule.SAME_PLACE,
    ),
    "from the place of the question": (lambda q, p: change(q, not_from_own_place=True), Rule.SAME_PLACE),
    "no phone or video": (lambda q, p: (change(q, where="online"), change(p, online=False)), Rule.ONLINE),
    "too far": (lambda q, p: change(p, **FAR), Rule.TRAVEL),
    "too far on foot": (lambda q, p: change(p, latitude=51.93, longitude=6.58, travel="walk"), Rule.TRAVEL),
    "engagement over": (
        lambda q, p: p.engagements.update(valid_until=timezone.localdate() + timedelta(days=3)),
        Rule.ENGAGEMENT,
    ),
    "engagement not begun": (
        lambda q, p: p.engagements.update(valid_from=timezone.localdate() + timedelta(days=5)),
        Rule.ENGAGEMENT,
    ),
    "no engagement": (lambda q, p: p.engagements.all().delete(), Rule.ENGAGEMENT),
    "engaged for another municipality": (
        lambda q, p: p.engagements.get().municipalities.add(factories.MunicipalityFactory(region=q.region)),
        Rule.ENGAGEMENT,
    ),
    "a paper is missing": (
        lambda q, p: (required(q, "vog"), p.readiness.filter(kind="vog").delete()),
        Rule.READINESS,
    ),
    "a paper ends the day before": (
        lambda q, p: (
            required(q, "vog"),
            p.readiness.filter(kind="vog").update(valid_until=timezone.localdate() + timedelta(days=3)),
        ),
        Rule.READINESS,
    ),
    "a paper is too old by the region's months": (
        lambda q, p: (
            required(q, "vog", months=3),
            p.readiness.filter(kind="vog").update(seen_on=timezone.localdate() - timedelta(days=120)),
        ),
        Rule.READINESS,
    ),
    "a pause without an end": (lambda q, p: change(p, state="paused"), Rule.PAUSED),
    "a pause until the day itself": (
        lambda q, p: change(p, state="paused", paused_until=timezone.localdate() + timedelta(days=4)),
        Rule.PAUSED,
    ),
    "no hours on that day": (lambda q, p: p.blocks.filter(weekday=weekday(q)).delete(), Rule.AVAILABILITY),
    "hours that end too early": (
        lambda q, p: p.blocks.filter(weekday=weekday(q)).update(end_minute=14 * 60 + 30),
        Rule.AVAILABILITY,
    ),
    "away that day": (
        lambda q, p: AvailabilityException.objects.create(key_person=p, first_day=day(q), last_day=day(q)),
        Rule.AVAILABILITY,
    ),
    "away that afternoon": (
        lambda q, p: AvailabilityException.objects.create(
            key_person=p, first_day=day(q) - timedelta(days=2), last_day=day(q), start_minute=14 * 60, end_minute=960
        ),
        Rule.AVAILABILITY,
    ),
    "another visit then": (lambda q, p: visit(q, p, starts_at=q.starts_at), Rule.OVERLAP),
    "another visit just before, far away": (
        lambda q, p: visit(q, p, starts_at=hours_before(q, 1.1), latitude=51.97, longitude=6.72, place="Winterswijk"),
        Rule.OVERLAP,
    ),
    "enough visits that week": (
        lambda q, p: (change(p, max_visits_per_week=1), visit(q, p, starts_at=same_week(q))),
        Rule.WEEK_CAP,
    ),
    "enough minutes that week": (
        lambda q, p: (change(p, max_minutes_per_week=100), visit(q, p, starts_at=same_week(q))),
        Rule.WEEK_CAP,
    ),
    "asked already": (lambda q, p: factories.OfferFactory(request=q, key_person=p), Rule.ALREADY_ASKED),
    "said yes already": (
        lambda q, p: factories.OfferFactory(request=q, key_person=p, state="accepted"),
        Rule.ALREADY_ASKED,
    ),
    "said no": (lambda q, p: factories.OfferFactory(request=q, key_person=p, state="declined"), Rule.DECLINED),
    "said no long ago": (
        lambda q, p: factories.OfferFactory(
            request=q, key_person=p, state="declined", asked_at=timezone.now() - timedelta(days=200)
        ),
        Rule.DECLINED,
    ),
    "knew somebody else": (
        lambda q, p: factories.OfferFactory(request=q, key_person=p, state="referred"),
        Rule.DECLINED,
    ),
    "stepped out": (
        lambda q, p: factories.OfferFactory(request=q, key_person=p, state="stepped_out"),
        Rule.DECLINED,
    ),
    "the newcomer asked for somebody else": (
        lambda q, p: factories.OfferFactory(request=q, key_person=p, state="another_chosen"),
        Rule.DECLINED,
    ),
    "wants to be asked later": (
        lambda q, p: elsewhere(q, p, state="later", ask_again_on=timezone.localdate() + timedelta(days=2)),
        Rule.ASK_LATER,
    ),
    "asked often by the region's measure": (
        lambda q, p: (change(q.region, max_asks_per_14_days=1), elsewhere(q, p, state="declined")),
        Rule.ASK_CAP,
    ),
    "open questions to answer": (lambda q, p: [elsewhere(q, p) for _ in range(2)], Rule.OPEN_ASKS),
}


def required(question: Request, kind: str, months: int | None = None) -> None:
    ReadinessRequirement.objects.create(region=question.region, kind=kind, valid_months=months)


def start(question: Request) -> datetime:
    assert question.starts_at is not None
    return timezone.localtime(question.starts_at)


def day(question: Request) -> date:
    return start(question).date()


def weekday(question: Request) -> int:
    return day(question).weekday()


def hours_before(question: Request, hours: float) -> datetime:
    return start(question) - timedelta(hours=hours)


def same_week(question: Request) -> datetime:
    """Another day of the week of the question, at nine."""
    shift = 1 if weekday(question) < 6 else -1
    return start(question).replace(hour=9) + timedelta(days=shift)


def visit(question: Request, person: KeyPerson, **values: Any) -> Any:
    where = {"latitude": 51.965, "longitude": 6.288, **values}
    return factories.VisitFactory(
        request__region=question.region,
        key_person=person,
        offer__asked_at=timezone.now() - timedelta(weeks=9),
        **where,
    )


def elsewhere(question: Request, person: KeyPerson, **values: Any) -> Any:
    return factories.OfferFactory(request__region=question.region, key_person=person, **values)


@pytest.mark.parametrize("case", BROKEN)
def test_one_row_breaks_one_rule(question: Request, selam: KeyPerson, case: str) -> None:
    break_it, rule = BROKEN[case]
    break_it(question, selam)
    assert rules_of(question, selam) == {rule}


def test_every_rule_that_rows_can_break_is_in_the_table() -> None:
    # The engine knows more than rows can say today: a second language, only a known person, a cap per month; and
    # "no common start" follows from several others together.
    later = {Rule.ALSO_LANGUAGE, Rule.KNOWN_ONLY, Rule.MONTH_CAP, Rule.NO_COMMON_START}
    assert {rule for _break, rule in BROKEN.values()} | later == set(Rule)


# The other side of each border: the row is there, and nothing stands in the way.
FINE: dict[str, Break] = {
    "a pause that ended the day before": lambda q, p: change(
        p, state="paused", paused_until=timezone.localdate() + timedelta(days=3)
    ),
    "a paper that ends that day": lambda q, p: (
        required(q, "vog"),
        p.readiness.filter(kind="vog").update(valid_until=day(q)),
    ),
    "an old paper and a new one": lambda q, p: (
        required(q, "vog", months=3),
        ReadinessItem.objects.create(
            key_person=p, kind="vog", seen_on=timezone.localdate() - timedelta(days=900), valid_until=None
        ),
        p.readiness.filter(kind="vog", seen_on__gte=timezone.localdate() - timedelta(days=200)).update(
            seen_on=timezone.localdate() - timedelta(days=10)
        ),
    ),
    "a paper only group work asks for": lambda q, p: (
        ReadinessRequirement.objects.create(region=q.region, kind="vog", individual=False, collective=True),
        p.readiness.filter(kind="vog").delete(),
    ),
    "engaged for this municipality": lambda q, p: p.engagements.get().municipalities.add(q.municipality),
    "one engagement over, another begun": lambda q, p: (
        p.engagements.update(valid_until=timezone.localdate() - timedelta(days=1)),
        Engagement.objects.create(
            key_person=p,
            organisation=factories.OrganisationFactory(region=q.region),
            form="volunteer",
            valid_from=timezone.localdate(),
        ),
    ),
    "no fixed hours, every time can be asked": lambda q, p: (p.blocks.all().delete(), change(p, flexible=True)),
    "extra free that day": lambda q, p: (
        p.blocks.all().delete(),
        AvailabilityException.objects.create(
            key_person=p, first_day=day(q), last_day=day(q), available=True, start_minute=780, end_minute=960
        ),
    ),
    "hours that touch": lambda q, p: (
        p.blocks.filter(weekday=weekday(q)).delete(),
        AvailableBlock.objects.create(key_person=p, weekday=weekday(q), start_minute=840, end_minute=900),
    ),
    "a cancelled visit then": lambda q, p: visit(q, p, starts_at=q.starts_at, state="cancelled"),
    "asked again after the day": lambda q, p: elsewhere(
        q, p, state="later", ask_again_on=timezone.localdate(), asked_at=timezone.now() - timedelta(days=31)
    ),
    "did not answer this question in time": lambda q, p: factories.OfferFactory(
        request=q, key_person=p, state="expired"
    ),
    "was not needed for this question": lambda q, p: factories.OfferFactory(request=q, key_person=p, state="withdrawn"),
    "waits in line for this question": lambda q, p: factories.OfferFactory(
        request=q, key_person=p, state="queued", asked_at=None
    ),
    "a man rather, but not only": lambda q, p: change(q, gender_wish="man", gender_required=False),
    "another language is fine too": lambda q, p: change(q, language="so", also_accepted=["ti"]),
    "far away, by video": lambda q, p: (change(p, **FAR), change(q, where="online", place="")),
    "a reader who does not speak": lambda q, p: (
        change(q, kind="reading_panel", language="ti", min_level=2),
        p.languages.filter(variety="ti").update(speaking=0, understanding=0, reading=2),
    ),
    "no language needed": lambda q, p: (change(q, language=""), p.languages.all().delete()),
}


@pytest.mark.parametrize("case", FINE)
def test_the_other_side_of_the_border_is_fine(question: Request, selam: KeyPerson, case: str) -> None:
    FINE[case](question, selam)
    assert rules_of(question, selam) == set()


def test_a_related_language_counts_only_where_it_was_declared(question: Request, region_a: Any) -> None:
    person = factories.KeyPersonFactory(region=region_a, speaks=["fa"])
    SpokenLanguage.objects.filter(key_person=person).update(speaking=4, understanding=4)
    change(question, language="fa-AF", fallback="none")
    assert rules_of(question, person) == {Rule.LANGUAGE}
    change(question, fallback="declared")
    assert rules_of(question, person) == set()


def test_alumni_and_people_of_other_regions_are_not_looked_at(question: Request, region_b: Any) -> None:
    factories.KeyPersonFactory(region=question.region, alumni=True)
    factories.KeyPersonFactory(region=region_b)
    assert load.snapshot_for(question).people == ()


def test_who_helped_this_newcomer_before_is_known_with_how_often(question: Request, selam: KeyPerson) -> None:
    for _ in range(2):
        factories.VisitFactory(
            request__region=question.region,
            request__newcomer=question.newcomer,
            request__state="done",
            key_person=selam,
            state="done",
            starts_at=timezone.now() - timedelta(days=90),
        )
    asked_for = factories.KeyPersonFactory(region=question.region)
    change(question, same_person=asked_for)
    question.refresh_from_db()
    assert {(item.person, item.visits) for item in load.question_of(question).known} == {
        (selam.pk, 2),
        (asked_for.pk, 1),
    }


def test_a_paper_seen_on_the_31st_ends_with_the_last_day_of_a_short_month() -> None:
    last = people._last_day(date(2026, 8, 31), None, 6)
    assert last is not None and moments.date_of(last) == date(2027, 2, 28)
    assert people._last_day(date(2026, 8, 31), None, None) is None
    assert people._last_day(date(2026, 8, 31), date(2026, 9, 1), 36) == moments.day_of(date(2026, 9, 1))


def test_places_are_compared_by_one_spelling() -> None:
    assert load.place_code("  's-Heerenberg ") == load.place_code("'S-HEERENBERG")
    assert load.place_code("Oude  IJsselstreek") == "oude ijsselstreek"


# --- a time that is still open ----------------------------------------------------------------------------------


def window(first: datetime, hours: float) -> dict[str, str]:
    return {"start": first.isoformat(), "end": (first + timedelta(hours=hours)).isoformat()}


def test_windows_that_are_over_or_too_short_are_left_out_and_a_running_one_is_cut(question: Request) -> None:
    now = timezone.localtime().replace(hour=10, minute=10, second=0, microsecond=0)
    question.starts_at = None
    question.windows = [
        window(now - timedelta(days=1), 3),
        window(now - timedelta(minutes=70), 4),  # from nine; eleven and later are left
        window(now + timedelta(days=1), 0.5),
        window(now + timedelta(days=2), 3),
    ]
    kept = load.question_of(question, now=now).windows
    minute = moments.minute_of(now)
    assert [(w.start - minute, w.end - minute) for w in kept] == [(20, 170), (2880, 3060)]


def test_when_every_window_is_over_the_time_is_settled_later(question: Request) -> None:
    question.starts_at = None
    question.windows = [window(timezone.localtime() - timedelta(days=3), 3)]
    assert not load.question_of(question).timed


def test_a_year_of_windows_is_looked_through_in_larger_steps(question: Request, selam: KeyPerson) -> None:
    first = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
    question.starts_at = None
    question.windows = [window(first + timedelta(days=number), 12) for number in range(300)]
    starts = load.question_of(question).starts
    assert 0 < len(starts) <= 1024
    question.save()
    assert rules_of(question, selam) == set()


def test_fifty_people_cost_as_many_queries_as_five(question: Request) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            person = factories.KeyPersonFactory(region=question.region)
            Wish.objects.create(key_person=person, kind="not_topic", value="care")
            visit(question, person, starts_at=same_week(question))

    fill(5)
    with CaptureQueriesContext(connection) as few:
        services.suggest(question)
    fill(15)
    with CaptureQueriesContext(connection) as many:
        services.suggest(question)
    assert len(few) == len(many)


def test_wishes_about_going_with_somebody_reach_the_engine(region_a: Any) -> None:
    one, other = (factories.KeyPersonFactory(region=region_a) for _ in range(2))
    one.wishes.create(kind="goes_with", value=str(other.pk))
    one.wishes.create(kind="not_topic", value="care")
    other.wishes.create(kind="goes_along", value="")
    now = timezone.now()
    found = {person.id: person for person in people.snapshot_between(region_a, now, now).people}
    assert (found[one.pk].goes_with, found[one.pk].goes_along) == ((other.pk,), False)
    assert found[one.pk].refused == ("topic:care",)
    assert (found[other.pk].goes_with, found[other.pk].goes_along) == ((), True)
