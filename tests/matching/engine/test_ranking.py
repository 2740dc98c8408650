"""The shortlist against the dumb checker, and the promises that hold for every question."""

import json
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sleutelbos.matching.engine import (
    Block,
    Booking,
    Exclusion,
    LanguageNeed,
    PersonLanguage,
    Question,
    Reason,
    Relaxation,
    Rule,
    Shortlist,
    Snapshot,
    Window,
    load_weights,
    shortlist,
)
from sleutelbos.matching.engine.checker import check
from sleutelbos.matching.engine.codes import NEVER_NEAR, RULES
from sleutelbos.matching.engine.wishes import MAY_COST_PEOPLE, TIME_WISHES, relax_all, relaxations
from tests.matching.engine.crowds import cases, drawn
from tests.matching.engine.worlds import at, people, person, question, snapshot

Case = tuple[Snapshot, Question]

WEIGHTS = load_weights()
often = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
sometimes = settings(often, max_examples=20)


def answer(world: Snapshot, asked: Question) -> Shortlist:
    """Everything, nothing cut off."""
    return shortlist(world, asked, WEIGHTS, limit=100, near_limit=100)


def brute_force(world: Snapshot, asked: Question) -> set[int]:
    """Who fits, by the checker alone."""
    return {each.id for each in world.people if check(world, asked, each.id, WEIGHTS).fits}


def smallest_is_right(world: Snapshot, asked: Question) -> None:
    """Holds `smallest` against every set of at most three wishes, each by brute force."""
    found = answer(world, asked)
    now = set(found.fitting)
    missing = asked.wanted - len(now)
    if missing <= 0:
        assert found.smallest == ()
        return
    wishes = relaxations(asked, WEIGHTS, world.at)
    gains: dict[frozenset[Relaxation], set[int]] = {}
    for size in (1, 2, 3):
        for chosen in combinations(wishes, size):
            if sum(wish in TIME_WISHES for wish in chosen) <= 1:
                wider = relax_all(asked, chosen, WEIGHTS, world.at)
                gains[frozenset(chosen)] = brute_force(world, wider) - now
    enough = [chosen for chosen, gain in gains.items() if len(gain) >= missing]
    anybody = [chosen for chosen, gain in gains.items() if gain]
    pool = enough or anybody
    assert bool(found.smallest) == bool(pool)
    least = min((len(chosen) for chosen in pool), default=0)
    for item in found.smallest:
        assert len(item.wishes) == least
        assert set(item.freed) == gains[frozenset(item.wishes)]
    best = max((len(gains[chosen]) for chosen in pool if len(chosen) == least), default=0)
    assert not found.smallest or found.smallest[0].count == best


def test_the_drawn_worlds_show_every_rule_every_reason_and_every_wish() -> None:
    seen: set[str] = set()
    for seed in range(500):
        world, asked = drawn(seed)
        found = answer(world, asked)
        seen |= {rule for item in found.excluded for rule in item.rules}
        seen |= {reason.reason for candidate in found.candidates for reason in candidate.reasons}
        seen |= {f"near {item.rule}" for item in found.near_misses}
        seen |= {f"frees {item.wishes[0]}" for item in found.what_if if item.count}
        seen |= {f"smallest {len(item.wishes)}" for item in found.smallest}
    expected = {*RULES, *Reason, *(f"near {rule}" for rule in RULES if rule not in NEVER_NEAR)}
    expected |= {*(f"frees {wish}" for wish in Relaxation), "smallest 1", "smallest 2", "smallest 3"}
    assert expected - seen == set()


@pytest.mark.parametrize("seeds", [range(first, first + 50) for first in range(0, 400, 50)])
def test_crowded_worlds_agree_with_the_checker(seeds: range) -> None:
    for seed in seeds:
        world, asked = drawn(seed)
        found = answer(world, asked)
        told = {candidate.person: candidate for candidate in found.candidates}
        for each in world.people:
            verdict = check(world, asked, each.id, WEIGHTS)
            assert found.excluded.of(each.id) == verdict.rules, seed
            assert (each.id in told) == verdict.fits, seed
            if verdict.fits:
                assert told[each.id].reasons == verdict.reasons, seed
                assert told[each.id].score == verdict.score, seed


@pytest.mark.parametrize("seeds", [range(first, first + 40) for first in range(0, 320, 40)])
def test_crowded_worlds_free_whom_asking_again_would_add(seeds: range) -> None:
    for seed in seeds:
        world, asked = drawn(seed)
        found = answer(world, asked)
        for item in found.what_if:
            wider = relax_all(asked, item.wishes, WEIGHTS, world.at)
            assert set(item.freed) == brute_force(world, wider) - set(found.fitting), (seed, item.wishes)
        for near in found.near_misses:
            verdict = check(world, asked, near.person, WEIGHTS, lifted=near.rule)
            assert (verdict.fits, verdict.score) == (True, near.score), (seed, near)


@pytest.mark.parametrize("seeds", [range(first, first + 15) for first in range(0, 60, 15)])
def test_crowded_worlds_name_the_smallest_sets(seeds: range) -> None:
    for seed in seeds:
        smallest_is_right(*drawn(seed))


@often
@given(cases)
def test_everybody_is_in_or_out_by_exactly_the_rules_the_checker_finds(case: Case) -> None:
    world, asked = case
    found = answer(world, asked)
    out = {item.person: item.rules for item in found.excluded}
    assert set(out) | set(found.fitting) == {each.id for each in world.people}
    for each in world.people:
        verdict = check(world, asked, each.id, WEIGHTS)
        assert out.get(each.id, ()) == verdict.rules
        assert found.excluded.of(each.id) == verdict.rules


@often
@given(cases)
def test_scores_reasons_and_starts_are_those_of_the_checker(case: Case) -> None:
    world, asked = case
    for candidate in answer(world, asked).candidates:
        verdict = check(world, asked, candidate.person, WEIGHTS)
        assert candidate.reasons == verdict.reasons
        assert candidate.score == verdict.score
        if asked.timed:
            assert candidate.start == verdict.starts[0]
            assert candidate.starts == len(verdict.starts)
        else:
            assert candidate.start is None


@often
@given(cases)
def test_reasons_add_up_to_the_score_and_the_best_score_comes_first(case: Case) -> None:
    world, asked = case
    found = answer(world, asked)
    for candidate in found.candidates:
        assert sum(reason.points for reason in candidate.reasons) == candidate.score
    scores = [candidate.score for candidate in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert found.fitting == tuple(candidate.person for candidate in found.candidates)


@often
@given(cases)
def test_each_near_miss_fits_when_its_one_rule_is_lifted(case: Case) -> None:
    world, asked = case
    found = answer(world, asked)
    near = {item.person: item.rule for item in found.near_misses}
    for item in found.excluded:
        single = len(item.rules) == 1 and item.rules[0] not in NEVER_NEAR
        assert single == (item.person in near)
    for item in found.near_misses:
        verdict = check(world, asked, item.person, WEIGHTS, lifted=item.rule)
        assert verdict.fits
        assert verdict.score == item.score
        for wish in item.freed_by:
            wider = relax_all(asked, [wish], WEIGHTS, world.at)
            assert check(world, wider, item.person, WEIGHTS).fits


@sometimes
@given(cases)
def test_what_if_frees_exactly_whom_asking_again_would_add(case: Case) -> None:
    world, asked = case
    found = answer(world, asked)
    now = set(found.fitting)
    assert [item.wishes for item in found.what_if] == [(wish,) for wish in relaxations(asked, WEIGHTS, world.at)]
    for item in found.what_if:
        wider = relax_all(asked, item.wishes, WEIGHTS, world.at)
        assert set(item.freed) == brute_force(world, wider) - now
        assert item.count == len(set(item.freed))


@sometimes
@given(cases)
def test_the_smallest_sets_are_smallest_and_exact(case: Case) -> None:
    smallest_is_right(*case)


@often
@given(cases, people(99))
def test_one_more_person_never_takes_a_place_off_the_list(case: Case, extra: object) -> None:
    world, asked = case
    before = set(answer(world, asked).fitting)
    more = replace(world, people=(*world.people, extra))
    after = set(answer(more, asked).fitting)
    assert before <= after <= before | {99}


@often
@given(cases, st.data())
def test_letting_wishes_go_never_takes_a_place_off_the_list(case: Case, data: st.DataObject) -> None:
    world, asked = case
    wishes = [w for w in relaxations(asked, WEIGHTS, world.at) if w not in MAY_COST_PEOPLE]
    assume(wishes)
    chosen = data.draw(st.sets(st.sampled_from(wishes), min_size=1))
    wider = relax_all(asked, chosen, WEIGHTS, world.at)
    assert set(answer(world, asked).fitting) <= set(answer(world, wider).fitting)


@often
@given(cases)
def test_the_same_input_gives_the_same_answer_also_after_a_trip_through_json(case: Case) -> None:
    world, asked = case
    first = answer(world, asked)
    world_again = Snapshot.from_json(json.loads(json.dumps(world.to_json())))
    asked_again = Question.from_json(json.loads(json.dumps(asked.to_json())))
    assert (world_again, asked_again) == (world, asked)
    second = answer(world_again, asked_again)
    assert first.to_json() == second.to_json()
    json.dumps(first.to_json())


@often
@given(cases)
def test_the_funnel_only_narrows_and_ends_with_who_fits(case: Case) -> None:
    world, asked = case
    found = answer(world, asked)
    left = [step.left for step in found.funnel]
    assert left == sorted(left, reverse=True)
    assert left[-1] == len(found.fitting)
    assert [step.rule for step in found.funnel] == [rule for rule in RULES if rule is not Rule.NO_COMMON_START]
    counted = found.excluded.counts()
    for rule in RULES:
        assert counted.get(rule, 0) == sum(rule in item.rules for item in found.excluded)


@often
@given(cases, st.integers(1, 6))
def test_it_never_shows_why_somebody_is_not_possible(case: Case, who: int) -> None:
    world, asked = case
    open_world = replace(world, exclusions=())
    open_question = replace(asked, excluded=(), parties=("newcomer:1", "organisation:2"))
    ways = [
        (open_world, replace(open_question, excluded=(who,))),
        (replace(open_world, exclusions=(Exclusion(who, "newcomer:1"),)), open_question),
        (replace(open_world, exclusions=(Exclusion(who, "organisation:2"),)), open_question),
    ]
    answers = [answer(*way).to_json() for way in ways]
    for each in answers:
        del each["input_hash"]
    assert answers[0] == answers[1] == answers[2]


def test_somebody_not_possible_is_never_a_near_miss_and_never_freed() -> None:
    asked = question(excluded=(1,), required_gender="man")
    found = answer(snapshot(person(1, gender="man"), person(2)), asked)
    assert found.excluded.of(1) == (Rule.NOT_POSSIBLE,)
    assert [item.person for item in found.near_misses] == [2]
    assert all(1 not in item.freed for item in (*found.what_if, *found.smallest))


def test_ties_rotate_between_questions_and_stay_put_within_one() -> None:
    world = snapshot(*(person(number) for number in range(1, 21)))
    first = {shortlist(world, question(id=number), WEIGHTS).fitting[0] for number in range(1, 200)}
    assert len(first) == 20
    assert answer(world, question()).fitting == answer(replace(world, version="later"), question()).fitting


def test_ties_do_not_depend_on_the_order_of_the_snapshot() -> None:
    crowd = [person(number) for number in range(1, 21)]
    assert answer(snapshot(*crowd), question()).fitting == answer(snapshot(*crowd[::-1]), question()).fitting


def test_the_limit_cuts_the_telling_and_not_the_counting() -> None:
    world = snapshot(*(person(number) for number in range(1, 21)), *(person(n, gender="man") for n in (31, 32)))
    found = shortlist(world, question(required_gender="woman"), WEIGHTS, limit=3, near_limit=1)
    assert len(found.candidates) == 3
    assert len(found.fitting) == 20
    assert len(found.near_misses) == 1
    assert next(item for item in found.what_if if item.wishes == (Relaxation.GENDER,)).count == 2


def test_near_misses_a_wish_would_free_come_first() -> None:
    world = snapshot(person(1, readiness=()), person(2, gender="man", modes=("walk",), max_travel_minutes=None))
    found = answer(world, question(required_gender="woman"))
    assert [(item.person, item.rule) for item in found.near_misses] == [
        (2, Rule.GENDER),
        (1, Rule.READINESS),
    ]
    assert found.near_misses[0].freed_by == (Relaxation.GENDER,)
    assert found.near_misses[1].freed_by == ()


def test_an_empty_list_names_the_smallest_set_of_wishes_to_let_go() -> None:
    world = snapshot(
        person(1, gender="man", home=replace(person(1).home, code="winterswijk")),
        person(2, gender="man", home=replace(person(1).home, code="winterswijk")),
        person(3, deployable=False),
    )
    found = answer(world, question(required_gender="woman", not_from_places=("winterswijk",)))
    assert found.fitting == ()
    assert all(item.count == 0 for item in found.what_if)
    assert [item.wishes for item in found.smallest] == [(Relaxation.GENDER, Relaxation.SAME_PLACE)]
    assert set(found.smallest[0].freed) == {1, 2}


def test_nothing_but_a_wish_of_the_question_is_ever_let_go() -> None:
    world = snapshot(
        person(1, deployable=False),
        person(2, readiness=()),
        person(3, engagements=()),
        person(4, refused=("topic:health",)),
        person(5, max_visits_per_week=0),
        person(6, ask_again_on=at(9, 0) // 1440),
    )
    found = answer(world, question(tags=("topic:health",), requires=("vog",), excluded=(5,)))
    assert found.smallest == ()
    assert all(item.count == 0 for item in found.what_if)


def test_when_two_are_wanted_one_is_not_enough() -> None:
    world = snapshot(person(1), person(2, gender="man"))
    found = answer(world, question(wanted=2, required_gender="woman"))
    assert found.fitting == (1,)
    assert [item.freed for item in found.smallest] == [(2,)]


def test_the_hash_changes_with_every_part_of_the_input_and_with_nothing_else() -> None:
    world, asked = snapshot(person(1)), question()
    same = shortlist(snapshot(person(1)), question(), WEIGHTS, limit=1).input_hash
    assert answer(world, asked).input_hash == same
    others = {
        answer(snapshot(person(2)), asked).input_hash,
        answer(replace(world, at=world.at + 1), asked).input_hash,
        answer(world, replace(asked, duration=45)).input_hash,
        shortlist(world, asked, replace(WEIGHTS, topic=51)).input_hash,
    }
    assert len(others | {same}) == 5


def test_an_empty_region_gets_an_empty_answer() -> None:
    found = answer(snapshot(), question())
    assert (found.fitting, found.candidates, found.near_misses, found.smallest) == ((), (), (), ())
    assert len(found.excluded) == 0
    assert all(step.left == 0 for step in found.funnel)


def test_a_long_choice_of_starts_is_tested_to_the_last() -> None:
    asked = question(windows=(Window(at(1, 8), at(1, 20), 5), Window(at(3, 8), at(3, 20), 5)))
    late = person(1, blocks=(Block(3 * 1440 + 1080, 3 * 1440 + 1200),))
    found = answer(snapshot(person(2), late), asked)
    told = {candidate.person: (candidate.start, candidate.starts) for candidate in found.candidates}
    assert told == {2: (at(1, 8), 2 * 133), 1: (at(3, 18), 13)}


def test_of_two_languages_that_count_the_same_the_first_that_was_asked_is_told() -> None:
    speaker = person(1, languages=(PersonLanguage("am", 3, 3), PersonLanguage("ti", 3, 3)))
    for first, second in (("ti", "am"), ("am", "ti")):
        asked = question(languages=(LanguageNeed(first, 2), LanguageNeed(second, 2)))
        match = answer(snapshot(speaker), asked).candidates[0].language
        assert match is not None and match.used == first


def test_a_near_miss_is_scored_at_the_start_it_would_get() -> None:
    thursday = (Block(3 * 1440, 4 * 1440),)
    asked = question(windows=(Window(at(1, 10), at(1, 11)), Window(at(3, 10), at(3, 11))), urgency=2)
    missing = person(1, readiness=(), blocks=thursday)
    score = answer(snapshot(missing), asked).near_misses[0].score
    assert score == answer(snapshot(replace(missing, readiness=person(1).readiness)), asked).candidates[0].score
    assert score == check(snapshot(missing), asked, 1, WEIGHTS, lifted=Rule.READINESS).score


def test_by_phone_may_free_who_has_no_time_to_travel_and_who_does_not_help_in_the_own_place() -> None:
    at_home = Booking(1, at(1, 9), at(1, 9, 45), online=True)
    neighbour = person(2, home=replace(person(2).home, code="winterswijk"), not_in_own_place=True)
    found = answer(snapshot(person(1), neighbour, bookings=(at_home,)), question(may_be_online=True))
    assert (found.excluded.of(1), found.excluded.of(2)) == ((Rule.OVERLAP,), (Rule.OWN_WISH,))
    by_phone = next(item for item in found.what_if if item.wishes == (Relaxation.ONLINE,))
    assert set(by_phone.freed) == {1, 2}
