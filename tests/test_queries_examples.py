"""The examples of the consoles answer, and the same in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.builds.ask import LANGUAGES, Question, ask
from graph.door import open_build
from graph.draw.neighbourhood import Web, among
from graph.ontology import Ontology
from graph.queries.examples import examples
from graph.schema.vocabulary import vocabulary

NAMES = [one.name for one in examples("sql")]


@pytest.mark.parametrize("name", NAMES)
def test_languages_agree(homes: dict[str, Path], name: str) -> None:
    build = open_build(homes["tiny"])
    answers = []
    for language in LANGUAGES:
        (example,) = (one for one in examples(language) if one.name == name)
        assert example.title.zh != example.title.en
        answer = ask(build, Question(language, example.text))
        assert answer.rows
        answers.append((answer.columns, sorted(answer.rows, key=str)))
    assert answers[0] == answers[1] == answers[2]


def test_an_answer_that_names_things_is_a_graph(homes: dict[str, Path], ontology: Ontology) -> None:
    build = open_build(homes["tiny"])
    (example,) = (one for one in examples("cypher") if one.name == "chains")
    rows = ask(build, Question("cypher", example.text)).rows
    web = Web.of(build.tables, ontology)
    found, hidden = among(web, [cell for row in rows for cell in row])
    assert found
    assert {one.class_name for one in found.vertices} == {"Chain", "Segment", "Occupation"}
    assert found.links
    assert hidden == 0
    some, left_out = among(web, [{"nodes": [{"uri": one.uri} for one in found.vertices]}], most=2)
    assert some
    assert len(some.vertices) == 2
    assert left_out == len(found.vertices) - 2
    assert among(web, ["x", 1, None]) == (None, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_language(ontology: Ontology, language: str) -> None:
    words = vocabulary(ontology, language, "zh")
    said = set(words["of"]) | set(words["word"])
    expected = {"sparql": "tc:forOccupation", "cypher": "[:FOR_OCCUPATION]", "sql": "demand"}
    assert expected[language] in said
    assert {"sparql": "tc:Demand", "cypher": "Demand", "sql": "openings"}[language] in said
    assert words["name"].str.len_chars().min() > 0
