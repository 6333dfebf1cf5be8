"""A scene in every format, opened by readers of others; hostile labels; same input, same bytes."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser

from graph.draw.page import Caption, Elements, Look, framed
from graph.draw.scene import Band, Box, Edge, Node, Rows, Scene, Stamp, Text
from graph.errors import WrongInput
from graph.export.fonts import FAMILY, missing_characters
from graph.export.glyphs import NoGlyph, missing_glyphs_note, no_glyphs, unshown_names
from graph.export.scenes import WRITERS, scene_bytes, write_scene
from graph.ontology import load

ONTOLOGY = load()
HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "@SUM(1)\"quotes'",
    "line\nbreak\tand tab",
    "长" * 300,
    "\u202eright to left\u202c",
    "㙍 𬭚 镕",
    "nul\x00 and ]]> and &amp;",
]


def made_of(labels: list[str]) -> Scene:
    """A picture with these labels in every place a label can stand."""
    inside = Elements()
    for k, label in enumerate(labels):
        y = 100.0 + 50 * k
        shown = " ".join(label.split())[:12]
        for side, x in (("a", 40.0), ("b", 500.0)):
            inside.boxes.append(
                Box(f"{side}{k}", "Occupation", x, y, 200, 40, label, (shown,), tooltip=label)
            )
        inside.bands.append(
            Band(f"s{k}", "Major", f"a{k}", f"b{k}", 240, y, 500, y, 20, 7.0, label)
        )
        inside.nodes.append(
            Node(f"n{k}", "Chain", "star", 900, y, 10, label, (shown,), tooltip=label)
        )
        inside.texts.append(Text(f"t{k}", 1000, y, shown, tooltip=label))
    inside.edges.append(Edge("e", "quiet", "n0", "n1", ((900, 100), (900, 150)), labels[0]))
    rows = Rows(("label", "n"), tuple((label, k) for k, label in enumerate(labels)))
    caption = Caption(labels[0], "sub", "note", "description")
    stamp = Stamp("0123abcd", "2024-12-31", "illustrative", ("somebody",))
    return framed(
        "network", ONTOLOGY, Look("zh"), stamp, caption, inside, 700, [("", ("Chain",))], rows
    )


SCENE = made_of(HOSTILE)


@pytest.mark.parametrize("suffix", WRITERS)
def test_same_input_same_bytes(suffix: str) -> None:
    assert scene_bytes(SCENE, suffix) == scene_bytes(SCENE, suffix)


def test_svg_is_inert_and_complete() -> None:
    for theme in ("light", "dark"):
        root = ET.fromstring(scene_bytes(SCENE, ".svg", theme))
        names = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert names <= {"svg", "title", "desc", "style", "rect", "path", "g", "text", "polyline"}
        attributes = {name for element in root.iter() for name in element.attrib}
        assert not {name for name in attributes if name.startswith("on") or "href" in name}
        told = {element.text for element in root.iter() if element.tag.endswith("title")}
        assert HOSTILE[4] in told
        assert HOSTILE[0] in told
        assert "\u202e" not in "".join(root.itertext())
        style = "".join(e.text or "" for e in root.iter() if e.tag.endswith("style"))
        assert style.count("@font-face") == 2
        assert not re.search(r"url\((?!data:)", style)


def test_png_shows_chinese_without_any_font_of_the_system() -> None:
    from graph.export.png import png

    empty, chinese, other = (png(made_of([text]), width=800) for text in (" ", "梧州", "双链"))
    assert empty.startswith(b"\x89PNG")
    assert len({empty, chinese, other}) == 3  # not two boxes that look the same


def test_pdf_is_one_page_with_its_fonts_and_its_text() -> None:
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(io.BytesIO(scene_bytes(made_of(["梧州 tea", "second"]), ".pdf"))) as book:
        assert len(book.pages) == 1
        text = book.pages[0].extract_text()
        fonts = {character["fontname"] for character in book.pages[0].chars}
    assert "梧州 tea" in text
    assert text.index("梧州") < text.index("second")
    assert all(FAMILY.replace(" ", "") in name for name in fonts)


def test_graphs_are_read_by_networkx_and_igraph(tmp_path: Path) -> None:
    import networkx as nx

    igraph = pytest.importorskip("igraph")
    for suffix, read in ((".graphml", nx.read_graphml), (".gexf", nx.read_gexf)):
        file = tmp_path / f"g{suffix}"
        write_scene(SCENE, file)
        found = read(file)
        assert len(found) == 3 * len(HOSTILE)
        assert found.number_of_edges() == len(HOSTILE) + 1
        assert found.nodes["a0"]["label"] == HOSTILE[0]
        assert found.edges["a0", "b0"]["weight"] == 7.0
    outside = igraph.Graph.Read_GraphML(str(tmp_path / "g.graphml"))
    assert outside.vcount() == 3 * len(HOSTILE)
    assert HOSTILE[4] in outside.vs["label"]


def test_drawio_has_native_boxes_and_glued_connectors() -> None:
    root = ET.fromstring(scene_bytes(SCENE, ".drawio"))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    ends = [cell for cell in root.iter("mxCell") if cell.get("edge")]
    assert len(ends) == len(HOSTILE) + 1
    assert all(cell.get("source") in ids and cell.get("target") in ids for cell in ends)
    assert HOSTILE[4] in {element.get("tooltip") for element in root.iter()}
    assert "html=1" not in scene_bytes(SCENE, ".drawio").decode()


def test_workbook_holds_texts_as_texts(tmp_path: Path) -> None:
    import fastexcel
    import openpyxl

    file = tmp_path / "rows.xlsx"
    write_scene(SCENE, file)
    assert fastexcel.read_excel(file).load_sheet(0).height >= len(HOSTILE)
    cells = [cell for row in openpyxl.load_workbook(file).active.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert {HOSTILE[1], HOSTILE[4]} <= {cell.value for cell in cells}


def test_every_character_is_checked() -> None:
    assert missing_characters(["㙍 𬭚 镕", "梧州\n"]) == ""
    assert missing_characters(["a ⴲ b"]) == "ⴲ"


def test_what_the_font_lacks_is_told(tmp_path: Path) -> None:
    found = write_scene(made_of(["ⴲ 茶"]), tmp_path / "a.svg")
    assert found == (NoGlyph("ⴲ 茶", "ⴲ"),)
    assert "“ⴲ 茶”（ⴲ）" in missing_glyphs_note(found, "zh")
    assert "“ⴲ 茶” (ⴲ)" in missing_glyphs_note(found, "en")
    assert write_scene(made_of(["六堡茶", "㙍 𬭚 镕"]), tmp_path / "b.svg") == ()
    many = no_glyphs([f"ⴲ{k}" for k in range(7)])
    assert "2" in missing_glyphs_note(many, "zh")  # the rest is counted
    tables = {"majors": pl.DataFrame({"name": ["ⴲ 茶", None, "茶"], "name_en": [None] * 3})}
    assert unshown_names(tables) == (NoGlyph("ⴲ 茶", "ⴲ"),)


def test_a_failure_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> str:
        raise WrongInput("error.no_extra", package="p", extra="e")

    monkeypatch.setattr("graph.export.svg.svg", failing)
    with pytest.raises(WrongInput, match="make install"):
        write_scene(SCENE, tmp_path / "a.svg")
    with pytest.raises(WrongInput, match=r"\.svg"):
        write_scene(SCENE, tmp_path / "a.bmp")
    with pytest.raises(WrongInput):
        write_scene(SCENE, tmp_path / "nowhere" / "a.drawio")
    assert list(tmp_path.iterdir()) == []


def test_chromium_shows_the_svg_and_asks_for_nothing(tmp_path: Path, browser: Browser) -> None:
    file = tmp_path / "a.svg"
    write_scene(replace(SCENE, title="<script>document.title='x'</script>"), file)
    asked: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda _dialog: asked.append("dialog"))
        page.goto(file.as_uri())
        count = page.evaluate("document.querySelectorAll('text').length")
        loaded = page.evaluate(
            "document.fonts.ready.then(() => [...document.fonts].map(f => f.status))"
        )
    assert count > 4 * len(HOSTILE)
    assert asked == [file.as_uri()] or all(url.startswith(("file:", "data:")) for url in asked)
    assert "loaded" in loaded


def test_the_page_works_with_the_network_off(tmp_path: Path, browser: Browser) -> None:
    file = tmp_path / "a.html"
    chinese = replace(SCENE, kind="ribbon")
    write_scene(chinese, file, translations=[replace(chinese, lang="en", title="In English")])
    text = file.read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert "<script>alert" not in text
    asked: list[str] = []
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda _dialog: asked.append("dialog"))
        page.on("console", lambda message: asked.append(message.text))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.goto(file.as_uri())
        page.fill("#search", "镕")
        found = page.text_content("#details")
        page.fill("#search", "")
        thing = page.locator('[data-lang="zh"] .thing').first
        thing.focus()
        page.keyboard.press("Enter")
        details = page.text_content("#details")
        lit = page.locator(".on").count()
        before = page.get_attribute('[data-lang="zh"] svg', "viewBox")
        page.keyboard.press("+")
        after = page.get_attribute('[data-lang="zh"] svg', "viewBox")
        ink = "getComputedStyle(document.querySelector('[data-lang=zh] svg > text')).fill"
        colours = [page.evaluate(ink)]
        page.click("#theme")
        colours.append(page.evaluate(ink))
        page.click('[data-speak="en"]')
        title = page.title()
        hidden = page.is_hidden('[data-lang="zh"]')
    assert found == "找到3个"
    assert details == HOSTILE[0]
    assert lit >= 3  # the thing, its stream, its other end
    assert before != after
    assert colours[0] != colours[1]
    assert title == "In English"
    assert hidden
    assert [one for one in asked if not one.startswith(("file:", "data:"))] == []


def test_a_network_page_is_explored_with_the_network_off(tmp_path: Path, browser: Browser) -> None:
    """Search, details, both languages and both themes; labels are texts, whatever they say."""
    file = tmp_path / "network.html"
    write_scene(SCENE, file, translations=[replace(SCENE, lang="en", title="In English")])
    policy = file.read_text(encoding="utf-8").partition('Content-Security-Policy" content="')[2]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy.partition('"')[0]
    asked: list[str] = []
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for event in ("dialog", "console", "pageerror"):
            page.on(event, lambda what, event=event: asked.append(f"{event}: {what}"))
        page.goto(file.as_uri())
        page.fill("#search", "script")
        found = page.text_content("#details")
        page.press("#search", "Enter")
        chosen = page.text_content("#details strong")
        relation = page.text_content("#details li")
        page.click("#details li button")
        other = page.text_content("#details strong")
        scale = "network.getScale()"
        before = page.evaluate(scale)
        page.mouse.move(600, 400)
        page.mouse.wheel(0, -300)
        page.wait_for_function(f"{scale} > {before}")
        dark = page.evaluate("root.dataset.theme")
        page.click("#theme")
        light = page.evaluate("root.dataset.theme")
        page.click('[data-speak="en"]')
        title, hidden = page.title(), page.is_hidden('.above[data-lang="zh"]')
        legend = page.text_content('.below[data-lang="en"] .legend')
        things = page.evaluate("data.nodes.length")
    assert (found, chosen, relation) == ("找到1个", HOSTILE[0], HOSTILE[0])
    assert other == HOSTILE[1]
    assert {dark, light} == {"dark", "light"}
    assert (title, hidden) == ("In English", True)
    assert legend
    assert things == len(HOSTILE)
    assert [one for one in asked if not one.startswith(("file:", "data:"))] == []
