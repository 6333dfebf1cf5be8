"""Answers about a build, kept for pictures and documents of all kinds and languages.

A build never changes, so what is kept stays true.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from graph.builds.opened import Build
from graph.gap.before import Before, before
from graph.gap.gap import gap
from graph.gap.noise import Drawing
from graph.gap.over_years import OverYears, over_years
from graph.gap.parts import By, Parts, split
from graph.gap.paths import Paths, paths
from graph.gap.report import GapReport
from graph.gap.scope import GapParameters
from graph.outlook.outlook import outlook
from graph.outlook.parameters import OutlookParameters
from graph.outlook.report import Outlook
from graph.rules import judge
from graph.rules.verdicts import RuleParameters, Verdict

_FEW, _SOME = 4, 8  # answers of a kind that are kept; of a nation they are large


@lru_cache(maxsize=_SOME)
def gap_of(build: Build, parameters: GapParameters) -> GapReport:
    """Return the gap report; draws of noise begin where it is solved without."""
    undrawn = replace(parameters, draws=None, seed=None, noise=None)
    if undrawn == parameters:
        return gap(build.tables, parameters)
    drawing = Drawing.of(parameters.draws, parameters.seed, parameters.noise)
    return replace(gap_of(build, undrawn), drawing=drawing)


@lru_cache(maxsize=_FEW)
def paths_of(build: Build, parameters: GapParameters) -> Paths:
    """Return the gap report with the paths through it."""
    return paths(build.tables, parameters, gap_of(build, parameters))


@lru_cache(maxsize=_FEW)
def before_of(build: Build, parameters: GapParameters) -> Before:
    """Return the gap of the last comparable year before."""
    return before(build.tables, parameters, paths_of(build, parameters).report)


@lru_cache(maxsize=_SOME)
def parts_of(build: Build, by: By, parameters: GapParameters) -> Parts:
    """Return the gap by area, chain or year."""
    return split(build.tables, by, parameters)


@lru_cache(maxsize=_SOME)
def courses_of(
    build: Build, by: By, parameters: GapParameters, of_years: GapParameters
) -> OverYears | None:
    """Return areas or chains over the years of a gap by year."""
    return over_years(build.tables, by, parameters, parts_of(build, "year", of_years))


@lru_cache(maxsize=_SOME)
def outlook_of(build: Build, parameters: OutlookParameters) -> Outlook:
    """Return the years ahead."""
    return outlook(build.tables, parameters)


@lru_cache(maxsize=_SOME)
def verdicts_of(build: Build, year: int | None, gap: GapParameters) -> tuple[Verdict, ...]:
    """Return the verdicts of every rule, as of a year, with the gap that classes majors."""
    return judge(build.tables, RuleParameters(year, gap=gap))
