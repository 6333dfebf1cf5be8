"""Labels that mean something to some format stay labels in every one: whole, and nothing else."""

from __future__ import annotations

import io
import re
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import networkx as nx
import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from graph.draw.scene import Stamp
from graph.export.documents import document_bytes
from graph.export.documents.frames import Column, Frame
from graph.export.documents.model import Document, Paragraph, Section, Table
from graph.export.scenes import scene_bytes
from tests.test_export_scenes import made_of

PIECES = (
    "<script>alert(1)</script>", "</title>", "=cmd()", "+1", "@SUM(A1)", "#panic(1)", "$x$", "*b*",
    "_i_", "`r`", "\\", "//", "<l>", "@r", '"', "'", "&amp;", "]]>", "-->", "%s", "{0}", "\n", "\t",
    "\x00", "\u202e", "\u202c", "\u200f", "长" * 300, "㙍", "茶", "a", " ",
)  # fmt: skip
labels = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map(
    lambda pieces: "茶" + "".join(pieces)
)
FEW = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ALL = "".join(PIECES)


def plain(text: str) -> str:
    """What of a text every reader gives back: no marks of direction, no kinds of white space."""
    return "".join(re.sub("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", "", text).split()).replace(
        "\x00", "\ufffd"
    )


class Tags(HTMLParser):
    """What a page consists of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.handlers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag] += 1
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


@FEW
@example(ALL)
@given(labels)
def test_a_label_of_a_picture(label: str) -> None:
    scene, harmless = made_of([label, "b"]), made_of(["a", "b"])
    for suffix in (".svg", ".drawio"):
        root, same = (ET.fromstring(scene_bytes(one, suffix)) for one in (scene, harmless))
        assert {e.tag for e in root.iter()} <= {e.tag for e in same.iter()}
        told = [e.text or "" for e in root.iter()] + [e.get("tooltip") or "" for e in root.iter()]
        assert plain(label) in {plain(one) for one in told}
    with tempfile.TemporaryDirectory() as folder:
        for suffix, read in ((".graphml", nx.read_graphml), (".gexf", nx.read_gexf)):
            file = Path(folder, f"a{suffix}")
            file.write_bytes(scene_bytes(scene, suffix))
            assert plain(read(file).nodes["a0"]["label"]) == plain(label)
    book = openpyxl.load_workbook(io.BytesIO(scene_bytes(scene, ".xlsx")))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert plain(label) in {plain(str(cell.value)) for cell in cells}
    page, harmless_page = (scene_bytes(one, ".html").decode() for one in (scene, harmless))
    tags = Tags(page)
    assert tags.found == Tags(harmless_page).found
    assert tags.handlers == []


@FEW
@example(ALL)
@given(labels)
def test_a_label_of_a_document(label: str) -> None:
    frame = Frame((Column("name", label), Column("n", "n", "persons")), ((label, 1),))
    blocks = (Paragraph(label), Paragraph(label, "point"), Table(frame, label))
    stamp = Stamp("0123abcd", "2024-12-31", "official", ("somebody",))
    found = Document("briefing", "zh", label, label, "", "", stamp, (Section(label, blocks),))
    for suffix, part in ((".docx", "word/document.xml"), (".pptx", "ppt/slides/slide2.xml")):
        with ZipFile(io.BytesIO(document_bytes(found, suffix))) as parts:
            assert not [name for name in parts.namelist() if name.endswith((".bin", ".js", ".vbs"))]
            root = ET.fromstring(parts.read(part))
        tags = {one.tag.rpartition("}")[2] for one in root.iter()}
        assert not tags & {"hyperlink", "hlinkClick", "script", "object"}
        told = plain("".join(one.text or "" for one in root.iter() if one.tag.endswith("}t")))
        assert told.count(plain(label)) >= 4, suffix
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(io.BytesIO(document_bytes(found, ".pdf"))) as book:
        text = plain("".join(page.extract_text() for page in book.pages))
        assert not [page.annots for page in book.pages if any(a.get("uri") for a in page.annots)]
    every = Counter(plain(label).replace("\ufffd", ""))
    assert Counter(text) >= Counter({sign: 4 * n for sign, n in every.items()})
