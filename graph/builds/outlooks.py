"""Outlooks that people keep: ``outlooks/<build>/`` of a home; a build is never written to."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from graph.builds.home import Home
from graph.errors import TwinChainError, WrongInput
from graph.outlook.score import Kept, Scores, score
from graph.telling.kept import kept_of

FOLDER = "outlooks"
MOST_KEPT = 100  # of a build
LARGEST = 64 * 1024**2  # bytes of a file


def keep(home: Home, build: str, outlook: dict[str, Any]) -> Path:
    """Keep an outlook of a build under the name of what it says: the same one is kept once.

    Raises:
        BuildFailed: the home cannot be written.
        WrongInput: too many are kept, or it is too large.
    """
    text = json.dumps(outlook, ensure_ascii=False, sort_keys=True).encode()
    folder = home.path / FOLDER / build
    file = folder / f"{hashlib.sha256(text).hexdigest()[:12]}.json"
    if len(text) > LARGEST:
        raise WrongInput("error.outlook_too_large", size=len(text), most=LARGEST)
    with home.locked(home.path / FOLDER / ".lock"):
        if file.exists():
            return file
        if folder.is_dir() and len(list(folder.glob("*.json"))) >= MOST_KEPT:
            raise WrongInput("error.outlook_many_kept", most=MOST_KEPT, folder=str(folder))
        home.write(file, text)
    return file


def scores(home: Home, tables: Mapping[str, pl.DataFrame]) -> Scores:
    """Score every kept outlook of a home by the tables of a build."""
    scored, waiting, unread = [], [], []
    for file in sorted((home.path / FOLDER).glob("*/*.json")):
        try:
            kept = _read(file)
            outcome = score(tables, kept)
        except TwinChainError as reason:
            unread.append((f"{file.parent.name}/{file.name}", reason))
            continue
        if outcome is None:
            waiting.append(kept)
        else:
            scored.append(outcome)
    return Scores(tuple(scored), tuple(waiting), tuple(unread))


def _read(file: Path) -> Kept:
    """Read a kept outlook.

    Raises:
        WrongInput: the file holds none.
    """
    with contextlib.suppress(OSError, ValueError, RecursionError):
        if file.stat().st_size <= LARGEST:
            return kept_of(file.stem, json.loads(file.read_bytes()))
    raise WrongInput("error.outlook_unread")
