"""CPU seconds and peak memory of one function, run in a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONGEST_S = 240.0  # a peer that takes longer is stopped, and said to have been


@dataclass(frozen=True)
class Measured:
    """CPU seconds (user and system, children included), peak resident memory in MiB, wall time."""

    cpu_s: float
    peak_mib: float
    wall_s: float = 0.0

    def less(self, other: Measured) -> Measured:
        """Without what the other run already cost, such as reading the same file."""
        return Measured(self.cpu_s - other.cpu_s, self.peak_mib, self.wall_s - other.wall_s)


class Failed(Exception):
    """What was to be measured did not end well."""


def measure(target: str, longest_s: float = LONGEST_S, **arguments: Any) -> Measured:
    """Run ``"module:function"`` with arguments in a fresh Python and measure the whole process."""
    command = [sys.executable, "-m", "benchmarks.measure", target, json.dumps(arguments)]
    return run(command, longest_s=longest_s)


def best(target: str, repeat: int = 3, **arguments: Any) -> Measured:
    """The best of several runs: a loader's CPU varies by a fifth from run to run."""
    runs = [measure(target, **arguments) for _ in range(repeat)]
    return min(runs, key=lambda found: found.cpu_s)


def measure_command(command: list[str], repeat: int = 5) -> Measured:
    """The best of several runs of a command."""
    return min((run(command) for _ in range(repeat)), key=lambda found: found.cpu_s)


def run(command: list[str], cwd: str | None = None, longest_s: float = LONGEST_S) -> Measured:
    """Run a command once and measure it.

    Raises:
        Failed: it took too long, or ended with an error.
    """
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=cwd, start_new_session=True)
    while True:
        ended, status, usage = os.wait4(child.pid, os.WNOHANG)
        if ended:
            break
        if time.monotonic() - began > longest_s:
            os.killpg(child.pid, 9)
            os.wait4(child.pid, 0)
            raise Failed(f"stopped after {longest_s:.0f} s")
        time.sleep(0.01)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise Failed(f"exit code {child.returncode}: {' '.join(command)[-300:]}")
    wall_s = time.monotonic() - began
    return Measured(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, wall_s)


def watched(work: Callable[[], Any], *pids: int) -> tuple[Any, Measured]:
    """What some work gives, and what it took: of this process and of servers, children included."""
    before, begun_s = _spent(pids), time.monotonic()
    found = work()
    wall_s = time.monotonic() - begun_s
    return found, Measured(_spent(pids) - before, _peak_mib(pids), wall_s)


def _spent(pids: Sequence[int]) -> float:
    return sum(os.times()[:4]) + sum(map(tree_cpu_s, pids))


def tree_cpu_s(pid: int) -> float:
    """CPU seconds of a process and of its children, those that have ended included (Linux)."""
    children: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                told = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            children.setdefault(int(told[1]), []).append(int(folder.name))
            spent[int(folder.name)] = sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")
    waiting, sum_s = [pid], 0.0
    while waiting:
        one = waiting.pop()
        sum_s += spent.get(one, 0.0)
        waiting += children.get(one, [])
    return sum_s


def _peak_mib(pids: Sequence[int]) -> float:
    """The largest of the servers at its peak."""
    peaks = [0.0]
    for pid in pids:
        with contextlib.suppress(OSError):
            told = Path(f"/proc/{pid}/status").read_text()
            peaks.append(int(told.partition("VmHWM:")[2].split()[0]) / 1024)
    return max(peaks)


if __name__ == "__main__":
    import importlib

    module, function = sys.argv[1].split(":")
    getattr(importlib.import_module(module), function)(**json.loads(sys.argv[2]))
