"""Pictures from the command line: its choices, what it refuses, and the same bytes elsewhere."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from graph.door import open_build
from graph.draw.pictures import Wish, picture
from graph.draw.scene import Rows, Scene
from graph.errors import NoAnswer, WrongInput
from graph.export.scenes import WRITERS, scene_bytes, write_scene
from graph.ontology import load
from graph.settings import ROOT
from graph.words import LANGUAGES
from tests.test_export_scope import Changed
from views.commands.export import ExportOptions, export

ODD = ("=cmd|' /C calc'!A0", "<script>alert(1)</script>", "长" * 300, 'a\n"b"\tc', "a\u202eb\x00")
SAME = """
import hashlib, sys
from pathlib import Path
from graph.door import open_build
from graph.draw.pictures import Wish, picture
from graph.export.scenes import WRITERS, scene_bytes
from graph.ontology import load
drawn = picture("ribbon", open_build(Path(sys.argv[1])), load(), Wish())
for suffix in WRITERS:
    print(suffix, hashlib.sha256(scene_bytes(drawn, suffix)).hexdigest())
"""


@pytest.fixture(scope="module")
def home(homes: dict[str, Path]) -> Path:
    return homes["tiny"]


@pytest.fixture(scope="module")
def ribbon(home: Path) -> Scene:
    return picture("ribbon", open_build(home), load(), Wish())


def key_of(home: Path, table: str) -> str:
    first = open_build(home).tables[table].row(0, named=True)
    return str(first.get("id") or first.get("code"))


def test_a_part_is_drawn(home: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.svg"
    assert export("ribbon", whole, ExportOptions(), False, home, "en") == 0
    college = ExportOptions(college=key_of(home, "colleges"))
    for name, asked in (
        ("chain", ExportOptions(chain=key_of(home, "chains"))),
        ("college", college),
    ):
        file = tmp_path / f"{name}.svg"
        assert export("ribbon", file, asked, False, home, "en") == 0
        assert file.read_bytes() != whole.read_bytes()
    around = ExportOptions(around=key_of(home, "colleges"))
    assert export("network", tmp_path / "n.pptx", around, False, home, "en") == 0


UNITS = "示例市教育局、示例市人力资源社会保障局"
SUFFIXES = " ".join(WRITERS)
REFUSED = [
    (
        ("network", "x.svg", ExportOptions()),
        "network 还需要 --around CODE。",
        "network also needs --around CODE.",
    ),
    (("chain", "x.svg", ExportOptions()), "chain 还需要 ID。", "chain also needs ID."),
    (
        ("ribbon", "x.svg", ExportOptions(block="B999")),
        "缺口报告中没有组 B999；现有：B1, B2, B3, B4。",
        "The gap report has no block B999; it has: B1, B2, B3, B4.",
    ),
    (
        ("ribbon", "x.svg", ExportOptions(chain="care", college="demo-a", block="B1")),
        "选定范围（care, demo-a, B1）里没有可画的内容；请放宽筛选。",
        "There is nothing to draw in care, demo-a, B1; widen the selection.",
    ),
    (
        ("ribbon", "x.svg", ExportOptions(college="demo-x")),
        "没有院校“demo-x”；相近的有：demo-c, demo-b, demo-a。",
        "There is no college demo-x; similar: demo-c, demo-b, demo-a.",
    ),
    (
        ("briefing", "x.pdf", ExportOptions(year=1999)),
        "1999 年没有同时具备毕业生和需求的数字。两者都有的年份：2023, 2024。",
        "1999 has no figures on both sides. Years that have both: 2023, 2024.",
    ),
    (
        ("task-sheet", "x.docx", ExportOptions(unit="nobody")),
        f"没有责任单位“nobody”。现有单位：{UNITS}。",
        f"There is no unit “nobody”. Available units: {UNITS}.",
    ),
    (
        ("ribbon", "x.bmp", ExportOptions()),
        f"不能导出为“{{to}}”。可用后缀：{SUFFIXES}",
        f"Cannot export to “{{to}}”. Available endings: {SUFFIXES}",
    ),
    (
        ("briefing", "x.odt", ExportOptions()),
        "不能导出为“{to}”。可用后缀：.pdf .docx .pptx .xlsx",
        "Cannot export to “{to}”. Available endings: .pdf .docx .pptx .xlsx",
    ),
    (
        ("gap", "no/x.pdf", ExportOptions()),
        "找不到“{folder}”。请检查路径。",
        "“{folder}” was not found. Check the path.",
    ),
    (
        ("blocks", "mine.docx", ExportOptions()),
        "“{to}”已存在。如要覆盖，请加 --force。",
        "“{to}” already exists. Add --force to replace it.",
    ),
]


@pytest.mark.parametrize(("order", "zh", "en"), REFUSED)
def test_what_cannot_be_exported_is_said_and_leaves_no_file(
    home: Path, tmp_path: Path, order: tuple[str, str, ExportOptions], zh: str, en: str
) -> None:
    what, name, asked = order
    (tmp_path / "mine.docx").write_text("mine", encoding="utf-8")
    to = tmp_path / name
    with pytest.raises((WrongInput, NoAnswer)) as raised:
        export(what, to, asked, False, home, "zh")
    places = {"to": str(to), "folder": str(to.parent)}
    said = [raised.value.text(lang) for lang in LANGUAGES]
    assert said == [one.format_map(places) for one in (zh, en)]
    assert [one.name for one in tmp_path.iterdir()] == ["mine.docx"]
    assert (tmp_path / "mine.docx").read_text(encoding="utf-8") == "mine"


def test_a_misspelt_name_is_told_with_all_that_can_be_exported(home: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongInput) as raised:
        export("briefng", tmp_path / "x.pdf", ExportOptions(), False, home, "zh")
    assert raised.value.text("zh").startswith(
        "没有名为“briefng”的表、图或文稿。可导出：all；图 ribbon"
    )
    assert "documents: briefing annual-report" in raised.value.text("en")


def test_a_chain_without_demand_is_told(home: Path) -> None:
    made = open_build(home)
    demand = made.tables["demand"].filter(~pl.col("segment").fill_null("").str.starts_with("care"))
    lacking = Changed(made, demand=demand)
    with pytest.raises(NoAnswer) as raised:
        picture("ribbon", lacking, load(), Wish(chain="care"))  # type: ignore[arg-type]
    assert raised.value.text("zh") == "选定范围（care）里没有可画的内容；请放宽筛选。"
    drawn = picture("chain", lacking, load(), Wish(chain="care"))  # type: ignore[arg-type]
    assert "需要0人" in drawn.subtitle


def test_a_folder_that_cannot_be_written_is_told(ribbon: Scene, tmp_path: Path) -> None:
    (tmp_path / "a.svg").mkdir()
    with pytest.raises(WrongInput) as raised:
        write_scene(ribbon, tmp_path / "a.svg")
    assert raised.value.text("zh").startswith(f"无法写入“{tmp_path / 'a.svg'}”：")
    assert raised.value.text("en").startswith(f"“{tmp_path / 'a.svg'}” cannot be written: ")
    assert [one.name for one in tmp_path.iterdir()] == ["a.svg"]


def test_a_file_is_replaced_by_force(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.docx"
    file.write_text("mine", encoding="utf-8")
    assert export("blocks", file, ExportOptions(), True, home, "en") == 0
    assert file.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("suffix", "module", "package"),
    [(".svg", "uharfbuzz", "uharfbuzz"), (".png", "resvg_py", "resvg-py"),
     (".pdf", "typst", "typst"), (".pptx", "pptx", "python-pptx"),
     (".docx", "docx", "python-docx")],
)  # fmt: skip
def test_a_missing_extra_says_how_to_install(
    ribbon: Scene, suffix: str, module: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.export import fonts
    from graph.export.png import pixels

    pixels.cache_clear()
    fonts.font_face.cache_clear()
    fonts.subset.cache_clear()
    fonts.embedded.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(WrongInput) as raised:
        scene_bytes(ribbon, suffix)
    remedy = "make install{} pip install -e '.[briefing]'"
    assert [raised.value.text(lang) for lang in LANGUAGES] == [
        f"缺少软件包 {package}。请运行 {remedy.format('，或')}。",
        f"The package {package} is not installed. Run {remedy.format(', or')}.",
    ]


def test_every_format_has_the_same_bytes_in_another_process(home: Path, ribbon: Scene) -> None:
    seen = subprocess.run(
        [sys.executable, "-c", SAME, str(home)],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    found = dict(line.split() for line in seen.stdout.splitlines())
    mine = {s: hashlib.sha256(scene_bytes(ribbon, s)).hexdigest() for s in WRITERS}
    assert found == mine


def test_a_text_document_holds_every_row_and_odd_texts_stay_texts(ribbon: Scene) -> None:
    from docx import Document

    told = Rows(("name", "n"), tuple((text, k + 0.5) for k, text in enumerate(ODD)))
    file = Document(io.BytesIO(scene_bytes(replace(ribbon, title=ODD[1], rows=told), ".docx")))
    (table,) = file.tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0] == ["name", "n"]
    shown = [row[0] for row in cells[1:]]
    assert shown == [*ODD[:3], 'a "b" c', "ab\ufffd"]
    assert [row[1] for row in cells[1:]] == ["0.5", "1.5", "2.5", "3.5", "4.5"]
    assert len(file.inline_shapes) == 1
    assert not file.element.xpath("//w:hyperlink")


def test_poppler_reads_the_pdf_in_order_and_finds_both_fonts(ribbon: Scene, tmp_path: Path) -> None:
    import shutil

    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext")
    file = tmp_path / "a.pdf"
    file.write_bytes(scene_bytes(ribbon, ".pdf"))
    text = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    fonts = subprocess.run(
        ["pdffonts", str(file)], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    first, last = ribbon.boxes[0].lines[0], ribbon.boxes[-1].lines[0]
    assert text.index(first) < text.index(last) < text.index(ribbon.source[:12])
    assert ribbon.title in text
    assert len(fonts) == 2
    assert all("TwinChainSans" in line and " yes yes yes " in line for line in fonts)
