"""Decisions fixed beforehand, ``college/major[/track]=PLACES[@YEAR]``, and what can be fixed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from graph.errors import WrongInput
from graph.outlook.parameters import OutlookParameters
from graph.plan.limits import Limit, names
from graph.plan.model import Key, Programme
from graph.plan.reading import case_of
from graph.things import Thing, things_by_key

FIX = re.compile(r"(.+)=([0-9]{1,7})(?:@([0-9]{4}))?", re.ASCII)


@dataclass(frozen=True)
class Open:
    """A programme to decide on, and the years of intake that are open; a new one has no places."""

    key: Key
    college: Thing
    major: Thing
    places: int
    first: int
    last: int
    is_new: bool = False

    @property
    def name(self) -> str:
        """Return how it is written in a fix."""
        return "/".join(part for part in self.key if part)


def open_programmes(
    tables: Mapping[str, pl.DataFrame], parameters: OutlookParameters, opens: bool = False
) -> tuple[Open, ...]:
    """List the programmes that a plan decides on, by college and major; those it may open too.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.plan.reading.case_of`.
    """
    colleges, majors = things_by_key(tables["colleges"]), things_by_key(tables["majors"])
    return tuple(
        Open(
            programme.key,
            named(colleges, programme.college),
            named(majors, programme.major),
            0 if programme.is_new else programme.places,
            programme.first,
            programme.last,
            programme.is_new,
        )
        for programme in sorted(
            case_of(tables, parameters, opens).model.programmes,
            key=lambda p: (p.college, p.major, p.track or ""),
        )
    )


def named(things: Mapping[str | None, Thing], key: str) -> Thing:
    """Return the thing of a key, by its key where it has no name."""
    return things.get(key) or Thing(key, key)


def fixes_of(texts: Sequence[str], programmes: Sequence[Programme]) -> list[Limit]:
    """Read fixes as limits.

    Raises:
        WrongInput: one is written otherwise, is for no programme or year to decide on, or a
            programme is fixed twice in a year.
    """
    listed: list[Limit] = []
    by_name = {name: programme for programme in programmes for name in names(programme)}
    for text in texts:
        parts = FIX.fullmatch(text)
        programme = by_name.get(parts[1]) if parts else None
        if parts is None or programme is None:
            raise WrongInput("error.plan_fix", value=text)
        when = int(parts[3]) if parts[3] else None
        if when is not None and not programme.first <= when <= programme.last:
            years = {"first": programme.first, "last": programme.last}
            raise WrongInput("error.plan_fix_year", value=text, **years)
        for other in listed:
            both = None in (when, other.from_year) or when == other.from_year
            if other.key == parts[1] and both:
                raise WrongInput("error.plan_fixed_twice", value=text, other=other.id)
        places = float(parts[2])
        listed.append(Limit(text, "programme", parts[1], "fixed", places, when, when, "option"))
    return listed
