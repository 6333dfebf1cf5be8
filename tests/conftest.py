"""Shared fixtures: the declaration, golden files, homes, servers and browsers."""

from __future__ import annotations

import fcntl
import gc
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from graph.builds.home import Home
from graph.builds.origins import Origins
from graph.door import OpenBuild, open_build
from graph.ontology import Ontology, load
from graph.processes.limits import QueryLimits
from graph.processes.pool import WorkerPool
from graph.queries import answers
from graph.settings import EXAMPLES, ROOT
from graph.stores.targets import Shipment, push
from graph.tables import Tables
from ingest import pipeline
from ingest.build import BuildRequest, build
from ingest.datasets import Dataset, InputFile
from ingest.identity import identity
from ingest.sheets import ReadTable
from tests.browsers import WINDOW, Tabs, Visit, chromium, serving
from tests.cores import keep_to_one_core
from tests.forked import REAL, forking
from tests.seeds import fix_seeds
from tests.servers import (
    NoServer,
    RunningServer,
    running_fuseki,
    running_neo4j,
    running_oxigraph,
)

fix_seeds()  # make fuzz names another profile

GOLDEN = Path(__file__).parent / "golden"
REQUIRED = "TWINCHAIN_REQUIRE"
FEW_ROWS = 50
# Of the text of files: what is started or made once for all that name it, what takes longest first.
SHARED = {
    "browser": re.compile(r"\b(Browser|Tabs|Visit)\b"),
    "servers": re.compile(r"\b(neo4j|fuseki)_server\b"),
    "papers": re.compile(r"^from tests\.papers ", re.MULTILINE),
    "pages": re.compile(r"^from tests(\.pages)? import .*\b(opened|pages)\b", re.MULTILINE),
}
# Files of tests that build, draw, print or browse.
LONG = re.compile(r"_server\b|\b(wuzhou|visit|serving|opened|office_pdfs|BuildRequest)\b")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden", action="store_true", help="write tests/golden from today's answers"
    )


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Schedule a file's tests on one worker, and all that share something dear on the same one."""
    from xdist.scheduler import LoadFileScheduling

    class SharersTogether(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return _shared(config.rootpath / file) or file

    return SharersTogether(config, log) if config.getvalue("dist") == "loadfile" else None


def worker_number() -> int:
    """Return which of the processes that share the tests this is, from 0 on."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def pytest_configure() -> None:
    """Keep each of the processes that share the tests to a core of its own."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        keep_to_one_core(worker_number())


def pytest_collection(session: pytest.Session) -> None:
    """Import all tests from the last on, in every second process.

    Each collects all tests and finds on disk what another has compiled: they meet half-way.
    """
    here = Path(__file__).parent
    if worker_number() % 2 and here in map(Path.resolve, map(Path, session.config.args)):
        for file in sorted(here.glob("test_*.py"), reverse=True):
            with suppress(Exception, pytest.skip.Exception):  # told when it is collected
                importlib.import_module(f"tests.{file.stem}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long, where several processes share: the last files are short ones."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: _place_in_line(item.path))


def pytest_collection_finish() -> None:
    """Keep what is loaded by now, for good, out of every search for garbage; search seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


@cache
def _place_in_line(file: Path) -> int:
    shared = _shared(file)
    if shared:
        return list(SHARED).index(shared)
    return len(SHARED) + (LONG.search(_text(file)) is None)


@cache
def _shared(file: Path) -> str | None:
    """Name what a file of tests shares with others."""
    return next((name for name, shared in SHARED.items() if shared.search(_text(file))), None)


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def required_peers() -> set[str]:
    """Return the peers that must be installed: ``TWINCHAIN_REQUIRE``, by commas or spaces."""
    return set(os.environ.get(REQUIRED, "").replace(",", " ").split())


def is_present(peer: str) -> bool:
    """Tell whether a command or a module of the name is installed."""
    if shutil.which(peer):
        return True
    try:
        return importlib.util.find_spec(peer) is not None
    except ModuleNotFoundError:  # the parent of a dotted name
        return False


def missing(peer: str, reason: str) -> None:
    """Skip with the reason; fail instead where the peer is named in ``TWINCHAIN_REQUIRE``."""
    if peer in required_peers():
        pytest.fail(f"{REQUIRED} asks for {peer}: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def forks() -> Iterator[None]:
    """Fork most programs of ours from one that has the libraries loaded; see tests/forked.py."""
    with forking():
        yield


@pytest.fixture(scope="session", autouse=True)
def small_sheets_once() -> Iterator[None]:
    """Read a small CSV file of one content and one set of rules once in a process.

    Nearly every test of reading has the same few sheets of colleges, majors and occupations.
    """
    kept: dict[tuple[Any, ...], list[ReadTable]] = {}
    read_file_once = pipeline.read_file_once

    def read(
        dataset: Dataset, file: InputFile, ontology: Ontology, cache: Path | None
    ) -> list[ReadTable]:
        key = (identity(dataset, file), len(dataset.files) > 1, ontology)
        if cache is None and key in kept:
            return [replace(read_table) for read_table in kept[key]]
        tables = read_file_once(dataset, file, ontology, cache)
        if file.suffix == ".csv" and sum(read_table.read for read_table in tables) < FEW_ROWS:
            kept[key] = [replace(read_table) for read_table in tables]
        return tables

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "read_file_once", read)
        yield


@pytest.fixture
def real_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start every program from nothing, as people do: for what a beginning or its cost is about."""
    monkeypatch.setattr(subprocess, "Popen", REAL)


@pytest.fixture(scope="session")
def require() -> Callable[..., None]:
    """``require("java")``: go on only where the command or module is installed."""

    def demand(peer: str, reason: str | None = None) -> None:
        if not is_present(peer):
            missing(peer, reason or f"{peer} is not installed")

    return demand


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return load()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of designs beside the checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        missing("shared", "there is no folder `shared` beside this checkout")
    return folder


@pytest.fixture(scope="session")
def tiny() -> Path:
    """The hand-checked city."""
    return EXAMPLES / "tiny"


def _served(peer: str, starting: AbstractContextManager[RunningServer]) -> Iterator[RunningServer]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(starting)
        except NoServer as error:
            missing(peer, str(error))
        yield server


@pytest.fixture(scope="session")
def neo4j_server(
    tmp_path_factory: pytest.TempPathFactory, ontology: Ontology
) -> Iterator[RunningServer]:
    """A real Neo4j, empty at first; all tests share it.

    Nothing is pushed first: the indexes are there then. New ones make it plan every query anew.
    """
    for server in _served("neo4j", running_neo4j(tmp_path_factory.mktemp("neo4j"))):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in server.environment.items():
                patch.setenv(name, value)
            push(Shipment("nothing", (), Tables.of(ontology, {}), ontology, None), server.url)
        yield server


@pytest.fixture(scope="session")
def fuseki_server() -> Iterator[RunningServer]:
    """A real Fuseki, empty at first; all tests share it."""
    yield from _served("fuseki", running_fuseki())


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The server of Oxigraph, empty at first; all tests share it."""
    yield from _served("oxigraph", running_oxigraph(tmp_path_factory.mktemp("oxigraph")))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Homes by name: the hand-checked city and the demonstration built, and an empty one.

    Built once, whichever of the test processes comes first; not to be written to.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "homes"
    folders = {name: folder / name for name in ("tiny", "wuzhou", "empty")}
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folders["empty"].mkdir(exist_ok=True)
        for name in ("tiny", "wuzhou"):
            build(BuildRequest((EXAMPLES / name,), None, folders[name]))
    return folders


@pytest.fixture(scope="session")
def tiny_build(homes: dict[str, Path]) -> OpenBuild:
    """The build of the hand-checked city; what documents compute on it is kept for all tests."""
    return open_build(homes["tiny"])


@pytest.fixture(scope="session")
def wuzhou(homes: dict[str, Path]) -> OpenBuild:
    """The build of the demonstration."""
    return open_build(homes["wuzhou"])


@pytest.fixture(scope="module")
def warm_workers() -> Iterator[None]:
    """Send queries to workers that stay alive between them, as in a server.

    There is one for each kind of store, as workers of the embedded stores give up the network.
    """
    pools: dict[str, WorkerPool] = {}

    def call(target: str, request: dict[str, Any], timeout_s: float, memory_bytes: int) -> Any:
        if target not in pools:
            pools[target] = WorkerPool(1)
        return pools[target].call(
            target, request, QueryLimits(timeout_s, memory_bytes=memory_bytes)
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "call_in_child", call)
        yield
    for pool in pools.values():
        pool.close()


@pytest.fixture
def own_tiny(homes: dict[str, Path], tmp_path: Path) -> tuple[Path, Path]:
    """Copy the home and the dataset of the hand-checked city, so that a test can change them."""
    return _copied(homes["tiny"], tmp_path / "home", tmp_path / "tiny")


def _copied(tiny: Path, home: Path, dataset: Path) -> tuple[Path, Path]:
    shutil.copytree(tiny, home, dirs_exist_ok=True)
    shutil.copytree(EXAMPLES / "tiny", dataset)
    published = Home(home).current()
    assert published
    Origins((dataset,)).keep(Home(home), published)
    return home, dataset


@pytest.fixture(scope="session")
def browser(require: Callable[..., None]) -> Iterator[Browser]:
    """Debian's Chromium; all tests share it."""
    require("chromium")
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def explored(homes: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the running explorer: a copy, as visitors keep views there."""
    home = tmp_path_factory.mktemp("explorer") / "home"
    shutil.copytree(homes["wuzhou"], home)
    return home


@pytest.fixture(scope="session")
def explorer(explored: Path) -> Iterator[str]:
    """The address of a running explorer of the demonstration; all tests of a process share it."""
    with serving(explored) as address:
        yield address


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Iterator[Tabs]:
    """``tabs(address)``: a tab that holds nothing, of an explorer; a fault in it fails the test.

    It is kept for the next visit: a browser loads the program into a new one for seconds.
    """
    idle: list[Page] = []

    @contextmanager
    def tab(address: str) -> Iterator[Visit]:
        page = idle.pop() if idle else browser.new_context(viewport=WINDOW).new_page()
        visit = Visit(page, address)
        yield visit
        visit.leave()
        idle.append(page)
        assert visit.faults == []

    yield tab
    for page in idle:
        page.context.close()


@pytest.fixture
def visit(explorer: str, tabs: Tabs) -> Iterator[Visit]:
    """Open the running explorer of the demonstration."""
    with tabs(explorer) as tab:
        yield tab


@pytest.fixture(scope="session")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The home of a second explorer and its address; a test fills the home with what it needs."""
    home = tmp_path_factory.mktemp("changing") / "home"
    home.mkdir()
    with serving(home, "--lang", "en") as address:
        yield home, address


@pytest.fixture
def changing_home(changing: tuple[Path, str]) -> Path:
    """The home of the second explorer, with nothing in it."""
    home, _ = changing
    shutil.rmtree(home)
    home.mkdir()
    return home


@pytest.fixture
def changing_tiny(homes: dict[str, Path], changing_home: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Like ``own_tiny``, in the home of the second explorer."""
    return _copied(homes["tiny"], changing_home, tmp_path / "tiny")


@pytest.fixture
def own(changing: tuple[Path, str], tabs: Tabs) -> Iterator[Visit]:
    """Open the second explorer."""
    with tabs(changing[1]) as tab:
        yield tab


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """``golden(name, text)``: the text equals ``tests/golden/name``; ``--golden`` writes it."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.is_file(), f"no tests/golden/{name}: make golden writes it"
        assert text == file.read_text(encoding="utf-8")

    return compare
