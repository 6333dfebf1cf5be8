"""The pictures of the plan page, and the proposed plan as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from graph.builds.opened import Build
from graph.draw.page import Look
from graph.draw.pictures import stamp, stamp_of
from graph.draw.plan import front, plan
from graph.draw.plan import planned_ribbon as draw_ribbon
from graph.draw.scene import Scene
from graph.export.plan_workbook import write_plan
from graph.export.scenes import scene_bytes
from graph.gap.figures import worst
from graph.gap.paths import Paths
from graph.ontology import load
from graph.plan.ahead import planned_paths
from graph.plan.plan import PlanParameters
from graph.plan.report import FrontPoint, Plan
from views.parts import outlook_pictures
from views.parts.exports import Offer, picture_suffixes
from views.parts.outlook_pictures import Draw
from views.parts.ribbon import canvas, words
from views.parts.session import build, language, open_build

PATHS_KEPT = 10


def drawing(planned: Plan | None, report: Plan) -> Draw:
    """Return what draws the shortage by year, with both plans where there are two."""
    supposed = None if planned is None or planned is report else report
    origin = stamp(build(), report.grade)
    return lambda look: plan(planned or report, load(), origin, look, supposed)


def drawing_of_front(report: Plan, chosen: FrontPoint | None) -> Draw:
    """Return what draws how much change buys how much."""
    origin = stamp(build(), report.grade)
    return lambda look: front(report, load(), origin, look, chosen)


def planned_ribbon(parameters: PlanParameters, report: Plan) -> None:
    """Show the ribbon of the last year under the plan."""
    folder = build().folder.name

    def data(wide: float) -> dict[str, Any]:
        drawn = _paths(str(build().folder), parameters, report)
        scene = _ribbon(drawn, build(), report, Look(language(), wide))
        return {
            "drawn": repr((folder, language(), wide, parameters)),
            "scene": scene.as_json(),
            "links": {},
            "words": words(),
        }

    canvas("ribbon-planned", data)


@st.cache_resource(max_entries=PATHS_KEPT, show_spinner=False)
def _paths(
    folder: str, parameters: PlanParameters, _report: Plan
) -> tuple[Mapping[str, pl.DataFrame], Paths]:
    return planned_paths(open_build(folder).tables, parameters.outlook, _report)


def planned_paths_of(parameters: PlanParameters, report: Plan) -> Paths:
    """Return who goes where in the last year under the plan."""
    return _paths(str(build().folder), parameters, report)[1]


def _ribbon(
    drawn: tuple[Mapping[str, pl.DataFrame], Paths], of: Build, report: Plan, look: Look
) -> Scene:
    tables, paths = drawn
    grade = worst([report.grade, paths.report.grade])
    origin = stamp_of(of, paths.report, look.lang, grade)
    return draw_ribbon(paths, tables, load(), origin, look)


def ribbon_offer(parameters: PlanParameters, report: Plan) -> Offer:
    """Offer the ribbon of the last year under the plan as a file."""
    make = partial(as_ribbon, build(), parameters, report, language())
    return Offer("plan_ribbon", picture_suffixes("ribbon"), make)


def as_ribbon(of: Build, parameters: PlanParameters, report: Plan, lang: str, suffix: str) -> bytes:
    """Return the ribbon of the last year under the plan as a file of a suffix."""
    drawn = planned_paths(of.tables, parameters.outlook, report)
    return scene_bytes(_ribbon(drawn, of, report, Look(lang)), suffix)


def offer(planned: Plan | None, report: Plan) -> Offer:
    """Offer the picture of the page as a file."""
    return outlook_pictures.offer(drawing(planned, report), "plan")


def workbook(report: Plan) -> Offer:
    """Offer the proposed plan: a sheet for each college to sign."""
    return Offer("intake_plan", (".xlsx",), partial(as_workbook, report, language()))


def as_workbook(report: Plan, lang: str, suffix: str) -> bytes:
    """Return the proposed plan as a file of a suffix."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"plan{suffix}"
        write_plan(file, report, lang)
        return file.read_bytes()
