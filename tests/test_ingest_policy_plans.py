"""Plans made up for the tests are read as a person reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.policy.answers import to_json
from tests.policy_scores import expected_bags, expected_of, found_bags, plans, reading_of


@pytest.fixture(params=plans(), ids=lambda file: file.stem)
def plan(request: pytest.FixtureRequest) -> Path:
    file: Path = request.param
    if file.stem.endswith("traditional"):
        pytest.importorskip("opencc")
    if file.stem.endswith("-word"):
        pytest.importorskip("docx")
    if file.suffix == ".html":
        pytest.importorskip("lxml")
    return file


def test_there_are_enough_of_them() -> None:
    assert len(plans()) >= 10


def test_all_fields(plan: Path) -> None:
    assert found_bags(reading_of(plan)) == expected_bags(expected_of(plan))


def test_header_and_sections(plan: Path) -> None:
    found, told = reading_of(plan), expected_of(plan)
    for name in ("title", "doc_number", "issuer", "issued", "published"):
        if name in told:
            assert getattr(found, name) == told[name], name
    if "sections" in told:
        assert [s.title for s in found.sections] == told["sections"]


def test_kinds_paths_and_bases(plan: Path) -> None:
    found, told = reading_of(plan), expected_of(plan)
    for measure, want in zip(found.measures, told["measure"], strict=True):
        assert measure.kind == want.get("kind", "measure")
        if "path" in want:
            assert measure.path == want["path"]
        if "units" in want:
            assert [u.written for u in measure.units] == want["units"]
        if "basis" in want:
            assert {u.basis for u in measure.units} == {want["basis"]}


def test_paths_are_unique(plan: Path) -> None:
    paths = [m.path for m in reading_of(plan).measures]
    assert len(set(paths)) == len(paths)


def test_figures_carry_a_path_where_numbers_restart(plan: Path) -> None:
    found = reading_of(plan)
    answer = to_json(found, "en", plan.name)
    numbers = [m["ordinal"] for m in answer["measures"]]
    restarts = len(set(numbers)) < len(numbers)
    for one in [*answer["quantities"], *answer["deadlines"]]:
        assert ("path" in one) == (restarts or one["measure"] is None)
