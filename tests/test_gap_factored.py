"""A nation by factoring: equal to the network with every arc written out."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.nation import Size, nation
from graph.errors import NoAnswer, TwinChainError, WrongInput
from graph.gap import effort, instance
from graph.gap.eligible import Rule, reach
from graph.gap.flows import factored, layers
from graph.gap.flows.flow import LARGEST, Piece, pieces, solve
from graph.gap.gap import gap
from graph.gap.network import build
from graph.gap.scope import GapParameters
from graph.tables import Tables
from tests.test_gap import frame, regions

AREAS = {"0": None, "1": "0", "2": "0", "11": "1", "12": "1", "3": None}
SCHEMA = {"key": pl.String, "level": pl.Int64, "area": pl.String, "persons": pl.Float64}


@st.composite
def classes(draw: st.DrawFn, keys: str, most: int = 12) -> pl.DataFrame:
    """Some classes of some kinds, a few without a place, without people, or of no crosswalk row."""
    places = st.sampled_from([*AREAS, None])
    every = st.tuples(st.sampled_from(keys), st.sampled_from([0, 3, 5, 6]), places)
    some = draw(st.lists(every, unique=True, min_size=1, max_size=14))
    rows = [(*one, float(draw(st.integers(0, most)))) for one in some]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


@st.composite
def nations(draw: st.DrawFn) -> tuple[Tables, pl.DataFrame, pl.DataFrame, Rule]:
    pairs = st.tuples(st.sampled_from("ABCDE"), st.sampled_from("PQRST"))
    rows = draw(st.lists(pairs, unique=True, max_size=12))
    crosswalk: list[dict[str, Any]] = [
        {"major": i, "occupation": j, "tier": draw(st.sampled_from([1, 2]))} for i, j in rows
    ]
    ways = st.tuples(st.sampled_from(sorted(AREAS)), st.sampled_from(sorted(AREAS)))
    commuting = draw(st.lists(ways, unique=True, max_size=4))
    tables = Tables(
        {
            "areas": frame(
                "areas", [{"code": a, "name": a, "parent": p} for a, p in AREAS.items()]
            ),
            "commuting": frame("commuting", [{"from_area": a, "to_area": b} for a, b in commuting]),
            "crosswalk": frame("crosswalk", crosswalk),
            "enrolment": frame("enrolment", []),
            "majors": frame("majors", [{"code": c, "name": c} for c in "ABCDE"]),
            "occupations": frame("occupations", [{"code": c, "name": c} for c in "PQRST"]),
        }
    )
    rule = Rule(
        draw(st.sampled_from([1, 2])),
        draw(st.sampled_from(["own", "own", "pooled"])),
        draw(st.sampled_from(["same", "commuting", "anywhere"])),
        draw(st.sampled_from(["exact", "enough", "any"])),
    )
    return tables, draw(classes("ABCDEF")), draw(classes("PQRSTU")), rule


def as_sets(found: list[Piece]) -> set[tuple[tuple[int, ...], tuple[int, ...], int, int]]:
    return {
        (tuple(p.occupations.tolist()), tuple(p.majors.tolist()), p.demand, p.supply) for p in found
    }


@settings(max_examples=60)
@given(nations(), st.sampled_from([1, 40, factored.BATCH_ARCS]))
def test_factored_equals_direct(
    nation: tuple[Tables, pl.DataFrame, pl.DataFrame, Rule], batch: int
) -> None:
    """The value, all four classes of all classes, the pieces, and the number of pairs."""
    network = build(*nation).network
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factored, "BATCH_ARCS", batch)
        found = factored.solve(*nation)
    expected = solve(network)
    assert found.cuts.matched == expected.matched
    for side in ("surplus", "scarce", "starved", "saturated"):
        assert getattr(found.cuts, side).tolist() == getattr(expected, side).tolist(), side
    assert as_sets(found.pieces) == as_sets(pieces(network, expected))
    assert factored.pairs(*nation) == len(network.major)


@settings(max_examples=60)
@given(nations(), st.sampled_from(["direct", "moving", "offering"]))
def test_every_form_is_exact(
    nation: tuple[Tables, pl.DataFrame, pl.DataFrame, Rule], form: str
) -> None:
    """Each way to write the arcs down gives the same, not only the one with the fewest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layers, "FORMS", (getattr(layers, form),))
        found = factored.solve(*nation)
    expected = solve(build(*nation).network)
    assert found.cuts.matched == expected.matched
    assert found.cuts.starved.tolist() == expected.starved.tolist()
    assert found.cuts.surplus.tolist() == expected.surplus.tolist()


def block_of_kinds(cities: int, ways: int) -> tuple[Tables, pl.DataFrame, pl.DataFrame]:
    """Three majors that may enter the same two occupations, in a ring of cities."""
    keys = [str(k) for k in range(cities)]
    tables = Tables(
        {
            "areas": frame("areas", [{"code": k, "name": k} for k in keys]),
            "commuting": frame(
                "commuting",
                [
                    {"from_area": k, "to_area": keys[(int(k) + step) % cities]}
                    for k in keys
                    for step in range(1, ways + 1)
                ],
            ),
            "crosswalk": frame(
                "crosswalk", [{"major": i, "occupation": j} for i in "ABC" for j in "PQ"]
            ),
            "enrolment": frame("enrolment", []),
            "majors": frame("majors", []),
        }
    )
    supply = [(i, 5, k, 3.0) for i in "ABC" for k in keys]
    demand = [(j, 5, k, 6.0) for j in "PQ" for k in keys]
    sides = (pl.DataFrame(rows, schema=SCHEMA, orient="row") for rows in (supply, demand))
    return tables, *sides


def test_a_complete_block_is_one_class_a_city() -> None:
    """10 cities × 3 reachable × 6 pairs are 180 arcs; merged, each city needs 3.

    90 graduates for 120 places: 30 stay empty, in one piece.
    """
    nation = *block_of_kinds(10, 2), Rule(market="own")
    found = factored.solve(*nation)
    assert (found.shortage, factored.pairs(*nation), found.arcs) == (30, 180, 30)
    assert [(p.demand, p.supply) for p in found.pieces] == [(120, 90)]
    assert found.cuts.scarce.all()
    assert found.cuts.starved.all()


def test_commuters_meet_what_lies_inside_and_around() -> None:
    """From 2 to 1 one commutes: to its districts too; who is at the top may be anywhere inside."""
    tables = Tables(
        {
            "areas": frame(
                "areas", [{"code": a, "name": a, "parent": p} for a, p in AREAS.items()]
            ),
            "commuting": frame("commuting", [{"from_area": "2", "to_area": "1"}]),
        }
    )
    every = pl.DataFrame({"area": sorted(AREAS)})
    found = reach(tables, every, every, Rule(market="own"))
    to: dict[str, set[str]] = {}
    for area, needed in found.iter_rows():
        to.setdefault(area, set()).add(needed)
    assert to["2"] == {"2", "0", "1", "11", "12"}
    assert to["11"] == {"11", "1", "0"}
    assert to["3"] == {"3"}
    same = reach(tables, every, every, Rule(market="own", reach="same"))
    assert sorted(same.filter(pl.col("area") == "2")["area_needed"]) == ["0", "2"]


def test_too_many_persons_are_refused() -> None:
    tables, supply, demand = block_of_kinds(2, 1)
    many = demand.with_columns(persons=pl.lit(float(LARGEST)))
    with pytest.raises(WrongInput, match="2,147,483,647"):
        factored.solve(tables, supply, many, Rule(market="own"))


def test_a_false_certificate_is_never_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flow that is not the largest leaves a set that proves less."""
    network = layers.Layers(*(np.array(x) for x in ([5], [5])), 0, np.array([0]), np.array([1]))
    assert layers.solve(network).cuts.matched == 5
    honest = layers._flow

    def fewer(network: layers.Layers) -> layers._Flow:
        flow = honest(network)
        return layers._Flow(flow.nodes, flow.tail, flow.head, flow.amount - 1)

    monkeypatch.setattr(layers, "_flow", fewer)
    with pytest.raises(TwinChainError):
        layers.solve(network)


def test_what_is_too_large_for_a_report_still_has_its_structural_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """East 12 places, West 9, anywhere 3 for 35 graduates: all are filled."""
    monkeypatch.setattr(effort, "MOST_PAIRS", 2)
    asked = GapParameters(market="own")
    with pytest.raises(NoAnswer, match=r"demand 24, supply 35, matched at most 24, shortage 0"):
        gap(regions(), asked)
    assert instance.structure(regions(), asked).shortage == 0


def test_the_nation_of_the_benchmark_is_that_of_the_report() -> None:
    """A small nation, made as the large ones are: report and structure agree on every class."""
    for ragged in (False, True):
        tables = nation(Size(5, 30, 40, classes=6, rows_ragged=90, ragged=ragged))
        asked = GapParameters(market="own")
        report, found = gap(tables, asked), instance.structure(tables, asked)
        assert (report.shortage, report.matched) == (found.shortage, found.cuts.matched)
        starved = [one.group == "starved" and one.demand > 0 for one in report.occupations]
        assert starved == found.cuts.starved.tolist()
        assert [one.group == "scarce" for one in report.majors] == found.cuts.scarce.tolist()
