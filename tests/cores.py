"""Each process of tests keeps to a core of its own, with the programs of ours that it starts.

Polars hands each step to a thread of its own and waits for it: from one core to another that costs
more than most steps of a small example.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

IS_LINUX = hasattr(os, "sched_setaffinity")
CORES = sorted(os.sched_getaffinity(0)) if IS_LINUX else []


def keep_to_one_core(number: int) -> None:
    """Let all threads of this process, and what it starts, run on the core of a number."""
    if IS_LINUX:
        for thread in Path("/proc/self/task").iterdir():
            os.sched_setaffinity(int(thread.name), [CORES[number % len(CORES)]])


@contextlib.contextmanager
def on_every_core() -> Iterator[None]:
    """Let what is started within run where there is room: browsers, servers of others."""
    if not IS_LINUX:
        yield
        return
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, CORES)
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)
