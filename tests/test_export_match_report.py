"""The yearly report on how majors match industries: complete, ten slides, last year honest."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache

import polars as pl
import pytest

from graph.builds.opened import Build
from graph.errors import WrongInput
from graph.export.documents import Order, document, document_bytes
from graph.export.documents.lists_sections import counts_frame, entries_table
from graph.export.documents.material import Material
from graph.export.documents.model import Document, Paragraph, Table
from graph.export.documents.paper import OFFICIAL
from graph.export.documents.slide_flow import flow
from graph.gap.scope import GapParameters
from graph.lists.before import CAME
from graph.lists.lists import lists
from graph.lists.report import LISTS, TOLD, ListParameters
from graph.lists.sentences import list_name
from graph.lists.tabulated import list_rows
from graph.ontology import load
from graph.words import LANGUAGES, say
from tests import papers
from tests.papers import written
from tests.test_export_documents import Without, in_docx, in_pdf, in_pptx

ONTOLOGY = load()
KIND = "match-report"
MOST_PAGES = 20


@cache
def material(build: Build, lang: str = "zh") -> Material:
    return Material(build, ONTOLOGY, Order(lang))


def made(build: Build, lang: str = "zh") -> Document:
    return papers.made(build, KIND, lang)


def tables_of(found: Document) -> Iterator[Table]:
    for section in found.sections:
        yield from (block for block in section.blocks if isinstance(block, Table))


def paragraphs_of(found: Document) -> list[str]:
    blocks = [block for section in found.sections for block in section.blocks]
    return [block.text for block in blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_has_all_that_such_a_report_needs(tiny_build: Build, lang: str) -> None:
    headings = [section.heading for section in made(tiny_build, lang).sections]
    wanted = [say("first_page.heading", lang)]
    parts = ("industry", "education", "gap", "ahead", "lists")
    wanted += [say(f"match_report.{part}", lang) for part in parts]
    wanted += [list_name(place, lang) for place in TOLD]
    wanted += [say(f"match_report.{part}", lang) for part in ("before", "proof", "method", "data")]
    assert headings == wanted


@pytest.mark.parametrize("lang", LANGUAGES)
def test_ten_slides_hold_all_of_their_texts(tiny_build: Build, wuzhou: Build, lang: str) -> None:
    for build in (tiny_build, wuzhou):
        found = made(build, lang)
        assert len(flow(found)) == 9
        texts, _ = in_pptx(written(build, KIND, ".pptx", lang))
        said = "".join("".join(texts).split())
        for section in found.slides:
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    assert "".join(block.text.split()) in said


def test_the_lists_are_those_of_the_command(tiny_build: Build, wuzhou: Build) -> None:
    for build in (tiny_build, wuzhou):
        ours = lists(build.tables, ListParameters())
        assert list_rows(material(build).lists, "zh") == list_rows(ours, "zh")


def test_counts_add_up(wuzhou: Build) -> None:
    m = material(wuzhou)
    frame = counts_frame(m)
    *parts, total = frame.rows
    assert total[1] == len(m.lists.entries) == sum(row[1] for row in parts)
    assert total[2] == len(m.list_facts.taught) == sum(m.lists.programmes.values())
    for column in range(1, len(frame.columns)):
        assert total[column] == sum(row[column] for row in parts)


def test_pages_are_capped_and_the_workbook_is_complete(wuzhou: Build) -> None:
    """Wuzhou's adjust list is long: a page shows the first, the workbook every entry."""
    m = material(wuzhou)
    longest = max(LISTS, key=lambda place: len(m.lists.of(place)))
    assert len(m.lists.of(longest)) > 12
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(written(wuzhou, KIND, ".xlsx")))
    for place in LISTS:
        (sheet,) = (s for s in book.worksheets if s["A1"].value == list_name(place, "zh"))
        codes = [row[0] for row in sheet.iter_rows(min_row=6, values_only=True) if row[0]]
        assert codes == [entry.major.key for entry in m.lists.of(place)]
    pages, _ = in_pdf(written(wuzhou, KIND, ".pdf"))
    assert 10 <= len(pages) <= MOST_PAGES


def test_who_is_short_is_not_let_go_without_its_reason(wuzhou: Build) -> None:
    m = material(wuzhou)
    for entry in m.lists.of("limit"):
        assert not entry.standing.is_short_now
        assert not entry.standing.is_short_ahead
    carded = [e for e in m.lists.entries if e.card and e.standing.is_short_ahead]
    assert carded
    assert {(entry.place, entry.conflict) for entry in carded} == {("adjust", "card_though_short")}
    frame = entries_table(m, "adjust", carded).frame
    said = say("lists.conflict_short.card_though_short", "zh")
    assert all(said in row[frame.column("reason")] for row in frame.rows)


def test_no_major_at_a_college_stands_twice(wuzhou: Build) -> None:
    listed = [
        (college.key, entry.major.key)
        for entry in material(wuzhou).lists.entries
        if not entry.is_new
        for college in entry.colleges
    ]
    assert len(listed) == len(set(listed))


def test_last_years_lists_say_that_they_are_made_now(wuzhou: Build) -> None:
    m, found = material(wuzhou), made(wuzhou)
    before = m.lists_before
    assert before is not None
    assert before.year == 2023
    earlier = lists(wuzhou.tables, ListParameters(GapParameters(year=2023)))
    for row in before.lists:
        assert row.programmes == earlier.programmes[row.place]
        assert row.programmes == sum(getattr(row, name) for name in CAME)
        assert row.still <= row.programmes
    years = {"year": 2023, "now": 2024}
    assert say("lists.before.recomputed", "zh", **years) in paragraphs_of(found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_report_says_that_there_is_none_before(tiny_build: Build, lang: str) -> None:
    tables = dict(tiny_build.tables)
    tables["demand"] = tables["demand"].filter(pl.col("year") == 2024)
    build = Without(tiny_build, ())
    build.tables = tables
    found = document(KIND, build, ONTOLOGY, Order(lang))  # type: ignore[arg-type]
    assert say("match_report.before.none", lang) in paragraphs_of(found)
    assert len(flow(found)) == 9


def test_a_college_has_a_report_of_its_own(tiny_build: Build) -> None:
    order = Order("zh", college="示例职业学院 B")
    m = Material(tiny_build, ONTOLOGY, order)
    names = {college.of("zh") for entry in m.lists.entries for college in entry.colleges}
    assert names == {"示例职业学院 B"}


def test_official_paper_puts_long_lists_into_annexes(wuzhou: Build) -> None:
    found = document(KIND, wuzhou, ONTOLOGY, Order("zh", paper=OFFICIAL))
    body, annexes = found.parts()
    assert list_name("adjust", "zh") in [section.heading for section in annexes]
    assert say("match_report.lists", "zh") in [section.heading for section in body]
    texts, _ = in_docx(document_bytes(found, ".docx"))
    assert any("附件" in text for text in texts)


def test_plans_are_refused(tiny_build: Build) -> None:
    with pytest.raises(WrongInput):
        document(KIND, tiny_build, ONTOLOGY, Order("zh", GapParameters(supply="plan")))
