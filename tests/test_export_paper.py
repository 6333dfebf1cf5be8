"""The form of documents on paper: type that can be read, named styles, fonts, vectors."""

from __future__ import annotations

import io
import re
from collections import Counter
from math import hypot
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from graph.builds.opened import Build
from graph.draw.scene import Scene
from graph.export.documents import DOCUMENTS, formats
from graph.export.documents.model import Picture, Table
from graph.export.documents.paper import POINTS_CM, SMALLEST
from graph.export.documents.pictures import inside
from graph.export.documents.slide_flow import Drawing, flow
from graph.export.fonts import FAMILY
from tests.papers import made, written
from tests.wordml import W, disordered

VECTORS = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
EVERY = [(what, lang) for what in DOCUMENTS for lang in ("zh", "en")]


def printed_sizes(content: bytes) -> Counter[float]:
    """Return how many letters of a PDF have each size, in points, as they stand on the page."""
    pdfium = pytest.importorskip("pypdfium2")
    sizes: Counter[float] = Counter()
    matrix = pdfium.raw.FS_MATRIX()
    for page in pdfium.PdfDocument(content):
        text = page.get_textpage()
        for k in range(text.count_chars()):
            if pdfium.raw.FPDFText_GetUnicode(text, k) > ord(" "):
                pdfium.raw.FPDFText_GetMatrix(text, k, matrix)
                scale = hypot(matrix.c, matrix.d)
                sizes[round(pdfium.raw.FPDFText_GetFontSize(text, k) * scale, 2)] += 1
    return sizes


def docx_sizes(content: bytes) -> set[float]:
    """Return the sizes that paragraphs of a DOCX have by their style or by themselves."""
    parts = ZipFile(io.BytesIO(content))
    names = [n for n in parts.namelist() if re.match(r"word/(document|header|footer)\d?\.xml", n)]
    marked = "".join(parts.read(name).decode() for name in names)
    styles = ElementTree.fromstring(parts.read("word/styles.xml"))
    used = {*re.findall(r'<w:pStyle w:val="([^"]+)"', marked), "Normal"}
    ids = {style.get(f"{W}styleId"): style.find(f"{W}rPr/{W}sz") for style in styles}
    assert used <= set(ids)
    sizes = {int(ids[name].get(f"{W}val")) / 2 for name in used if ids[name] is not None}
    return sizes | {int(half) / 2 for half in re.findall(r'<w:sz w:val="(\d+)"', marked)}


def least_letters(scene: Scene) -> float:
    """Return the size of the smallest letters of a picture as documents show it, in pixels."""
    texts = [text for part in (*scene.boxes, *scene.nodes) for text in part.texts()]
    return min(text.size for text in (*texts, *scene.texts, *(i.text() for i in scene.legend)))


@pytest.mark.parametrize(("what", "lang"), EVERY)
def test_no_letter_on_a_page_is_smaller_than_nine_points(
    wuzhou: Build, what: str, lang: str
) -> None:
    sizes = printed_sizes(written(wuzhou, what, ".pdf", lang))
    assert sum(sizes.values()) > 500
    assert min(sizes) >= SMALLEST
    assert min(docx_sizes(written(wuzhou, what, ".docx", lang))) >= SMALLEST
    for picture in made(wuzhou, what, lang).pictures:
        _, (_, _, wide, high) = inside(picture.scene)
        placed = made(wuzhou, what, lang).paper.picture_width(high / wide) * POINTS_CM
        assert least_letters(picture.scene) * placed / wide >= SMALLEST


@pytest.mark.parametrize(("what", "lang"), EVERY)
def test_no_letter_on_a_slide_is_smaller_than_nine_points(
    wuzhou: Build, what: str, lang: str
) -> None:
    if ".pptx" not in formats(what):
        return
    for plan in flow(made(wuzhou, what, lang)):
        for item in plan.items:
            if isinstance(item, Drawing):
                scene = item.picture.wide or item.picture.scene
                placed = item.place[2] * 72 / inside(scene)[1][2]
                assert least_letters(scene) * placed >= SMALLEST
    parts = ZipFile(io.BytesIO(written(wuzhou, what, ".pptx", lang)))
    names = [name for name in parts.namelist() if re.match(r"ppt/(slides|charts)/[^/]*xml", name)]
    marked = "".join(parts.read(name).decode() for name in names)
    assert min(int(size) for size in re.findall(r'\bsz="(\d+)"', marked)) >= 100 * SMALLEST


@pytest.mark.parametrize(("what", "lang"), EVERY)
def test_a_pdf_holds_our_font_and_no_other(wuzhou: Build, what: str, lang: str) -> None:
    """Also the fonts that are embedded without a letter of them on any page."""
    content = written(wuzhou, what, ".pdf", lang)
    names = set(re.findall(rb"/BaseFont\s*/([^\s/<>\[\]]+)", content))
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(io.BytesIO(content)) as book:
        fonts = [
            one
            for page in book.pages
            for one in (page.page_obj.resources.get("Font") or {}).values()
        ]
        from pdfminer.pdftypes import resolve1

        names |= {str(resolve1(font)["BaseFont"]).encode() for font in fonts}
    assert names
    assert all(FAMILY.replace(" ", "").encode() in name for name in names)


# DOCX ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "lang"), EVERY)
def test_a_docx_stands_in_the_order_of_its_schema(wuzhou: Build, what: str, lang: str) -> None:
    assert disordered(written(wuzhou, what, ".docx", lang)) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_docx_is_set_by_named_styles(wuzhou: Build, lang: str) -> None:
    """Sizes stand in styles alone: who changes a style changes the document."""
    docx = pytest.importorskip("docx")
    found = made(wuzhou, "annual-report", lang)
    file = docx.Document(io.BytesIO(written(wuzhou, "annual-report", ".docx", lang)))
    used = Counter(one.style.name for one in file.paragraphs)
    note, table = {"zh": ("注", "表格文字"), "en": ("Note", "Table text")}[lang]
    sections = found.on_pages().sections
    captions = [b for s in sections for b in s.blocks if isinstance(b, Table | Picture)]
    assert used["Title"] == 1
    assert used["Caption"] == len(captions)
    assert used["Heading 1"] == len(found.sections)
    assert used["TOC 1"] == used["Heading 1"]
    assert used[note] >= len(found.pictures)
    cells = {p.style.name for t in file.tables for cell in t.rows[0].cells for p in cell.paragraphs}
    assert cells == {table}
    assert not list(file.element.body.iter(f"{W}sz"))
    assert file.styles["Title"].font.size.pt >= 14


def test_contents_of_a_docx_are_there_before_they_are_counted(wuzhou: Build) -> None:
    docx = pytest.importorskip("docx")
    file = docx.Document(io.BytesIO(written(wuzhou, "annual-report", ".docx", "zh")))
    entries = [one for one in file.paragraphs if one.style.name == "TOC 1"]
    found = made(wuzhou, "annual-report", "zh")
    expected = [n + s.heading for n, s in zip(found.numbers(), found.sections, strict=True)]
    assert ["".join(t.text or "" for t in one._p.iter(f"{W}t")) for one in entries] == expected
    kinds = [one.get(f"{W}fldCharType") for p in entries for one in p._p.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    assert (kinds[0], kinds[-1]) == ("begin", "end")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pictures_of_a_docx_are_vectors_without_letters(wuzhou: Build, lang: str) -> None:
    """Programs without the vectors show the pixels; no program needs a font."""
    content = written(wuzhou, "briefing", ".docx", lang)
    parts = ZipFile(io.BytesIO(content))
    body = ElementTree.fromstring(parts.read("word/document.xml"))
    links = ElementTree.fromstring(parts.read("word/_rels/document.xml.rels"))
    targets = {link.get("Id"): link.get("Target") for link in links}
    (blip,) = body.iter(f"{A}blip")
    (vectors,) = blip.iter(VECTORS)
    assert targets[blip.get(f"{R}embed")].endswith(".png")
    name = targets[vectors.get(f"{R}embed")]
    assert 'ContentType="image/svg+xml"' in parts.read("[Content_Types].xml").decode()
    root = ElementTree.fromstring(parts.read(f"word/{name}"))
    kinds = Counter(element.tag.rpartition("}")[2] for element in root.iter())
    assert kinds["text"] == 0
    (scene,) = (picture.scene for picture in made(wuzhou, "briefing", lang).pictures)
    assert kinds["path"] >= len([*(t for box in scene.boxes for t in box.texts())])


def test_outlines_stand_where_letters_would(wuzhou: Build) -> None:
    """The same pixels as with the font, but for the edges of letters."""
    image = pytest.importorskip("PIL.Image")
    chops = pytest.importorskip("PIL.ImageChops")
    resvg = pytest.importorskip("resvg_py")
    from graph.export.documents.pictures import inside_png, inside_svg

    (picture,) = made(wuzhou, "briefing", "zh").pictures
    markup, _, _ = inside_svg(picture.scene, outlines=True)
    drawn = bytes(resvg.svg_to_bytes(svg_string=markup, width=1_200, skip_system_fonts=True))
    known, _ = inside_png(picture.scene, 1_200)
    pixels = [image.open(io.BytesIO(one)).convert("L") for one in (drawn, known)]
    difference = chops.difference(*pixels).histogram()
    assert sum(difference[128:]) < 0.002 * sum(difference)
