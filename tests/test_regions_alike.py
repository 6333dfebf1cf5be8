"""The area beside a similar one: chosen by hand-worked likeness, hidden where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.door import open_build
from graph.export.documents import Order
from graph.export.documents.beside import beside_blocks
from graph.export.documents.material import Material
from graph.export.documents.model import Paragraph, Table
from graph.gap.gap import GapParameters, gap
from graph.ontology import load
from graph.regions.alike import Alike, most_alike
from graph.tables import Tables
from tests.test_gap import graduates, openings, world

# East needs 3 O and 4 P. Cosines: West 6, 8: 1, but nobody graduates there; North 4, 3 (recorded in
# its county): 24/25; South 4, 0: 12/20 = .6; Far 0 O, 0 P but 9 R: 0.
NEEDS = {"11": (3, 4), "12": (6, 8), "131": (4, 3), "14": (4, 0)}


def region(colleges: str = "EAST 11 NORTH 13 SOUTH 14") -> Tables:
    words = colleges.split()
    places = dict(zip(words[::2], words[1::2], strict=True))
    areas = [("1", None), ("11", "1"), ("12", "1"), ("13", "1"), ("131", "13"), ("14", "1")]
    return world(
        areas=[{"code": c, "name": c, "parent": above} for c, above in areas],
        colleges=[{"code": c, "name": c, "level": 5, "area": a} for c, a in places.items()],
        occupations=[{"code": o, "name": o, "level": 5} for o in "OP"],
        enrolment=[graduates(2, college=c) for c in places],
        demand=[
            openings(persons, occupation=o, area=area)
            for area, both in NEEDS.items()
            for o, persons in zip("OP", both, strict=True)
        ],
    )


def alike(tables: Tables, area: str | None) -> Alike | None:
    parameters = GapParameters(area=area)
    return most_alike(tables, parameters, gap(tables, parameters))


def test_the_most_similar_area_that_has_both_sides() -> None:
    found = alike(region(), "11")
    assert found
    assert (found.area.key, found.likeness) == ("13", pytest.approx(24 / 25))
    assert (found.report.demand, found.report.supply, found.report.shortage) == (7, 2, 5)
    back = alike(region(), "13")
    assert back
    assert (back.area.key, back.likeness) == ("11", found.likeness)


def test_of_equals_the_first_by_key() -> None:
    both = region("EAST 11 WEST 12 SOUTH 14 NORTH 13")
    found = alike(both, "14")  # .6 with East and West, .8 with North
    assert found
    assert (found.area.key, found.likeness) == ("13", pytest.approx(0.8))
    without = alike(region("EAST 11 WEST 12 SOUTH 14"), "14")
    assert without
    assert (without.area.key, without.likeness) == ("11", pytest.approx(0.6))


@pytest.mark.parametrize(
    ("colleges", "area"),
    [
        ("EAST 11 NORTH 13", None),  # all data
        ("EAST 11 NORTH 13", "1"),  # nothing at its level
        ("EAST 11 NORTH 13", "131"),  # the only county
        ("EAST 11", "11"),  # no other area has graduates
        ("NORTH 13 SOUTH 14", "11"),  # nor has this one
    ],
)
def test_without_a_similar_area_there_is_none(colleges: str, area: str | None) -> None:
    assert alike(region(colleges), area) is None


def test_less_than_half_alike_is_no_comparison() -> None:
    """South needs 4 O; were East to need 1 O and 9 P, their cosine would be 1/√82."""
    tables = dict(region("EAST 11 SOUTH 14"))
    other = world(demand=[openings(1, area="11"), openings(9, occupation="P", area="11"),
                          openings(4, area="14")])  # fmt: skip
    tables["demand"] = other["demand"]
    parameters = GapParameters(area="11")
    assert most_alike(tables, parameters, gap(tables, parameters)) is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_block_says_both_and_why(homes: dict[str, Path], lang: str) -> None:
    material = Material(
        open_build(homes["wuzhou"]), load(), Order(lang, GapParameters(area="450422"))
    )
    sentence, table, note = beside_blocks(material)
    assert isinstance(sentence, Paragraph)
    assert isinstance(table, Table)
    assert isinstance(note, Paragraph)
    rows = [*table.frame.text_rows()]
    assert rows[0][1] == "–"
    assert rows[0][2:5] == tuple(
        f"{n:,}" for n in (material.report.demand, material.report.supply, material.report.shortage)
    )
    assert all(figure in sentence.text for row in rows for figure in (row[0], row[4], row[-1]))
    assert ("余弦" if lang == "zh" else "cosine") in note.text


def test_the_whole_city_has_no_such_block(homes: dict[str, Path]) -> None:
    assert beside_blocks(Material(open_build(homes["wuzhou"]), load(), Order("zh"))) == ()
