"""Files as they come: encodings, delimiters, quotes, line numbers, and what is no table at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ontology import Ontology
from ingest.datasets import open_dataset
from ingest.pipeline import ingest
from ingest.readers import BadFileError, Sheet
from ingest.readers.delimited import read
from ingest.readers.parquet import read as read_parquet

HEAD = ["院校", "专业", "年份", "毕业生"]
TEXT = "院校,专业,年份,毕业生\n甲学院,护理,2024,45\n乙学院,林业,2024,7\n"


def table(content: str | bytes, name: str = "招生就业.csv") -> list[tuple[str | None, ...]]:
    return sheet(content, name).cells.rows()


def sheet(content: str | bytes, name: str = "招生就业.csv") -> Sheet:
    (found,) = read(content if isinstance(content, bytes) else content.encode(), name)
    return found


def fault(content: str | bytes, name: str = "招生就业.csv") -> BadFileError:
    with pytest.raises(BadFileError) as raised:
        table(content, name)
    return raised.value


# Encodings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"],
)
def test_the_encoding_is_found(encoding: str) -> None:
    assert table(TEXT.encode(encoding)) == table(TEXT)


def test_big5_is_found() -> None:
    text = "college,note\nc1,這是一個備註，說明護理專業的畢業生人數\nc2,臺灣地區資料\n"
    assert table(text.encode("big5")) == table(text)


@pytest.mark.parametrize("text", ["院校,code\n,1\n", "名称\n护理\n"])
def test_a_few_characters_of_gb18030_are_enough(text: str) -> None:
    assert table(text.encode("gb18030")) == table(text)


def test_accents_stay_utf8() -> None:
    assert table("name\nÉcole supérieure\n") == [("name",), ("École supérieure",)]


def test_zero_bytes_that_pad_a_cell_are_no_utf16() -> None:
    padded = TEXT.encode() + "丙学院\0\0,护理,2024,1\n".encode()
    assert table(padded)[-1] == ("丙学院", "护理", "2024", "1")


def test_damaged_utf8_is_said_with_its_line() -> None:
    damaged = fault(TEXT.encode() + b"c1,\xff\xfe,2024,\n")
    assert damaged.reason == "bad-file.encoding"
    assert damaged.values == {"encoding": "utf-8", "line": 4}


# Delimiters and quotes ----------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found(delimiter: str, end: str) -> None:
    assert table(TEXT.replace(",", delimiter).replace("\n", end)) == table(TEXT)


def test_a_tsv_keeps_its_commas() -> None:
    text = "院校\t毕业生\t备注\n甲学院\t1,234\ta, b, c\n"
    assert table(text, "招生就业.tsv")[1] == ("甲学院", "1,234", "a, b, c")


def test_quoted_cells_may_hold_delimiters_quotes_and_line_breaks() -> None:
    text = 'a,b\n"x, ""y""",1\n\n"two\nlines",2\nlast,3\n'
    found = sheet(text)
    assert found.cells.rows()[1] == ('x, "y"', "1")
    numbered = dict(zip(found.rows.to_list(), found.cells["c0"].to_list(), strict=True))
    assert numbered[2] == 'x, "y"'
    assert numbered[4] == "two\nlines"
    assert numbered[6] == "last"


def test_an_unclosed_quote_costs_its_own_line_only() -> None:
    text = 'a,b,c\n"x,1,2\ny,3,4\n"z\nz",5,6\nw,"7,8\nv,9,10\n'
    found = sheet(text)
    assert found.cells.rows() == [
        ("a", "b", "c"),
        ('"x', "1", "2"),
        ("y", "3", "4"),
        ("z\nz", "5", "6"),
        ("w", '"7', "8"),
        ("v", "9", "10"),
    ]
    assert found.rows.to_list() == [1, 2, 3, 4, 6, 7]
    assert [(note.rule, note.row) for note in found.notes] == [
        ("stray-quote", 2),
        ("stray-quote", 6),
    ]


def test_rows_may_be_shorter_or_longer_than_the_head() -> None:
    assert table("a,b\n1\n1,2,3\n") == [("a", "b", None), ("1", None, None), ("1", "2", "3")]


CELLS = st.text(st.sampled_from("ab,;\t|\"' 9.护理—é"), max_size=6)


@given(st.lists(st.lists(CELLS | st.just("x\ny"), min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_a_csv_writer_wrote_is_read_back(rows: list[list[str]]) -> None:
    import csv

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([["head", "b", "c"], *rows])
    found = sheet(out.getvalue()).cells
    padded = found.with_columns(
        pl.lit(None, pl.String).alias(f"c{i}") for i in range(found.width, 3)
    )
    back = [[cell or "" for cell in row] for row in padded.select("c0", "c1", "c2").rows()]
    assert back[1:] == rows


# No tables ----------------------------------------------------------------------------------------


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said(content: bytes) -> None:
    assert fault(content).reason == "bad-file.empty"


@pytest.mark.parametrize(
    "content",
    [
        PNG,
        b"PK\x03\x04" + bytes(99),
        b"%PDF-1.7\n%\xe2\xe3\n",
        b"<html><table>",
        b"\xd0\xcf\x11\xe0",
    ],
)
def test_a_file_of_another_kind_is_refused(content: bytes) -> None:
    refused = fault(content)
    assert refused.reason == "bad-file.not_its_name"
    assert refused.values == {"kind": ".csv"}


def test_a_file_of_bytes_is_refused() -> None:
    assert fault(bytes(range(256)) * 9).reason == "bad-file.binary"


def test_parquet_of_any_types_is_read_as_text() -> None:
    out = io.BytesIO()
    pl.DataFrame(
        {"院校": ["甲"], "年份": [2024], "就业率": [96.5], "tags": [["a", "b"]]}
    ).write_parquet(out)
    (found,) = read_parquet(out.getvalue(), "x.parquet")
    assert found.cells.rows() == [("院校", "年份", "就业率", "tags"), ("甲", "2024", "96.5", "a;b")]
    with pytest.raises(BadFileError):
        read_parquet(out.getvalue()[:-20], "x.parquet")


# Zips ---------------------------------------------------------------------------------------------


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


COLLEGES = "code,name,level\nc1,甲学院,高职\nc2,乙学院,高职\n".encode()


def test_a_zip_is_read_like_the_folder_in_it(tmp_path: Path, ontology: Ontology) -> None:
    path = tmp_path / "city.zip"
    inside = {
        "市/院校.csv": COLLEGES,
        "市/source.toml": b'grade = "reported"',
        "__MACOSX/x.csv": b"x",
    }
    path.write_bytes(packed(inside))
    dataset = open_dataset(path, None, ontology)
    assert [f.name for f in dataset.files] == ["院校.csv"]
    read_in = ingest([dataset], ontology)
    assert read_in.tables["colleges"]["grade"].to_list() == ["reported"] * 2
    assert not read_in.findings.height


def test_a_damaged_member_of_a_zip_costs_only_itself(tmp_path: Path, ontology: Ontology) -> None:
    path = tmp_path / "city.zip"
    majors = "code,name,level\n520201,护理,高职\n".encode()
    content = packed({"colleges.csv": COLLEGES, "majors.csv": majors}, zipfile.ZIP_STORED)
    path.write_bytes(content.replace("甲学院".encode(), b"broken---"))
    read_in = ingest([open_dataset(path, None, ontology)], ontology)
    assert read_in.findings.select("rule", "file").rows() == [("bad-file", "colleges.csv")]
    assert read_in.tables["majors"]["code"].to_list() == ["520201"]


def test_a_file_the_system_withholds_costs_only_itself(
    tmp_path: Path, ontology: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spreadsheet programs lock what they have open; the other files are read all the same."""
    (tmp_path / "areas.csv").write_text("code,name\n1,Here\n", encoding="utf-8")
    (tmp_path / "industries.csv").write_text("code,name\nA,Farming\n", encoding="utf-8")
    give = Path.read_bytes

    def withhold(path: Path) -> bytes:
        if path.name == "areas.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return give(path)

    monkeypatch.setattr(Path, "read_bytes", withhold)
    found = ingest([open_dataset(tmp_path, None, ontology)], ontology)
    assert found.findings.select("rule", "file").rows() == [("bad-file", "areas.csv")]
    assert found.tables["industries"].height == 1


@pytest.mark.parametrize(
    ("content_of", "why"),
    [
        (lambda: b"", "empty"),
        (lambda: packed({"colleges.csv": COLLEGES})[:60], "damaged"),
        (lambda: COLLEGES, "not_its_name"),
        (lambda: packed({"colleges.csv": bytes(300 * 1024**2)}), "too_large"),
    ],
    ids=("empty", "damaged", "not_its_name", "too_large"),
)
def test_a_bad_zip_is_one_finding(
    tmp_path: Path, ontology: Ontology, content_of: Callable[[], bytes], why: str
) -> None:
    path = tmp_path / "city.zip"
    path.write_bytes(content_of())
    read_in = ingest([open_dataset(path, None, ontology)], ontology)
    assert read_in.findings.select("rule", "file", "reason").rows() == [
        ("bad-file", "city.zip", f"bad-file.{why}")
    ]
