"""Kill a builder at any moment: the published build answers on, and the next build succeeds."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from graph.builds.home import Home
from graph.door import open_build
from graph.gap.gap import gap
from graph.ontology import TC
from graph.settings import ROOT
from ingest.build import BuildRequest, build

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")

VICTIMS = ("group", "parent", "child")


def start(dataset: Path, home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "views.cli", "build", str(dataset), "--home", str(home)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def children(process: subprocess.Popen[Any]) -> list[int]:
    with contextlib.suppress(OSError):
        path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        return [int(pid) for pid in path.read_text(encoding="ascii").split()]
    return []


def kill(victim: str, builder: subprocess.Popen[bytes]) -> None:
    below = children(builder)
    if victim == "group":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(builder.pid, signal.SIGKILL)
    elif victim == "parent":
        builder.kill()
    for pid in below if victim == "child" else []:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    builder.wait(timeout=60)
    end = time.monotonic() + 10
    while any(map(is_running, below)) and time.monotonic() < end:
        time.sleep(0.01)
    assert not any(map(is_running, below))


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def wait_until_writing(home: Path, builder: subprocess.Popen[Any]) -> None:
    """Wait until a builder writes a build: it is read, and not published yet."""
    while builder.poll() is None and not any((home / "making").iterdir()):
        time.sleep(0.005)


def change(folder: Path, number: int) -> None:
    """One more row: the dataset gives another build."""
    with (folder / "chains.csv").open("a", encoding="utf-8") as file:
        file.write(f"chain-{number},链 {number}\n")


def require_answers(home: Path, chains: int) -> None:
    published = open_build(home)
    assert gap(published.tables).matched > 0
    count = "SELECT (COUNT(?c) AS ?n) { ?c a tc:Chain }"
    (row,) = ox.Store.read_only(str(published.rdf_folder)).query(count, prefixes={"tc": TC})
    assert int(row["n"].value) == chains
    assert published.tables["chains"].height == chains


def test_a_killed_builder_hurts_nothing(tiny: Path, tmp_path: Path) -> None:
    """Each round: a builder of changed data is killed, then the same data are built.

    The first and the last are killed as they begin to write, the other at any moment.

    Whatever was killed when, the old build (or, if a builder had just published, the new one)
    answers, and nothing but builds stays behind.
    """
    home, dataset = tmp_path / "home", tmp_path / "tiny"
    shutil.copytree(tiny, dataset)
    begun = time.monotonic()
    assert start(dataset, home).wait(timeout=120) == 0
    longest_s = time.monotonic() - begun
    draw = random.Random(20)
    interrupted = 0
    for number, victim in enumerate(VICTIMS):
        published, chains = open_build(home).id, open_build(home).tables["chains"].height
        change(dataset, number)
        builder = start(dataset, home)
        if number % 2:
            time.sleep(longest_s * draw.random())
        else:
            wait_until_writing(home, builder)
        kill(victim, builder)
        was_published = open_build(home).id != published
        interrupted += not was_published
        require_answers(home, chains + was_published)
        outcome = build(BuildRequest((dataset,), None, home))
        assert outcome.build is not None
        assert outcome.reused or not was_published
        assert open_build(home).id == outcome.build.id
        assert open_build(home).tables["chains"].height == chains + 1

    assert interrupted >= 2
    files = [p.stat().st_ino for p in (home / "builds").rglob("*.sst")]
    assert len(set(files)) < len(files)  # stores derived from interrupted homes, too
    assert len(Home(home).names()) == len(VICTIMS) + 1
    require_answers(home, chains + 1)
    assert sorted(p.name for p in home.iterdir()) == [
        "builds",
        "current",
        "lock",
        "making",
        "read",
        "sources",
    ]
    assert list((home / "making").iterdir()) == []
    assert [p.name for p in (home / "read").iterdir() if p.name.startswith(".")] == []


def test_what_a_killed_builder_left_is_cleared(tiny: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "making" / "abc-1" / "rdf").mkdir(parents=True)
    (home / "read" / ".new-xyz").mkdir(parents=True)
    fresh, old = home / ".current-fresh", home / ".current-old"
    for pointer in (fresh, old):
        pointer.write_text("x", encoding="ascii")
    os.utime(old, (1, 1))
    build(BuildRequest((tiny,), None, home))
    assert list((home / "making").iterdir()) == []
    assert not (home / "read" / ".new-xyz").exists()
    assert not old.exists()
    assert fresh.exists()  # may belong to somebody who switches builds at this moment
