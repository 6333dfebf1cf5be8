"""The first page of documents answers “so what?”; slides are titled by what they find."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from graph.builds.opened import Build
from graph.door import open_build
from graph.export.documents import Order, document
from graph.export.documents.actions import MOST, actions_blocks
from graph.export.documents.lists_sections import why
from graph.export.documents.material import Material
from graph.export.documents.model import MOST_ROWS, Document, Paragraph, Table
from graph.export.documents.rules_page import actions_of_rules
from graph.export.documents.slide_flow import flow
from graph.gap.before import before
from graph.gap.gap import gap
from graph.gap.scope import EVERYTHING, GapParameters
from graph.lists.lists import lists
from graph.lists.report import ListParameters
from graph.lists.sentences import major_name
from graph.ontology import load
from graph.settings import EXAMPLES
from graph.telling.sentences import level_in_short
from graph.words import LANGUAGES, say
from tests import papers
from tests.papers import written
from tests.test_export_documents import Without, in_docx, in_pdf, in_pptx
from tests.test_lists import city

ONTOLOGY = load()
A_UNIT = "示例市教育局"
GAPS = ("briefing", "annual-report", "gap")
SLIDES = ("briefing", "gap", "warnings", "task-sheet")
FIGURES = ("demand", "supply", "matched", "shortage", "quantity", "composition", "surplus")
EXPECTED = json.loads((EXAMPLES / "tiny" / "expected.json").read_text("utf-8"))


def made(build: Build, what: str, lang: str) -> Document:
    return papers.made(build, what, lang, A_UNIT)


def first_tables(found: Document) -> list[Table]:
    return [block for block in found.sections[0].blocks if isinstance(block, Table)]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", GAPS)
def test_the_first_page_answers_so_what(tiny_build: Build, what: str, lang: str) -> None:
    """Findings, range, last year, what to do and what it rests on, worked by hand."""
    found = made(tiny_build, what, lang)
    first = found.sections[0]
    assert first.heading == say("first_page.heading", lang)
    styles = [block.style for block in first.blocks if isinstance(block, Paragraph)]
    assert styles[:4] == ["lead", "point", "point", "point"]
    totals, ranges, actions, coverage, *_ = first_tables(found)
    for row, year in enumerate(("2024", "2023")):
        assert totals.frame.figures[row][1:] == tuple(EXPECTED[year][name] for name in FIGURES)
    report = gap(tiny_build.tables, replace(EVERYTHING, draws=200))
    assert report.ranges is not None
    shortage = ranges.frame.column("shortage")
    ends = [row[shortage] for row in ranges.frame.figures]
    assert ends == [report.ranges.shortage.low, report.ranges.shortage.high]
    text = "".join(first.sentences())
    assert f"{ends[0]}–{ends[1]}" in text
    for about, number in ((row[1], row[2]) for row in actions.frame.rows):
        assert about
        assert number > 0
    assert coverage.frame.rows[0][-1] == 0  # the example's rows were all read
    tables = [b for b in found.on_pages().sections[0].blocks if isinstance(b, Table)]
    assert coverage not in tables  # a sentence says it
    assert not any(word in text for word in ("请补充", "请先核对", "Add the table"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", GAPS)
def test_it_is_one_page_in_every_format(tiny_build: Build, what: str, lang: str) -> None:
    found = made(tiny_build, what, lang)
    sentences = [squeezed(text) for text in found.sections[0].sentences()]
    pages, _ = in_pdf(written(tiny_build, what, ".pdf", lang, A_UNIT))
    assert all(sentence in squeezed(pages[0]) for sentence in sentences)
    texts, _ = in_docx(written(tiny_build, what, ".docx", lang, A_UNIT))
    words = {squeezed(text) for text in texts}
    assert words >= set(sentences)
    if what != "annual-report":
        said = squeezed("".join(in_pptx(written(tiny_build, what, ".pptx", lang, A_UNIT))[0]))
        assert all(sentence in said for sentence in sentences)


def test_the_year_before_is_comparable_or_not_named(tiny_build: Build) -> None:
    """Another basis, or too few rows, is no year to compare with."""
    tables = tiny_build.tables
    report = gap(tables)
    earlier = before(tables, EVERYTHING, report).report
    assert earlier is not None
    assert (earlier.year, earlier.shortage) == (2023, EXPECTED["2023"]["shortage"])
    demand = tables["demand"]
    of_2023 = pl.col("year") == 2023
    other = pl.when(of_2023).then(pl.lit("projection")).otherwise(pl.col("basis")).alias("basis")
    changed = dict(tables) | {"demand": demand.with_columns(other)}
    assert before(changed, EVERYTHING, report).report is None
    few = dict(tables) | {
        "demand": pl.concat([demand.filter(~of_2023), demand.filter(of_2023)[:1]])
    }
    thin = before(few, EVERYTHING, report)
    assert thin.report is None
    assert thin.thin
    build = Without(tiny_build, ())
    build.tables = changed
    for lang in LANGUAGES:
        found = document("briefing", build, ONTOLOGY, Order(lang))  # type: ignore[arg-type]
        assert say("first_page.no_year_before", lang) in [*found.sections[0].sentences()]


def test_only_a_few_actions_of_each_kind_are_named(tiny_build: Build) -> None:
    for what in GAPS:
        rows = first_tables(made(tiny_build, what, "en"))[1].frame.rows
        words = {say(f"first_page.action.{kind}", "en"): most for kind, most in MOST.items()}
        for word, most in words.items():
            assert sum(row[0] == word for row in rows) <= most


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", SLIDES)
def test_slides_are_titled_by_what_they_find(tiny_build: Build, what: str, lang: str) -> None:
    found = made(tiny_build, what, lang)
    topics = {
        number + section.heading
        for number, section in zip(found.numbers(), found.sections, strict=True)
    }
    for slide in flow(found):
        assert slide.topic in topics
        assert slide.title not in topics
    pptx = pytest.importorskip("pptx")
    file = pptx.Presentation(io.BytesIO(written(tiny_build, what, ".pptx", lang, A_UNIT)))
    assert not topics & {slide.shapes.title.text_frame.text for slide in file.slides}


@pytest.mark.parametrize("what", [*GAPS, "warnings", "task-sheet"])
def test_no_section_is_empty_and_no_table_is_longer_than_a_meeting_reads(
    tiny_build: Build, what: str
) -> None:
    for lang in LANGUAGES:
        for section in made(tiny_build, what, lang).sections:
            assert section.blocks
            for block in section.blocks:
                if isinstance(block, Table) and block.most is None:
                    printed = block.printed(MOST_ROWS, lang)
                    assert len(printed.rows) <= MOST_ROWS + 1 + printed.total


def test_a_document_on_an_area_judges_what_lies_in_it(tiny_build: Build) -> None:
    """Its districts have colleges and firms of their own: each document judges only those."""
    everywhere = Material(tiny_build, ONTOLOGY, Order()).verdicts
    areas = {verdict.subject.area for verdict in everywhere if verdict.subject.placed}
    assert len(areas - {None}) > 1
    for area in areas - {None, tiny_build.tables["areas"]["node_key"][0]}:
        order = Order("zh", GapParameters(area=area))
        judged = Material(tiny_build, ONTOLOGY, order).verdicts
        assert {verdict.subject.area for verdict in judged if verdict.subject.placed} == {area}
        assert len(judged) < len(everywhere)
    whole = GapParameters(area=tiny_build.tables["areas"]["node_key"][0])
    assert Material(tiny_build, ONTOLOGY, Order("zh", whole)).verdicts == everywhere


def planted_city(build: Build) -> Without:
    """S grows at A, but has a card at B; Q is short with a card; P and R are in surplus."""
    tables = dict(city())
    of_s = tables["enrolment"].filter(pl.col("major") == "S")
    few = of_s.with_columns(pl.lit("B").alias("college"), pl.lit(20, pl.Int64).alias("enrolled"))
    planted = Without(build, ())
    planted.id = "planted"
    planted.tables = tables | {"enrolment": pl.concat([tables["enrolment"], few])}
    return planted


def is_named(major: str, about: str) -> bool:
    """Tell whether a row is about a major, with its level where that is needed."""
    name = about.split(" · ")[-1]
    return name.startswith(major) or re.split(r" \(|（", name)[0] == re.split(r" \(|（", major)[0]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["tiny", "wuzhou", "planted"])
def test_first_pages_advise_what_the_lists_say(
    homes: dict[str, Path], tiny_build: Build, name: str, lang: str
) -> None:
    """Each kind names the first of its list, and no programme that another list has."""
    build = planted_city(tiny_build) if name == "planted" else open_build(homes[name])
    m = Material(build, ONTOLOGY, Order(lang))  # type: ignore[arg-type]
    entries = lists(build.tables, ListParameters(m.parameters)).entries
    rows = [
        row
        for blocks in (actions_blocks(m, m.verdicts), actions_of_rules(m, m.verdicts))
        for block in blocks
        if isinstance(block, Table)
        for row in block.frame.rows
    ]
    for kind, place, figure in (("grow", "open", "room"), ("reduce", "limit", "slack")):
        numbers: dict[str, int] = {}
        changed: dict[object, int] = {}  # by the empty places that several may fill
        for entry in entries:
            number = getattr(entry.standing, figure)
            if entry.kind == kind and number:
                numbers[major_name(entry, lang)] = number
                blocks = [block.id for block in entry.standing.blocks] or [entry.major.key]
                changed[blocks[0]] = max(number, changed.get(blocks[0], 0))
        named = [row for row in rows if row[0] == say(f"first_page.action.{kind}", lang)]
        assert [row[2] for row in named] == sorted(changed.values(), reverse=True)[: MOST[kind]]
        for _, about, number, _ in named:
            called = [m for m in numbers if is_named(m, about) and numbers[m] == number]
            major = max(called, key=len)
            places = {entry.place for entry in entries if major_name(entry, lang) == major}
            assert places == {place} or " · " in about
    programmes = {
        f"{college.of(lang)} · {entry.major.of(lang)}": entry.kind
        for entry in entries
        for college in entry.colleges
    }
    for action, kinds in (
        ("stop", {"exit"}), ("strengthen", {"strengthen"}), ("watch", {"watch", "explain"}),
    ):  # fmt: skip
        named = [row[1] for row in rows if row[0] == say(f"first_page.action.{action}", lang)]
        for about in named:
            kind = max((p for p in programmes if about.startswith(p)), key=len)
            assert programmes[kind] in kinds
    if name == "planted":
        grown = next(row for row in rows if row[0] == say("first_page.action.grow", lang))
        assert grown[1].startswith("甲学院 · short")


def test_without_lists_the_first_page_only_watches_and_says_so(tiny_build: Build) -> None:
    """No demand, no class: the two early notices remain, and nothing is to close."""
    m = Material(Without(tiny_build, ("demand",)), ONTOLOGY, Order("en"))  # type: ignore[arg-type]
    table, *_, note = actions_of_rules(m, m.verdicts)
    assert isinstance(table, Table)
    assert isinstance(note, Paragraph)
    kinds = [say(f"first_page.action.{kind}", "en") for kind in ("watch", "follow")]
    assert [(row[0], row[2]) for row in table.frame.rows] == list(zip(kinds, (2, 1), strict=True))
    assert note.text == say("first_page.no_lists", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_levels_of_a_major_that_fill_the_same_places_are_one_line(
    tiny_build: Build, lang: str
) -> None:
    """Whoever adds up lines must not count the same empty places twice."""
    m = Material(tiny_build, ONTOLOGY, Order(lang))
    found = next(e for e in m.lists.entries if e.standing.room and e.standing.blocks)
    entry = replace(found, kind="grow", place="open")
    assert entry.level is not None
    higher = replace(entry, level=entry.level + 1)
    vars(m)["lists"] = replace(m.lists, entries=(entry, higher))
    table = next(block for block in actions_blocks(m, ()) if isinstance(block, Table))
    (row,) = (row for row in table.frame.rows if row[2] == entry.standing.room)
    assert all(level_in_short(one.level, lang) in row[1] for one in (entry, higher))
    assert why(m, higher, {entry.standing.blocks[0].id: entry}).count(major_name(entry, lang)) == 1


def test_a_briefing_on_advertisements_says_what_they_cannot_show(tiny_build: Build) -> None:
    limit = say("gap.assumption.postings_online", "en")
    for basis in ("postings", "survey"):
        order = Order("en", replace(EVERYTHING, basis=basis))
        first = document("briefing", tiny_build, ONTOLOGY, order).sections[0].blocks[0]
        assert (isinstance(first, Paragraph) and first.text == limit) == (basis == "postings")
