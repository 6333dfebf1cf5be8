"""Every picture by its name, drawn from a build, for the command line and the web page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from graph.builds.opened import Build
from graph.draw.answers import gap_of, outlook_of, parts_of, paths_of
from graph.draw.area_map import Ground, area_map
from graph.draw.blocks import blocks
from graph.draw.chain import chain
from graph.draw.duties import duties
from graph.draw.neighbourhood import Web, neighbourhood
from graph.draw.network import network
from graph.draw.page import DEFAULT_LOOK, Look
from graph.draw.ribbon import ribbon
from graph.draw.scene import Scene, Stamp
from graph.draw.strands import Filter
from graph.draw.trend import trend
from graph.errors import WrongInput
from graph.gap import declared
from graph.gap.figures import grade_over
from graph.gap.figures import worst as worst_of
from graph.gap.paths import Paths
from graph.gap.report import GapReport
from graph.gap.scope import EVERYTHING, GapParameters
from graph.ontology import Ontology
from graph.outlook.parameters import of_gap
from graph.outlook.report import Outlook
from graph.regions.places import places, settled
from graph.telling.sentences import choices, word
from graph.words import say

GAP_TABLES = ("enrolment", "demand", "crosswalk")
CHAIN_TABLES = (*GAP_TABLES, "labs", "alliances", "cooperations")
DUTY_TABLES = ("duties", "measures", "units")


@dataclass(frozen=True)
class Wish:
    """The picture asked for. ``around``: key, name or URI of the thing in a network's middle.

    ``until``: the last year ahead that a trend shows. ``measure``: what a map shows.
    """

    look: Look = DEFAULT_LOOK
    parameters: GapParameters = EVERYTHING
    chain: str | None = None
    college: str | None = None
    block: str | None = None
    around: str | None = None
    until: int | None = None
    measure: str | None = None


Maker = Callable[[Build, Ontology, Wish], Scene]


def stamp(build: Build, grade: str | None, chosen: Sequence[str] = ()) -> Stamp:
    """Return the origin of a build's data, with its publishers in the order of their sheets."""
    sheets = build.tables["sources"]
    publishers = sheets["publisher"].drop_nulls().unique(maintain_order=True)
    return Stamp(build.id, build.manifest.as_of, grade, tuple(publishers), tuple(chosen))


def stamp_of(build: Build, report: GapReport, lang: str, grade: str | None = None) -> Stamp:
    """Return the origin of a gap's figures, with the choices that make them differ from others.

    ``grade``: of a picture that shows more than the gap; else the report's.
    """
    chosen = choices(report, lang)
    if report.other_bases:
        chosen.insert(0, say("document.scope.basis", lang, basis=word("basis", report.basis, lang)))
    return stamp(build, grade or report.grade, chosen)


def _ribbon(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    return ribbon_of(build, ontology, wish, paths_of(build, wish.parameters))


def ribbon_of(build: Build, ontology: Ontology, wish: Wish, region_paths: Paths) -> Scene:
    """Draw the ribbon of paths that are there."""
    chosen = Filter(wish.chain, wish.college, wish.block)
    origin = stamp_of(build, region_paths.report, wish.look.lang)
    return ribbon(region_paths, build.tables, ontology, origin, wish.look, chosen)


def _blocks(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    report = gap_of(build, wish.parameters)
    origin = stamp_of(build, report, wish.look.lang)
    return blocks(report, ontology, origin, wish.look)


def _trend(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    years = parts_of(build, "year", wish.parameters)
    reports = [part.report for part in years.parts if part.report is not None]
    worst = max(reports, key=lambda report: declared.grades().index(report.grade))
    ahead = _ahead(build, wish)
    grade = worst_of([worst.grade, *([ahead.grade] if ahead else [])])
    origin = stamp(build, grade, choices(worst, wish.look.lang))
    return trend(years, ontology, origin, wish.look, ahead)


def _ahead(build: Build, wish: Wish) -> Outlook | None:
    """Return the years ahead, where draws or a last year are asked for."""
    parameters = wish.parameters
    if not (parameters.draws or wish.until):
        return None
    return outlook_of(build, of_gap(replace(parameters, noise=None, persistence=None), wish.until))


def _duties(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    origin = stamp(build, grade_over(build.tables, DUTY_TABLES))
    return duties(build.tables, ontology, origin, wish.look)


def _chain(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    if not wish.chain:
        raise WrongInput("error.draw_needs", what="chain", option="ID")
    region_paths = paths_of(build, wish.parameters)
    grade = grade_over(build.tables, CHAIN_TABLES)
    origin = stamp_of(build, region_paths.report, wish.look.lang, grade)
    return chain(region_paths, build.tables, ontology, origin, wish.look, wish.chain)


def _network(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    if not wish.around:
        raise WrongInput("error.draw_needs", what="network", option="--around CODE")
    web = Web.of(build.tables, ontology)
    surroundings = neighbourhood(web, wish.around)
    return network(surroundings, ontology, stamp(build, build.manifest.grade), wish.look)


def _map(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    measure, parameters = settled(wish.measure, wish.parameters)
    report = gap_of(build, parameters)
    areas = places(build.tables, measure, parameters)
    origin = stamp_of(build, report, wish.look.lang)
    return area_map(areas, ground(build), ontology, origin, wish.look)


def ground(build: Build) -> Ground:
    """Return what the areas of a build are drawn from."""
    return Ground(build.shapes, build.tables["areas"], build.manifest.map_approval_no)


PICTURES: dict[str, Maker] = {
    "ribbon": _ribbon,
    "network": _network,
    "chain": _chain,
    "duties": _duties,
    "blocks": _blocks,
    "trend": _trend,
    "map": _map,
}


def picture(name: str, build: Build, ontology: Ontology, wish: Wish) -> Scene:
    """Draw one of :data:`PICTURES`.

    Raises:
        WrongInput: something asked for is not there.
        NoAnswer: there is nothing to draw.
    """
    return PICTURES[name](build, ontology, wish)
