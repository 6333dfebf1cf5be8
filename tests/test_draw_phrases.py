"""Phrases of the search: read from the declaration's words and the names of the build."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph.convert.search_keys import BREAK
from graph.draw.neighbourhood import Vertex, Web
from graph.draw.phrases import Lexicon, completions, in_words, lexicon, read, suggestions, way
from graph.draw.routes import parsed
from graph.ontology import load

BASE = next(iri for iri in load().properties if iri.endswith("inChain")).removesuffix("inChain")
THINGS = {
    "tea": ("Chain", "六堡茶产业链"), "gem": ("Chain", "宝石产业链"), "s1": ("Segment", "加工"),
    "s2": ("Segment", "流通"), "e1": ("Enterprise", "甲茶厂"), "e2": ("Enterprise", "乙茶厂"),
    "e3": ("Enterprise", "丙茶行"), "e4": ("Enterprise", "丁宝石"), "c1": ("College", "A学院"),
    "o1": ("Occupation", "茶叶加工工"), "m5": ("Major", "护理"), "m6": ("Major", "护理"),
    "m7": ("Major", "茶艺"), "city": ("Area", "梧州市"), "town": ("Area", "万秀区"),
    "p1": ("Project", "茶项目"),
}  # fmt: skip
LINKS = [
    ("s1", "inChain", "tea"), ("s2", "inChain", "tea"), ("e1", "inSegment", "s1"),
    ("e2", "inSegment", "s1"), ("e3", "inSegment", "s2"), ("c1", "cooperatesWith", "e1"),
    ("m5", "preparesFor", "o1"), ("m7", "preparesFor", "o1"), ("c1", "offers", "m5"),
    ("e4", "locatedIn", "city"), ("e1", "locatedIn", "town"), ("town", "broader", "city"),
    ("p1", "inChain", "tea"), ("p1", "hostedBy", "e2"), ("s1", "needs", "o1"),
]  # fmt: skip


def world() -> tuple[Web, Lexicon]:
    levels = {"m5": 5, "m6": 6}
    near: dict[str, list[tuple[str, str, bool]]] = {uri: [] for uri in THINGS}
    for source, relation, target in LINKS:
        near[source].append((target, BASE + relation, True))
        near[target].append((source, BASE + relation, False))
    vertices = {
        uri: Vertex(uri, kind, uri, name, None, levels.get(uri))
        for uri, (kind, name) in THINGS.items()
    }
    web = Web(vertices, {uri: tuple(ends) for uri, ends in near.items()})
    spellings = {uri: BREAK + name.lower() for uri, (_, name) in THINGS.items()}
    return web, lexicon(web, load(), spellings | {"tea": "\n六堡茶产业链\n六堡茶\nliupaotea"})


WEB, WORDS = world()


def find(part: str) -> Sequence[str]:
    return [uri for uri, (_, name) in THINGS.items() if part in name.lower()]


def answers(text: str) -> list[set[str]]:
    return [set(phrase.answer(WEB)[0]) for phrase in suggestions(text, WEB, WORDS, find)[0]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("majors that lead to 茶叶加工工", {"m5", "m7"}),
        ("通向茶叶加工工的专业", {"m5", "m7"}),
        ("which majors prepare for 加工工?", {"m5", "m7"}),
        ("firms of 六堡茶 without a college", {"e2", "e3"}),
        ("没有院校的六堡茶企业", {"e2", "e3"}),
        ("企业 六堡茶 有院校", {"e1"}),
        ("companies in Liupao Tea", {"e1", "e2", "e3"}),
        ("护理（专科）的院校", {"c1"}),
        ("college that teaches 护理", {"c1"}),  # at the level at which one does
        ("firms without colleges", {"e2", "e3", "e4"}),
        ("没有职业的专业", {"m6"}),
        ("梧州市的企业", {"e1", "e4"}),  # with its districts
        ("六堡茶职业的专业", {"m5", "m7"}),  # by way of occupations
    ],
)
def test_a_phrase_is_answered(text: str, first: set[str]) -> None:
    assert answers(text)[0] == first


def test_the_shortest_ways_come_first_and_each_says_how_it_leads() -> None:
    found, _ = suggestions("firms of 六堡茶", WEB, WORDS, find)
    assert [way(phrase, WEB, load(), "en") for phrase in found[:2]] == [
        "enterprises —In segment→ segments —In chain→ 六堡茶产业链",
        "enterprises ←Hosted by— projects —In chain→ 六堡茶产业链",
    ]
    assert [phrase.count for phrase in found[:2]] == [3, 1]
    assert parsed([str(step) for step in found[0].route], load()) == found[0].route
    [direct] = suggestions("majors for 茶叶加工工", WEB, WORDS, find)[0]  # no further ways
    assert in_words(direct, WEB, load(), "zh") == "茶叶加工工的专业"


def test_what_is_not_understood_is_said() -> None:
    assert suggestions("企业 六堡茶 xyz", WEB, WORDS, find)[1] == ["xyz"]
    assert suggestions("企业 六堡茶 宝石产业链", WEB, WORDS, find)[1] == ["宝石产业链"]
    for text in ("firms of 六堡茶 without a major", "firms without a major"):  # none ever has one
        assert suggestions(text, WEB, WORDS, find) == ([], ["Major"])
    assert suggestions("firms of 宝石产业链", WEB, WORDS, find) == ([], [])
    assert answers("茶艺 cooperates with firms") == []  # no way has that relation
    assert suggestions("", WEB, WORDS, find) == ([], [])
    assert read("企业" * 1000, WORDS).classes == ["Enterprise"] * 80  # the text is cut


def test_a_name_alone_offers_what_hangs_on_it() -> None:
    assert answers("六堡茶") == [{"p1"}, {"s1", "s2"}]


def test_texts_are_completed_by_classes_and_relations() -> None:
    assert completions("maj", WORDS) == ["majors "]
    assert completions("majors prep", WORDS) == ["majors prepares for "]
    assert completions("专业", WORDS) == ["专业 面向职业 "]
    assert completions("六堡茶", WORDS) == []


class Read(dict[str, tuple[tuple[str, str, bool], ...]]):
    """Neighbours of things; ``reads`` counts how often those of one were looked up."""

    reads = 0

    def __getitem__(self, uri: str) -> tuple[tuple[str, str, bool], ...]:
        self.reads += 1
        return super().__getitem__(uri)


def test_no_thing_is_visited_by_itself_while_one_types() -> None:
    """In a province a phrase of the whole area would visit hundreds of thousands."""
    near = Read(WEB.near)
    web = Web(WEB.vertices, near)
    assert web.ways.uris
    near.reads = 0
    for text in ("梧州市", "梧州市的企业", "六堡茶职业的专业", "firms without colleges"):
        found, _ = suggestions(text, web, WORDS, find)
        assert found
        assert all(len(phrase.answer(web)[0]) == phrase.count for phrase in found)
    assert near.reads == 0
