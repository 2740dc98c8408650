"""The two solvers behind one small door: a linear relaxation with prices, and an exact answer for a model."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from sleutelbos.matching.engine.columns import Floats, Ints
from sleutelbos.matching.engine.plan.model import Model

SIMPLEX = 60_000  # columns; beyond that a first-order method is faster
TOLERANCE, ROUGHLY, ITERATIONS = 1e-4, 1e-3, 20_000


_quiet = threading.Lock()
_calls = [0]
_kept: list[int] = []


@contextmanager
def silent() -> Iterator[None]:
    """Nothing a solver writes to the standard output by itself is seen; it does so with all its options on silent.

    Several threads may be inside: the first one closes the tap, the last one opens it.
    """
    with _quiet:
        if not _calls[0]:
            _shut()
        _calls[0] += 1
    try:
        yield
    finally:
        with _quiet:
            _calls[0] -= 1
            if not _calls[0] and _kept:
                os.dup2(_kept[0], 1)
                os.close(_kept.pop())


def _shut() -> None:
    with suppress(OSError, ValueError):  # a process without a standard output has nothing to keep quiet
        sys.stdout.flush()
        _kept.append(os.dup(1))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)


@dataclass(frozen=True)
class Relaxed:
    """Values of the variables and a price, never below nothing, for every coupling row."""

    value: Floats
    prices: Floats


@dataclass(frozen=True)
class Exact:
    """The best positions found (None: nothing found) and a bound, both in tenths of a point, ``kept`` included."""

    positions: Ints | None
    bound: float
    proven: bool


def relax(model: Model, seconds: float | None = None, *, roughly: bool = False) -> Relaxed | None:
    """The linear relaxation, None when the time is not enough; raises RuntimeError when the solver gives up.

    By simplex, very large ones to a tolerance by a first-order method: prices need not be exact to give a bound.
    """
    if model.columns <= SIMPLEX:
        return by_simplex(model, seconds)
    return by_first_order(model, seconds, ROUGHLY if roughly else TOLERANCE)


def by_simplex(model: Model, seconds: float | None = None) -> Relaxed | None:
    """The exact relaxation, as ``relax``."""
    matrix = sparse.vstack([model.block, model.coupling], format="csr")
    most = np.concatenate([model.block_most, model.most])
    # Nearly every row and column stays, so looking for those that can go is time lost.
    options: dict[str, bool | float] = {"presolve": False}
    if seconds is not None:
        options["time_limit"] = max(seconds, 0.1)
    bounds = np.stack([np.zeros(model.columns), model.upper], axis=1)
    with silent():
        found = linprog(-model.cost, A_ub=matrix, b_ub=most, bounds=bounds, method="highs-ds", options=options)
    if found.status == 1:
        return None
    if found.status != 0:
        raise RuntimeError(f"relaxation: {found.message}")
    prices = np.maximum(-found.ineqlin.marginals[len(model.block_most) :], 0.0)
    return Relaxed(np.asarray(found.x, dtype=np.float64), prices)


def by_first_order(model: Model, seconds: float | None = None, tolerance: float = TOLERANCE) -> Relaxed | None:
    """The relaxation by PDLP, to a tolerance, as ``relax``; loaded only when it is needed."""
    from ortools.pdlp import solve_log_pb2, solvers_pb2
    from ortools.pdlp.python import pdlp

    program = pdlp.QuadraticProgram()
    program.objective_vector = -model.cost
    program.constraint_matrix = sparse.csc_matrix(sparse.vstack([model.block, model.coupling]))
    most = np.concatenate([model.block_most, model.most])
    program.constraint_lower_bounds = np.full(len(most), -np.inf)
    program.constraint_upper_bounds = most
    program.variable_lower_bounds = np.zeros(model.columns)
    program.variable_upper_bounds = model.upper
    parameters = solvers_pb2.PrimalDualHybridGradientParams()
    criteria = parameters.termination_criteria
    criteria.simple_optimality_criteria.eps_optimal_relative = tolerance
    criteria.simple_optimality_criteria.eps_optimal_absolute = tolerance
    criteria.iteration_limit = ITERATIONS
    if seconds is not None:
        criteria.time_sec_limit = max(seconds, 0.1)
    found = pdlp.primal_dual_hybrid_gradient(program, parameters)
    if found.solve_log.termination_reason == solve_log_pb2.TERMINATION_REASON_OTHER:
        raise RuntimeError("relaxation: PDLP gave up")
    prices = np.maximum(-np.asarray(found.dual_solution)[len(model.block_most) :], 0.0)
    value = np.clip(np.asarray(found.primal_solution), 0.0, model.upper)
    return Relaxed(value, prices)


@dataclass(frozen=True)
class Program:
    """A model as plain arrays, that can go to another process."""

    cost: Floats
    upper: Floats
    whole: Ints
    matrix: sparse.csr_array
    most: Floats
    constant: int
    size: int

    @classmethod
    def of(cls, model: Model) -> "Program":
        """The arrays of a model."""
        return cls(
            model.cost,
            model.upper,
            model.whole,
            sparse.vstack([model.block, model.coupling], format="csr"),
            np.concatenate([model.block_most, model.most]),
            model.constant,
            model.size,
        )


def solve(program: Program, seconds: float | None = None, nodes: int | None = None, gap: float = 0.0) -> Exact:
    """The best answer to a program; without ``seconds`` the same on every machine."""
    if not program.size:
        return Exact(np.zeros(0, dtype=np.int64), float(program.constant), True)
    options: dict[str, float | int] = {"mip_rel_gap": gap}
    if seconds is not None:
        options["time_limit"] = max(seconds, 0.05)
    if nodes is not None:
        options["node_limit"] = nodes
    with silent():
        found = milp(
            -program.cost,
            constraints=LinearConstraint(program.matrix, -np.inf, program.most),
            integrality=program.whole,
            bounds=Bounds(0, program.upper),
            options=options,
        )
    bound = np.inf if found.mip_dual_bound is None else program.constant - float(found.mip_dual_bound)
    if found.x is None:
        return Exact(None, bound, False)
    positions = np.flatnonzero(found.x[: program.size] > 0.5)
    return Exact(positions, bound, found.status == 0)
