"""The network of a year to come under a plan, so that it is drawn as a known year is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from graph.gap.instance import prepare
from graph.gap.paths import Paths, paths_of
from graph.outlook.parameters import OutlookParameters
from graph.plan.model import Key
from graph.plan.reading import case_of
from graph.plan.report import Plan
from graph.plan.verify import require

PROGRAMME = ["college", "major", "track"]


def planned_paths(
    tables: Mapping[str, pl.DataFrame], parameters: OutlookParameters, report: Plan
) -> tuple[Mapping[str, pl.DataFrame], Paths]:
    """Return the tables with the years ahead, and the paths of the last year under a plan.

    ``parameters``: of the plan. Each programme's graduates are those of unchanged places, and what
    its moves bring.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.plan.reading.case_of`; or the pairs are too many.
        TwinChainError: the moves bring something else than the plan counts (a fault of the
            program).
    """
    opens = any(move.is_new for move in report.moves)
    case = case_of(tables, parameters, opens)
    model, year = case.model, report.until
    effect = next(effect for effect in model.effects if effect.year == year)
    planned = {(move.key, move.year): move.places for move in report.moves}
    decisions = zip(*(part.tolist() for part in model.decisions), strict=True)
    values = [planned.get((model.programmes[i].key, model.years[t]), 0) for i, t in decisions]
    places = model.places(np.array(values, np.float64))
    brought: dict[Key, float] = {}
    projected = np.array([[programme.places] for programme in model.programmes])
    more = (places - projected)[effect.programme, effect.intake] * effect.yields
    for n, persons in zip(effect.programme.tolist(), more.tolist(), strict=True):
        key = model.programmes[n].key
        brought[key] = brought.get(key, 0.0) + persons
    rows = [(*key, persons) for key, persons in brought.items()]
    schema = dict.fromkeys(PROGRAMME, pl.String) | {"more": pl.Float64}
    change = pl.DataFrame(rows, schema, orient="row")

    def changed(supplied: pl.DataFrame) -> pl.DataFrame:
        joined = supplied.join(
            change, on=PROGRAMME, how="left", nulls_equal=True, maintain_order="left"
        )
        persons = pl.col("persons") + pl.col("more").fill_null(0.0)
        factor = pl.when(pl.col("persons") > 0).then(persons / pl.col("persons")).otherwise(1.0)
        scaled = joined.with_columns(
            (pl.col(name) * factor).alias(name) for name in ("persons", "available", "in_field")
        )
        now, then = (float(rows["persons"].cast(pl.Float64).sum()) for rows in (supplied, scaled))
        require(abs(then - now - float(more.sum())) < 1e-6 * max(now, 1.0), "supply")
        return scaled.filter(pl.col("more").is_null() | (pl.col("persons") > 1e-6)).drop("more")

    question = replace(parameters.gap, year=year, basis=case.figures.basis)
    ahead = case.figures.tables
    return ahead, paths_of(ahead, prepare(ahead, question, changed))
