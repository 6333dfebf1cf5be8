"""The founding notice comes out exactly, and as the hand-written facts of the example say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph.settings import EXAMPLES
from ingest.policy.answers import to_json
from ingest.policy.documents import lines_of
from ingest.policy.reading import read
from ingest.policy.records import Reading

FACTS = EXAMPLES / "wuzhou" / "facts"


@pytest.fixture(scope="module")
def notice(shared: Path) -> Reading:
    file = shared / "seed" / "wuzhou-2024-35.txt"
    return read(lines_of(file.read_bytes(), file.name))


@pytest.fixture(scope="module")
def answer(notice: Reading) -> dict[str, Any]:
    return to_json(notice, "zh", "notice.txt")


def facts(table: str) -> list[dict[str, Any]]:
    frame = pl.read_csv(FACTS / f"{table}.csv", infer_schema=False)
    if "policy" in frame.columns:
        frame = frame.filter(pl.col("policy") == "梧政办发〔2024〕35号")
    return frame.to_dicts()


def test_the_header(answer: dict[str, Any]) -> None:
    told = facts("policies")[0]
    for name, column in (("title", "title"), ("doc_number", "id"), ("issuer", "issuer")):
        assert answer[name] == told[column]
    assert (answer["issued"], answer["published"]) == ("2024-04-24", "2024-04-24")


def test_sections_and_items(answer: dict[str, Any]) -> None:
    assert len(answer["sections"]) == 7
    assert Counter(m["kind"] for m in answer["measures"]) == {"measure": 23, "goal": 2}
    assert [m["ordinal"] for m in answer["measures"]] == list(range(1, 26))


def test_measures_are_those_written_by_hand(notice: Reading) -> None:
    told = [(m["path"], m["heading"], m["section"], m["kind"]) for m in facts("measures")]
    assert [(m.path, m.heading, m.section_written, m.kind) for m in notice.measures] == told


def test_units(answer: dict[str, Any]) -> None:
    measures = answer["measures"]
    assert sum(bool(m["units"]) for m in measures) == 20
    assert sum(len(m["units_normalised"]) for m in measures) == 209
    assert len({u for m in measures for u in m["units_normalised"]}) == 19
    assert Counter(m["lead_unit"] for m in measures if m["lead_unit"]) == {
        "市教育局": 14,
        "市发展改革委": 4,
        "市工业和信息化局": 1,
        "市总工会": 1,
    }


def test_duties_are_those_written_by_hand(notice: Reading) -> None:
    names = {u["id"]: u["name"] for u in facts("units")}
    role = {"牵头": "lead", "配合": "joint"}
    told = [
        (d["path"], names[d["unit"]].replace("（", "〔").replace("）", "〕"), role[d["role"]])
        for d in facts("duties")
    ]
    assert [(m.path, u.name, u.role) for m in notice.measures for u in m.units] == told
    assert {u.basis for m in notice.measures for u in m.units} == {"standing-rule"}


def test_citations(answer: dict[str, Any]) -> None:
    assert [c["number"] for c in answer["cites"]] == [
        "发改社会〔2019〕1558号",
        "桂政办发〔2018〕154号",
        "教职成厅函〔2023〕20号",
        "桂政发〔2023〕13号",
        None,
    ]
    assert answer["cites"][4]["title"] == "纲要"


def test_figures_are_those_written_by_hand(notice: Reading) -> None:
    told = [
        (t["path"], t["indicator"], t["comparator"], float(t["value"]))
        for t in facts("targets")
        if t["value"]
    ]
    assert len(told) == 7
    assert [(q.path, q.indicator, q.comparator, q.value) for q in notice.quantities] == told
    for q, fact in zip(notice.quantities, facts("targets"), strict=False):
        assert fact["text"] in q.text
    assert [q.unit for q in notice.quantities] == ["人", "%", "%", "%", "%", "星级", "%"]


def test_both_deadlines(answer: dict[str, Any]) -> None:
    assert answer["deadlines"] == [
        {"measure": 2, "year": 2030, "span_years": None, "text": "到2030年"},
        {"measure": 4, "year": 2030, "span_years": None, "text": "到2030年"},
    ]


def test_members_of_the_coordinating_body(notice: Reading) -> None:
    told = {(m["path"], m["name"]) for m in facts("measure_members")}
    assert {(m.path, m.name) for m in notice.members} == told
    names = {u["id"]: u["name"] for u in facts("units")}
    by_hand = {m["name"]: names.get(m["unit"] or "") for m in facts("measure_members")}
    assert {m.name: m.unit for m in notice.members} == by_hand


def test_things_it_names(notice: Reading) -> None:
    named: dict[str, set[str]] = {}
    for e in notice.entities:
        named.setdefault(e.kind, set()).add(e.name)
    assert named["institution"] == {
        "梧州学院",
        "梧州职业学院",
        "梧州医学高等专科学校",
        "梧州开放大学",
    }
    assert len(named["major_group"]) == 7
    assert len(named["industry"]) == 12
    assert "platform" not in named  # laboratories, bases and centres are spoken of, none is named


def test_every_thing_it_names_stands_where_it_says(
    notice: Reading, answer: dict[str, Any], shared: Path
) -> None:
    texts = {m.path: m.text for m in notice.measures}
    lines = (shared / "seed" / "wuzhou-2024-35.txt").read_text(encoding="utf-8").splitlines()
    for e in notice.entities:
        assert texts[e.path][e.position - 1 :].startswith(e.name)
        assert e.name in lines[e.line - 1]
    assert answer["mentions"][0] == {
        "measure": 4,
        "kind": "institution",
        "name": "梧州学院",
        "position": 317,
    }


def test_every_thing_points_at_its_line(notice: Reading, shared: Path) -> None:
    lines = (shared / "seed" / "wuzhou-2024-35.txt").read_text(encoding="utf-8").splitlines()
    for m in notice.measures:
        assert (m.heading or "") in lines[m.line - 1]
    for q in notice.quantities:
        assert q.text in lines[q.line - 1]


@pytest.mark.parametrize(
    ("name", "number", "issuer", "numbers", "headings"),
    [
        ("04-liuzhou-chanjiao", "柳政规〔2019〕44号", "柳州市人民政府", 2, 1),
        ("06-guangxi-chanjiao-2018", None, "广西壮族自治区人民政府办公厅", 1, 2),
        (
            "13-chongqing-gaojineng-2024",
            "渝高技办〔2024〕3号",
            "重庆市高技能人才工作联席会办公室",
            2,
            1,
        ),
        ("16-yunnan-chanjiao-2018-trad", "云政辦發〔2018〕60號", "云南省人民政府辦公廳", 1, 2),
        ("21-nanchang-zhijiao-2015", "洪府发〔2015〕16号", "南昌市人民政府", 2, 2),
    ],
)
def test_five_other_beginnings(
    shared: Path, name: str, number: str | None, issuer: str, numbers: int, headings: int
) -> None:
    file = shared / "policies" / f"{name}.txt"
    found = read(lines_of(file.read_bytes(), file.name))
    assert (found.doc_number, found.issuer) == (number, issuer)
    assert sum(c.number is not None for c in found.cites) == numbers
    assert len(found.measures) == headings
    assert found.published is None
