"""What exported documents say of themselves: their scope, sums that hold, letters large enough."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from graph.builds.opened import Build
from graph.draw.page import Look
from graph.draw.pictures import Wish, picture
from graph.errors import NoAnswer, WrongInput
from graph.export.documents import Order, document, document_bytes
from graph.export.documents.frames import Column, Frame
from graph.export.documents.model import Paragraph, Table
from graph.export.documents.to_pdf import to_pdf
from graph.export.glyphs import MARK, legible
from graph.export.graphs import gexf, graph_of, graphml
from graph.export.options import TAKES, ExportOptions, applying, check_options
from graph.export.pictures import picture_bytes
from graph.export.png import png
from graph.export.svg import svg
from graph.gap.apart import apart, largest
from graph.gap.gap import gap
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.words import say
from tests.papers import made, written
from tests.test_export_documents import in_docx, in_pdf

ONTOLOGY = load()
GAPS = ("briefing", "annual-report", "gap")
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
LEAST_POINTS = 9


class Changed:
    """A build with other tables."""

    def __init__(self, build: Build, **tables: pl.DataFrame) -> None:
        self.id, self.manifest, self.folder = build.id, build.manifest, build.folder
        self.tables = dict(build.tables) | tables


def with_low_jobs(build: Build, level: int) -> Build:
    """A build most of whose demand asks for a level."""
    demand = build.tables["demand"]
    low = demand.with_columns(openings=pl.col("openings") * 20, level=pl.lit(level, pl.Int64))
    return Changed(build, demand=pl.concat([demand, low.select(demand.columns)]))  # type: ignore[return-value]


# Options ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "asked"),
    [
        ("trend", ExportOptions(college="ex-B")),
        ("trend", ExportOptions(year=2024)),
        ("blocks", ExportOptions(block="B999")),
        ("duties", ExportOptions(tier=1)),
        ("network", ExportOptions(area="450403")),
        ("briefing", ExportOptions(theme="dark")),
        ("briefing", ExportOptions(id="tea")),
        ("warnings", ExportOptions(market="own")),
        ("task-sheet", ExportOptions(persistence=2.0)),
        ("briefing", ExportOptions(college="ex-B")),
        ("all", ExportOptions(area="450403")),
        ("demand", ExportOptions(year=2024)),
    ],
)
def test_an_option_that_does_not_apply_is_refused(what: str, asked: ExportOptions) -> None:
    with pytest.raises(WrongInput) as caught:
        check_options(what, asked.option_names())
    assert asked.option_names()[0] in caught.value.text("zh")
    assert what in caught.value.text("en")


def test_every_option_of_gap_is_one_of_its_documents() -> None:
    asked = ExportOptions(
        year=2024, area="a", chain="c", min_level=3, tier=2, market="own", basis="survey",
        persistence=2.0,
    )  # fmt: skip
    for what in GAPS:
        check_options(what, asked.option_names())
    assert asked.parameters() == GapParameters(2024, "a", "c", 3, 2, "own", "survey", 2.0)
    assert applying("warnings", asked.parameters()) == GapParameters(
        2024, "a", "c", 3, 2, basis="survey"
    )
    with pytest.raises(WrongInput):
        check_options("ribbon", ExportOptions(theme="dark").option_names(), Path("x.docx"))
    check_options("ribbon", ExportOptions(theme="dark").option_names(), Path("x.png"))
    assert set(TAKES) >= {*GAPS, "warnings", "task-sheet"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_scope_stands_on_the_document_and_in_its_figures(tiny_build: Build, lang: str) -> None:
    area = tiny_build.tables["demand"]["area"].drop_nulls().value_counts(sort=True)["area"][0]
    asked = GapParameters(area=area, min_level=5, tier=2)
    report = gap(tiny_build.tables, asked)
    for what in GAPS:
        found = document(what, tiny_build, ONTOLOGY, Order(lang, asked))
        totals = next(one for one in found.sections[0].blocks if isinstance(one, Table))
        assert totals.frame.rows[0][1:5] == (
            report.demand, report.supply, report.matched, report.shortage
        )  # fmt: skip
        assert report.area is not None
        assert report.area.of(lang) in found.scope
        assert say("document.scope.tier_2", lang) in found.scope
        level = {"zh": "专科", "en": "short-cycle tertiary"}[lang]
        assert level in found.scope
        assert level in found.sections[0].blocks[0].text  # type: ignore[union-attr]
    printed = in_pdf(document_bytes(found, ".pdf"))[0][0]
    words = "".join(found.scope.split())
    assert words[:30] in "".join(printed.split())
    assert found.scope in in_docx(document_bytes(found, ".docx"))[0]


# Jobs without a required level --------------------------------------------------------------------


def test_jobs_that_ask_for_no_level_taught_do_not_lead(tiny_build: Build) -> None:
    """Twenty times the demand at level 1: nobody here graduates below level 3."""
    build = with_low_jobs(tiny_build, 1)
    every, high = gap(build.tables), gap(build.tables, GapParameters(min_level=3))
    assert apart(every).leads
    assert apart(every).level == 3
    for what in GAPS:
        found = document(what, build, ONTOLOGY, Order("zh"))
        headline = found.sections[0].blocks[0]
        assert isinstance(headline, Paragraph)
        assert str(headline.cells[2]) == f"{high.shortage:,}"
        assert "高中阶段及以上" in headline.text
        table = next(
            one
            for section in found.sections
            for one in section.blocks
            if isinstance(one, Table) and one.caption == say("document.table.apart", "zh")
        )
        rows = {row[0]: row[1:4] for row in table.frame.figures}
        assert [*rows.values()] == [
            (high.demand, high.matched, high.shortage),
            (every.demand - high.demand, every.matched - high.matched,
             every.shortage - high.shortage),
            (every.demand, every.matched, every.shortage),
        ]  # fmt: skip
        assert "另有" in "".join(found.sections[0].sentences())
        text = "".join(words for section in found.sections for words in section.sentences())
        # A paper for leaders names no option of a command.
        assert ("--min-level 0" in text) == (what != "briefing")
    together = document("briefing", build, ONTOLOGY, Order("zh", GapParameters(min_level=0)))
    assert str(together.sections[0].blocks[0].cells[2]) == f"{every.shortage:,}"  # type: ignore[union-attr]


def test_where_they_are_fewer_they_are_a_line_of_their_own(tiny_build: Build) -> None:
    report = gap(tiny_build.tables)
    below = apart(report)
    assert below.occupations
    assert not below.leads
    found = made(tiny_build, "gap")
    text = "".join(words for section in found.sections for words in section.sentences())
    assert f"其中{below.demand}个岗位不要求高中阶段学历" in text
    ordered = largest(report)
    flags = [below.whole(one) for one in ordered]
    assert flags == sorted(flags)
    assert {one.id for one in ordered} == {one.id for one in report.blocks}


def test_a_briefing_shows_the_first_rules_and_its_workbook_all(wuzhou: Build) -> None:
    found = made(wuzhou, "briefing")
    caption = say("document.table.clauses", "zh", policies="")[:4]
    (table,) = (
        block
        for section in found.sections
        for block in section.blocks
        if isinstance(block, Table) and block.caption.startswith(caption)
    )
    rows, most = len(table.frame.rows), table.most
    assert most
    assert rows > most + 1
    assert len(table.printed(40, "zh").rows) == most + 1
    assert any(len(sheet) == rows + 1 for sheet in in_xlsx(document_bytes(found, ".xlsx")))


# Tables -------------------------------------------------------------------------------------------


def in_xlsx(content: bytes) -> list[list[list[str]]]:
    book = pytest.importorskip("openpyxl").load_workbook(io.BytesIO(content))
    found = []
    for sheet in book.worksheets[1:]:
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
        found.append(rows[4:])
    return found


def test_tables_and_headline_agree(wuzhou: Build, tiny_build: Build) -> None:
    """The occupations, both tables of them, add up to the shortage; majors to the surplus."""
    for build in (wuzhou, tiny_build):
        report, found = gap(build.tables), made(build, "gap")
        rows = [
            row
            for section in found.sections
            if section.heading == say("gap_document.occupations", "zh")
            for table in section.blocks
            if isinstance(table, Table)
            for row in table.frame.figures[:-1]
        ]
        assert sum(row[3] for row in rows) == report.demand
        assert sum(row[4] for row in rows) == report.shortage
        majors = next(
            table
            for section in found.sections
            if section.heading == say("gap_document.majors", "zh")
            for table in section.blocks
            if isinstance(table, Table)
        )
        last = majors.frame.figures[-1]
        assert last[3:5] == (report.supply, report.surplus)


def test_a_long_table_is_capped_and_says_what_is_left(wuzhou: Build) -> None:
    """What pages leave out is counted with its sums, and stands in the workbook."""
    frame = Frame(
        (Column("name", "n"), Column("a", "a", "persons"), Column("r", "r", "persons", adds=False)),
        tuple((f"row {k}", k, k) for k in range(1, 101)),
    ).summed("all")
    shown = Table(frame, "").printed(40, "en")
    assert len(shown.rows) == 42
    assert shown.rows[40][0] == "60 more (complete in the .xlsx)"
    assert shown.rows[40][1] == sum(range(41, 101))
    assert shown.rows[-1][:2] == ("all", 5050)
    assert [*shown.text_rows()][-1][2] == ""
    assert Table(frame, "").printed(99, "en") == frame  # one row is never left out alone
    _, tables = in_docx(written(wuzhou, "annual-report", ".docx"))
    assert max(len(rows) for rows in tables) <= 43
    sheets = in_xlsx(written(wuzhou, "annual-report", ".xlsx"))
    assert max(len(rows) for rows in sheets) > 100


# Formats ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["briefing", "gap", "task-sheet"])
def test_nothing_on_a_slide_is_smaller_than_nine_points(wuzhou: Build, what: str) -> None:
    pptx = pytest.importorskip("pptx")
    file = pptx.Presentation(io.BytesIO(written(wuzhou, what, ".pptx")))
    assert len(file.slides) <= 40
    sizes = {
        int(run.find(f"{A}rPr").get("sz")) / 100
        for slide in file.slides
        for run in slide._element.iter(f"{A}r")
    }
    assert min(sizes) >= LEAST_POINTS


def test_letters_in_a_pdf_can_be_read(wuzhou: Build) -> None:
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(io.BytesIO(written(wuzhou, "briefing", ".pdf"))) as book:
        sizes = sorted(char["size"] for page in book.pages for char in page.chars)
    assert sizes[0] >= 7.4  # the grade beside a caption
    assert sizes[len(sizes) // 20] >= 8.0


@pytest.mark.parametrize("what", ["ribbon", "blocks", "chain", "duties", "network"])
def test_network_files_have_edges_with_kinds(wuzhou: Build, what: str) -> None:
    nx = pytest.importorskip("networkx")
    wish = Wish(Look("zh"), chain="tea" if what == "chain" else None, around="520201")
    scene = picture(what, wuzhou, ONTOLOGY, wish)
    for content, read in ((graphml(scene), nx.read_graphml), (gexf(scene), nx.read_gexf)):
        found = read(io.BytesIO(content))
        assert found.number_of_edges() > 10
        assert all(told["kind"] for *_, told in found.edges(data=True))
        assert all(found.degree(node) for node in found if what in ("blocks", "duties"))


def test_network_files_of_duties_and_blocks_are_complete(wuzhou: Build) -> None:
    duties = graph_of(picture("duties", wuzhou, ONTOLOGY, Wish()))
    policy = wuzhou.tables["duties"]["policy"].mode()[0]
    assert duties.number_of_edges() == len(
        wuzhou.tables["duties"].filter(pl.col("policy") == policy).unique(["path", "unit", "role"])
    )
    report = gap(wuzhou.tables)
    blocks = graph_of(picture("blocks", wuzhou, ONTOLOGY, Wish()))
    ties = sum(len(one.occupations) + len(one.majors) for one in report.blocks)
    assert blocks.number_of_edges() == ties
    labels = [told["label"] for _, told in blocks.nodes(data=True)]
    assert len(set(labels)) == len(labels)


def test_things_of_one_name_are_told_apart_in_a_network(wuzhou: Build) -> None:
    scene = picture("network", wuzhou, ONTOLOGY, Wish(around="520201"))
    labels = [node.label for node in scene.nodes if node.key == "Major"]
    assert len(set(labels)) == len(labels)


def test_a_trend_is_no_network_and_needs_two_years(tiny_build: Build) -> None:
    with pytest.raises(WrongInput) as caught:
        picture_bytes("trend", tiny_build, ONTOLOGY, Wish(), ".graphml")
    assert caught.value.key == "error.no_network"
    demand = tiny_build.tables["demand"].filter(pl.col("year") == 2024)
    one_year = Changed(tiny_build, demand=demand)
    with pytest.raises(NoAnswer):
        picture("trend", one_year, ONTOLOGY, Wish())  # type: ignore[arg-type]
    found = document("annual-report", one_year, ONTOLOGY, Order("en"))  # type: ignore[arg-type]
    assert say("annual_report.trend", "en") not in [one.heading for one in found.sections]


def test_arrows_of_a_chain_hold_on_to_its_stages(wuzhou: Build) -> None:
    drawn = picture_bytes("chain", wuzhou, ONTOLOGY, Wish(chain="tea"), ".drawio").decode()
    edges = re.findall(r'<mxCell edge="1"[^>]*>', drawn)
    assert edges
    assert all("source=" in one and "target=" in one for one in edges)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_connectors_of_a_drawing_say_what_they_mean(wuzhou: Build, lang: str) -> None:
    """As in GraphML: streams of a ribbon in a property, lines of a network beside them too."""
    for what in ("ribbon", "network"):
        wish = Wish(Look(lang), around="520201")
        drawn = picture_bytes(what, wuzhou, ONTOLOGY, wish, ".drawio").decode()
        known = graph_of(picture(what, wuzhou, ONTOLOGY, wish))
        kinds = Counter(told["kind"] for _, _, told in known.edges(data=True))
        root = ElementTree.fromstring(drawn)
        objects = [one for one in root.iter("UserObject") if one.find("mxCell").get("edge")]
        assert Counter(one.get("kind") for one in objects) == kinds
        if what == "network":
            assert Counter(one.get("label") for one in objects) == kinds


def test_without_policies_their_sections_are_left_out_with_a_note(tiny_build: Build) -> None:
    names = ("measures", "targets", "duties", "policies")
    build = Changed(tiny_build, **{name: tiny_build.tables[name].clear() for name in names})
    found = document("briefing", build, ONTOLOGY, Order())  # type: ignore[arg-type]
    assert [one.heading for one in found.sections] == [
        "要点",
        "空缺最多的3组职业",
        "总体缺口",
        "今后几年：如果不作新的决定",
    ]
    told = [*found.sections[0].sentences()]
    assert any("按条款的预警、责任分工" in one for one in told)
    assert not any("请补充" in one for section in found.sections for one in section.sentences())


def test_a_character_without_a_glyph_is_marked_and_explained(tiny_build: Build) -> None:
    """Hebrew, emoji and private characters: never a box, never a font of the machine."""
    odd = "学校 א😀\ue000"
    scene = picture("ribbon", tiny_build, ONTOLOGY, Wish())
    marked = replace(scene, texts=(replace(scene.texts[0], text=odd), *scene.texts[1:]))
    drawn = legible(marked)
    assert f"学校 {MARK}{MARK}{MARK}" in drawn.texts[0].text
    assert "U+05D0" in drawn.note
    assert "U+05D0" in svg(marked)
    assert legible(scene) is scene
    found = made(tiny_build, "briefing")
    changed = replace(found, title=odd)
    pages, fonts = in_pdf(to_pdf(changed))
    assert f"{MARK}{MARK}{MARK}" in pages[0]
    assert "U+1F600" in pages[-1]
    assert all("TwinChainSans" in name for name in fonts)
    assert odd in in_docx(document_bytes(changed, ".docx"))[0]


def test_a_png_says_how_large_it_is(tiny_build: Build) -> None:
    image = pytest.importorskip("PIL.Image")
    with image.open(io.BytesIO(png(picture("ribbon", tiny_build, ONTOLOGY, Wish())))) as opened:
        opened.load()
        assert opened.info["dpi"][0] == pytest.approx(192, abs=1)


def test_contents_of_a_docx_are_counted_when_it_opens(wuzhou: Build) -> None:
    docx = pytest.importorskip("docx")
    file = docx.Document(io.BytesIO(written(wuzhou, "annual-report", ".docx")))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    assert file.settings.element.find(f"{w}updateFields").get(f"{w}val") == "true"
    codes = [one.text.strip() for one in file.element.body.iter(f"{w}instrText")]
    sections = made(wuzhou, "annual-report").sections
    assert sum(one.startswith("PAGEREF") for one in codes) == len(sections)
