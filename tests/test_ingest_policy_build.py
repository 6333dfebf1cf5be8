"""A policy document in a dataset becomes tables; the command shows what was read."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from graph.ontology import Ontology
from graph.words import say
from ingest.datasets import open_datasets
from ingest.pipeline import Ingested, ingest
from views.commands import policy

PLAN = """示例市人民政府关于深化产教融合的意见
示政发〔2024〕5号
为落实《深化产教融合意见》(国办发〔2017〕95号),制定本意见。
一、总体目标
到2027年,培育企业30家以上。
二、主要任务
(一)优化布局。三年内建成基地10个。(责任单位:市发改委、教育局,各县(市、区)政府)
(二)强化协同。做好对接。(责任单位:市教育局、发展改革委)
"""
UNITS = "id,name,area,aliases\nu-edu,市教育局,990000,\nu-far,市发展改革委,880000,\n"
AREAS = "code,name\n990000,示例市\n880000,别的市\n"


def read(folder: Path, ontology: Ontology) -> Ingested:
    return ingest(open_datasets([folder], None, ontology), ontology)


def test_a_document_alone_fills_the_tables(tmp_path: Path, ontology: Ontology) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "README.md").write_text("# what this folder holds", encoding="utf-8")
    found = read(tmp_path, ontology)
    tables = found.tables
    assert tables["policies"]["id"].to_list() == ["示政发〔2024〕5号", "国办发〔2017〕95号"]
    assert tables["measures"].select("path", "kind").rows() == [
        ("2/1", "measure"),
        ("2/2", "measure"),
        ("1", "goal"),
    ]
    assert tables["measures"]["source_row"].to_list() == [7, 8, 4]
    assert "三年内建成基地10个" in tables["measures"]["text"][0]
    assert found.findings.filter(pl.col("severity") != "info").is_empty()


def test_short_forms_are_one_unit(tmp_path: Path, ontology: Ontology) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    tables = read(tmp_path, ontology).tables
    assert sorted(tables["units"]["name"]) == ["各县(市、区)政府", "市发展改革委", "市教育局"]
    leads = tables["duties"].filter(pl.col("role") == "lead")
    assert leads["unit"].to_list() == ["示例市-市发展改革委", "示例市-市教育局"]


def test_targets_carry_deadline_and_comparison(tmp_path: Path, ontology: Ontology) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    targets = read(tmp_path, ontology).tables["targets"]
    told = targets.select("path", "comparator", "value", "measured_in", "deadline").rows()
    assert ("1", ">=", 30, "家", 2027) in told
    assert ("2/1", "=", 10, "个", None) in told
    assert ("2/1", "<=", 3, "年", None) in told


def test_known_units_of_the_same_place_are_used(tmp_path: Path, ontology: Ontology) -> None:
    for name, text in (("plan.txt", PLAN), ("units.csv", UNITS), ("areas.csv", AREAS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    tables = read(tmp_path, ontology).tables
    assert tables["policies"]["area"][0] == "990000"
    assert set(tables["duties"]["unit"]) == {
        "u-edu",
        "示例市-市发展改革委",
        "示例市-各县(市、区)政府",
    }


def test_what_is_no_plan_is_a_finding_of_the_build(tmp_path: Path, ontology: Ontology) -> None:
    (tmp_path / "plan.txt").write_text("只是一句话。", encoding="utf-8")
    (tmp_path / "areas.csv").write_text(AREAS, encoding="utf-8")
    found = read(tmp_path, ontology).findings
    assert "not-a-plan" in set(found["rule"])
    assert set(found.filter(pl.col("rule") == "not-a-plan")["file"]) == {"plan.txt"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "示例学院2024年毕业生就业质量年度报告\n一、基本情况\n(一)规模。毕业生1200人。\n",
            "report",
        ),
        ("2024年示例市教育事业统计公报\n一、高等教育\n在校生3万人。\n", "report"),
    ],
)
def test_a_report_without_tables_is_to_be_copied_into_a_workbook(
    text: str, reason: str, tmp_path: Path, ontology: Ontology
) -> None:
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    (tmp_path / "areas.csv").write_text(AREAS, encoding="utf-8")
    found = read(tmp_path, ontology)
    (told,) = found.findings.filter(pl.col("rule") == "not-a-plan").to_dicts()
    assert told["reason"] == f"not-a-plan.{reason}"
    assert not found.tables.get("policies", pl.DataFrame()).height
    assert "xlsx" in say(f"remedy.not-a-plan.{reason}", "zh")


def test_a_longer_quotation_of_the_same_words_is_no_conflict(
    tmp_path: Path, ontology: Ontology
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    targets = "policy,path,indicator,comparator,value,measured_in,text\n"
    targets += "示政发〔2024〕5号,2/1,unnamed:建成基地,=,10,个,{}\n"
    measures = "policy,path\n示政发〔2024〕5号,2/1\n"
    policies = "id,title\n示政发〔2024〕5号,意见\n"
    for folder, text in (("a", "基地10个"), ("b", "建成基地10个")):
        (tmp_path / folder / "targets.csv").write_text(targets.format(text), encoding="utf-8")
        (tmp_path / folder / "measures.csv").write_text(measures, encoding="utf-8")
        (tmp_path / folder / "policies.csv").write_text(policies, encoding="utf-8")
    both = [tmp_path / "a", tmp_path / "b"]
    found = ingest(open_datasets(both, None, ontology), ontology)
    assert found.tables["targets"]["text"].to_list() == ["基地10个"]
    assert found.findings.is_empty()
    other = tmp_path / "b" / "targets.csv"
    other.write_text(targets.format("基地9个"), encoding="utf-8")
    found = ingest(open_datasets(both, None, ontology), ontology)
    assert found.findings["rule"].to_list() == ["conflict"]


@pytest.mark.parametrize("name", ["notice.txt", "notice.docx", "Notice.md"])
def test_a_document_may_be_called_notice(name: str, tmp_path: Path, ontology: Ontology) -> None:
    if name.endswith(".docx"):
        docx = pytest.importorskip("docx")
        document = docx.Document()
        for line in PLAN.splitlines():
            document.add_paragraph(line)
        document.save(str(tmp_path / name))
    else:
        (tmp_path / name).write_text(PLAN, encoding="utf-8")
    (tmp_path / "NOTICE").write_text("licences of others", encoding="utf-8")
    (tmp_path / "NOTICE.txt").write_text("licences of others", encoding="utf-8")
    found = read(tmp_path, ontology)
    assert found.tables["measures"].height == 3
    assert "not-a-plan" not in set(found.findings["rule"])


def test_a_place_that_no_table_has_is_said(tmp_path: Path, ontology: Ontology) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    assert "policy-area" not in set(read(tmp_path, ontology).findings["rule"])
    (tmp_path / "areas.csv").write_text("code,name\n880000,别的市\n", encoding="utf-8")
    found = read(tmp_path, ontology)
    (told,) = found.findings.filter(pl.col("rule") == "policy-area").to_dicts()
    assert (told["file"], told["value"], told["severity"]) == ("plan.txt", "示例市", "warning")
    assert found.tables["policies"]["area"].null_count() == found.tables["policies"].height
    areas = "code,name,aliases\n880000,别的市,示例市\n"
    (tmp_path / "areas.csv").write_text(areas, encoding="utf-8")
    assert "policy-area" not in set(read(tmp_path, ontology).findings["rule"])


def areas_of(folder: Path, ontology: Ontology, issuer: str, areas: str) -> list[str | None]:
    """The areas of a document of an issuer, and the reasons why it has none."""
    text = PLAN.replace("示例市人民政府关于", f"{issuer}关于")
    (folder / "plan.txt").write_text(text, encoding="utf-8")
    (folder / "areas.csv").write_text(f"code,name,parent,aliases\n{areas}", encoding="utf-8")
    found = read(folder, ontology)
    told = found.findings.filter(pl.col("rule").is_in(["policy-area", "policy-place"]))
    return [found.tables["policies"]["area"][0], *told["rule"]]


CITY = "450400,梧州市,,\n450403,万秀区,450400,\n450421,苍梧县,450400,苍梧\n"
TWINS = "1,甲水市,,\n2,乙水市,,\n3,江口区,1,\n4,江口区,2,\n"


@pytest.mark.parametrize(
    ("issuer", "areas", "expected"),
    [
        ("梧州市人民政府办公室", CITY, ["450400"]),
        ("中共梧州市委办公室、梧州市人民政府办公室", CITY, ["450400"]),
        ("苍梧县教育局", CITY, ["450421"]),
        ("梧州市万秀区教育局", CITY, ["450403"]),
        ("梧州市教育局、国家税务总局梧州市税务局", CITY, ["450400"]),
        ("梧州市教育局、梧州市万秀区教育局", CITY, ["450400"]),
        ("广西壮族自治区梧州市教育局", CITY, ["450400"]),
        ("溪南县教育局", CITY, [None, "policy-area"]),
        ("南屏市万秀区教育局", CITY, [None, "policy-area"]),
        ("梧州市工业园区管委会", CITY, [None, "policy-area"]),
        ("教育部办公厅", CITY, [None, "policy-place"]),
        ("苍梧县教育局、溪南县教育局", CITY, [None, "policy-place"]),
        ("示例市人民政府", "1,示例,,\n", ["1"]),
        ("南昌县人民政府", "1,南昌市,,\n", [None, "policy-area"]),
        ("广西壮族自治区教育厅", "45,广西,,\n", ["45"]),
        ("恩施土家族苗族自治州教育局", "1,恩施州,,\n", ["1"]),
        ("江口区教育局", TWINS, [None, "policy-area"]),
        ("乙水市江口区教育局", TWINS, ["4"]),
        ("乙水市江口区教育局", "3,甲水市江口区,,\n4,乙水市江口区,,\n", ["4"]),
    ],
)
def test_the_area_of_a_document_is_that_of_its_issuer(
    issuer: str, areas: str, expected: list[str | None], tmp_path: Path, ontology: Ontology
) -> None:
    assert areas_of(tmp_path, ontology, issuer, areas) == expected


def test_a_number_is_no_place_and_the_given_area_holds(tmp_path: Path, ontology: Ontology) -> None:
    text = PLAN.replace("示例市人民政府关于", "关于").replace("示政发", "梧政发")
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    (tmp_path / "areas.csv").write_text(f"code,name,parent,aliases\n{CITY}", encoding="utf-8")
    found = read(tmp_path, ontology)
    assert found.tables["policies"]["area"][0] is None
    assert "policy-place" in set(found.findings["rule"])
    given = "id,title,area\n梧政发〔2024〕5号,关于深化产教融合的意见,450421\n"
    (tmp_path / "policies.csv").write_text(given, encoding="utf-8")
    found = read(tmp_path, ontology)
    policies = found.tables["policies"]
    assert policies.filter(pl.col("id") == "梧政发〔2024〕5号")["area"].to_list() == ["450421"]
    assert "policy-place" not in set(found.findings["rule"])
    assert "conflict" not in set(found.findings["rule"])
    (tmp_path / "plan.txt").write_text(PLAN.replace("示政发", "梧政发").replace("示例", "梧州"))
    (tmp_path / "policies.csv").write_text(given.replace(",关于", ",梧州市人民政府关于"))
    found = read(tmp_path, ontology)
    assert found.tables["policies"]["area"].drop_nulls().to_list() == ["450421"]
    assert "conflict" not in set(found.findings["rule"])


def test_brackets_and_short_forms_of_units_in_two_documents_are_one(
    tmp_path: Path, ontology: Ontology
) -> None:
    (tmp_path / "one.txt").write_text(PLAN, encoding="utf-8")
    other = PLAN.replace("5号", "6号").replace("市发改委", "市发展和改革委员会")
    other = other.replace("各县(市、区)政府", "各县（市、区）政府").replace(
        "发展改革委)", "发改委〕"
    )
    (tmp_path / "two.txt").write_text(other, encoding="utf-8")
    tables = read(tmp_path, ontology).tables
    assert sorted(tables["units"]["name"]) == ["各县(市、区)政府", "市发展改革委", "市教育局"]
    assert tables["duties"].height == 10


# The command --------------------------------------------------------------------------------------


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, encoding="utf-8")
    return file


def test_one_file_is_an_object_several_are_a_list(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert policy.read([plan], "zh", "json") == 0
    one = json.loads(capsys.readouterr().out)
    assert one["doc_number"] == "示政发〔2024〕5号"
    assert one["measures"][0]["units_normalised"] == ["市发改委", "市教育局", "各县(市、区)政府"]
    assert one["measures"][0]["section"] == "主要任务"
    assert policy.read([plan, plan], "zh", "json") == 0
    assert json.loads(capsys.readouterr().out) == [one, one]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_people_read_a_page(plan: Path, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert policy.read([plan], lang, "table") == 0
    told = capsys.readouterr().out
    for word in ("示政发〔2024〕5号", "市发改委", "30 家", "2027"):
        assert word in told


def test_rows_of_who_does_what(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert policy.read([plan], "en", "csv") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split(",")[-3:] == ["unit", "role", "basis"]
    assert len(lines) == 1 + 5


def test_a_file_without_text_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    assert policy.read([tmp_path / "empty.txt"], "en", "json") == 2
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["rule"], found["file"]) == ("bad-file", "empty.txt")
    assert "empty" in found["message"]
