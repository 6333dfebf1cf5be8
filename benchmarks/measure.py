"""CPU seconds and peak memory of one function, run in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
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


def measure(target: str, **arguments: Any) -> Measured:
    """Run ``"module:function"`` with arguments in a fresh Python and measure the whole process."""
    return run([sys.executable, "-m", "benchmarks.measure", target, json.dumps(arguments)])


def best(target: str, repeat: int = 3, **arguments: Any) -> Measured:
    """The best of several runs: a loader's CPU varies by a fifth from run to run."""
    runs = [measure(target, **arguments) for _ in range(repeat)]
    return min(runs, key=lambda found: found.cpu_s)


def measure_command(command: list[str], repeat: int = 5) -> Measured:
    """The best of several runs of a command."""
    return min((run(command) for _ in range(repeat)), key=lambda found: found.cpu_s)


def run(command: list[str], cwd: str | None = None) -> Measured:
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
        if time.monotonic() - began > LONGEST_S:
            os.killpg(child.pid, 9)
            os.wait4(child.pid, 0)
            raise Failed(f"stopped after {LONGEST_S:.0f} s")
        time.sleep(0.01)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise Failed(f"exit code {child.returncode}: {' '.join(command)[-300:]}")
    wall_s = time.monotonic() - began
    return Measured(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, wall_s)


if __name__ == "__main__":
    import importlib

    module, function = sys.argv[1].split(":")
    getattr(importlib.import_module(module), function)(**json.loads(sys.argv[2]))
