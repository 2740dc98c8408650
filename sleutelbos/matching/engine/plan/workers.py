"""Solving programs in other processes, so that two run at once and a long one can be stopped."""

import os
import pickle
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from sleutelbos.matching.engine.plan.solvers import Exact, Program, solve

_CHILD = "from sleutelbos.matching.engine.plan.workers import serve; serve()"


class Workers:
    """At most ``count`` solver processes; with one, everything is solved right here and cannot be stopped halfway.

    Use as a context: leaving it ends every process. The answers do not depend on the count.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._children: list[subprocess.Popen[bytes]] = []
        self._threads = ThreadPoolExecutor(max_workers=count) if count > 1 else None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends every process at once; what was not ready fails."""
        for child in self._children:
            child.kill()
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    # What was still on its way to a process that is gone cannot be written any more.
                    with suppress(OSError):
                        pipe.close()
        self._children = []

    def warm(self) -> None:
        """Starts the processes, so that they are ready when needed."""
        if self._threads is not None and not self._children:
            for _number in range(self.count):
                self._free.put(self._start())

    def submit(
        self, program: Program, seconds: float | None = None, nodes: int | None = None, gap: float = 0.0
    ) -> "Future[Exact]":
        """The answer of ``solve``, when it is ready."""
        if self._threads is None:
            done: Future[Exact] = Future()
            done.set_result(solve(program, seconds, nodes, gap))
            return done
        self.warm()
        return self._threads.submit(self._ask, (program, seconds, nodes, gap))

    def _start(self) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        child = subprocess.Popen(  # noqa: S603 - this same interpreter, no words from outside
            [sys.executable, "-c", _CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        self._children.append(child)
        return child

    def _ask(self, task: tuple[Any, ...]) -> Exact:
        child = self._free.get()
        try:
            if child.stdin is None or child.stdout is None:
                raise EOFError
            pickle.dump(task, child.stdin)
            child.stdin.flush()
            answer = pickle.load(child.stdout)  # noqa: S301 - from our own child
        except (EOFError, OSError, ValueError) as error:
            raise RuntimeError("a solver process ended") from error
        finally:
            self._free.put(child)
        if not isinstance(answer, Exact):
            raise RuntimeError(str(answer))
        return answer


def serve() -> None:
    """What a solver process does: answer programs until there are no more. Solvers may write on our output."""
    out = os.fdopen(os.dup(1), "wb")
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    while True:
        try:
            task = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
        except EOFError:
            return
        try:
            answer: object = solve(*task)
        except Exception as error:
            answer = repr(error)
        pickle.dump(answer, out)
        out.flush()
