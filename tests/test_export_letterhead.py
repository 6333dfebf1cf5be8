"""Letterheads, and official Chinese paper (GB/T 9704-2012)."""

from __future__ import annotations

import io
import itertools
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zipfile import ZipFile

import pytest

from graph.builds.letterhead import LENGTHS, Letterhead, letterhead_of, read_letterhead
from graph.builds.make import BuildInput, _manifest
from graph.builds.opened import Build
from graph.door import open_build
from graph.errors import WrongInput
from graph.export.by_name import export_bytes
from graph.export.documents import Order, document, document_bytes
from graph.export.documents.letters import contact_line
from graph.export.documents.model import Document
from graph.export.documents.paper import NEUTRAL, OFFICIAL, SMALLEST, Paper
from graph.export.options import ExportOptions
from graph.ontology import load
from ingest.datasets import letterhead_in, open_datasets
from tests.test_export_documents import in_docx, in_pdf, in_pptx
from tests.test_export_paper import docx_sizes, printed_sizes
from tests.wordml import disordered
from views.http.exports import PARAMETERS

HEAD = Letterhead(
    issuer="示例市人力资源和社会保障局",
    issuer_en="Example Bureau of Human Resources",
    number="示人社报〔2026〕12号",
    date="2026-12-01",
    contact="联系人：张三，电话：0000-0000000",
    contact_en="Zhang San, 0000-0000000",
    recipients="各县（市、区）人民政府：",
    recipients_en="All counties",
)
LINE, SQUARE = 28.95, 156 / 25.4 * 72 / 28  # points


@cache
def made(
    build: Build, what: str, lang: str = "zh", paper: Paper = OFFICIAL, head: Letterhead = HEAD
) -> Document:
    return document(what, build, load(), Order(lang, paper=paper, letterhead=head))


@cache
def written(
    build: Build, what: str, suffix: str, lang: str = "zh", paper: Paper = OFFICIAL
) -> bytes:
    return document_bytes(made(build, what, lang, paper), suffix)


# What a letterhead may say ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"isuer": "甲局"}, "error.letterhead_key"),
        ({"date_en": "2026-12-01"}, "error.letterhead_key"),
        ({"issuer": "甲" * (LENGTHS["issuer"] + 1)}, "error.letterhead_text"),
        ({"issuer_en": "A" * (2 * LENGTHS["issuer"] + 1)}, "error.letterhead_text"),
        ({"issuer": 7}, "error.letterhead_text"),
        ({"contact": "a\nb"}, "error.letterhead_text"),
        ({"contact_en": "a\u202eb"}, "error.letterhead_text"),
        ({"date": "today"}, "error.letterhead_date"),
        ({"date": "2026-13-01"}, "error.letterhead_date"),
        ({"date": 20261201}, None),
    ],
)
def test_a_wrong_letterhead_is_refused(settings: dict[str, Any], key: str | None) -> None:
    if key is None:  # the basic form of ISO 8601; English takes more room than Chinese
        assert letterhead_of(settings).date == "2026-12-01"
        assert letterhead_of({"issuer_en": "A" * (2 * LENGTHS["issuer"])}).issuer_en
        return
    with pytest.raises(WrongInput) as caught:
        letterhead_of(settings)
    assert caught.value.key == key
    for lang in ("zh", "en"):
        assert next(iter(settings)) in caught.value.text(lang) or "date" in settings


@pytest.mark.parametrize(
    ("contact", "neutral", "official"),
    [
        ("张三，0774-1234567", "联系方式：张三，0774-1234567", "（张三，0774-1234567）"),
        ("联系人：张三，电话：1", "联系人：张三，电话：1", "（联系人：张三，电话：1）"),
        ("联系方式：张三", "联系方式：张三", "（联系方式：张三）"),
        ("（联系人：张三）", "（联系人：张三）", "（联系人：张三）"),
        ("Contact: Zhang", "Contact: Zhang", "（Contact: Zhang）"),
        ("https://example.org", "联系方式：https://example.org", "（https://example.org）"),
        ("张三（科长）", "联系方式：张三（科长）", "（张三（科长））"),
        ("", "", ""),
    ],
)
def test_a_contact_has_one_label_and_one_pair_of_brackets(
    contact: str, neutral: str, official: str
) -> None:
    for paper, line in ((NEUTRAL, neutral), (OFFICIAL, official)):
        shown = SimpleNamespace(letterhead=Letterhead(contact=contact), paper=paper, lang="zh")
        assert contact_line(cast("Document", shown)) == line


def test_a_letterhead_is_read_from_a_file_or_a_source(tmp_path: Path) -> None:
    file = tmp_path / "head.toml"
    file.write_text('issuer = "甲局"\ndate = 2026-12-01\n', encoding="utf-8")
    assert read_letterhead(file) == Letterhead("甲局", date="2026-12-01")
    file.write_text('title = "x"\n[letterhead]\nissuer = "乙局"\n', encoding="utf-8")
    assert read_letterhead(file) == Letterhead("乙局")
    for content in (b"issuer = ", b"\xff\xfe\x00", b"#" * 70_000):
        file.write_bytes(content)
        with pytest.raises(WrongInput):
            read_letterhead(file)
    with pytest.raises(WrongInput):
        read_letterhead(tmp_path)


def test_the_letterhead_of_a_source_travels_with_the_build(wuzhou: Build, tmp_path: Path) -> None:
    for name, issuer in (("a", "甲局"), ("b", "乙局"), ("c", None)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "areas.csv").write_text("id,name\n990100,示例市\n", encoding="utf-8")
        text = f'[letterhead]\nissuer = "{issuer}"\n' if issuer else ""
        (folder / "source.toml").write_text(text, encoding="utf-8")
    one = open_datasets([tmp_path / "c", tmp_path / "a"], None, load())
    assert letterhead_in(one) == Letterhead("甲局")
    assert one[1].findings == ()
    with pytest.raises(WrongInput) as caught:
        open_datasets([tmp_path / "a", tmp_path / "b"], None, load())
    assert caught.value.key == "error.two_letterheads"
    known = wuzhou.manifest
    tables = {name: wuzhou.tables[name] for name in wuzhou.tables}
    made_of = BuildInput(
        "x", tables, wuzhou.findings, {}, [], "", None, letterhead=letterhead_in(one)
    )
    assert _manifest(made_of, load(), {}).letterhead == {"issuer": "甲局"}
    stamped = open_build(wuzhou.folder.parents[1])
    stamped.__dict__["manifest"] = replace(known, letterhead={"issuer": "甲局"})
    found = document("warnings", stamped, load(), Order())
    assert found.letterhead == Letterhead("甲局", signature="甲局")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_has_the_letterhead(wuzhou: Build, lang: str) -> None:
    head = HEAD.of(lang)
    words = (head.issuer, head.number, head.date, head.contact)
    assert head.date == {"zh": "2026年12月1日", "en": "2026-12-01"}[lang]
    texts = {
        suffix: "".join(read(written(wuzhou, "briefing", suffix, lang, NEUTRAL))[0])
        for suffix, read in ((".docx", in_docx), (".pptx", in_pptx), (".pdf", in_pdf))
    }
    parts = ZipFile(io.BytesIO(written(wuzhou, "briefing", ".xlsx", lang, NEUTRAL)))
    texts[".xlsx"] = parts.read("xl/sharedStrings.xml").decode()
    for suffix, text in texts.items():
        for word in words:
            assert re.sub(r"\s", "", word) in re.sub(r"\s", "", text), suffix
    assert document("briefing", wuzhou, load(), Order(lang)).letterhead == Letterhead()


def test_paper_and_letterhead_are_options_of_documents(wuzhou: Build, tmp_path: Path) -> None:
    official = ExportOptions(paper="official")
    for what, suffix, lang, key in (
        ("briefing", ".pptx", "zh", "error.not_for_format"),
        ("briefing", ".pdf", "en", "error.official_paper"),
        ("ribbon", ".pdf", "zh", "error.option_not_for"),
    ):
        with pytest.raises(WrongInput) as caught:
            export_bytes(what, suffix, official, wuzhou, lang)
        assert caught.value.key == key
    file = tmp_path / "head.toml"
    file.write_text('issuer = "甲局"', encoding="utf-8")
    content = export_bytes("warnings", ".docx", ExportOptions(letterhead=file), wuzhou, "zh")
    assert "甲局" in in_docx(content)[0]
    assert "paper" in PARAMETERS
    assert "letterhead" not in PARAMETERS  # no file of the server is read for a stranger


# Official paper -----------------------------------------------------------------------------------


def test_an_official_docx_follows_the_standard(wuzhou: Build) -> None:
    docx = pytest.importorskip("docx")
    content = written(wuzhou, "annual-report", ".docx")
    assert disordered(content) == []
    assert min(docx_sizes(content)) >= SMALLEST
    file = docx.Document(io.BytesIO(content))
    page = file.sections[0]
    assert [round(side.mm, 1) for side in (page.top_margin, page.left_margin)] == [37, 28]
    assert round(page.page_width.mm - page.left_margin.mm - page.right_margin.mm, 1) == 156
    assert round(page.page_height.mm - page.top_margin.mm - page.bottom_margin.mm, 1) == 225
    face = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"
    fonts = {
        name: (file.styles[name].element.rPr.rFonts.get(face), file.styles[name].font.size.pt)
        for name in ("Title", "Heading 1", "Heading 2", "Body Text")
    }
    assert fonts == {
        "Title": ("方正小标宋简体", 22),
        "Heading 1": ("黑体", 16),
        "Heading 2": ("楷体", 16),
        "Body Text": ("仿宋", 16),
    }
    assert file.styles["Body Text"].paragraph_format.line_spacing.pt == pytest.approx(LINE)
    odd, even = page.footer.paragraphs[0], page.even_page_footer.paragraphs[0]
    assert [odd.text, even.text] == ["— 1 —", "— 1 —"]
    assert [odd.alignment, even.alignment] == [2, 0]
    assert file.settings.odd_and_even_pages_header_footer
    texts = [one.text for one in file.paragraphs]
    signed = texts.index("2026年12月1日")
    assert texts[signed - 1] == HEAD.issuer
    assert texts[signed + 1] == f"（{HEAD.contact}）"
    assert "各县（市、区）人民政府：" in texts
    _, annexes = made(wuzhou, "annual-report").parts()
    assert len(annexes) > 2
    assert f"附件：1．{annexes[0].heading}" in texts[:signed]
    starts = [k for k, one in enumerate(file.paragraphs) if one.style.name == "附件序号"]
    assert [texts[k] for k in starts] == [f"附件{k}" for k in range(1, len(annexes) + 1)]
    assert [texts[k + 1] for k in starts] == [section.heading for section in annexes]
    assert all(file.paragraphs[k].paragraph_format.page_break_before for k in starts)
    assert starts[0] > signed


def test_an_official_pdf_has_22_lines_of_28_characters(wuzhou: Build) -> None:
    content = written(wuzhou, "annual-report", ".pdf")
    assert min(printed_sizes(content)) >= SMALLEST
    pdfplumber = pytest.importorskip("pdfplumber")
    steps: Counter[float] = Counter()
    longest = 0
    with pdfplumber.open(io.BytesIO(content)) as book:
        texts = [page.extract_text() for page in book.pages]
        first = "".join(texts[0].split())
        numbers = [text.splitlines()[-1] for text in texts[:3]]
        for page in book.pages[:8]:
            lines: dict[float, list[float]] = {}
            for one in page.chars:
                if abs(one["size"] - 16) < 0.1 and "\u4e00" <= one["text"] <= "\u9fff":
                    lines.setdefault(round(one["bottom"], 1), []).append(one["x0"])
            heights = sorted(lines)
            steps.update(round(b - a, 1) for a, b in itertools.pairwise(heights))
            longest = max(longest, *map(len, lines.values()), 0)
            squares = [round((max(xs) - min(xs)) / SQUARE, 2) for xs in lines.values()]
            assert max(squares, default=0) <= 27.1
    assert steps.most_common(1)[0][0] == pytest.approx(LINE, abs=0.06)
    assert int(225 / 25.4 * 72 / LINE) == 22
    assert longest >= 24
    assert made(wuzhou, "annual-report").sections[0].heading in first  # the first page has text
    assert HEAD.issuer in first
    assert numbers == ["— 1 —", "— 2 —", "— 3 —"]
    whole = "".join("".join(text.split()) for text in texts)
    assert "思源黑体" in whole
    assert "GB/T9704-2012" in whole


def test_neutral_paper_has_no_annexes_of_its_own(wuzhou: Build) -> None:
    found = made(wuzhou, "annual-report", "zh", NEUTRAL)
    assert found.parts() == (found.sections, ())


# Slides -------------------------------------------------------------------------------------------


def test_numbers_of_slides_are_fields(wuzhou: Build) -> None:
    pptx = pytest.importorskip("pptx")
    file = pptx.Presentation(io.BytesIO(written(wuzhou, "briefing", ".pptx", "zh", NEUTRAL)))
    a = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    for number, slide in enumerate(file.slides, 1):
        (field,) = slide._element.iter(f"{a}fld")
        assert field.get("type") == "slidenum"
        assert field.find(f"{a}t").text == str(number)
