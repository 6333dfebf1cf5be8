"""The folder that a run works in, beside the dataset that it makes, and what becomes of it.

A run that is killed leaves it; the next run of the same inputs goes on there, and any other run
beside it takes it away. A run holds a lock, which the system lifts however the run ends.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from graph.errors import WrongInput

_WORKING = ".making-records-"
_LOCK, _INPUTS, _OLD = "lock", "inputs", "old"
DATASET, TABLES = "dataset", "tables"
fcntl: Any = importlib.import_module("fcntl") if importlib.util.find_spec("fcntl") else None


@contextmanager
def working_folder(to: Path, inputs: str) -> Iterator[Path]:
    """Hold the folder that a dataset is made in: ``tables`` of earlier steps, and ``dataset``.

    ``inputs`` tells runs of the same inputs, which go on with the tables of one another. A fault
    takes the folder away; a kill or an interruption leaves it.

    Raises:
        WrongInput: another run makes the same dataset now.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    for other in to.parent.glob(f"{_WORKING}*"):
        if other.name != _name(to):
            with _locked(other) as is_mine:
                if is_mine:
                    _put_back(other)
                    shutil.rmtree(other, ignore_errors=True)
    folder = to.parent / _name(to)
    folder.mkdir(exist_ok=True)
    with _locked(folder) as is_mine:
        if not is_mine:
            raise WrongInput("error.records_at_work", folder=str(to))
        _put_back(folder)
        inputs_file = folder / _INPUTS
        if not inputs_file.is_file() or inputs_file.read_text(encoding="utf-8") != inputs:
            shutil.rmtree(folder / TABLES, ignore_errors=True)
            inputs_file.write_text(inputs, encoding="utf-8")
        shutil.rmtree(folder / DATASET, ignore_errors=True)
        (folder / DATASET).mkdir()
        try:
            yield folder
        except Exception:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, to: Path) -> None:
    """Put the finished dataset of a working folder in the place of an earlier one."""
    if to.exists():
        to.rename(folder / _OLD)
    (folder / DATASET).rename(to)


def _put_back(folder: Path) -> None:
    """Put back the dataset of a run that was killed when it had moved it, and not yet its own."""
    old, to = folder / _OLD, folder.parent / folder.name.removeprefix(_WORKING)
    if old.is_dir() and not to.exists():
        old.rename(to)
    shutil.rmtree(old, ignore_errors=True)


def _name(to: Path) -> str:
    return f"{_WORKING}{to.resolve().name}"


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Tell whether the lock of a folder could be had; it is held meanwhile."""
    with (folder / _LOCK).open("w") as file:
        yield fcntl is None or _lock(file)


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
