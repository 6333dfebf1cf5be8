"""Answers as files: the same rows back, and nothing that looks like a formula becomes one."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import networkx as nx
import openpyxl
import pytest

from graph.builds.ask import Question, ask
from graph.door import open_build
from graph.draw.answer import neighbourhood_of
from graph.draw.neighbourhood import Web
from graph.errors import WrongInput, require_suffix
from graph.export.answer_pictures import FORMS, write_picture
from graph.export.answers import WRITERS, write_answer
from graph.ontology import load
from graph.queries.answers import Answer

ANSWER = Answer(["名称", "n", "list"], [["茶艺师", 3, ["a", "b"]], ["=1+1", None, []]])


def test_json_keeps_everything(tmp_path: Path) -> None:
    write_answer(ANSWER, tmp_path / "a.json")
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert told == ANSWER.records()


def test_csv_opens_in_spreadsheets(tmp_path: Path) -> None:
    write_answer(ANSWER, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows == [["名称", "n", "list"], ["茶艺师", "3", '["a", "b"]'], ["'=1+1", "", "[]"]]
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_workbook_has_no_formula(tmp_path: Path) -> None:
    write_answer(ANSWER, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == ["茶艺师", 3, '["a", "b"]']
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")


def test_an_unknown_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match=r"\.json"):
        write_answer(ANSWER, tmp_path / "a.pdf")
    assert set(WRITERS) == {".json", ".csv", ".xlsx", ".graphml"}


# Pictures and graphs ----------------------------------------------------------------------------


def test_a_graph_of_an_answer_reads_back_with_its_types(
    homes: dict[str, Path], tmp_path: Path
) -> None:
    build = open_build(homes["tiny"])
    query = "MATCH p = (c:College)-[:OFFERS]->(m:Major) RETURN p, c.level"
    answer = ask(build, Question("cypher", query))
    write_answer(answer, tmp_path / "a.graphml")
    found = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    paths = [row[0] for row in answer.rows]
    assert set(found) == {node["uri"] for path in paths for node in path["nodes"]}
    assert found.number_of_edges() == len(paths)
    assert {type(known["level"]) for _, known in found.nodes(data=True)} == {int}
    with pytest.raises(WrongInput, match="no nodes"):
        write_answer(ANSWER, tmp_path / "b.graphml")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("MATCH p = (:College)-[:OFFERS]->(:Major) RETURN p", "旅游管理"),
        ("MATCH (:College)-[r:OFFERS]->() RETURN collect(r) AS all", "旅游管理"),
        ("MATCH (e:Enrolment)-[r:OF_MAJOR]->() RETURN {row: e, of: r} AS x", "540101"),
        ("MATCH (c:College) RETURN c.uri", "示例"),
    ],
)
def test_nodes_relationships_and_paths_become_a_picture(
    query: str, shown: str, homes: dict[str, Path], tmp_path: Path
) -> None:
    build = open_build(homes["tiny"])
    answer = ask(build, Question("cypher", query))
    for suffix in (".html", ".svg"):
        assert write_picture(answer, tmp_path / f"a{suffix}", build, "zh") == ()
        drawn = (tmp_path / f"a{suffix}").read_text(encoding="utf-8")
        assert shown in drawn
        assert "示意" in drawn


def test_a_picture_shows_the_relationships_asked_for_and_no_others(homes: dict[str, Path]) -> None:
    build, ontology = open_build(homes["tiny"]), load()
    query = "MATCH (m:Major)-[r:PREPARES_FOR]->(o) RETURN m, r, o"
    cells = [cell for row in ask(build, Question("cypher", query)).rows for cell in row]
    found, hidden = neighbourhood_of(cells, Web.of(build.tables, ontology), ontology)
    assert found is not None
    assert {name.rpartition("#")[2] for _, _, name in found.links} == {"preparesFor"}
    assert (len(found.links), hidden) == (len(cells) // 3, 0)


@pytest.mark.parametrize(
    "cell",
    [
        {"label": "Person", "uri": "https://example.org/people/1", "name": "甲"},
        {"type": "KNOWS", "source": "https://example.org/a", "target": "https://example.org/b"},
    ],
)
def test_nodes_of_another_database_are_no_picture_and_said(
    homes: dict[str, Path], cell: dict[str, str]
) -> None:
    build, ontology = open_build(homes["tiny"]), load()
    with pytest.raises(WrongInput) as refused:
        neighbourhood_of([cell], Web.of(build.tables, ontology), ontology)
    assert refused.value.key == "error.foreign_answer"
    assert "https://example.org/" in refused.value.text("zh")


def test_what_is_no_graph_or_too_large_is_no_picture(
    homes: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = open_build(homes["tiny"])
    with pytest.raises(WrongInput, match="no nodes"):
        write_picture(ANSWER, tmp_path / "a.svg", build, "zh")
    with pytest.raises(WrongInput, match="has no rows"):
        write_picture(replace(ANSWER, rows=[]), tmp_path / "a.svg", build, "zh")
    monkeypatch.setattr("graph.export.answer_pictures.MOST", 2)
    answer = ask(build, Question("cypher", "MATCH (m:Major) RETURN m"))
    with pytest.raises(WrongInput, match="LIMIT"):
        write_picture(answer, tmp_path / "a.svg", build, "zh")
    with pytest.raises(WrongInput, match=r"\.graphml .*\.html"):
        require_suffix(tmp_path / "a.exe", FORMS)
    assert list(tmp_path.iterdir()) == []
