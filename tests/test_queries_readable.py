"""Answers of named questions as a page shows them: names for keys, words for codes."""

from __future__ import annotations

from typing import Any

from graph.builds.ask import build_data
from graph.builds.opened import Build
from graph.queries.answers import Answer
from graph.queries.named import named_question
from graph.queries.readable import Readable, readable


def read(made: Build, name: str, lang: str, /, **cells: Any) -> Readable:
    """A row of an answer, with some of its cells filled, as somebody reads it."""
    question = named_question(name)
    answer = Answer(list(question.columns), [[cells.get(column) for column in question.columns]])
    return readable(question, answer, build_data(made), lang)


def test_keys_become_names_or_hide_beside_them(tiny_build: Build) -> None:
    cells = {"chain_id": "tea", "college_code": "demo-a", "kind": "studio"}
    told = read(tiny_build, "shared-labs", "en", **cells)
    (row,) = told.answer.records()
    assert (row["chain_id"], told.heads["chain_id"]) == ("Tea chain", "Chain")
    assert row["kind"] == "Enterprise studio"
    assert {"college_code", "lab_id"} <= set(told.in_file)
    assert told.heads["college"] == "College"
    (row,) = read(tiny_build, "shared-labs", "zh", **cells).answer.records()
    assert row["chain_id"] == "茶产业链"


def test_names_are_in_the_language_of_the_page_where_they_have_one(tiny_build: Build) -> None:
    told = read(tiny_build, "top-majors", "en", major="护理", college_name="外地学院", level=5)
    (row,) = told.answer.records()
    assert (row["major"], row["level"]) == ("Nursing", "Short-cycle tertiary")
    assert row["college_name"] == "外地学院"
    assert told.untranslated
    assert not read(tiny_build, "top-majors", "zh", major="护理").untranslated
    assert not read(tiny_build, "top-majors", "en", major="护理").untranslated


def test_words_of_codes_labels_and_relations(tiny_build: Build) -> None:
    cells = {"relation": "LED_BY", "direction": "out", "label": "College", "name": "示例职业学院 A"}
    (row,) = read(tiny_build, "neighbours", "zh", **cells).answer.records()
    assert (row["direction"], row["label"], row["name"]) == ("由它指出", "院校", "示例职业学院 A")
    assert row["relation"] != "LED_BY"
    (row,) = read(tiny_build, "firms-by-segment", "en", above_scale=True).answer.records()
    assert row["above_scale"] == "Yes"


def test_a_query_stands_alone_with_its_values_in_it(tiny_build: Build) -> None:
    question = named_question("firms-by-segment")
    values = {"chain": "it's\\"}
    assert "c.uri = 'it\\'s\\\\'" in question.standing_alone("cypher", values)
    assert "c.uri = 'it''s\\'" in question.standing_alone("sql", values)
    assert "?chain" not in question.standing_alone("sparql", values).replace("?chain_id", "")
