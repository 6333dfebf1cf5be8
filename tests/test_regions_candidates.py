"""New majors and the coverage of chains: worked by hand on the tiny city and on small worlds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import WrongInput
from graph.gap.gap import GapParameters, gap
from graph.ontology import Ontology
from graph.regions.candidates import OFFERS, PREPARES, Candidate, candidates
from graph.regions.coverage import KINDS, ChainCoverage, coverage
from graph.regions.nearness import Nearness
from graph.regions.relatedness import FEW, density, proximity, rca, strong
from graph.settings import EXAMPLES
from graph.tables import Tables
from graph.telling.listings import candidate_row, coverage_json
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from tests.test_gap import Rows, graduates, openings, world


@pytest.fixture(scope="module")
def city(ontology: Ontology) -> Tables:
    return ingest(open_datasets([EXAMPLES / "tiny"], None, ontology), ontology).tables


# Relatedness --------------------------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1))
def test_proximities_are_symmetric_shares(seed: int) -> None:
    links = np.random.default_rng(seed).random((5, 6)) < 0.4
    nearness = proximity(links)
    near = nearness.toarray()
    np.testing.assert_array_equal(near, near.T)
    assert (near >= 0).all()
    assert (near <= 1).all()
    assert not near.diagonal().any()
    dense = density(nearness, np.ones(6, dtype=np.bool_))
    np.testing.assert_allclose(dense, near.any(axis=1))


def test_advantage_worked_by_hand() -> None:
    """40 of 60 graduates of A are in tea, 10 of 90 of B: tea is 50 of 150, a third.

    A: (40/60) ÷ (50/150) = 2; B: (10/90) ÷ (50/150) = 1/3. The rest are nurses, two thirds of all:
    A: (20/60) ÷ (100/150) = 1/2; B: (80/90) ÷ (100/150) = 4/3.
    """
    counts = np.array([[40.0, 20.0], [10.0, 80.0]])
    np.testing.assert_allclose(rca(counts), [[2, 1 / 2], [1 / 3, 4 / 3]])
    everywhere = np.ones((2, 2), dtype=np.bool_)
    assert strong(counts, everywhere).tolist() == [[True, False], [False, True]]


def test_few_or_unknown_graduates_speak_against_nothing() -> None:
    counts = np.array([[10.0, np.nan, 0.0], [19.0, 90.0, 0.0]])
    assert FEW == 30
    everywhere = np.ones((2, 3), dtype=np.bool_)
    assert strong(counts, everywhere).tolist() == [[True, True, True], [True, True, True]]
    assert np.isnan(rca(counts)[0, 1])
    assert not strong(counts, ~everywhere).any()


@given(st.integers(0, 2**32 - 1), st.integers(2, 9))
def test_advantages_average_to_one_and_have_no_unit(seed: int, times: int) -> None:
    """Weighted by the places' graduates, the advantages in a major with graduates average 1."""
    counts = np.random.default_rng(seed).integers(0, 5, (4, 5)).astype(float)
    share = counts.sum(axis=1) / max(1.0, counts.sum())
    np.testing.assert_allclose(share @ rca(counts), counts.any(axis=0).astype(float))
    np.testing.assert_allclose(rca(times * counts), rca(counts))


# Candidates ---------------------------------------------------------------------------------------


def worlds(**given: Rows) -> Tables:
    """C in East teaches M. N also leads to O, and alone to P; Q leads to R, which is met.

    15 places of O for 10 graduates of M: 5 empty. 4 places of P: 4 empty. So N has room for 9.
    """
    base: dict[str, Rows] = {
        "majors": [{"code": m, "name": m, "level": 5} for m in "MNQ"],
        "occupations": [{"code": o, "name": o, "level": 5} for o in "OPR"],
        "crosswalk": [{"major": m, "occupation": o} for m, o in ("MO", "NO", "NP", "QR", "MR")],
        "demand": [openings(15), openings(4, occupation="P")],
    }
    return world(**(base | given))


def by_code(tables: Tables, area: str | None = None) -> dict[str, Candidate]:
    return {one.major.key: one for one in candidates(tables, area).candidates}


def test_a_candidate_is_needed_and_says_why() -> None:
    found = by_code(worlds())
    assert list(found) == ["N"]
    new = found["N"]
    assert (new.room, [thing.key for thing in new.occupations]) == (9, ["O", "P"])
    assert (new.nearest and new.nearest.key, [thing.key for thing in new.shared]) == ("M", ["O"])
    assert new.college
    assert new.college.key == "C"
    assert (new.feasible, new.duplicate, new.advised) == (True, False, True)
    sentence = candidate_row(new, "en")["sentence"]
    assert "学院 teaches M [M] (comparative advantage 1.00), which also leads to O [O]" in sentence
    assert "in which the area is strong: 100% by shared occupations (median 100%)" in sentence
    assert "按共同职业 100%（中位数 100%）" in candidate_row(new, "zh")["sentence"]
    assert candidate_row(new, "en")["path"] == ["N preparesFor O", "M preparesFor O", "C offers M"]


def test_the_path_is_made_of_relations_of_the_graph(ontology: Ontology) -> None:
    declared = {link.property.rsplit("#", 1)[-1] for link in ontology.links}
    assert {PREPARES, OFFERS} <= declared


def test_a_college_that_is_weak_in_a_major_is_no_neighbour_for_it() -> None:
    """A is strong in M (90 of 100 graduates), B in Q; B also teaches a little M, and N.

    By colleges, N is near Q alone, which is strong in the same college. A and B make up the area.
    """
    colleges = [{"code": c, "name": c, "level": 5, "area": "11"} for c in "AB"]
    enrolment = [
        graduates(90, college="A"),
        graduates(10, college="A", major="Q"),
        graduates(10, college="B"),
        graduates(50, college="B", major="Q"),
        graduates(40, college="B", major="N"),
    ]
    tables = worlds(colleges=colleges, enrolment=enrolment)
    near = Nearness.of(tables, ["A", "B"], {"M", "Q"}, 2024)
    assert near.densities["colleges"].tolist() == [0, 1, 1]
    assert near.for_major("N").college == "A"  # of M, which N shares O with: 90/100 ÷ 100/200 = 1.8
    assert near.for_major("N").advantage == pytest.approx(1.8)


def test_room_is_what_the_gap_says_once_it_is_taught() -> None:
    tables = worlds(enrolment=[graduates(10), graduates(9, major="N")])
    before, after = gap(worlds()), gap(tables)
    assert before.shortage - after.shortage == by_code(worlds())["N"].room == 9


def test_a_major_with_nothing_near_is_not_advised() -> None:
    pairs = [{"major": m, "occupation": o} for m, o in ("MO", "NP")]
    new = by_code(worlds(crosswalk=pairs))["N"]
    assert (new.room, new.feasible, new.advised, new.nearest) == (4, False, False, None)
    assert "No major taught here" in candidate_row(new, "en")["sentence"]


def test_three_schools_nearby_are_duplication() -> None:
    """N is taught by three schools in West, from where one may commute to East."""
    colleges = [{"code": "C", "name": "C", "level": 5, "area": "11"}]
    colleges += [{"code": f"W{k}", "name": f"W{k}", "level": 5, "area": "12"} for k in range(3)]
    programmes = [{"college": f"W{k}", "major": "N"} for k in range(3)]
    demand = [openings(15, area="11"), openings(4, occupation="P", area="11")]
    given: dict[str, Rows] = {"colleges": colleges, "programmes": programmes, "demand": demand}
    ways = [{"from_area": "12", "to_area": "11"}]
    far, near = (by_code(worlds(**given, commuting=some), "11")["N"] for some in ([], ways))
    assert (far.schools, far.advised) == (0, True)
    assert (near.schools, near.duplicate, near.advised) == (3, True, False)


def test_tiny_has_all_majors_and_its_west_needs_no_new_one(city: Tables) -> None:
    """West lacks nurses and accountants, whose levels are too low, and a tea worker, who leaves.

    18 + 9 + 1 places: none of them for want of seats.
    """
    assert candidates(city).candidates == ()
    west = candidates(city, "990102")
    assert (west.candidates, west.unanswered) == ((), 28)
    blocks = gap(city, GapParameters(area="990102")).blocks
    assert [(one.short, one.cause) for one in blocks] == [
        (18, "level"),
        (9, "level"),
        (1, "retention"),
    ]


def test_a_new_major_is_for_blocks_that_lack_seats() -> None:
    """N leads to O and P. Of O's ten absent half would be there, had they not left: N has P alone.

    M has 20 graduates, 10 of whom work elsewhere: 10 stay for 15 places, 15 would be filled.
    """
    tables = worlds(enrolment=[graduates(20, employed=20, employed_local=10)])
    assert [(one.occupations[0].thing.key, one.cause) for one in gap(tables).blocks] == [
        ("P", "no_graduates"),
        ("O", "retention"),
    ]
    new = by_code(tables)["N"]
    assert (new.room, [thing.key for thing in new.occupations]) == (4, ["P"])
    assert candidates(tables).unanswered == 5


# Coverage -----------------------------------------------------------------------------------------


def counts(found: ChainCoverage) -> dict[str, list[int]]:
    return {
        (one.segment or one.chain).key: [len(one.cells[kind]) for kind in KINDS]
        for one in found.rows
    }


def test_tiny_coverage(city: Tables) -> None:
    """Columns: colleges, programmes, bases, labs, alliances, cooperations.

    Processing asks for the tea worker and (mid) the tea artist and the repairer: tea production at
    A, tea art at B, mechatronics at B. The firm of the order class works in growing and processing.
    """
    found = counts(coverage(city, "tea"))
    assert found == {
        "tea": [2, 3, 1, 0, 1, 1],
        "tea-up": [0, 0, 0, 0, 1, 1],
        "tea-mid": [2, 3, 1, 0, 1, 1],
        "tea-down": [2, 2, 0, 0, 0, 0],
    }
    assert set(counts(coverage(city))) == set(city["chains"]["node_key"]) | set(
        city["segments"]["node_key"]
    )
    with pytest.raises(WrongInput, match="tea"):
        coverage(city, "te")


def test_the_tie_that_connects_most(city: Tables) -> None:
    """Firm 02 works in nursing and in elder care, and C teaches elder care, which leads to both."""
    tie = coverage(city).tie
    assert tie
    assert [segment.key for segment in tie.segments] == ["care-mid", "care-down"]
    found = coverage_json(coverage(city), "zh")
    assert "校企合作空白" in found["tie"]["sentence"]
    tea = coverage_json(coverage(city, "tea"), "en")
    assert tea["tie"]["segments"] == ["tea-down"]
    assert found["rows"][0]["empty"] == ["labs"]


def test_a_closed_programme_counts_no_more() -> None:
    closed = [
        {"college": "C", "major": "M", "until": 2020},
        {"college": "C", "major": "M", "track": "new", "until": 2030},
    ]
    demand = [openings(3, segment="tea-1")]
    other = [graduates(3, major="N")]
    for programmes, colleges in ((closed, 1), (closed[:1], 0)):
        tables = worlds(
            programmes=programmes,
            demand=demand,
            enrolment=other,
            crosswalk=[{"major": "M", "occupation": "O"}],
        )
        assert counts(coverage(tables, "tea"))["tea-1"][0] == colleges


def test_groups_and_alliances_serve_the_whole_chain() -> None:
    tables = worlds(
        major_groups=[{"id": "g", "name": "g", "majors": ["M"], "chains": ["tea"]}],
        alliances=[{"id": "a", "name": "a", "kind": "alliance", "chains": ["tea"]}],
    )
    found = counts(coverage(tables, "tea"))
    assert found == {"tea": [1, 1, 0, 0, 1, 0], "tea-1": [0] * 6}


def test_no_chains_no_rows() -> None:
    assert coverage(world(chains=[], segments=[])) == ChainCoverage((), None)
