"""CPU seconds and peak memory of one function, run in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Measured:
    """CPU seconds (user and system, children included) and peak resident memory in MiB."""

    cpu_s: float
    peak_mib: float


def measure(target: str, **arguments: Any) -> Measured:
    """Run ``"module:function"`` with arguments in a fresh Python and measure the whole process."""
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.measure", target, json.dumps(arguments)],
        stdout=subprocess.DEVNULL,
    )
    return _waited(child, target)


def measure_command(command: list[str], repeat: int = 5) -> Measured:
    """The best of several runs of a command."""
    runs = [
        _waited(subprocess.Popen(command, stdout=subprocess.DEVNULL), " ".join(command))
        for _ in range(repeat)
    ]
    return min(runs, key=lambda run: run.cpu_s)


def _waited(child: subprocess.Popen[bytes], what: str) -> Measured:
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{what} failed with exit code {child.returncode}")
    return Measured(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    import importlib

    module, function = sys.argv[1].split(":")
    getattr(importlib.import_module(module), function)(**json.loads(sys.argv[2]))
