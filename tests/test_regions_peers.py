"""Peers: the colleges most like a college by programmes, worked by hand on a city of five."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.door import open_build
from graph.export.documents import Order
from graph.export.documents.material import Material
from graph.export.documents.model import Paragraph, Table
from graph.export.documents.new_majors import new_majors_blocks
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.regions.candidates import Candidate, candidates
from graph.regions.peers import NEAREST, Peers, cosine_squares, nearest
from graph.tables import Tables
from graph.telling.listings import candidate_row, peers_note
from tests.test_gap import graduates, openings, world

# College → its programmes. A is in East, the others in West.
CITY = {"A": "MQ", "B": "MQN", "C": "MN", "D": "MQSTU", "E": "N"}
# By hand, cos² with A (2 programmes), times 2: B shares 2 of 3: 4/3; C 1 of 2: 1/2; D 2 of 5: 4/5;
# E shares none. So B, D, C, and E is no peer.


def peers(city: dict[str, str]) -> Peers:
    pairs = [(college, major) for college, majors in city.items() for major in majors]
    return Peers.of(pl.DataFrame(pairs, schema=["college", "major"], orient="row"))


def five_colleges(city: dict[str, str] = CITY) -> Tables:
    """Places of O and P stay empty, which N leads to; only A's area is asked about."""
    colleges = [
        {"code": c, "name": c, "level": 5, "area": "11" if c == "A" else "12"} for c in city
    ]
    majors = sorted({major for taught in city.values() for major in taught} | {"M", "N", "X"})
    return world(
        colleges=colleges,
        majors=[{"code": m, "name": m, "level": 5} for m in majors],
        occupations=[{"code": o, "name": o, "level": 5} for o in "OPR"],
        crosswalk=[{"major": m, "occupation": o} for m, o in ("MO", "NO", "XP")],
        programmes=[{"college": c, "major": m} for c, taught in city.items() for m in taught],
        enrolment=[graduates(10, college="A")],
        demand=[openings(15, area="11"), openings(40, occupation="P", area="11")],
    )


def by_code(tables: Tables) -> dict[str, Candidate]:
    return {new.major.key: new for new in candidates(tables, "11").candidates}


def test_the_nearest_colleges_of_five() -> None:
    city = peers(CITY)
    assert cosine_squares(city.taught, [0]).round(9).tolist() == [[0, round(4 / 3, 9), 0.5, 0.8, 0]]
    assert city.nearest("A") == ("B", "D", "C")
    assert city.nearest("E") == ("C", "B")  # N alone: 1/2 and 1/3
    assert city.nearest("F") == ()


def test_a_candidate_says_how_many_of_the_nearest_teach_it() -> None:
    """B and C of A's nearest three teach N; of the other four, E too."""
    found = by_code(five_colleges())
    new = found["N"].peers
    assert new
    assert (new.college, new.nearest, new.teaching) == ("A", 3, ("B", "C"))
    assert (new.others, new.others_teaching) == (4, 3)
    row = candidate_row(found["N"], "en")
    assert (row["peers_of"], row["peers"], row["peers_teaching"]) == ("A", 3, 2)
    assert (row["peers_share"], row["peers_that_teach"]) == (0.666667, ["B", "C"])
    assert (row["others"], row["others_teaching"]) == (4, 3)
    said = "2 of the 3 colleges whose programmes are most like those of A teach it (of all 4 other"
    assert said in row["sentence"]
    assert "与 A 专业最相近的 3 所院校中有 2 所开设" in candidate_row(found["N"], "zh")["sentence"]


def test_a_major_is_feasible_by_peers_alone() -> None:
    """X shares no occupation with M; B, which is most like A, teaches it beside M."""
    found = by_code(five_colleges({"A": "MQ", "B": "MQX", "C": "N"}))["X"]
    assert (found.bases, found.feasible) == (("peers", "colleges"), True)
    alone = replace(found, near=replace(found.near, bases=()))
    assert (alone.bases, alone.feasible, alone.advised) == (("peers",), True, True)
    said = candidate_row(alone, "en")["sentence"]
    assert "1 of the 1 college whose programmes are most like those of A teaches it" in said
    assert "Hardly feasible" not in said
    assert "有基础" not in candidate_row(alone, "zh")["sentence"]
    neither = replace(alone, peers=None)
    assert (neither.feasible, neither.advised, neither.merit) == (False, False, 0)


def test_order_is_gap_times_feasibility() -> None:
    """X could place 40, N but 5. Yet colleges like A teach N, and nobody teaches X."""
    found = candidates(five_colleges(), "11")
    assert [(new.major.key, new.room) for new in found.candidates] == [("N", 5), ("X", 40)]
    assert [new.merit for new in found.candidates] == [pytest.approx(10 / 3), 0]
    nobody = found.candidates[1]
    assert nobody.peers
    assert (nobody.peers.teaching, nobody.peers.others_teaching) == ((), 0)
    assert "most like" not in candidate_row(nobody, "en")["sentence"]
    assert "graduates placed × share of similar colleges" in peers_note(found, "en")


def test_a_region_of_one_college_has_no_peers_and_says_so() -> None:
    found = candidates(five_colleges({"A": "MQ"}), "11")
    assert {new.peers for new in found.candidates} == {None}
    assert candidate_row(found.candidates[0], "en")["peers"] is None
    assert [new.room for new in found.candidates] == [40, 5]
    assert "No other college in the data has a programme in common" in peers_note(found, "en")
    assert "没有与东区的院校开设相同专业的其他院校" in peers_note(found, "zh")


def test_majors_that_nobody_teaches_cannot_be_compared() -> None:
    found = candidates(five_colleges({"A": "MQ", "B": "M"}), "11")
    assert [new.peers and new.peers.others_teaching for new in found.candidates] == [0, 0]
    assert "No college in the data teaches any of these majors" in peers_note(found, "en")


def test_of_several_colleges_the_one_with_most_peers_that_teach_it_is_named() -> None:
    """N is taught by half of B's two nearest, by neither of A's: B. At equal shares the first."""
    city = {"A": "MQ", "B": "ST", "C": "MQ", "D": "SN", "E": "TU"}
    best = peers(city).best(["B", "A", "no college"], ["N", "U", "Y"])
    assert (best["N"].college, best["N"].nearest, best["N"].teaching) == ("B", 2, ("D",))
    assert best["U"].college == "B"
    assert (best["Y"].college, best["Y"].teaching, best["Y"].others_teaching) == ("A", (), 0)
    assert peers(city).best([], ["N"]) == {}


def test_equals_keep_the_order_of_their_keys_whatever_the_rows() -> None:
    """Of 25 colleges with the same single programme, twenty are nearest: the first by key."""
    many = {f"c{k:02d}": "M" for k in range(25)}
    backwards = peers(dict(reversed(many.items())))
    assert backwards.nearest("c00") == tuple(f"c{k:02d}" for k in range(1, NEAREST + 1))
    assert backwards.nearest("c24") == tuple(f"c{k:02d}" for k in range(NEAREST))


@given(st.integers(0, 2**32 - 1))
def test_cosines_are_symmetric(seed: int) -> None:
    taught = np.random.default_rng(seed).random((6, 7)) < 0.4
    counts = taught.sum(axis=1)
    squares = cosine_squares(taught, range(6)) / np.maximum(counts, 1)[:, np.newaxis]
    np.testing.assert_allclose(squares, squares.T)
    assert (squares <= 1).all()
    for college, places in enumerate(nearest(taught, range(6))):
        assert college not in places
        assert all((taught[college] & taught[place]).any() for place in places)


# Documents ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_documents_tabulate_new_majors_with_their_similar_colleges(
    homes: dict[str, Path], lang: str
) -> None:
    material = Material(
        open_build(homes["wuzhou"]), load(), Order(lang, GapParameters(area="450422"))
    )
    sentence, table, *notes = new_majors_blocks(material)
    advised = [new for new in material.candidates if new.advised]
    assert isinstance(sentence, Paragraph)
    assert isinstance(table, Table)
    rows = [*table.frame.text_rows()]
    assert [row[0] for row in rows] == [new.major.key for new in advised]
    first = advised[0].peers
    assert first
    assert rows[0][-2:] == (str(len(first.teaching)), str(first.nearest))
    assert all(figure in sentence.text for figure in (rows[0][1], rows[0][3], *rows[0][4:]))
    assert rows[-1][4:] == ("–", "–", "–")  # nobody in the data teaches it
    assert len(notes) == 2


def test_of_all_the_data_documents_say_that_nothing_compares(homes: dict[str, Path]) -> None:
    material = Material(open_build(homes["wuzhou"]), load(), Order("en"))
    table, note, _ = new_majors_blocks(material)
    assert isinstance(table, Table)
    assert isinstance(note, Paragraph)
    assert [column.name for column in table.frame.columns][-1] == "could_place"
    assert note.text.startswith("No college in the data teaches any of these majors")
