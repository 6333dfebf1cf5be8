"""JSON and packed files: records become rows, numbers stay as written, bombs are one finding."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from graph.findings import to_records
from graph.ontology import load
from graph.processes.limits import FileLimits
from ingest.datasets import open_dataset
from ingest.readers import READERS, BadFileError, reader_for, suffix_of
from ingest.readers.packed import unpack
from ingest.readers.records import read_here as read_records
from tests.sheets_in_use import delimited, faults, kept, read

ROWS = [
    {"院校": "c1", "专业": "护理", "年份": 2024, "毕业生": 5},
    {"院校": "c2", "专业": "林业", "年份": "2024", "毕业生": 7.0, "旧": None},
]


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON is read without a process of its own, which would only take time here."""
    for suffix in READERS:
        if "json" in suffix:
            monkeypatch.setitem(READERS, suffix, "ingest.readers.records:read_here")


def dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def lines(*records: Any) -> bytes:
    return b"\n".join(map(dumped, records)) + b"\n"


def cells(content: bytes, name: str = "a.json") -> list[tuple[str | None, ...]]:
    """The cells of the one sheet of a JSON file, its headings on top."""
    (sheet,) = read_records(content, name)
    return sheet.cells.rows()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("json", dumped(ROWS)),
        ("json", json.dumps(ROWS, indent=1).encode("utf-16")),
        ("json", dumped(ROWS).decode().encode("gb18030")),
        ("json", dumped({"version": "3", "records": ROWS, "tags": ["a", "b"]})),
        ("json", dumped({"code": 0, "data": {"total": 2, "list": ROWS}})),
        ("json", lines(*ROWS)),
        ("jsonl", lines(*ROWS)),
        ("NDJSON", b"\r\n".join(map(dumped, ROWS))),
        ("jsonl", dumped(ROWS)),
        ("json.gz", gzip.compress(dumped({"records": ROWS}))),
        ("jsonl.gz", gzip.compress(lines(ROWS[0])) + gzip.compress(lines(ROWS[1]))),
        ("json", dumped([list(ROWS[0]), *(list(row.values())[:4] for row in ROWS)])),
    ],
)
def test_records_are_rows(name: str, content: bytes) -> None:
    found = read({f"招生就业.{name}": content})
    assert kept(found, "college", "year", "graduates") == [("c1", 2024, 5), ("c2", 2024, 7)]
    assert not faults(found, "error", "warning")
    (told,) = to_records(found.findings, "zh")
    assert (told["rule"], told["severity"]) == ("records", "info")


def test_rows_may_have_their_headings_beside_them() -> None:
    content = {"columns": list(ROWS[0]), "data": [list(row.values())[:4] for row in ROWS], "n": [2]}
    found = read({"招生就业.json": dumped(content)})
    assert kept(found, "college", "year", "graduates") == [("c1", 2024, 5), ("c2", 2024, 7)]


def test_rows_are_numbered_as_the_records() -> None:
    found = read(
        {"招生就业.json": dumped([*ROWS, {**ROWS[0], "专业": "会计", "毕业生": "约三十"}])}
    )
    assert kept(found, "source_row") == [1, 2, 3]
    assert faults(found, "error") == [("bad-type.approximate", 3, "毕业生")]


def test_numbers_and_truth_values_stay_as_written() -> None:
    content = b'[{"a": 12345678901234567890, "b": 1.50, "c": true, "d": null, "e": NaN, "f": "01"}]'
    assert cells(content)[1] == ("12345678901234567890", "1.50", "true", None, None, "01")


def test_an_object_within_a_record_gives_columns_of_its_own() -> None:
    records = [
        {"city": {"name": "甲区", "code": 1}, "tags": ["a", "b"], "x": [], "y": {}},
        {"city": None, "tags": "c"},
        {"city": {"name": "乙区", "geo": {"lat": 1}}, "tags": None},
    ]
    head, *rows = cells(dumped(records))
    assert head == ("city/name", "city/code", "city/geo", "tags", "x")
    assert rows == [
        ("甲区", "1", None, "a;b", None),
        (None, None, None, "c", None),
        ("乙区", None, None, None, None),
    ]
    (sheet,) = read_records(dumped(records), "a.json")
    lost = [(note.column, note.values) for note in sheet.notes if note.rule == "nested-value"]
    assert lost == [("city/geo", {"count": 1})]


def test_nested_headings_are_understood_or_renamed() -> None:
    nested = [
        {"院校": {"名称": "甲学院"}, "专业": {"代码": "520201"}, "年份": 2024, "n": {"total": 5}}
    ]
    found = read({"招生就业.json": dumped(nested)}, rename={"n/total": "graduates"})
    assert kept(found, "college", "major", "graduates") == [("c1", "520201", 5)]
    assert not faults(found, "error", "warning")


def test_fields_that_no_table_takes_are_named_once() -> None:
    found = read({"招生就业.json": dumped([{**ROWS[0], "x": 1, "批次": "a", "z": 2, "空": None}])})
    (told,) = to_records(found.findings.filter(found.findings["rule"] == "unknown-heading"), "zh")
    assert told["message"] == "3 个字段不是已知的列，没有读入：x、批次、z"
    chosen = read({"招生就业.json": dumped([{**ROWS[0], "x": 1}])}, where={"x": ("1",)})
    assert kept(chosen, "graduates") == [5]
    assert not faults(chosen, "warning", "error")


def test_several_arrays_are_sheets_named_by_their_keys() -> None:
    content = dumped(
        {"meta": {"n": 1}, "招生就业": ROWS, "专业设置": [{"院校": "c1", "专业": "护理"}]}
    )
    found = read({"全部.json": content})
    assert kept(found, "graduates") == [5, 7]
    assert found.counts["programmes"]["read"] == 1


def test_what_is_no_record_costs_no_other() -> None:
    found = read({"招生就业.json": dumped([ROWS[0], "合计", None, ROWS[1]])})
    assert kept(found, "source_row") == [1, 4]
    assert ("odd-record", 2, None) in faults(found, "error")
    found = read({"招生就业.jsonl": dumped(ROWS[0]) + b'\n{"bad": \n' + dumped(ROWS[1])})
    assert kept(found, "source_row") == [1, 3]
    assert ("odd-record", 2, None) in faults(found, "error")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'[{"a": 1}, {"a": ', "bad-file.json"),
        (b"no json", "bad-file.json"),
        (b" \n", "bad-file.empty"),
        (b"[" * 500_000, "bad-file.nested"),
        (b'{"a":' * 500_000, "bad-file.nested"),
        (b"PK\x03\x04", "bad-file.not_its_name"),
        (b"<html></html>", "bad-file.not_its_name"),
        (dumped([{str(i): 1 for i in range(20_000)}]), "bad-file.columns"),
        (dumped([{str(i): 1} for i in range(9_000)]), "bad-file.far_cells"),
        (b'{"editor": {"tabs": [1, 2]}, "files": {"exclude": []}}', "unread-file.no_records"),
        (dumped({str(i): [{"a": 1}] for i in range(9_000)}), "bad-file.sheets"),
        (b"[]", "unread-file.no_records"),
        (b"[{}, {}]", "unread-file.no_records"),
        (b'[{"a": {}}]', "unread-file.no_records"),
        (b"[[], []]", "unread-file.no_records"),
        (b"{}\n{}", "unread-file.no_records"),
        (b"3", "unread-file.no_records"),
    ],
)
def test_what_is_no_array_of_records_is_one_finding(content: bytes, reason: str) -> None:
    found = read({"招生就业.json": content}, table="enrolment")
    (fault,) = [
        fault for fault in to_records(found.findings, "en") if fault["file"] == "招生就业.json"
    ]
    assert fault["severity"] == ("warning" if reason.endswith("records") else "error")
    assert reason in {reason for reason, _, _ in faults(found)}
    assert fault["remedy"]


# Packed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv.gz", ".TSV.gz"])
def test_a_packed_table_is_read_as_it_was(suffix: str) -> None:
    grid = [list(ROWS[0]), *(list(row.values())[:4] for row in ROWS)]
    text = delimited(grid)
    content = gzip.compress(text.replace(b",", b"\t") if "TSV" in suffix else text)
    found = read({f"招生就业 (1){suffix}": content})
    assert kept(found, "college", "graduates", "source_row") == [("c1", 5, 2), ("c2", 7, 3)]
    assert not faults(found)


def test_a_folder_of_packed_tables_and_an_archive(tmp_path: Path) -> None:
    for name in ("院校.csv.gz", "专业.json.gz", "其他.tar.gz"):
        (tmp_path / name).write_bytes(b"")
    dataset = open_dataset(tmp_path, None, load())
    assert [file.name for file in dataset.files] == ["专业.json.gz", "院校.csv.gz"]
    assert [(f.file, f.reason) for f in dataset.findings] == [
        ("其他.tar.gz", "unread-file.archive")
    ]
    assert open_dataset(tmp_path / "院校.csv.gz", None, load()).name == "院校"


def test_a_packed_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = gzip.compress(bytes(300 * 1024**2))
    with pytest.raises(BadFileError, match="too_large"):
        unpack(bomb)
    assert len(bomb) * FileLimits().unpack_ratio < 300 * 1024**2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a,b\n", "bad-file.not_its_name"),
        (gzip.compress(b"a,b\n" * 100, mtime=0)[:-9], "bad-file.damaged"),
        (gzip.compress(b"a,b\n" * 100, mtime=0)[:20] + b"x" * 9, "bad-file.damaged"),
        (gzip.compress(b"", mtime=0), "bad-file.empty"),
        (gzip.compress(b"PK\x03\x04", mtime=0), "bad-file.not_its_name"),
    ],
)
def test_a_packed_file_that_is_none_is_one_finding(content: bytes, reason: str) -> None:
    assert (reason, None, None) in faults(read({"招生就业.csv.gz": content}))


def test_each_suffix_has_a_reader() -> None:
    for suffix in READERS:
        assert suffix_of(f"a.b{suffix.upper()}") == suffix
        assert reader_for(suffix)
