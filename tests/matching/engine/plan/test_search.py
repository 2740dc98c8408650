"""Limits, cancelling and repeatability; and that pages about one question load no solver."""

import ast
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse

from sleutelbos.matching.engine import Person, Question, Snapshot, Window, load_languages, load_travel, load_weights
from sleutelbos.matching.engine.moments import DAY
from sleutelbos.matching.engine.plan import Limits, Progress, check_plan, plan, regions, search, solvers
from sleutelbos.matching.engine.plan.bound import bound
from sleutelbos.matching.engine.plan.conflicts import Conflicts, bits_of, clashes, cover
from sleutelbos.matching.engine.plan.groups import Groups
from sleutelbos.matching.engine.plan.model import Model
from sleutelbos.matching.engine.plan.pool import Pool
from sleutelbos.matching.engine.plan.solvers import Program, by_first_order, by_simplex, relax
from sleutelbos.matching.engine.plan.workers import Workers
from sleutelbos.matching.engine.types import Block, Place
from tests.matching.engine.plan.weeks import by_trying_everything, weeks
from tests.matching.engine.worlds import MONDAY, at, person, question, snapshot

PACKAGE = Path(search.__file__).parent
ALLOWED = {
    "bisect", "collections", "concurrent", "contextlib", "dataclasses", "enum", "functools", "itertools", "math",
    "numpy", "os", "ortools", "pickle", "queue", "random", "scipy", "subprocess", "sys", "threading", "time", "typing",
}  # fmt: skip


def region(people: int, questions: int, seed: int) -> tuple[Snapshot, list[Question]]:
    """A busy week of one language."""
    r = random.Random(seed)

    def place() -> Place:
        return Place(f"town{r.randrange(9)}", 51.9 + 0.15 * r.random(), 6.2 + 0.4 * r.random())

    def somebody(number: int) -> Person:
        days = r.sample(range(5), 3)
        return person(
            number,
            home=place(),
            modes=(r.choice(["bike", "car"]),),
            blocks=tuple(Block(day * DAY + 540, day * DAY + 1020) for day in days),
            max_minutes_per_week=r.choice([180, 300, None]),
        )

    def something(number: int) -> Question:
        start = at(r.randrange(5), r.randrange(9, 16))
        end = start + 60 + r.choice([0, 0, 0, 90])
        party = f"newcomer:{r.randrange(questions)}"
        return question(
            id=number, windows=(Window(start, end, 30),), place=place(), parties=(party,), urgency=number % 3
        )

    world = snapshot(*(somebody(number) for number in range(1, people + 1)))
    return world, [something(number) for number in range(1, questions + 1)]


def model_of(world: Snapshot, asked: list[Question]) -> tuple[Groups, Model]:
    pool = Pool(world.world, asked, load_weights(), load_languages(), load_travel())
    groups = Groups(pool)
    return groups, Model(groups, Conflicts(pool, np.arange(len(pool))))


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes a small region be searched as if it were large."""
    monkeypatch.setattr(search, "SMALL", 50)
    monkeypatch.setattr(regions, "GROUP", 4)


def test_the_same_plan_every_time_with_one_process_or_two(small_parts: None) -> None:
    world, asked = region(10, 24, 3)
    limits = Limits(seconds=None, gap=None, work=2)
    plans = [plan(world, asked, limits=limits, seed=5, workers=workers).to_json() for workers in (1, 2, 1)]
    assert plans[0] == plans[1] == plans[2]
    assert check_plan(world, asked, plan(world, asked, limits=limits, seed=6, workers=1).assignments) == ()


def test_parts_and_pruning_come_to_the_same_answer_as_everything_at_once(
    small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, asked = region(10, 24, 4)
    in_parts = plan(world, asked, limits=Limits(seconds=None, work=6), workers=1)
    monkeypatch.setattr(search, "SMALL", 10**6)
    at_once = plan(world, asked, limits=Limits(seconds=None), workers=1)
    assert at_once.finished and at_once.bound == at_once.score
    assert in_parts.score <= at_once.score <= in_parts.bound
    assert in_parts.score > 0.995 * at_once.score
    monkeypatch.setattr(search, "ENOUGH", 10)
    few = plan(world, asked, limits=Limits(seconds=None), workers=1)
    assert few.score <= at_once.score <= few.bound


def test_a_search_reports_and_never_gets_worse(small_parts: None) -> None:
    world, asked = region(10, 24, 5)
    told: list[Progress] = []
    found = plan(world, asked, limits=Limits(seconds=None, work=2), workers=1, on_progress=told.append)
    assert [item.score for item in told] == sorted(item.score for item in told)
    assert [item.bound for item in told] == sorted((item.bound for item in told), reverse=True)
    assert told[0].phase == "greedy" and told[-1].score == found.score
    assert {"relaxation", "rounding", "neighbourhoods"} <= {item.phase for item in told}


def test_cancelling_leaves_a_plan_that_can_be() -> None:
    world, asked = region(12, 30, 6)
    found = plan(world, asked, workers=1, cancelled=lambda: True)
    assert not found.finished and found.planned
    assert check_plan(world, asked, found.assignments) == ()
    best = plan(world, asked, workers=1)
    assert found.score <= best.score <= found.bound


def test_without_time_for_a_relaxation_parts_still_make_a_plan_better(
    small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, asked = region(10, 24, 11)
    monkeypatch.setattr(search, "relax", lambda _model, _seconds, roughly: None)
    told: list[Progress] = []
    found = plan(world, asked, workers=1, on_progress=told.append)
    assert told[0].score <= found.score <= found.bound
    assert check_plan(world, asked, found.assignments) == ()
    assert "neighbourhoods" in {item.phase for item in told}


@pytest.mark.parametrize("seed", [12, 13])
def test_a_proof_is_made_beside_the_parts_when_there_are_two_processes(
    small_parts: None, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    # Nothing but the proof itself can prove anything: the narrow one is never tried.
    monkeypatch.setattr(search.Search, "_core", lambda *_asked: False)
    world, asked = region(10, 24, seed)
    told: list[Progress] = []
    found = plan(world, asked, workers=2, limits=Limits(seconds=60), on_progress=told.append)
    assert check_plan(world, asked, found.assignments) == ()
    monkeypatch.setattr(search, "SMALL", 10**6)
    best = plan(world, asked, workers=1, limits=Limits(seconds=None))
    assert best.finished and found.finished
    assert found.score == found.bound == best.score
    assert "exact" in {item.phase for item in told}


def test_what_a_solver_says_on_the_standard_output_is_not_seen(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, inside = solvers.milp, []

    def loud(*given: object, **options: object) -> object:
        os.write(1, b"HighsMipSolverData::something\n")
        with solvers.silent():  # another thread at the same time
            inside.append(1)
        os.write(1, b"and more\n")
        return real(*given, **options)

    monkeypatch.setattr(solvers, "milp", loud)
    world, asked = region(6, 12, 3)
    assert plan(world, asked, workers=1, limits=Limits(gap=None)).planned
    assert inside
    print("heard", flush=True)
    assert capfd.readouterr().out == "heard\n"


def test_stopping_while_a_large_program_is_on_its_way_ends_without_an_error() -> None:
    size = 1_000_000
    ones = np.ones(size)
    program = Program(ones, ones, ones.astype(np.int64), sparse.csr_array((1, size)), np.ones(1), 0, size)
    with Workers(2) as crew:
        answer = crew.submit(program)
        time.sleep(0.2)
    assert answer.done() or answer.cancelled()


def test_a_gap_that_is_good_enough_ends_the_search() -> None:
    world, asked = region(12, 30, 7)
    told: list[Progress] = []
    found = plan(world, asked, limits=Limits(gap=1.0), workers=1, on_progress=told.append)
    assert found.finished and [item.phase for item in told] == ["greedy"]


def test_starting_from_a_plan_is_never_worse_than_that_plan() -> None:
    world, asked = region(12, 30, 8)
    best = plan(world, asked, workers=1)
    again = plan(world, asked, workers=1, limits=Limits(seconds=None, work=0), start_from=best.assignments)
    assert again.score == best.score


@pytest.mark.parametrize("seed", range(4))
def test_any_prices_give_a_bound(seed: int) -> None:
    world, asked = region(8, 20, seed)
    best = plan(world, asked, workers=1)
    groups, model = model_of(world, asked)
    everything = np.arange(len(groups.pool))
    r = np.random.default_rng(seed)
    exact = relax(model)
    assert exact is not None
    for prices in (np.zeros(len(model.most)), r.random(len(model.most)) * 900, exact.prices):
        assert bound(model, prices, everything).tenths >= 10 * best.score - 9
    half = Model(groups, Conflicts(groups.pool, everything[r.random(len(everything)) < 0.5]))
    priced = relax(half)
    assert priced is not None
    assert bound(half, priced.prices, everything).tenths >= 10 * best.score - 9


@given(weeks(most_people=3, most_questions=3), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_plan_of_all_there_are_passes_the_bound_of_any_prices_of_any_part_of_the_rows(
    week: tuple[Snapshot, tuple[Question, ...]], seed: int
) -> None:
    world, asked = week
    best, _count = by_trying_everything(world, asked, load_weights())
    pool = Pool(world.world, asked, load_weights(), load_languages(), load_travel())
    groups, everything = Groups(pool), np.arange(len(pool))
    r = np.random.default_rng(seed)
    part = everything[r.random(len(pool)) < r.random()]
    model = Model(groups, Conflicts(pool, part))
    # Prices up to what serving brings, most of them nothing, as the prices of a relaxation are.
    guessed = r.random(len(model.most)) * 12_000 * (r.random(len(model.most)) < 0.3)
    relaxed = relax(model) if len(part) else None
    for prices in (guessed, np.zeros(len(model.most)), *([] if relaxed is None else [relaxed.prices])):
        assert bound(model, prices, everything).tenths >= 10 * best - 9


def test_the_first_order_method_gives_a_bound_near_that_of_simplex() -> None:
    world, asked = region(12, 30, 9)
    groups, model = model_of(world, asked)
    everything = np.arange(len(groups.pool))
    exact, rough = by_simplex(model), by_first_order(model)
    assert exact is not None and rough is not None
    tight = bound(model, exact.prices, everything).tenths
    assert tight <= bound(model, rough.prices, everything).tenths * (1 + 1e-9) <= tight * 1.01


@pytest.mark.parametrize("seed", range(20))
def test_cliques_hold_every_conflict_and_nothing_else(seed: int) -> None:
    r = random.Random(seed)
    size = r.randrange(2, 14)
    edges = {(a, b) for a in range(size) for b in range(a) if r.random() < 0.5}
    masks = [sum(1 << b for b in range(size) if (a, b) in edges or (b, a) in edges) for a in range(size)]
    held = set()
    for clique in cover(masks):
        pairs = {(a, b) for a in clique for b in clique if b < a}
        assert pairs <= edges
        held |= pairs
        assert not any(all(masks[other] >> member & 1 for member in clique) for other in range(size))
    assert held == edges


def test_conflicts_are_those_of_looking_at_every_pair() -> None:
    world, asked = region(5, 12, 10)
    pool = Pool(world.world, asked, load_weights(), load_languages(), load_travel())
    rows = np.arange(len(pool))
    conflicts = Conflicts(pool, rows)
    for one in rows.tolist():
        others = rows[(pool.person == pool.person[one]) & (rows != one)]
        hit = others[clashes(pool, np.full(len(others), one), others)]
        assert sorted(bits_of(conflicts.mask[one])) == sorted(conflicts.local[hit].tolist())


def test_a_search_knows_the_hours_that_are_short() -> None:
    asked = [question(id=number, windows=(Window(at(1, 10), at(1, 11)),)) for number in (1, 2, 3)]
    found = plan(snapshot(person(1)), asked, workers=1)
    assert any(price.kind == "hour" and price.subject == at(1, 10) and price.points > 900 for price in found.prices)


def test_questions_of_another_week_are_counted_there() -> None:
    asked = [question(id=n, windows=(Window(at(1 + 7 * n, 10), at(1 + 7 * n, 11)),)) for n in range(3)]
    found = plan(snapshot(person(1, max_visits_per_week=1)), asked, workers=1)
    assert len(found.planned) == 3
    found = plan(snapshot(person(1, max_visits_per_week=1)), [replace(asked[0], id=8), asked[0]], workers=1)
    assert len(found.planned) == 1 and found.planned[0].assignment.start > MONDAY


def test_pages_about_one_question_load_no_solver() -> None:
    code = (
        "import django, sys; django.setup(); import sleutelbos.config.urls, sleutelbos.matching.views\n"
        "print([name for name in ('scipy', 'ortools', 'pandas', 'highspy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.name)
def test_the_planner_imports_no_more_than_it_says(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.split(".")[0] in ALLOWED or name.startswith("sleutelbos.matching.engine"), name
            # Two builds of HiGHS in one process end it.
            assert "highspy" not in name
        if isinstance(node, ast.Attribute) and path.name != "search.py":
            assert node.attr not in {"monotonic", "now", "today", "perf_counter"}


def test_the_checker_of_plans_shares_no_rule_with_the_planner() -> None:
    tree = ast.parse((PACKAGE / "checker.py").read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    fast = {"case", "columns", "rules", "score", "world", "ranking"}
    assert not imported & {f"sleutelbos.matching.engine.{name}" for name in fast}
    assert {name for name in imported if name and ".plan." in name} == {"sleutelbos.matching.engine.plan.types"}
