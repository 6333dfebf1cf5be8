"""Every picture by its name, drawn from a build, for the command line and the web page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.builds.opened import Build
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
from graph.gap.gap import gap
from graph.gap.parts import split
from graph.gap.paths import paths
from graph.gap.scope import EVERYTHING, GapParameters
from graph.ontology import Ontology
from graph.telling.sentences import supposed

GAP_TABLES = ("enrolment", "demand", "crosswalk")
CHAIN_TABLES = (*GAP_TABLES, "labs", "alliances", "cooperations")
DUTY_TABLES = ("duties", "measures", "units")


@dataclass(frozen=True)
class Wish:
    """The picture asked for. ``around``: key, name or URI of the thing in a network's middle."""

    look: Look = DEFAULT_LOOK
    parameters: GapParameters = EVERYTHING
    chain: str | None = None
    college: str | None = None
    block: str | None = None
    around: str | None = None


Maker = Callable[[Build, Ontology, Wish], Scene]


def stamp(
    build: Build, grade: str | None, parameters: GapParameters = EVERYTHING, lang: str = "zh"
) -> Stamp:
    """Return the origin of a build's data, with its publishers in the order of their sheets.

    ``parameters``: of a gap, whose assumed shares and plans the picture names in ``lang``.
    """
    sheets = build.tables["sources"]
    publishers = sheets["publisher"].drop_nulls().unique(maintain_order=True)
    choices = tuple(supposed(parameters.entrants, parameters.supply, lang))
    return Stamp(build.id, build.manifest.as_of, grade, tuple(publishers), choices)


def _ribbon(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    region_paths = paths(build.tables, wish.parameters)
    chosen = Filter(wish.chain, wish.college, wish.block)
    origin = stamp(build, region_paths.report.grade, wish.parameters, wish.look.lang)
    return ribbon(region_paths, build.tables, ontology, origin, wish.look, chosen)


def _blocks(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    report = gap(build.tables, wish.parameters)
    origin = stamp(build, report.grade, wish.parameters, wish.look.lang)
    return blocks(report, ontology, origin, wish.look)


def _trend(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    years = split(build.tables, "year", wish.parameters)
    grades = [part.report.grade for part in years.parts if part.report is not None]
    worst = max(grades, key=declared.grades().index)
    origin = stamp(build, worst, wish.parameters, wish.look.lang)
    return trend(years, ontology, origin, wish.look)


def _duties(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    origin = stamp(build, grade_over(build.tables, DUTY_TABLES))
    return duties(build.tables, ontology, origin, wish.look)


def _chain(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    if not wish.chain:
        raise WrongInput("error.draw_needs", what="chain", option="ID")
    region_paths = paths(build.tables, wish.parameters)
    grade = grade_over(build.tables, CHAIN_TABLES)
    origin = stamp(build, grade, wish.parameters, wish.look.lang)
    return chain(region_paths, build.tables, ontology, origin, wish.look, wish.chain)


def _network(build: Build, ontology: Ontology, wish: Wish) -> Scene:
    if not wish.around:
        raise WrongInput("error.draw_needs", what="network", option="--around CODE")
    web = Web.of(build.tables, ontology)
    surroundings = neighbourhood(web, wish.around)
    return network(surroundings, ontology, stamp(build, build.manifest.grade), wish.look)


PICTURES: dict[str, Maker] = {
    "ribbon": _ribbon,
    "network": _network,
    "chain": _chain,
    "duties": _duties,
    "blocks": _blocks,
    "trend": _trend,
}


def picture(name: str, build: Build, ontology: Ontology, wish: Wish) -> Scene:
    """Draw one of :data:`PICTURES`.

    Raises:
        WrongInput: something asked for is not there.
        NoAnswer: there is nothing to draw.
    """
    return PICTURES[name](build, ontology, wish)
