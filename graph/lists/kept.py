"""Earlier lists in a file of ``lists --format json``: read again with nothing believed."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from graph.errors import WrongInput
from graph.lists.before import Earlier, Promise
from graph.lists.lists import KINDS
from graph.lists.report import LISTS
from graph.things import Thing

T = TypeVar("T")
LARGEST = 64 * 1024**2  # bytes


def earlier_in(file: Path) -> Earlier:
    """Read the lists of a file.

    Raises:
        WrongInput: it holds none.
    """
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        if file.stat().st_size <= LARGEST:
            return _earlier(json.loads(file.read_bytes()))
    raise WrongInput("error.lists_unread", file=str(file))


def _earlier(data: Any) -> Earlier:
    scope = tuple(_or_none(str, data[name]) for name in ("area", "chain", "college"))
    year, newest = _is(int, data["year"]), _is(int, data["newest"])
    build = _or_none(str, data["build"])
    return Earlier(year, newest, scope, tuple(_promises(data)), "file", build)


def _promises(data: Any) -> Iterator[Promise]:
    for place in LISTS:
        for entry in data[place]:
            if entry["kind"] not in KINDS:
                raise ValueError(entry["kind"])
            colleges = [_thing(college) for college in entry["colleges"]]
            years = (_or_none(int, entry[name]) for name in ("level", "decide_by", "effect"))
            level, decide_by, effect = years
            if not colleges and entry["taught"]:
                raise ValueError(entry["major"])
            for college in colleges or (None,):
                major = _thing(entry["major"])
                yield Promise(place, entry["kind"], major, level, college, decide_by, effect)


def _thing(data: Any) -> Thing:
    return Thing(_is(str, data["code"]), _is(str, data["name"]))


def _is(kind: type[T], value: Any) -> T:
    if not isinstance(value, kind):
        raise TypeError(value)
    return value


def _or_none(kind: type[T], value: Any) -> T | None:
    return None if value is None else _is(kind, value)
