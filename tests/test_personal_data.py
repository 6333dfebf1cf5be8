"""Personal data planted in every kind of source are in no file of a build, and in no answer."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from graph.builds.opened import Build
from graph.door import open_build
from graph.stores.oxigraph import OxigraphStore
from ingest.build import BuildRequest, build
from views.cli import app

NAME, SIGNED = "张三丰子", "赵六六子"
IDENTITY, PHONE, WIDE = "450403199001011234", "13800138000", "１３９００１３９０００"
PLANTED = (NAME, SIGNED, IDENTITY, PHONE, WIDE, "13900139000", "zhang@example.cn")
HEADS = ["院校", "专业", "年份", "毕业生", "备注", "姓名", "身份证号", "说明"]
ROWS = [
    ["甲学院", "护理", "2024", "10", "", NAME, IDENTITY, "zhang@example.cn"],
    ["甲学院", "会计", "2024", f"约{PHONE}", f"电话 {PHONE}", NAME, IDENTITY, ""],
    [f"乙学院{PHONE}", "护理", "2024", "7", "", NAME, IDENTITY, ""],
    [f"丙学院（联系人：{SIGNED}）", "护理", "2024", "7", "", NAME, IDENTITY, ""],
    [f"填表人：{SIGNED} 电话：{WIDE}", "", "", "", "", "", "", ""],
]
PLAN = f"""甲市职业教育行动方案

一、做强护理专业。（牵头单位：市教育局；联系人：{SIGNED}，电话：{PHONE}）

二、建设实训基地 2 个，到 2026 年完成。（牵头单位：市工信局）

联系人：{SIGNED} 手机：{WIDE}
"""


def sheet(suffix: str) -> bytes:
    """The rows as a file of a kind."""
    if suffix in (".csv", ".tsv"):
        sign = "," if suffix == ".csv" else "\t"
        return "\n".join(sign.join(row) for row in [HEADS, *ROWS]).encode()
    rows = pl.DataFrame(ROWS, schema=HEADS, orient="row")
    written = io.BytesIO()
    if suffix == ".parquet":
        rows.write_parquet(written)
    else:
        rows.write_excel(written, worksheet="招生就业")
    return written.getvalue()


def plan(suffix: str) -> bytes:
    if suffix == ".docx":
        docx = pytest.importorskip("docx")
        document, written = docx.Document(), io.BytesIO()
        for line in PLAN.splitlines():
            document.add_paragraph(line)
        document.save(written)
        return written.getvalue()
    if suffix == ".html":
        lines = "".join(f"<p>{line}</p>" for line in PLAN.splitlines())
        return f"<html><body>{lines}</body></html>".encode()
    return PLAN.encode()


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "院校.csv").write_text("代码,名称,办学层次\njia,甲学院,高职\n", encoding="utf-8")
    (folder / "专业.csv").write_text(
        "代码,名称,学历层次\n520201,护理,高职\n530302,会计,高职\n", encoding="utf-8"
    )
    return folder


def everything_in(folder: Path) -> str:
    """Texts of all files below a folder: as they lie there, and unpacked where they are packed."""
    texts = []
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            texts.append(file.read_bytes().decode("utf-8", errors="ignore"))
            if file.suffix == ".parquet":
                frame = pl.read_parquet(file)
                texts.append(json.dumps(frame.to_dicts(), ensure_ascii=False, default=str))
    return "\n".join(texts)


def statements(made: Build, to: Path) -> str:
    OxigraphStore(made.rdf_folder).dump(to, "nq", {})
    return to.read_text(encoding="utf-8")


def require_absent(text: str, where: str) -> None:
    for planted in PLANTED:
        assert planted not in text, (where, planted)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx", ".parquet", ".txt", ".docx", ".html"])
def test_nothing_personal_gets_into_a_build(dataset: Path, tmp_path: Path, suffix: str) -> None:
    is_plan = suffix in (".txt", ".docx", ".html")
    name = f"方案{suffix}" if is_plan else f"招生就业{suffix}"
    (dataset / name).write_bytes(plan(suffix) if is_plan else sheet(suffix))
    home = tmp_path / "home"
    outcome = build(BuildRequest((dataset,), None, home))
    made = open_build(home)
    assert made.tables["measures" if is_plan else "enrolment"].height > 0
    require_absent(everything_in(home), "home")
    require_absent(statements(made, tmp_path / "all.nq"), "statements")
    require_absent(str(outcome.findings.rows()), "findings")


def test_nothing_personal_is_repeated(dataset: Path, tmp_path: Path) -> None:
    """What is printed, the queue of names and the marked workbook."""
    (dataset / "招生就业.xlsx").write_bytes(sheet(".xlsx"))
    runner, here = CliRunner(), Path.cwd()
    os.chdir(tmp_path)
    try:
        for lang in ("zh", "en"):
            for form in ("table", "json", "csv"):
                found = runner.invoke(
                    app, ["check", str(dataset), "--lang", lang, "--format", form]
                )
                require_absent(found.output, f"{lang} {form}")
        marked = tmp_path / "marked.xlsx"
        runner.invoke(app, ["check", str(dataset), "--annotate", str(marked)])
    finally:
        os.chdir(here)
    require_absent((tmp_path / "review.csv").read_text(encoding="utf-8"), "review.csv")
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(marked)
    cells = [cell for one in book.worksheets for row in one.iter_rows() for cell in row]
    texts = [str(cell.value) for cell in cells]
    texts += [cell.comment.text for cell in cells if cell.comment]
    require_absent("\n".join(texts), "marked.xlsx")
