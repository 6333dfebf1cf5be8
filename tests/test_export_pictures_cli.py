"""Pictures from the command line: its choices, what it refuses, and the same bytes elsewhere."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from graph.builds.opened import open_build
from graph.draw.pictures import Wish, picture
from graph.draw.scene import Rows, Scene
from graph.errors import NoAnswer, WrongInput
from graph.export.scenes import WRITERS, scene_bytes
from graph.ontology import load
from graph.settings import ROOT
from views.commands.export import Asked, export

ODD = ("=cmd|' /C calc'!A0", "<script>alert(1)</script>", "长" * 300, 'a\n"b"\tc', "a\u202eb\x00")
SAME = """
import hashlib, sys
from pathlib import Path
from graph.builds.opened import open_build
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
    assert export("ribbon", whole, Asked(), False, home, "en") == 0
    college = Asked(college=key_of(home, "colleges"))
    for name, asked in (("chain", Asked(chain=key_of(home, "chains"))), ("college", college)):
        file = tmp_path / f"{name}.svg"
        assert export("ribbon", file, asked, False, home, "en") == 0
        assert file.read_bytes() != whole.read_bytes()
    around = Asked(around=key_of(home, "colleges"))
    assert export("network", tmp_path / "n.pptx", around, False, home, "en") == 0


@pytest.mark.parametrize(
    ("what", "asked", "told"),
    [
        ("network", Asked(), "--around"),
        ("network", Asked(around="nothing such"), "nothing such"),
        ("chain", Asked(), "chain"),
        ("ribbon", Asked(chain="nothing such"), "nothing such"),
        ("ribbon", Asked(college="nothing such"), "nothing such"),
        ("ribbon", Asked(block="B999"), "B999"),
    ],
)
def test_what_is_not_there_is_said_and_leaves_no_file(
    home: Path, tmp_path: Path, what: str, asked: Asked, told: str
) -> None:
    with pytest.raises((WrongInput, NoAnswer)) as raised:
        export(what, tmp_path / "x.svg", asked, False, home, "en")
    assert told in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_only_by_force(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.docx"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(WrongInput, match="--force"):
        export("blocks", file, Asked(), False, home, "en")
    assert file.read_text(encoding="utf-8") == "mine"
    assert export("blocks", file, Asked(), True, home, "en") == 0
    assert file.read_bytes().startswith(b"PK")


def test_an_unknown_suffix_names_the_known(home: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongInput) as raised:
        export("ribbon", tmp_path / "x.bmp", Asked(), False, home, "en")
    assert all(suffix in str(raised.value) for suffix in WRITERS)


@pytest.mark.parametrize(
    ("suffix", "package"),
    [(".svg", "uharfbuzz"), (".png", "resvg_py"), (".pdf", "typst"), (".pptx", "pptx"),
     (".docx", "docx")],
)  # fmt: skip
def test_a_missing_extra_says_how_to_install(
    ribbon: Scene, suffix: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.export import fonts

    fonts._face.cache_clear()
    fonts.subset.cache_clear()
    fonts.embedded.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(WrongInput, match="make install"):
        scene_bytes(ribbon, suffix)


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
