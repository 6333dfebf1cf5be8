"""The shortage at coarser classes: by hand, by enumeration on merged classes, on official data."""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import Any

import pytest

from graph.gap.depth import coarser, one_up
from graph.gap.eligible import above_of
from graph.gap.flows.flow import shortage
from graph.gap.gap import GapParameters, gap
from graph.gap.instance import prepare
from graph.tables import Tables
from tests.test_gap import california, graduates, openings, world  # noqa: F401


def depths(tables: Tables, **options: Any) -> dict[str, int]:
    report = gap(tables, GapParameters(**options))
    return {v.key: v.shortage for v in report.sensitivity if v.key.startswith("depth")}


def grouped(*, above: bool = True) -> Tables:
    """Nurses may enter N only, carers K only; both majors are of one group, both jobs too."""
    up = {"parent": "G"} if above else {}
    top = [{"code": "G", "name": "G", "level": 5}] if above else []
    return world(
        majors=[{"code": c, "name": c, "level": 5} | up for c in ("M", "W")] + top,
        occupations=[{"code": c, "name": c, "level": 5} | up for c in ("N", "K")] + top,
        crosswalk=[{"major": "M", "occupation": "N"}, {"major": "W", "occupation": "K"}],
        enrolment=[graduates(30), graduates(5, major="W")],
        demand=[openings(20, occupation="N"), openings(12, occupation="K")],
    )


def test_merged_classes_share_what_they_have() -> None:
    """7 carers are missing while 10 nurses are spare: as one class nothing is short."""
    tables = grouped()
    assert gap(tables).shortage == 7
    assert depths(tables) == {"depth_1": 0}  # nothing stands above G


def test_without_classes_above_there_is_no_row() -> None:
    assert depths(grouped(above=False)) == {}


def test_levels_and_areas_stay_apart() -> None:
    """Merged classes keep their level: college graduates do not become bachelors."""
    tables = world(
        majors=[
            {"code": "G", "name": "G", "level": 5},
            {"code": "M", "name": "M", "level": 5, "parent": "G"},
            {"code": "W", "name": "W", "level": 6, "parent": "G"},
        ],
        crosswalk=[{"major": m, "occupation": "O"} for m in ("M", "W")],
        enrolment=[graduates(30), graduates(5, major="W")],
        demand=[openings(15, level=6)],
    )
    assert gap(tables).shortage == 10
    assert depths(tables) == {"depth_1": 10}


def test_a_class_with_students_of_its_own_waits_for_its_members() -> None:
    parents = {"0101": "01", "01": "0", "02": "0"}
    once = one_up(["0101", "01", "02"], parents)
    assert once == ["01", "01", "0"]
    assert one_up(once, parents) == ["0", "0", "0"]
    assert one_up(["a", "b"], {"a": "b", "b": "a"}) == ["a", "b"]  # a circle


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("market", ["pooled", "own"])
def test_equal_to_enumeration_on_merged_classes(seed: int, market: str) -> None:
    """Every set of merged places: its demand less the graduates of any member who may enter."""
    tables = planted(seed)
    arcs = prepare(tables, GapParameters(market=market)).arcs  # type: ignore[arg-type]
    network = arcs.network
    parents = [
        dict(tables[name].select("node_key", "parent").iter_rows())
        for name in ("majors", "occupations")
    ]
    before, up = shortage(network), [{}, {}]
    for coarse in coarser(tables, arcs):
        for side, (nodes, above) in enumerate(
            zip((arcs.majors, arcs.occupations), parents, strict=True)
        ):
            keys = {key: up[side].get(key, key) for key in {thing.key for thing, *_ in nodes}}
            present = set(keys.values())
            taken = {p for key in present for p in above_of(key, above)}
            up[side] = {
                key: now if now in taken else above.get(now) or now for key, now in keys.items()
            }
        group = [
            [(up[side][thing.key], level, area) for thing, level, area, _ in nodes]
            for side, nodes in enumerate((arcs.majors, arcs.occupations))
        ]
        places = sorted(set(group[1]), key=str)
        most = 0
        for size in range(len(places) + 1):
            for chosen in combinations(places, size):
                needed = sum(
                    int(n) for n, kind in zip(network.demand, group[1], strict=True)
                    if kind in chosen
                )  # fmt: skip
                entering = {
                    group[0][i]
                    for i, j in zip(
                        network.major.tolist(), network.occupation.tolist(), strict=True
                    )
                    if group[1][j] in chosen
                }
                offered = sum(
                    int(s)
                    for s, kind in zip(network.supply, group[0], strict=True)
                    if kind in entering
                )
                most = max(most, needed - offered)
        assert shortage(coarse) == most <= before
        before = most


def planted(seed: int) -> Tables:
    """A small city whose codes stand one to three deep."""
    draw = Random(seed)
    majors = [{"code": c, "name": c, "level": draw.choice([5, 6])} for c in ("A", "B")]
    majors += [
        {"code": f"a{k}", "name": f"a{k}", "level": draw.choice([5, 6]), "parent": "A"}
        for k in range(2)
    ]
    majors += [
        {"code": f"m{k}", "name": f"m{k}", "level": draw.choice([5, 6])}
        | {"parent": draw.choice(["a0", "a1", "B", None])}
        for k in range(5)
    ]
    occupations: list[dict[str, Any]] = [{"code": c, "name": c} for c in ("X", "Y")]
    occupations += [{"code": "x0", "name": "x0", "parent": "X"}]
    occupations += [
        {"code": f"o{k}", "name": f"o{k}", "level": draw.choice([0, 5, 6])}
        | {"parent": draw.choice(["x0", "X", "Y", None])}
        for k in range(5)
    ]
    taught = [m["code"] for m in majors if m["code"][0] == "m"] + ["a0"]
    wanted = [o["code"] for o in occupations if o["code"][0] == "o"]
    pairs = [(m, o) for m in taught for o in wanted if draw.random() < 0.3] or [("m0", "o0")]
    return world(
        majors=majors,
        occupations=occupations,
        colleges=[
            {"code": c, "name": c, "level": 5, "area": a} for c, a in (("C", "11"), ("D", "12"))
        ],
        crosswalk=[{"major": m, "occupation": o, "tier": draw.choice([1, 1, 2])} for m, o in pairs],
        enrolment=[
            graduates(draw.randint(0, 40), major=m, college=draw.choice("CD")) for m in taught
        ],
        demand=[
            openings(draw.randint(0, 40), occupation=o, area=draw.choice(["11", "12"]))
            for o in wanted
        ],
    )


def test_california_at_coarser_codes(california: Tables) -> None:  # noqa: F811
    """Four digits of CIP and minor groups of SOC; two digits and major groups."""
    assert depths(california, min_level=4) == {"depth_1": 320_775, "depth_2": 275_542}
