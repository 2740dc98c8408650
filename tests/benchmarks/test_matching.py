"""The made-up weeks are the same every time, the judge sees every planted mistake, and no simple rule breaks a rule."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from benchmarks.matching import baselines, declines, exact, gap, repairs, run
from benchmarks.matching.checker import Judge
from benchmarks.matching.generator import VARIANTS, Instance, make
from benchmarks.matching.metrics import gini, jain
from benchmarks.matching.objective import Visit
from benchmarks.matching.vroom_rule import vroom_plan
from benchmarks.matching.week import Week
from sleutelbos.matching.engine import Exclusion, load_weights
from sleutelbos.matching.engine.moments import DAY

WEIGHTS = load_weights()


@pytest.fixture(scope="module")
def instance() -> Instance:
    return make("S", 1)


@pytest.fixture(scope="module")
def week(instance: Instance) -> Week:
    return Week(instance.snapshot, instance.questions, WEIGHTS)


@pytest.fixture(scope="module")
def judge(instance: Instance) -> Judge:
    return Judge.of(instance, WEIGHTS)


@pytest.fixture(scope="module")
def optimum(week: Week) -> list[Visit]:
    return [week.visit(row) for row in exact.highs_on_cliques(week, 30).rows]


@pytest.mark.parametrize("variant", VARIANTS)
def test_one_seed_gives_one_week(variant: str) -> None:
    one, same, other = (make("S", seed, variant) for seed in (7, 7, 8))  # type: ignore[arg-type]

    assert one == same
    assert one.snapshot.digest == same.snapshot.digest
    assert one.questions != other.questions


def test_variants_change_what_they_name() -> None:
    plain, fewer, flexible, scarce = (make("M", 1, variant) for variant in VARIANTS)

    assert len(fewer.snapshot.people) == 161
    assert sum(len(question.starts) > 1 for question in plain.questions) / 1500 == pytest.approx(0.15, abs=0.03)
    assert sum(len(question.starts) > 1 for question in flexible.questions) / 1500 == pytest.approx(0.5, abs=0.04)
    speakers = [sum(person.languages[0].variety == "ti" for person in one.snapshot.people) for one in (plain, scarce)]
    assert speakers[1] == pytest.approx(speakers[0] / 4, abs=6)


SIMPLE: dict[str, Callable[[Week], list[int]]] = {
    "group message": lambda week: baselines.group_message(week, 1),
    "first come": baselines.first_come,
    "most urgent": baselines.urgent_first,
    "fewest candidates": baselines.scarce_first,
    "VROOM": vroom_plan,
}


@pytest.mark.parametrize("name", SIMPLE)
def test_a_simple_rule_breaks_no_rule_and_never_beats_the_proven_bound(name: str, week: Week, judge: Judge) -> None:
    visits = [week.visit(row) for row in SIMPLE[name](week)]

    assert judge.findings(visits) == []
    assert len({visit.question for visit in visits}) > 50
    assert judge.score(visits) <= (exact.highs_on_cliques(week, 30).bound or 0) + 1


def test_two_solvers_agree_on_the_optimum(week: Week, judge: Judge, optimum: list[Visit]) -> None:
    answer = exact.cp_sat(week, 20, workers=8)
    visits = [week.visit(row) for row in answer.rows]

    assert judge.findings(optimum) == judge.findings(visits) == []
    assert abs(judge.score(visits) - judge.score(optimum)) <= 1
    assert answer.bound is not None and answer.bound + 1 >= judge.score(optimum)


def codes(judge: Judge, visits: list[Visit]) -> set[str]:
    return {finding.what for finding in judge.findings(visits)}


def test_the_judge_sees_planted_mistakes_of_form(judge: Judge, optimum: list[Visit]) -> None:
    one = next(visit for visit in optimum if judge.questions[visit.question].wanted == 1)

    assert codes(judge, [replace(one, question=-1)]) == {"unknown question"}
    assert codes(judge, [replace(one, person=-1)]) == {"unknown person"}
    assert codes(judge, [replace(one, start=one.start + 1)]) == {"not a start"}
    assert "one person twice" in codes(judge, [one, one])
    assert "not as many as wanted" in codes(judge, [one, one])
    two = replace(judge.questions[one.question], wanted=2)
    judge_of_two = Judge(judge.snapshot, [two], WEIGHTS)
    assert "not as many as wanted" in codes(judge_of_two, [one])


def test_the_judge_sees_a_visit_that_breaks_a_hard_rule(week: Week, judge: Judge, optimum: list[Visit]) -> None:
    one = optimum[0]
    question = judge.questions[one.question]
    person = judge.people[one.person]

    def broken(snapshot: object = None, asked: object = None) -> set[str]:
        changed = Judge(snapshot or judge.snapshot, [asked or question], WEIGHTS)  # type: ignore[arg-type,list-item]
        return codes(changed, [replace(one)])

    def with_person(**values: object) -> set[str]:
        people = tuple(replace(person, **values) if each is person else each for each in judge.snapshot.people)  # type: ignore[arg-type]
        return broken(replace(judge.snapshot, people=people))

    assert "language" in with_person(languages=())
    assert "availability" in with_person(blocks=(), flexible=False)
    assert "engagement" in with_person(engagements=())
    assert "readiness" in with_person(readiness=())
    assert "week_cap" in with_person(max_minutes_per_week=question.duration - 1)
    assert "month_cap" in with_person(max_minutes_per_month=question.duration - 1)
    assert "gender" in broken(asked=replace(question, required_gender="neither"))
    excluded = replace(judge.snapshot, exclusions=(Exclusion(person.id, question.parties[0]),))
    assert "not_possible" in broken(excluded)


def test_the_judge_sees_two_visits_too_close(week: Week, judge: Judge, optimum: list[Visit]) -> None:
    one = next(visit for visit in optimum if judge.questions[visit.question].wanted == 1)
    first = judge.questions[one.question]
    twin = replace(first, id=first.id + 10_000)

    assert "overlap" in codes(Judge(judge.snapshot, [first, twin], WEIGHTS), [one, replace(one, question=twin.id)])


def test_the_judge_sees_a_newcomer_in_two_places(week: Week, judge: Judge, optimum: list[Visit]) -> None:
    starts: dict[int, list[Visit]] = {}
    for visit in optimum:
        starts.setdefault(visit.start, []).append(visit)
    one, other = next(pair[:2] for pair in starts.values() if len(pair) > 1 and pair[0].question != pair[1].question)
    questions = [replace(judge.questions[v.question], parties=("newcomer:1",), wanted=1) for v in (one, other)]
    snapshot = replace(judge.snapshot, exclusions=())

    assert codes(Judge(snapshot, questions, WEIGHTS), [one, other]) == {"newcomer in two places"}


def test_events_are_within_the_week(instance: Instance) -> None:
    first = instance.questions[0].day * DAY

    assert len(instance.illnesses) == 60 and len(instance.late) == 40 and len(instance.cancelled) == 20
    assert all(first <= away.start < away.end <= first + 7 * DAY for away in instance.illnesses + instance.cancelled)


def test_indices_of_fairness() -> None:
    assert jain([1, 1, 1]) == pytest.approx(1)
    assert jain([1, 0, 0, 0]) == pytest.approx(0.25)
    assert gini([1, 1, 1]) == pytest.approx(0)
    assert gini([0, 0, 0, 1]) == pytest.approx(0.75)


def options(**values: object) -> argparse.Namespace:
    base = {
        "size": "S",
        "seed": 1,
        "variant": "plain",
        "seconds": 5.0,
        "only": ["first-come"],
        "events": 1,
        "kinds": None,
    }
    return argparse.Namespace(**{**base, **values})


def result(visits: list[Visit], bound: float | None = None) -> run.Result:
    return run.Result("first-come", [(v.question, v.person, v.start) for v in visits], 1.0, 1.0, bound)


def test_a_valid_plan_passes_the_benchmark(
    optimum: list[Visit], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "in_a_process", lambda rule, asked: result(optimum))

    assert run.compare(options())
    assert "INVALID" not in capsys.readouterr().out


def test_one_invalid_plan_fails_the_benchmark(
    optimum: list[Visit], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "in_a_process", lambda rule, asked: result([*optimum, optimum[0]]))

    assert not run.compare(options())
    assert "INVALID: first-come" in capsys.readouterr().out


def test_a_bound_below_a_plan_fails_the_benchmark(
    optimum: list[Visit], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "in_a_process", lambda rule, asked: result(optimum, bound=1000.0))

    assert not run.compare(options())
    assert "WRONG BOUND" in capsys.readouterr().out


def test_refilling_by_hand_moves_nobody_else(instance: Instance, optimum: list[Visit]) -> None:
    event = repairs.troubles(instance, optimum, 1)["illnesses"][0]
    after = repairs.by_hand(instance, instance.questions, optimum, event)
    lost = event.lost(optimum)

    assert len(lost) >= 2
    assert set(optimum) - set(lost) <= set(after)
    assert Judge(event.after(instance.snapshot), instance.questions, WEIGHTS).findings(after) == []
    assert all(visit not in after for visit in lost)


# --- people say no ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method",
    [declines.by_rule(baselines.fewest_candidates, baselines.best_score), declines.by_planner(2.0)],
)
def test_who_said_yes_stays_and_who_said_no_is_not_planned_again(
    method: declines.Method, instance: Instance, judge: Judge
) -> None:
    luck = declines.Luck(instance)
    first = method(instance, [], set())
    refused = {(visit.question, visit.person) for visit in first if not luck.says_yes(visit)}
    again = {question for question, _person in refused}
    stays = [visit for visit in first if visit.question not in again]
    assert refused and stays
    second = method(instance, stays, refused)

    assert not judge.findings(second)
    assert set(stays) <= set(second)
    assert not refused & {(visit.question, visit.person) for visit in second}
    assert len(second) > len(stays)


def test_the_luck_of_a_question_and_a_person_is_the_same_for_everybody(instance: Instance, week: Week) -> None:
    visits = [week.visit(row) for row in range(0, len(week.pairs), 7)]
    one, other = declines.Luck(instance), declines.Luck(make("S", 1))
    assert [one.says_yes(visit) for visit in visits] == [other.says_yes(visit) for visit in visits]
    share = sum(one.says_yes(visit) for visit in visits) / len(visits)
    expected = sum(one.chance(visit) for visit in visits) / len(visits)
    assert share == pytest.approx(expected, abs=0.15) and 0.25 <= expected <= 0.8


# --- generalised assignment ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", "cd")
def test_a_small_assignment_is_solved_as_trying_everything_solves_it(kind: str) -> None:
    def costs(case: gap.Case) -> list[int]:
        every = (case.cost_of(np.array(agents)) for agents in product(range(3), repeat=6))
        return [cost for cost in every if cost is not None]

    case, best = next(
        (one, min(found)) for seed in range(50) if (found := costs(one := gap.make_case(kind, 3, 6, seed)))
    )
    cost, bound, ended = gap.exact(case, 10.0)
    assert (cost, ended) == (best, True)
    assert bound == pytest.approx(best, abs=1e-4) and gap.relaxed(case) <= best + 1e-6
    first = gap.greedy(case)
    assert first is None or first >= best
    assert case.cost_of(np.zeros(6, dtype=int)) is None, "one agent has no room for everything"
