"""What is asked for: a year, a basis, an area and all below it, a chain; or why it cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import inf
from typing import Any, Literal

import polars as pl

from graph.errors import NoAnswer, WrongInput
from graph.gap.declared import bases
from graph.gap.eligible import Rule
from graph.gap.years import Thin, newest_comparable, thin_in_both
from graph.things import Thing, things

PERSISTENCE = (1e-6, 1e6)  # smaller: nobody is placed; larger: the structural gap


@dataclass(frozen=True)
class GapParameters:
    """What to compute. None: the newest comparable year, everything, the first basis there is.

    ``area`` and ``chain``: a key or an exact name. ``min_level``: ISCED level 0–8 that demand must
    require. ``tier``: 1 direct matches only, 2 related ones too. ``market``: ``pooled`` makes the
    area one labour market, ``own`` keeps graduates where they studied or may commute to.
    ``persistence``: λ of the expected gap, of ``PERSISTENCE`` (None: calibrated or assumed).
    """

    year: int | None = None
    area: str | None = None
    chain: str | None = None
    min_level: int | None = None
    tier: int = 1
    market: Literal["pooled", "own"] = "pooled"
    basis: str | None = None
    persistence: float | None = None


EVERYTHING = GapParameters()


@dataclass(frozen=True)
class Scope:
    """Parameters made definite. ``below``: keys of the area and all under it, None: everywhere.

    ``whole``: whether rows without an area count, which belong to all data: nothing smaller is
    asked for than all data or the one area that holds all others.
    ``segments``: keys of the chain's segments, None: all demand. ``thin``: newer years that are not
    taken because they cover too little.
    """

    year: int
    basis: str
    area: Thing | None
    below: tuple[str, ...] | None
    whole: bool
    chain: Thing | None
    segments: tuple[str, ...] | None
    min_level: int | None
    tier: int
    market: Literal["pooled", "own"]
    persistence: float | None
    thin: tuple[Thin, ...] = ()

    @property
    def rule(self) -> Rule:
        """Who may enter what."""
        return Rule(self.tier, self.market)

    @property
    def is_part(self) -> bool:
        """Whether supply may be wanted outside of what is asked for: by a chain, area or level."""
        return self.chain is not None or not self.whole or self.min_level is not None

    @property
    def region(self) -> GapParameters:
        """The same question to the whole region: every chain, every area."""
        return GapParameters(
            year=self.year,
            min_level=self.min_level,
            tier=self.tier,
            market=self.market,
            basis=self.basis,
        )

    def keep_area(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows whose ``area`` is in scope."""
        if self.below is None:
            return rows
        return rows.filter(pl.col("area").is_in(self.below).fill_null(self.whole))


def settle(tables: Mapping[str, pl.DataFrame], asked: GapParameters, demand: pl.DataFrame) -> Scope:
    """Find year, basis, area and chain, or say what is missing.

    Raises:
        WrongInput: an option has no such value.
        NoAnswer: a side has no figures, or not in that year or basis.
    """
    _check_options(asked)
    area = find(tables["areas"], asked.area, "area")
    chain = find(tables["chains"], asked.chain, "chain")
    year, basis, thin = _year_and_basis(tables, asked, demand)
    segments = None
    if chain is not None:
        inside = tables["segments"].filter(pl.col("chain") == chain.key)
        segments = tuple(inside["node_key"])
    below = None
    if area is not None:
        parents = dict(tables["areas"].select("node_key", "parent").iter_rows())
        below = subtree(area.key, parents)
    return Scope(
        year=year,
        basis=basis,
        area=area,
        below=below,
        whole=area is None or area == only_top(tables["areas"]),
        chain=chain,
        segments=segments,
        min_level=asked.min_level,
        tier=asked.tier,
        market=asked.market,
        persistence=asked.persistence,
        thin=thin,
    )


def find(rows: pl.DataFrame, asked: str | None, option: str) -> Thing | None:
    """The thing with a key, else with a name.

    Raises:
        WrongInput: none has it, or several have the name; the message names near ones.
    """
    if asked is None:
        return None
    found = rows.filter(pl.col("node_key") == asked)
    if found.is_empty():
        found = rows.filter((pl.col("name") == asked) | (pl.col("name_en") == asked))
    if len(found) == 1:
        return things(found)[0]
    if found.is_empty():
        words = rows.select(pl.concat_list("node_key", "name", "name_en").explode())
        names = [word for word in words.to_series().unique(maintain_order=True) if word]
        near = get_close_matches(asked, names, n=3, cutoff=0.4) or names[:3]
        raise WrongInput(f"error.gap_no_{option}", value=asked, near=_listed(near))
    raise WrongInput(f"error.gap_many_{option}", value=asked, keys=_listed(found["node_key"]))


def only_top(areas: pl.DataFrame) -> Thing | None:
    """The region all data belong to, where there is exactly one area without a parent."""
    tops = areas.filter(pl.col("parent").is_null())
    return things(tops)[0] if len(tops) == 1 else None


def subtree(area: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """An area and everything below it; a circle of parents ends.

    >>> subtree("a", {"a": None, "b": "a", "c": "b", "d": None})
    ('a', 'b', 'c')
    """
    children: dict[str | None, list[str]] = {}
    for child, parent in parents.items():
        children.setdefault(parent, []).append(child)
    found, waiting = {area: None}, [area]
    while waiting:
        for child in children.get(waiting.pop(), []):
            if child not in found:
                found[child] = None
                waiting.append(child)
    return tuple(found)


def _check_options(asked: GapParameters) -> None:
    """Raise where an option has a value that is none."""
    allowed: list[tuple[str, Any, Iterable[Any]]] = [
        ("market", asked.market, ("pooled", "own")),
        ("basis", asked.basis, (None, *bases())),
        ("tier", asked.tier, (1, 2)),
        ("min-level", asked.min_level, (None, *range(9))),
    ]
    for option, value, values in allowed:
        if value not in values:
            listed = _listed(v for v in values if v is not None)
            raise WrongInput("error.gap_option", option=option, value=value, allowed=listed)
    least, most = PERSISTENCE
    asked_for = asked.persistence
    if asked_for is not None and not (least <= asked_for <= most or asked_for == inf):
        raise WrongInput("error.gap_lambda", value=asked_for, least=least, most=most)


def years_of(
    tables: Mapping[str, pl.DataFrame], asked: GapParameters, demand: pl.DataFrame
) -> tuple[int, ...]:
    """The years with known figures on both sides, in the basis asked for if any; never none.

    Raises:
        NoAnswer: a side has no figures at all, or they have no year in common.
    """
    graduates = tables["enrolment"].filter(pl.col("graduates").is_not_null())
    known = demand.filter(pl.col("persons").is_not_null())
    _need(tables["crosswalk"], "error.gap_no_crosswalk")
    _need(graduates, "error.gap_no_supply")
    _need(known, "error.gap_no_demand")
    if asked.basis:
        used = set(known["basis"].unique())
        there = [b for b in bases() if b in used]
        known = known.filter(pl.col("basis") == asked.basis)
        _need(known, "error.gap_no_basis", basis=asked.basis, bases=_listed(there))
    supplied, needed = (set(rows["year"].unique()) for rows in (graduates, known))
    if not supplied & needed:
        years = {"supply": _listed(sorted(supplied)), "demand": _listed(sorted(needed))}
        raise NoAnswer("error.gap_no_year", **years)
    return tuple(sorted(supplied & needed))


def _year_and_basis(
    tables: Mapping[str, pl.DataFrame], asked: GapParameters, demand: pl.DataFrame
) -> tuple[int, str, tuple[Thin, ...]]:
    """The newest comparable year, the first basis in it, and newer years that cover too little."""
    both = years_of(tables, asked, demand)
    if asked.year is not None and asked.year not in both:
        values = {"year": asked.year, "years": _listed(both)}
        if asked.basis:
            raise NoAnswer("error.gap_year_lacks_basis", basis=asked.basis, **values)
        raise NoAnswer("error.gap_year_lacks", **values)
    known = demand.filter(pl.col("basis") == asked.basis) if asked.basis else demand
    year, thin = newest_comparable(both, thin_in_both(tables, known, both))
    if asked.year is not None:
        year, thin = asked.year, ()
    then = demand.filter(pl.col("persons").is_not_null(), pl.col("year") == year)
    there = set(then["basis"].unique())
    return year, asked.basis or next(basis for basis in bases() if basis in there), thin


def _need(rows: pl.DataFrame, key: str, **values: Any) -> None:
    """Raise where there is nothing to compute on."""
    if rows.is_empty():
        raise NoAnswer(key, **values)


def _listed(values: Iterable[Any]) -> str:
    """Several values in a message."""
    return ", ".join(str(value) for value in values) or "–"
