"""Programmes that a plan may open: needed majors, at the college here that can best teach them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import polars as pl

from graph.errors import NoAnswer
from graph.gap.plans import PROGRAMME
from graph.gap.report import Assumption
from graph.gap.scope import GapParameters
from graph.outlook.parameters import PROJECTION
from graph.plan.model import Key
from graph.regions.candidates import Candidate, candidates

Tables = Mapping[str, pl.DataFrame]
Openings = Mapping[Key, Candidate]
SUPPOSED = 100  # places of each, for what one brings; the plan itself starts from none


def openings_of(tables: Tables, parameters: GapParameters) -> Openings:
    """Return what may be opened: advised candidates, each at a college that may teach its level.

    None where each area is its own market, or there is no gap now that a major could fill.
    """
    if parameters.market == "own":
        return {}
    basis = None if parameters.basis == PROJECTION else parameters.basis
    try:
        advised = candidates(tables, parameters=replace(parameters, basis=basis)).candidates
    except NoAnswer:
        return {}
    levels = dict(tables["colleges"].select("node_key", "level").iter_rows())
    taught = set(tables["enrolment"].select(PROGRAMME).iter_rows())
    listed: dict[Key, Candidate] = {}
    for candidate in advised:
        host = candidate.host
        key = None if host is None else (host.key, candidate.major.key, None)
        if candidate.advised and key is not None and key not in taught:
            level = levels.get(key[0])
            if level is None or level >= candidate.level:
                listed[key] = candidate
    return listed


def with_openings(tables: Tables, openings: Openings, newest: int) -> Tables:
    """Return the tables in which what may be opened has had no entrants so far."""
    if not openings:
        return tables
    rows = pl.DataFrame(
        [(*key, newest, 0) for key in openings],
        [*PROGRAMME, "year", "enrolled"],
        orient="row",
    ).cast({name: tables["enrolment"].schema[name] for name in (*PROGRAMME, "year", "enrolled")})
    enrolment = pl.concat([tables["enrolment"], rows], how="diagonal")
    return {**tables, "enrolment": enrolment}


def on_openings(openings: Openings, decided: Collection[Key], first: int) -> Assumption:
    """Note how many programmes may open and from when, or that none may."""
    if not decided:
        return Assumption("plan_new_none", {"programmes": len(openings)})
    return Assumption("plan_new", {"programmes": len(decided), "first": first})
