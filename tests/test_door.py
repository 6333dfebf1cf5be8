"""The door for programs: what its page shows is what it does, and commands answer the same."""

from __future__ import annotations

import doctest
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

import graph
from graph.door import OpenBuild, open_home
from graph.errors import NoSuchBuild, WrongInput
from graph.gap.gap import GapParameters, gap
from graph.settings import ROOT

PAGE = ROOT / "docs/python.md"


@pytest.fixture(scope="module")
def build(homes: dict[str, Path]) -> OpenBuild:
    return open_home(homes["tiny"]).current()


def test_the_page_does_what_it_shows(
    homes: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(homes["tiny"], tmp_path / ".twinchain")
    monkeypatch.chdir(tmp_path)
    session = doctest.DocTestParser().get_doctest(
        PAGE.read_text(encoding="utf-8"), {"Fraction": Fraction}, PAGE.name, str(PAGE), 0
    )
    assert len(session.examples) > 20
    result = doctest.DocTestRunner().run(session)
    assert result.failed == 0
    assert (tmp_path / "gap.xlsx").is_file()


def test_the_door_is_on_graph_itself() -> None:
    assert graph.open_home is open_home
    with pytest.raises(AttributeError):
        _ = graph.open_house


def test_parameters_and_options_ask_the_same(build: OpenBuild) -> None:
    parameters = GapParameters(year=2024, area="990101", market="own")
    asked = build.gap(year=2024, area="990101", market="own")
    assert asked == build.gap(parameters) == gap(build.tables, parameters)
    assert asked.shortage != build.gap(year=2024).shortage


def test_a_home_knows_its_builds(homes: dict[str, Path], tmp_path: Path) -> None:
    home = open_home(homes["tiny"])
    current = home.current()
    assert current.id in home.builds()
    assert home.build(current.id[:6]).folder == current.folder
    assert open_home(tmp_path).builds() == []
    with pytest.raises(NoSuchBuild):
        open_home(tmp_path).current()


@pytest.mark.parametrize("texts", [{}, {"sql": "SELECT 1", "cypher": "RETURN 1"}])
def test_one_query_at_a_time(build: OpenBuild, texts: dict[str, str]) -> None:
    with pytest.raises(WrongInput):
        build.ask(**texts)


def test_a_table_is_an_attribute_too(build: OpenBuild) -> None:
    assert build.tables.enrolment is build.tables["enrolment"]
    with pytest.raises(AttributeError):
        _ = build.tables.enrollment


def test_a_part_of_the_network_lies_around_a_thing(build: OpenBuild) -> None:
    (thing,) = build.find("制茶工", 1)
    part = build.network(thing.uri, steps=1)
    assert thing.uri in part
    assert 1 < len(part) < len(build.network())


def test_an_option_that_nothing_takes_is_refused(build: OpenBuild, tmp_path: Path) -> None:
    with pytest.raises(WrongInput):
        build.export("network", tmp_path / "x.svg", year=2024)
    assert not (tmp_path / "x.svg").exists()
