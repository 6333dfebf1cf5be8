"""The lists of an earlier year beside those of a build: from a file, or from an earlier build."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import polars as pl

from graph.builds.home import Home
from graph.builds.manifest import TABLES
from graph.builds.opened import Build
from graph.errors import NoAnswer, WrongInput
from graph.lists.before import Before, Earlier, earlier_of, followed
from graph.lists.facts import Facts
from graph.lists.kept import earlier_in
from graph.lists.lists import lists
from graph.lists.report import ListParameters, Lists


def before_of_lists(
    build: Build, facts: Facts, now: Lists, given: str | None = None
) -> Before | None:
    """Return what came of earlier lists; None where there are none.

    ``given``: a file of them, or a build of the home; else the newest build of an earlier year.

    Raises:
        WrongInput: the file holds no lists, or what is given is not earlier, or of another part.
        NoSuchBuild: there is no such build.
    """
    if given is None:
        earlier = _of_home(build, now)
    else:
        earlier = earlier_in(Path(given)) if Path(given).is_file() else _given(build, now, given)
        _require_earlier(earlier, now)
    return followed(earlier, facts, now) if earlier else None


def _given(build: Build, now: Lists, id_: str) -> Earlier:
    return _earlier(Build(_home(build).folder(id_)), now.parameters)


def _require_earlier(earlier: Earlier, now: Lists) -> None:
    if earlier.newest >= now.newest:
        raise WrongInput("error.lists_not_earlier", year=earlier.newest, now=now.newest)
    if earlier.scope != earlier_of(now, "build").scope:
        raise WrongInput("error.lists_other_part")


def _of_home(build: Build, now: Lists) -> Earlier | None:
    """Return the lists of the newest build of the same colleges that knows only earlier years."""
    home, colleges = _home(build), set(build.tables["colleges"]["node_key"])
    years = {}
    for name in home.names():
        other = home.builds / name
        year = _newest(other)
        if year is not None and year < now.newest and colleges & _colleges(other):
            years[name] = year
    for name in sorted(years, key=lambda name: years[name], reverse=True)[:1]:
        with contextlib.suppress(NoAnswer, WrongInput):  # it knows no such part, or has no gap
            return _earlier(Build(home.builds / name), now.parameters)
    return None


def _earlier(build: Build, parameters: ListParameters) -> Earlier:
    return _kept(build, replace(parameters, gap=replace(parameters.gap, year=None)))


@lru_cache(maxsize=4)
def _kept(build: Build, parameters: ListParameters) -> Earlier:
    return earlier_of(lists(build.tables, parameters), "build", build.id)


def _home(build: Build) -> Home:
    return Home(build.folder.parents[1])


def _newest(folder: Path) -> int | None:
    """Return the last year of intakes in a build, None where there is none."""
    years = _column(folder, "enrolment", "year").drop_nulls().to_list()
    return max(years, default=None)


def _colleges(folder: Path) -> set[str]:
    return set(_column(folder, "colleges", "node_key"))


def _column(folder: Path, table: str, name: str) -> pl.Series:
    file = folder / TABLES / f"{table}.parquet"
    return pl.read_parquet(file, columns=[name])[name] if file.is_file() else pl.Series(name, [])
