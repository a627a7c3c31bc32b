"""CPU seconds of processes and of calls: the best of several runs, so that noise only adds."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence


def of_process(
    command: Sequence[str], *, runs: int = 5, env: Mapping[str, str] | None = None
) -> float:
    """CPU seconds (user and system) of a command and its children."""
    return of_processes({"": command}, runs=runs, env=env)[""]


def of_processes(
    commands: Mapping[str, Sequence[str]], *, runs: int = 5, env: Mapping[str, str] | None = None
) -> dict[str, float]:
    """The same of several commands, which take turns.

    Python's modules are compiled by the first run and not again, as when they are installed.
    """
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(env or {})}
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(runs):
        for name, command in commands.items():
            before = _children()
            subprocess.run(command, check=True, capture_output=True, env=env)
            best[name] = min(best[name], _children() - before)
    return best


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def of_call(call: Callable[[], object], *, calls: int = 2000, runs: int = 5) -> float:
    """CPU seconds of one call in this process."""
    for _ in range(100):
        call()
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        for _ in range(calls):
            call()
        best = min(best, (time.process_time() - start) / calls)
    return best
