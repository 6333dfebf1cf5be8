"""Ctrl-C at any moment of a build: one line, exit code 130, and what was published stays."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.builds.home import Home
from graph.settings import EXAMPLES, ROOT
from graph.words import say
from tests.test_builds_killed import children, is_running, wait_until_writing

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")

ROUNDS, WRITING, LATEST_S, BUSY_S = 3, 1, 1.0, 60
TINY = EXAMPLES / "tiny"


@pytest.fixture
def load() -> Iterator[None]:
    """As much to do beside it as the machine can, for a bounded time."""
    busy = f"import time\nend = time.time() + {BUSY_S}\nwhile time.time() < end: pass"
    cores = os.cpu_count() or 1
    several = [subprocess.Popen([sys.executable, "-c", busy]) for _ in range(cores)]
    yield
    for one in several:
        one.kill()
        one.wait()


@pytest.mark.usefixtures("load")
def test_an_interrupt_at_any_moment_is_one_line_and_leaves_the_published_build(
    homes: dict[str, Path], tmp_path: Path
) -> None:
    chance = random.Random(12)
    home = Home(tmp_path / "home")
    shutil.copytree(homes["tiny"], home.path)
    before = home.current()
    other = tmp_path / "other"
    shutil.copytree(TINY, other)
    (other / "labs.csv").unlink()
    ended = []
    for number in range(ROUNDS):
        lang = ("zh", "en")[number % 2]
        order = ["build", str(other), "--home", str(home.path), "--lang", lang]
        process = subprocess.Popen(
            [sys.executable, "-m", "views.cli", *order],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        while b"views" not in Path(f"/proc/{process.pid}/cmdline").read_bytes():
            time.sleep(0.01)
        if number == WRITING:
            wait_until_writing(home.path, process)
        else:
            time.sleep(chance.uniform(0.1, LATEST_S))
        below = children(process)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)
        ended.append(process.returncode)
        assert process.returncode in (0, 130), told
        if process.returncode:
            assert told == say("cli.interrupted", lang) + "\n"
            assert home.current() == before
        else:  # it was done
            assert told == ""
            shutil.rmtree(home.builds / str(home.current()))
            home.point_to(str(before))
        end = time.monotonic() + 10
        while any(map(is_running, below)) and time.monotonic() < end:
            time.sleep(0.05)
        assert not any(map(is_running, below))
    assert ended.count(130) > ROUNDS // 2
