"""Documents in every format, opened by readers of others; text equals table; hostile names."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest

from graph.builds.opened import Build
from graph.draw import answers
from graph.draw.scene import Stamp
from graph.errors import NoAnswer, WrongInput
from graph.export.documents import (
    DOCUMENTS,
    Order,
    document,
    document_bytes,
    formats,
    material,
    write_document,
)
from graph.export.documents.frames import Column, Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Document, Paragraph, Section, Table, paragraph
from graph.export.fonts import FAMILY
from graph.export.png import pixels
from graph.gap.gap import gap
from graph.gap.scope import EVERYTHING, GapParameters
from graph.ontology import load
from graph.rules.duties import duties
from graph.settings import DOCUMENT_NAMES, EXAMPLES
from graph.telling.ranges import sure_sentences
from tests.document_figures import NUMBER, assumed, figures, figures_of_their_own
from tests.meaning import OF_A_PART, Names, faults, loose, strange
from tests.papers import A_UNIT, made, written
from tests.test_export_scenes import HOSTILE

ONTOLOGY = load()
MARKS = {"zh": "示意数据", "en": "Illustrative data"}
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def named(build: Build) -> Names:
    return Names(build.tables)


def in_docx(content: bytes) -> tuple[list[str], list[list[list[str]]]]:
    """Paragraphs and tables, as python-docx reads them."""
    docx = pytest.importorskip("docx")
    file = docx.Document(io.BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in file.tables]
    return [one.text for one in file.paragraphs], tables


def in_pptx(content: bytes) -> tuple[list[str], list[list[list[str]]]]:
    """Texts and tables, as python-pptx reads them."""
    pptx = pytest.importorskip("pptx")
    texts, tables = [], []
    for slide in pptx.Presentation(io.BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts.append(shape.text_frame.text)
            if shape.has_table:
                rows = shape.table.rows
                tables.append([[cell.text for cell in row.cells] for row in rows])
    return texts, tables


def in_pdf(content: bytes) -> tuple[list[str], set[str]]:
    """Pages and fonts, as pdfplumber reads them."""
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(io.BytesIO(content)) as book:
        pages = [page.extract_text() for page in book.pages]
        fonts = {one["fontname"] for page in book.pages for one in page.chars}
    return pages, fonts


@pytest.mark.parametrize("what", ["annual-report", "gap"])
def test_choices_are_said_before_noise(tiny_build: Build, what: str) -> None:
    """200 draws unless asked otherwise; none where none are wanted."""
    report = gap(tiny_build.tables, GapParameters(draws=200))
    said = sure_sentences(report, "en")
    assert said[1].startswith("Noise in the figures alone")

    def points(asked: GapParameters) -> list[str]:
        paper = document(what, tiny_build, ONTOLOGY, Order("en", asked))
        blocks = [block for section in paper.sections for block in section.blocks]
        return [one.text for one in blocks if isinstance(one, Paragraph) and one.text in said]

    assert points(EVERYTHING) == said
    assert points(GapParameters(draws=0)) == []


def test_every_name_of_the_command_is_made() -> None:
    assert tuple(DOCUMENTS) == DOCUMENT_NAMES


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("what", ["briefing", "annual-report", "match-report", "gap"])
def test_text_equals_table(wuzhou: Build, tiny_build: Build, what: str, lang: str) -> None:
    """Every number of a sentence is a cell of a table beside it."""
    for build in (wuzhou, tiny_build):
        found, allowed = made(build, what, lang), assumed(Material(build, ONTOLOGY, Order(lang)))
        assert figures_of_their_own(found, allowed) == []
        told = [b for s in found.sections for b in s.blocks if isinstance(b, Paragraph) and b.cells]
        assert len(told) >= 2
        assert all([*figures(one)] for one in told)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("what", DOCUMENTS)
def test_no_document_says_what_it_must_not(
    wuzhou: Build, tiny_build: Build, what: str, lang: str
) -> None:
    """Nothing beyond the crosswalk, no loose figures in Chinese, no Chinese in English."""
    for build in (wuzhou, tiny_build):
        if what == "task-sheet" and build is tiny_build:
            continue  # no such unit
        names = named(build)
        texts = {text for text in made(build, what, lang).texts() if text}
        assert [wrong for text in texts for wrong in faults(text, lang)] == []
        odd = loose if lang == "zh" else strange
        assert [(text, odd(text, names)) for text in texts if odd(text, names)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_document_of_a_part_calls_nobody_surplus(wuzhou: Build, lang: str) -> None:
    order = Order(lang, parameters=GapParameters(chain="tea"))
    for what in ("briefing", "gap"):
        part = document(what, wuzhou, ONTOLOGY, order)
        blocks = [block for section in part.sections for block in section.blocks]
        said = [block.text for block in blocks if isinstance(block, Paragraph)]
        said += [c.heading for b in blocks if isinstance(b, Table) for c in b.frame.columns]
        said += [text for b in part.pictures for text in (b.scene.subtitle, b.scene.note)]
        assert [text for text in said if OF_A_PART[lang].search(text)] == []
    whole = made(wuzhou, "gap", lang)
    assert any(OF_A_PART[lang].search(text) for text in whole.texts())


def test_a_number_that_no_table_has_is_found(tiny_build: Build) -> None:
    found = made(tiny_build, "briefing")
    first = found.sections[0]
    odd = replace(first.blocks[0], text="示例市缺 12,345 人")
    changed = replace(first, blocks=(odd, *first.blocks[1:]))
    wrong = replace(found, sections=(changed, *found.sections[1:]))
    assert figures_of_their_own(wrong, {"0"}) == [odd.text]
    alone = replace(found, sections=(replace(first, blocks=first.blocks[:1], message=None),))
    assert figures_of_their_own(alone, {"0"}) == [first.blocks[0].text]  # the table is not beside


def test_the_headline_is_what_was_worked_by_hand(tiny_build: Build) -> None:
    expected = json.loads((EXAMPLES / "tiny" / "expected.json").read_text("utf-8"))["2024"]
    names = ("demand", "supply", "matched", "shortage", "quantity", "composition", "surplus")
    found = made(tiny_build, "briefing")
    _, tables = in_docx(document_bytes(found, ".docx"))
    assert tables[0][1][1:] == [str(expected[name]) for name in names]
    first, why = found.sections[0].blocks[:2]
    assert isinstance(first, Paragraph)
    assert isinstance(why, Paragraph)
    assert {*figures(first), *figures(why)} == {str(expected[name]) for name in names}


@pytest.mark.parametrize("what", ["briefing", "task-sheet"])
def test_three_formats_say_the_same(wuzhou: Build, what: str) -> None:
    found = made(wuzhou, what)
    words, tables = in_docx(written(wuzhou, what, ".docx"))
    slides, slide_tables = in_pptx(written(wuzhou, what, ".pptx"))
    pages, _ = in_pdf(written(wuzhou, what, ".pdf"))
    printed = re.sub(r"\s", "", "".join(pages))
    for section in found.sections:
        assert section.heading in words
        assert any(section.heading in one for one in slides)
        assert re.sub(r"\s", "", section.heading) in printed
    told = {cell for table in tables for row in table for cell in row}
    rows = [row for table in slide_tables for row in table]
    whole = [row for row in rows if not any(".xlsx" in cell for cell in row)]
    assert {cell for row in whole for cell in row} <= told
    if len(whole) == len(rows):  # nothing was too long for slides
        assert told == {cell for row in rows for cell in row}
    for table in found.sections[0].blocks:
        if isinstance(table, Table):
            for cell in (cell for row in table.frame.text_rows() for cell in row):
                assert not NUMBER.fullmatch(cell) or cell in printed


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pdf_briefing_is_two_pages_in_its_own_font(wuzhou: Build, lang: str) -> None:
    found = made(wuzhou, "briefing", lang)
    pages, fonts = in_pdf(written(wuzhou, "briefing", ".pdf", lang))
    assert len(pages) <= 2
    assert fonts
    assert all(FAMILY.replace(" ", "") in name for name in fonts)
    assert all(MARKS[lang] in page for page in pages)
    text = "".join(pages)
    places = [text.index(section.heading) for section in found.sections]
    assert places == sorted(places)


def test_same_input_same_document(wuzhou: Build, tiny_build: Build) -> None:
    """All is computed anew: nothing that is kept answers."""
    unit = duties(tiny_build.tables)[0].unit.key
    before = {what: made(tiny_build, what, "zh", unit) for what in DOCUMENTS}
    rules = made(wuzhou, "task-sheet")
    for kept in (*vars(answers).values(), material.facts_of, material.three_lists):
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()
    for what, made_before in before.items():
        assert document(what, tiny_build, ONTOLOGY, Order("zh", unit=unit)) == made_before, what
    assert document("task-sheet", wuzhou, ONTOLOGY, Order("zh", unit=A_UNIT)) == rules


def test_same_document_same_bytes(wuzhou: Build) -> None:
    found = made(wuzhou, "briefing")
    pixels.cache_clear()
    for suffix in formats("briefing"):
        assert document_bytes(found, suffix) == written(wuzhou, "briefing", suffix), suffix


def test_docx_is_native(wuzhou: Build) -> None:
    """Headings are numbered styles, tables repeat their heading, runs name their Chinese font."""
    docx = pytest.importorskip("docx")
    found = made(wuzhou, "annual-report")
    content = written(wuzhou, "annual-report", ".docx")
    file = docx.Document(io.BytesIO(content))
    heads = [one.text for one in file.paragraphs if one.style.name.startswith("Heading")]
    assert heads == [section.heading for section in found.sections]
    assert file.styles["Heading 1"].element.pPr.numPr is not None
    for table in file.tables:
        assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
    for run in file.element.body.iter(f"{W}r"):
        if "".join(one.text or "" for one in run.iter(f"{W}t")).strip():
            assert run.rPr.rFonts.get(f"{W}eastAsia")
    xml = ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert "TOC \\o" in xml
    assert {one.date_time for one in ZipFile(io.BytesIO(content)).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }
    core = file.core_properties
    assert core.title == found.title
    assert f"{core.created:%Y-%m-%d}" == wuzhou.manifest.as_of
    header = "".join(one.text for one in file.sections[0].header.paragraphs)
    assert MARKS["zh"] in header


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pptx_is_native_and_marked(wuzhou: Build, lang: str) -> None:
    pptx = pytest.importorskip("pptx")
    found = made(wuzhou, "briefing", lang)
    file = pptx.Presentation(io.BytesIO(written(wuzhou, "briefing", ".pptx", lang)))
    charts = [shape.chart for slide in file.slides for shape in slide.shapes if shape.has_chart]
    whole, chart, ahead = charts
    totals = next(block for block in found.sections[0].blocks if isinstance(block, Table))
    assert [list(series.values) for series in whole.plots[0].series] == [
        [float(totals.frame.cell(k, name).value) for k in (0, 1)]
        for name in ("matched", "quantity", "composition")
    ]
    blocks = next(
        block.frame
        for block in found.sections[1].blocks
        if isinstance(block, Table) and block.chart
    )
    values = [list(series.values) for series in chart.plots[0].series]
    column = [blocks.column(name) for name in ("supply", "short")]
    assert blocks.total
    assert values == [[float(row[k]) for row in blocks.rows[:-1]] for k in column]
    (years,) = (
        block.frame
        for section in found.sections[2:]
        for block in section.blocks
        if isinstance(block, Table) and block.chart
    )
    assert list(ahead.plots[0].categories) == [row[0] for row in years.rows]
    assert list(ahead.plots[0].series[0].values) == [
        float(years.cell(k, "shortage").value) for k in range(len(years.rows))
    ]
    for slide in file.slides:
        assert slide.shapes.title.text_frame.text
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert MARKS[lang] in texts
        for run in slide._element.iter(f"{A}r"):
            assert run.find(f"{A}rPr/{A}ea") is not None


def hostile() -> Document:
    """Hostile names in every place where a name can stand."""
    columns = (Column("name", HOSTILE[0], share=3), Column("n", "n", "persons"))
    frame = Frame(columns, tuple((label, k) for k, label in enumerate(HOSTILE)))
    sections = tuple(
        Section(label, (Paragraph(label), Paragraph(label, "point"), Table(frame, label)))
        for label in HOSTILE
    )
    stamp = Stamp("0123abcd", "2024-12-31", "illustrative", ("somebody",))
    return Document(
        "briefing", "zh", HOSTILE[1], "facts", "示意数据", "warning", stamp, sections, True
    )


def test_hostile_names_are_inert_and_complete() -> None:
    found = hostile()
    for suffix, read in ((".docx", in_docx), (".pptx", in_pptx)):
        content = document_bytes(found, suffix)
        texts, tables = read(content)
        told = "".join(texts) + "".join(cell for t in tables for row in t for cell in row)
        assert HOSTILE[0] in told
        assert HOSTILE[1] in told
        assert HOSTILE[4] in told
        assert HOSTILE[6] in told
        assert "\u202e" not in told
        names = ZipFile(io.BytesIO(content)).namelist()
        assert not [name for name in names if name.endswith((".bin", ".js", ".vbs"))]
    pages, _ = in_pdf(document_bytes(found, ".pdf"))
    text = "".join("".join(pages).split())
    assert "".join(HOSTILE[0].split()) in text
    assert text.count("长") >= 300 * 4


def test_pdf_reads_no_text_as_markup() -> None:
    """What typst would run stays text."""
    label = '#panic("no") $x$ *b* _i_ @ref <l> `raw` \\ // c'
    found = replace(hostile(), sections=(Section(label, (Paragraph(label),)),), title=label)
    pages, _ = in_pdf(document_bytes(found, ".pdf"))
    assert pages[-1].count('#panic("no") $x$ *b*') >= 2


def test_pdf_shows_chinese_without_any_font_of_the_system(
    wuzhou: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig/>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    pages, fonts = in_pdf(document_bytes(made(wuzhou, "briefing"), ".pdf"))
    assert "产教供需简报" in pages[0]
    assert all(FAMILY.replace(" ", "") in name for name in fonts)


def test_cells_are_said_as_tables_show_them() -> None:
    columns = (Column("demand", "d", "persons"), Column("fill_rate", "f", "rate"))
    frame = Frame(columns, ((Fraction(2047, 2), Fraction(999, 1000)), (None, Fraction(1))))
    assert [*frame.text_rows()] == [("1,024", ">99%"), ("–", "100%")]
    cells = {name: frame.cell(0, "demand") for name in ("demand", "supply", "shortage")}
    place = dict.fromkeys(("place", "jobs", "market"), "x") | {"year": 2024, "shortage_range": ""}
    assert paragraph("first_page.gap", "zh", cells, **place).text.count("1,024") == len(cells)


def test_an_unknown_unit_lists_the_known_ones(wuzhou: Build) -> None:
    for unit, error in (("nobody", "error.no_unit"), (None, "error.document_needs_unit")):
        for lang, name in (("zh", A_UNIT), ("en", "Education Bureau" if unit is None else A_UNIT)):
            with pytest.raises(WrongInput) as caught:
                document("task-sheet", wuzhou, ONTOLOGY, Order(lang, unit=unit))
            assert caught.value.key == error
            assert name in caught.value.text(lang)


def test_without_units_there_is_no_task_sheet(tiny_build: Build) -> None:
    with pytest.raises(NoAnswer) as caught:
        document("task-sheet", Without(tiny_build, ("units",)), ONTOLOGY, Order())  # type: ignore[arg-type]
    assert "没有任务单可写" in caught.value.text("zh")
    assert "no task sheet to write" in caught.value.text("en")


def test_without_policies_there_are_no_warnings_but_a_briefing(tiny_build: Build) -> None:
    bare = Without(tiny_build, ("measures", "targets", "duties", "policies"))
    with pytest.raises(NoAnswer):
        document("warnings", bare, ONTOLOGY, Order())  # type: ignore[arg-type]
    found = document("briefing", bare, ONTOLOGY, Order())  # type: ignore[arg-type]
    assert len(found.sections) == 4  # what the data say nothing of is left out, and told
    assert "按条款的预警" in "".join(found.sections[0].sentences())
    assert document_bytes(found, ".pdf").startswith(b"%PDF")


def test_without_demand_or_year_there_is_no_briefing(tiny_build: Build) -> None:
    with pytest.raises(NoAnswer):
        document("briefing", Without(tiny_build, ("demand",)), ONTOLOGY, Order())  # type: ignore[arg-type]
    from graph.gap.scope import GapParameters

    with pytest.raises(NoAnswer):
        document("briefing", tiny_build, ONTOLOGY, Order("zh", GapParameters(year=1999)))


class Without:
    """A build some of whose tables are empty."""

    def __init__(self, build: Build, names: tuple[str, ...]) -> None:
        self.id, self.manifest, self.folder = build.id, build.manifest, build.folder
        self.tables = {
            name: frame.clear() if name in names else frame for name, frame in build.tables.items()
        }


@pytest.mark.parametrize("what", ["warnings", "task-sheet"])
def test_a_class_stands_beside_its_chance_and_a_likelier_one(wuzhou: Build, what: str) -> None:
    """Of three classes the likeliest has a third of the draws; sentences do not say it again."""
    told = re.compile(r"\w+ \([<>]?(\d+)\s?%\)(?:; likelier: \w+ \([<>]?(\d+)\s?%\))?")
    found, chances = made(wuzhou, what, "en"), []
    for table in (block for part in found.sections for block in part.blocks):
        if isinstance(table, Table) and "class_chance" in {one.name for one in table.frame.columns}:
            place = table.frame.column("class_chance")
            chances += [told.fullmatch(row[place]) for row in table.frame.rows if row[place]]
            assert not any("are balanced" in row[-1] for row in table.frame.rows)
    shares = [[share and int(share) for share in one.groups()] for one in chances if one]
    assert len(shares) == len(chances) > 0
    assert all(likely > chance if likely else chance >= 33 for chance, likely in shares)
    assert any(likely for _, likely in shares)


def test_a_failure_leaves_no_file(wuzhou: Build, tmp_path: Path) -> None:
    found = made(wuzhou, "briefing")
    with pytest.raises(WrongInput):
        write_document(found, tmp_path / "x.odt")
    with pytest.raises(WrongInput):
        write_document(found, tmp_path / "missing" / "x.pdf")
    assert [*tmp_path.iterdir()] == []


def test_a_missing_extra_is_named(wuzhou: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    found = made(wuzhou, "briefing")
    for suffix, package in ((".pdf", "typst"), (".docx", "docx"), (".pptx", "pptx")):
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(WrongInput) as caught:
            document_bytes(found, suffix)
        assert caught.value.key == "error.no_extra"
