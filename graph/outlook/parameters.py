"""What an outlook is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from graph.errors import WrongInput
from graph.gap.demand import demand_rows
from graph.gap.noise import DRAWS, LARGEST_SEED, MOST_DRAWS, SEED
from graph.gap.scope import EVERYTHING, GapParameters, Scope, settle, years_of

COVER, AHEAD, MOST_AHEAD = 0.8, 5, 10
PROJECTION = "projection"  # the basis whose later years are given figures


@dataclass(frozen=True)
class OutlookParameters:
    """Scope, years, scenarios and bands.

    ``gap``: scope and rules as of a gap; its year, where given, is the newest that is known.
    ``until``: the last year, five past the newest unless given. ``cover``: the share of such bands
    that should hold, in [0.5, 0.95]. ``draws``: 0 without bands.
    """

    gap: GapParameters = EVERYTHING
    until: int | None = None
    scenarios: tuple[str, ...] = ()
    cover: float = COVER
    draws: int = DRAWS
    seed: int = SEED


def of_gap(
    parameters: GapParameters, until: int | None = None, scenarios: Sequence[str] = ()
) -> OutlookParameters:
    """Ask for the years after a gap, with the usual draws unless it names some."""
    return OutlookParameters(
        gap=replace(parameters, year=None, draws=None, seed=None),
        until=until,
        scenarios=tuple(scenarios),
        draws=DRAWS if parameters.draws is None else parameters.draws,
        seed=SEED if parameters.seed is None else parameters.seed,
    )


def check(parameters: OutlookParameters) -> None:
    """Raise where a parameter is out of its range.

    Raises:
        WrongInput: naming the range.
    """
    check_ranges(
        ("draws", parameters.draws, 0, MOST_DRAWS),
        ("cover", round(100 * parameters.cover), 50, 95),
        ("seed", parameters.seed, 0, LARGEST_SEED),
    )
    if parameters.gap.supply == "plan":
        raise WrongInput("error.outlook_plan")


def check_ranges(*options: tuple[str, float, float, float]) -> None:
    """Raise where the value of an option is not between its least and its most.

    Raises:
        WrongInput: naming the range.
    """
    for option, value, least, most in options:
        if not least <= value <= most:
            values = {"option": option, "value": value, "least": least, "most": most}
            raise WrongInput("error.outlook_range", **values)


def last_year(parameters: OutlookParameters, newest: int) -> int:
    """Return the last year of an outlook.

    Raises:
        WrongInput: it is not ahead, or too far.
    """
    until = parameters.until if parameters.until is not None else newest + AHEAD
    if not newest < until <= newest + MOST_AHEAD:
        values = {"until": until, "least": newest + 1, "most": newest + MOST_AHEAD}
        raise WrongInput("error.outlook_until", **values)
    return until


def newest_scope(tables: Mapping[str, pl.DataFrame], parameters: GapParameters) -> Scope:
    """Settle the scope of a gap in the newest year that both sides know.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.gap.scope.settle`.
    """
    return settle(tables, _of_known(parameters), demand_rows(tables, parameters.entrants))


def is_ahead(tables: Mapping[str, pl.DataFrame], parameters: GapParameters) -> bool:
    """Tell whether a gap is asked for after the last year that both sides know."""
    if parameters.year is None:
        return False
    demand = demand_rows(tables, parameters.entrants)
    return parameters.year > max(years_of(tables, _of_known(parameters), demand))


def _of_known(parameters: GapParameters) -> GapParameters:
    """Leave open the basis of the known years where projections are asked for: they lie ahead."""
    return replace(parameters, basis=None) if parameters.basis == PROJECTION else parameters
