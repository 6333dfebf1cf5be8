"""A run as somebody asked for it, kept in the home so that the explorer can make it again."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from graph.errors import WrongInput
from graph.ontology import load
from graph.processes import Emit
from ingest.records.count import Scope
from ingest.records.engine import DuckDB, Engine
from ingest.records.pipeline import Progress, Result, make_dataset
from ingest.records.read import REGISTRATIONS, open_records
from ingest.records.reference import Reference, read_reference
from ingest.records.registrations import make_registrations
from ingest.records.title_log import TitleLog
from ingest.records.waiting import FOLDER, REGISTERED

_FILE = "records_run.json"


@dataclass(frozen=True)
class Run:
    """What ``twinchain records`` is given. ``to``: none is the folder of the home."""

    files: tuple[str, ...]
    titles: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    area: str | None = None
    day: str | None = None
    engine: str = "duckdb"
    master: str | None = None
    to: str | None = None
    force: bool = False

    def folder(self, home: Path) -> Path:
        """Return the folder that the run writes."""
        return Path(self.to) if self.to else home / FOLDER


def make(run: Run, home: Path, progress: Progress) -> tuple[Result, Reference]:
    """Make a run with the decisions of the home, and keep it there."""
    ontology, log = load(), TitleLog(home).file
    titles = [*map(Path, run.titles), *([log] if log.is_file() else [])]
    reference = read_reference(map(Path, run.datasets), titles, run.packs, ontology)
    scope = Scope(reference.area_of(run.area), _day(run.day))
    progress("read", 0.0)
    opened = open_records(map(Path, run.files), ontology, reference.places.knows)
    of_people, engine = opened.table == REGISTRATIONS, engine_of(run.engine, run.master)
    run = replace(run, to=run.to or str(home / (REGISTERED if of_people else FOLDER)))
    to, force = run.folder(home), run.force
    result: Result
    if of_people:
        result = make_registrations(opened, reference, to, ontology, scope, force, progress, engine)
    else:
        result = make_dataset(opened, reference, to, ontology, scope, force, progress, engine)
    with suppress(OSError):  # only the explorer wants it
        home.mkdir(parents=True, exist_ok=True)
        (home / _FILE).write_text(json.dumps(asdict(_anywhere(run))), encoding="utf-8")
    return result, reference


def kept(home: Path) -> Run | None:
    """Return the newest run of a home; None where there is none to make again."""
    with suppress(OSError, ValueError, TypeError):
        known = json.loads((home / _FILE).read_text(encoding="utf-8"))
        return Run(**{f.name: _frozen(known[f.name]) for f in fields(Run) if f.name in known})
    return None


def make_again(request: dict[str, Any], emit: Emit) -> None:
    """Make the newest run of a home again, in a child process."""
    home = Path(request["home"])
    if run := kept(home):
        make(run, home, lambda step, share: emit({"step": step, "share": share}))


def engine_of(name: str, master: str | None) -> Callable[[Path | None], Engine]:
    """Return what opens the engine of a name, on the machines of ``master``."""
    if name == "spark":
        from ingest.records.spark import Spark

        return lambda folder: Spark(folder, master)
    if master is not None:
        raise WrongInput("error.records_master")
    return DuckDB


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongInput("error.records_day", day=text) from None


def _anywhere(run: Run) -> Run:
    """Return a run whose paths hold in any working directory, over its own dataset."""

    def whole(paths: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(Path(path).resolve()) for path in paths)

    to = str(Path(run.to).resolve()) if run.to else None
    return replace(
        run, files=whole(run.files), titles=whole(run.titles), datasets=whole(run.datasets),
        to=to, force=False,
    )  # fmt: skip


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
