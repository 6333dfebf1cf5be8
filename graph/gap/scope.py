"""The scope of an analysis: year, basis, area with all below it, chain; else what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import inf
from typing import Any, Literal

import polars as pl

from graph.errors import NoAnswer, WrongInput
from graph.gap.declared import bases, named_bases
from graph.gap.eligible import Rule
from graph.gap.noise import NO_DRAWS, Drawing
from graph.gap.plans import with_supply
from graph.gap.years import Thin, newest_comparable, thin_in_both
from graph.things import Thing, things

DERIVED: Literal["derived"] = "derived"  # by growth, replacement and transfers
PERSISTENCE = (1e-6, 1e6)  # smaller: nobody is placed; larger: the structural gap


@dataclass(frozen=True)
class GapParameters:
    """The parameters of a gap. None: the newest comparable year, everything, the first basis.

    ``area`` and ``chain``: a key or an exact name. ``min_level``: ISCED level 0–8 that demand must
    require. ``tier``: 1 direct matches only, 2 related ones too. ``market``: ``pooled`` makes the
    area one labour market, ``own`` keeps graduates where they studied or may commute to.
    ``persistence``: λ of the expected gap, of ``PERSISTENCE`` (None: calibrated or assumed).
    ``entrants``: the share of openings for people new from education where no row gives one, in
    percent, or ``derived`` from growth, replacement and transfers (None: all of them).
    ``supply``: the reported ``graduates``, or those that the admission ``plan`` leads to.
    ``draws`` of ``noise`` (``own=10,common=10,counts=on``), begun with ``seed``, give the ranges;
    see :class:`graph.gap.noise.Noise`. None: no draws in a report, 200 in a document.
    """

    year: int | None = None
    area: str | None = None
    chain: str | None = None
    min_level: int | None = None
    tier: int = 1
    market: Literal["pooled", "own"] = "pooled"
    basis: str | None = None
    persistence: float | None = None
    entrants: float | Literal["derived"] | None = None
    supply: Literal["graduates", "plan"] = "graduates"
    draws: int | None = None
    seed: int | None = None
    noise: str | None = None


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
    entrants: float | Literal["derived"] | None
    supply: Literal["graduates", "plan"] = "graduates"
    thin: tuple[Thin, ...] = ()
    drawing: Drawing = NO_DRAWS

    @property
    def rule(self) -> Rule:
        """The rule of eligibility."""
        return Rule(self.tier, self.market)

    @property
    def is_part(self) -> bool:
        """Tell whether a chain, area or level leaves out places that may want the supply."""
        return self.chain is not None or not self.whole or self.min_level is not None

    @property
    def region(self) -> GapParameters:
        """The parameters for the whole region: every chain, every area."""
        return GapParameters(
            year=self.year,
            min_level=self.min_level,
            tier=self.tier,
            market=self.market,
            basis=self.basis,
            entrants=self.entrants,
            supply=self.supply,
        )

    def keep_area(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows whose ``area`` is in scope."""
        if self.below is None:
            return rows
        return rows.filter(pl.col("area").is_in(self.below).fill_null(self.whole))


def settle(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, demand: pl.DataFrame
) -> Scope:
    """Settle year, basis, area and chain, or raise what is missing.

    Raises:
        WrongInput: an option has no such value.
        NoAnswer: a side has no figures, or not in that year or basis.
    """
    _check_options(parameters)
    return scope_of(tables, parameters, *_year_and_basis(tables, parameters, demand))


def scope_of(
    tables: Mapping[str, pl.DataFrame],
    parameters: GapParameters,
    year: int,
    basis: str,
    thin: tuple[Thin, ...] = (),
) -> Scope:
    """Settle area and chain; year and basis are settled.

    Raises:
        WrongInput: an option has no such value.
    """
    _check_options(parameters)
    area = find(tables["areas"], parameters.area, "area")
    chain = find(tables["chains"], parameters.chain, "chain")
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
        min_level=parameters.min_level,
        tier=parameters.tier,
        market=parameters.market,
        persistence=parameters.persistence,
        entrants=parameters.entrants,
        supply=parameters.supply,
        thin=thin,
        drawing=Drawing.of(parameters.draws, parameters.seed, parameters.noise),
    )


def find(rows: pl.DataFrame, key_or_name: str | None, option: str) -> Thing | None:
    """Find the thing with a key, else with a name.

    Raises:
        WrongInput: none has it, or several have the name; the message names near ones.
    """
    if key_or_name is None:
        return None
    matching = rows.filter(pl.col("node_key") == key_or_name)
    if matching.is_empty():
        matching = rows.filter((pl.col("name") == key_or_name) | (pl.col("name_en") == key_or_name))
    if len(matching) == 1:
        return things(matching)[0]
    if matching.is_empty():
        words = rows.select(pl.concat_list("node_key", "name", "name_en").explode())
        names = [word for word in words.to_series().unique(maintain_order=True) if word]
        near = get_close_matches(key_or_name, names, n=3, cutoff=0.4) or names[:3]
        raise WrongInput(f"error.gap_no_{option}", value=key_or_name, near=_listed(near))
    raise WrongInput(
        f"error.gap_many_{option}", value=key_or_name, keys=_listed(matching["node_key"])
    )


def only_top(areas: pl.DataFrame) -> Thing | None:
    """Return the region all data belong to, if exactly one area has no parent."""
    tops = areas.filter(pl.col("parent").is_null())
    return things(tops)[0] if len(tops) == 1 else None


def subtree(area: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """List an area and everything below it; a circle of parents ends.

    >>> subtree("a", {"a": None, "b": "a", "c": "b", "d": None})
    ('a', 'b', 'c')
    """
    children: dict[str | None, list[str]] = {}
    for child, parent in parents.items():
        children.setdefault(parent, []).append(child)
    reached, waiting = {area: None}, [area]
    while waiting:
        for child in children.get(waiting.pop(), []):
            if child not in reached:
                reached[child] = None
                waiting.append(child)
    return tuple(reached)


def share_of_entrants(written: str | None) -> float | Literal["derived"] | None:
    """Return what ``entrants`` of :class:`GapParameters` is, from its text.

    >>> share_of_entrants("46"), share_of_entrants("derived"), share_of_entrants(None)
    (46.0, 'derived', None)

    Raises:
        WrongInput: it is neither a number nor the word.
    """
    if written is None or written == DERIVED:
        return written
    try:
        return float(written.removesuffix("%"))
    except ValueError:
        raise WrongInput("error.gap_entrants", value=written) from None


def _check_options(parameters: GapParameters) -> None:
    """Raise where an option has a value that is not allowed."""
    allowed: list[tuple[str, Any, Iterable[Any]]] = [
        ("market", parameters.market, ("pooled", "own")),
        ("supply", parameters.supply, ("graduates", "plan")),
        ("basis", parameters.basis, (None, *bases())),
        ("tier", parameters.tier, (1, 2)),
        ("min-level", parameters.min_level, (None, *range(9))),
    ]
    for option, value, values in allowed:
        if value not in values:
            listed = _listed(v for v in values if v is not None)
            raise WrongInput("error.gap_option", option=option, value=value, allowed=listed)
    share: Any = parameters.entrants
    if share not in (None, DERIVED) and (isinstance(share, str) or not 0 <= share <= 100):
        raise WrongInput("error.gap_entrants", value=share)
    least, most = PERSISTENCE
    persistence = parameters.persistence
    if persistence is not None and not (least <= persistence <= most or persistence == inf):
        raise WrongInput("error.gap_lambda", value=persistence, least=least, most=most)


def years_of(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, demand: pl.DataFrame
) -> tuple[int, ...]:
    """List the years with known figures on both sides, in the basis asked for; never none.

    Raises:
        NoAnswer: a side has no figures at all, or they have no year in common.
    """
    graduates = supplied_rows(tables, parameters)
    with_openings = demand.filter(pl.col("persons").is_not_null())
    _need(tables["crosswalk"], "error.gap_no_crosswalk")
    _need(graduates, f"error.gap_no_{'plan' if parameters.supply == 'plan' else 'supply'}")
    _need(with_openings, "error.gap_no_demand")
    if parameters.basis:
        used_bases = set(with_openings["basis"].unique())
        available_bases = [b for b in bases() if b in used_bases]
        with_openings = with_openings.filter(pl.col("basis") == parameters.basis)
        _need(
            with_openings,
            "error.gap_no_basis",
            basis=named_bases([parameters.basis]),
            bases=named_bases(available_bases),
        )
    supplied, needed = (set(rows["year"].unique()) for rows in (graduates, with_openings))
    if not supplied & needed:
        years = {"supply": _listed(sorted(supplied)), "demand": _listed(sorted(needed))}
        raise NoAnswer("error.gap_no_year", **years)
    return tuple(sorted(supplied & needed))


def supplied_rows(tables: Mapping[str, pl.DataFrame], parameters: GapParameters) -> pl.DataFrame:
    """Return the rows of enrolment with graduates, as reported or by plan."""
    rows = with_supply(tables, parameters.supply)["enrolment"]
    rows = rows.filter(pl.col("graduates").is_not_null())
    return rows.filter("by_plan") if parameters.supply == "plan" else rows


def _year_and_basis(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, demand: pl.DataFrame
) -> tuple[int, str, tuple[Thin, ...]]:
    """Return the newest comparable year, its first basis, and newer years that cover too little."""
    years = years_of(tables, parameters, demand)
    if parameters.year is not None and parameters.year not in years:
        values = {"year": parameters.year, "years": _listed(years)}
        if parameters.basis:
            basis = named_bases([parameters.basis])
            raise NoAnswer("error.gap_year_lacks_basis", basis=basis, **values)
        raise NoAnswer("error.gap_year_lacks", **values)
    in_basis = demand.filter(pl.col("basis") == parameters.basis) if parameters.basis else demand
    supply = with_supply(tables, parameters.supply)
    year, thin = newest_comparable(years, thin_in_both(supply, in_basis, years))
    if parameters.year is not None:
        year, thin = parameters.year, ()
    of_year = demand.filter(pl.col("persons").is_not_null(), pl.col("year") == year)
    year_bases = set(of_year["basis"].unique())
    return year, parameters.basis or next(basis for basis in bases() if basis in year_bases), thin


def _need(rows: pl.DataFrame, key: str, **values: Any) -> None:
    """Raise where there is nothing to compute on."""
    if rows.is_empty():
        raise NoAnswer(key, **values)


def _listed(values: Iterable[Any]) -> str:
    """Join several values for a message."""
    return ", ".join(str(value) for value in values) or "–"
