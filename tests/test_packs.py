"""Reference packs: datasets below the user's own, of which only what is referred to enters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from graph.builds.home import Home
from graph.builds.origins import Origins
from graph.errors import WrongInput
from graph.findings import to_records
from graph.ontology import load
from graph.schema.template import write_template
from graph.settings import PACKS
from ingest import datasets as opening
from ingest.datasets import open_datasets, packs_of
from ingest.identity import build_id
from ingest.packs import catalogues_of
from ingest.pipeline import Ingested, ingest
from ingest.review import review_queue

PACK = {
    "areas": (
        "代码,名称,上级,级别\n45,甲省,,省级\n4504,乙市,45,地级\n450401,丙区,4504,县级\n"
        "450402,丁县,4504,县级\n44,戊省,,省级\n"
    ),
    "industries": "代码,名称,上级\n15,酒茶业,\n153,制茶,15\n1530,制茶,153\n",
    "occupations": (
        "代码,名称,上级\n2-05,卫生人员,\n2-05-08,护理人员,2-05\n2-05-08-01,内科护士,2-05-08\n"
        "4-10,服务人员,\n4-10-01,护理员,4-10\n6-17,冶炼工,\n"
    ),
    "majors": (
        "代码,名称,学历层次,上级\n7202,护理类,3,\n720201,护理,3,7202\n5202,护理类,5,\n520201,护理,5,5202\n"
        "3202,护理类,6,\n320201,护理,6,3202\n520802,康复,5,5202\n630502,冶炼技术,5,\n"
    ),
    "colleges": (
        "代码,名称,办学层次,区域,公办\n41450001,乙职业学院,5,4504,1\n41440001,戊学院,6,44,0\n"
    ),
    "crosswalk": (
        "专业,职业\n520201,2-05-08-01\n520201,4-10-01\n720201,4-10-01\n520802,4-10-01\n630502,6-17\n"
    ),
}
SETTINGS = 'packs = ["sample"]\n'


@pytest.fixture(autouse=True)
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "packs"
    for name, text in PACK.items():
        folder = root / "sample" / name
        folder.mkdir(parents=True)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        (folder / "source.toml").write_text(f'title = "目录{name}"\ndate = "2025-06-20"\n')
    monkeypatch.setattr(opening, "PACKS", root)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "source.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


def read(folder: Path, whole: bool = False, **texts: str) -> Ingested:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return ingest(open_datasets([folder], None, load(), whole_pack=whole), load())


def keys(found: Ingested, table: str) -> set[str]:
    return set(found.tables[table]["node_key"])


def told(found: Ingested) -> list[tuple[Any, ...]]:
    return found.findings.select("reason", "severity", "file", "row", "value").rows()


def test_what_is_referred_to_enters_by_name_with_what_stands_above_it(own: Path) -> None:
    found = read(own, enrolment="院校,专业,年份,毕业生\n乙职业学院,护理,2024,90\n")
    rows = found.tables["enrolment"].select("college", "major", "graduates").rows()
    assert rows == [("41450001", "520201", 90)]  # the level of the college decides
    assert keys(found, "colleges") == {"41450001"}
    assert keys(found, "majors") == {"520201", "5202"}
    assert keys(found, "areas") == {"4504"}
    assert keys(found, "occupations") == {"2-05-08-01", "2-05-08", "2-05", "4-10-01", "4-10"}
    assert found.counts["colleges"] == {"read": 1, "kept": 1}
    assert [reason for reason, severity, *_ in told(found) if severity != "info"] == []


def test_pairs_enter_by_their_major_or_their_occupation(own: Path) -> None:
    found = read(own, demand="职业,年份,区域,招聘需求\n护理员,2024,丙区,50\n")
    assert keys(found, "crosswalk") == {"520201/4-10-01", "720201/4-10-01", "520802/4-10-01"}
    assert keys(found, "majors") == {"520201", "5202", "720201", "7202", "520802"}
    # The other occupations of those majors, and unrelated pairs, stay out.
    assert keys(found, "occupations") == {"4-10-01", "4-10"}


def test_the_region_is_the_lowest_area_that_holds_all_in_use(own: Path) -> None:
    both = "职业,年份,区域,招聘需求\n护理员,2024,丙区,50\n护理员,2024,丁县,50\n"
    found = read(own, demand=both)
    assert keys(found, "areas") == {"450401", "450402", "4504"}
    assert dict(found.tables["areas"].select("node_key", "parent").rows())["4504"] is None
    found = read(own, demand=both + "护理员,2024,甲省,5\n")
    assert dict(found.tables["areas"].select("node_key", "parent").rows())["4504"] == "45"
    found = read(own, demand=both + "护理员,2024,戊省,5\n")  # two provinces: no common area
    assert keys(found, "areas") == {"450401", "450402", "4504", "45", "44"}


def test_own_things_go_before_those_of_the_pack(own: Path) -> None:
    found = read(
        own,
        majors="代码,名称,学历层次\nA1,护理,高职\n",
        colleges="代码,名称,办学层次,区域\nS,示例中专,中职,乙市\nV,示例职院,高职,乙市\n",
        enrolment="院校,专业,年份,毕业生\nV,护理,2024,90\nS,护理,2024,30\nS,康复,2024,5\n",
        major_groups="编号,名称,专业\nG,护理群,护理\n",
    )
    rows = found.tables["enrolment"].select("college", "major").rows()
    assert rows == [("V", "A1"), ("S", "720201")]  # a school's nurses are no college's
    assert found.tables["major_groups"]["majors"].to_list() == [["A1"]]
    assert ("conflict.level", "error", "enrolment.csv", 4, "康复") in told(found)


def test_the_row_of_the_user_wins_and_a_different_name_is_told_once(own: Path) -> None:
    found = read(
        own,
        majors="代码,名称,学历层次\n520201,护理（社区）,高职\n520802,康复,中职\n720201,护理,中职\n",
        areas="代码,名称\n4504,乙城\n",
    )
    majors = {row["node_key"]: row for row in found.tables["majors"].iter_rows(named=True)}
    assert majors["520201"]["name"] == "护理（社区）"
    assert majors["520201"]["parent"] == "5202"  # what the user leaves open is filled
    assert majors["520802"]["level"] == 3
    assert told(found) == [
        ("conflict.pack", "info", "areas.csv", 2, "乙城"),
        ("conflict.pack", "info", "majors.csv", 2, "护理（社区）"),
        ("conflict.pack", "warning", "majors.csv", 3, "3"),
    ]
    messages = [record["message"] for record in to_records(found.findings, "zh")]
    assert messages[1].startswith("“名称”是护理（社区），参考目录中 520201 是护理")
    assert "“学历层次”是高中" in messages[2]


def test_own_pairs_of_a_major_replace_those_of_the_pack(own: Path) -> None:
    found = read(
        own,
        crosswalk="专业,职业,置信度\n520201,4-10-01,0.8\n",
        demand="职业,年份,招聘需求\n内科护士,2024,50\n",
    )
    assert keys(found, "crosswalk") == {"520201/4-10-01", "720201/4-10-01", "520802/4-10-01"}
    row = found.tables["crosswalk"].row(0, named=True)
    assert (row["confidence"], row["tier"]) == (0.8, 1)
    assert ("conflict.pack_pairs", "info", "crosswalk.csv", None, None) in told(found)
    messages = [record["message"] for record in to_records(found.findings, "en")]
    assert messages == [
        "1 major has pairs of its own, so 1 further pair of the reference pack for it was not used"
    ]


def test_a_group_and_its_only_member_of_the_same_name_are_one(own: Path) -> None:
    found = read(
        own,
        segments="编号,名称,产业链,环节位置,行业\nT,制茶,C,上游,制茶\n",
        chains="编号,名称\nC,茶\n",
    )
    assert found.tables["segments"]["industries"].to_list() == [["1530"]]
    assert keys(found, "industries") == {"1530", "153", "15"}
    assert told(found) == []


def test_names_of_a_pack_are_not_sought_in_texts(own: Path) -> None:
    (own / "measures.csv").write_text(
        "政策文件,位置,章节,原文\nP,1,一,支持乙职业学院与戊学院发展制茶业\n", encoding="utf-8"
    )
    found = read(own, policies="文号,标题\nP,通知\n")
    assert keys(found, "colleges") <= {"41450001", "41440001"}  # as far as the text names them
    assert keys(found, "occupations") == keys(found, "majors") == set()


def test_the_whole_pack_on_request(own: Path) -> None:
    found = read(own, whole=True, demand="职业,年份,招聘需求\n护理员,2024,50\n")
    assert [len(keys(found, table)) for table in PACK] == [5, 3, 6, 8, 2, 5]


def test_sources_name_the_parts_of_the_pack_that_gave_rows(own: Path) -> None:
    found = read(own, demand="职业,年份,招聘需求\n冶炼工,2024,50\n")
    sources = found.tables["sources"]
    assert sources["dataset"].to_list() == [
        "own",
        "sample/crosswalk",
        "sample/majors",
        "sample/occupations",
    ]
    assert sources["title"].to_list()[1:] == ["目录crosswalk", "目录majors", "目录occupations"]
    assert set(found.tables["crosswalk"]["source_uri"]) == {sources["uri"][1]}


def test_packs_are_part_of_the_build_id_however_they_are_named(own: Path) -> None:
    (own / "demand.csv").write_text("职业,年份,招聘需求\n冶炼工,2024,50\n", encoding="utf-8")
    by_settings = open_datasets([own], None, load())
    both = open_datasets([own], None, load(), ("sample",))
    whole = open_datasets([own], None, load(), whole_pack=True)
    (own / "source.toml").write_text("", encoding="utf-8")
    by_option = open_datasets([own], None, load(), ("sample",))
    without = open_datasets([own], None, load())
    assert packs_of(by_settings) == packs_of(by_option) == ("sample",)
    assert packs_of(without) == ()
    ids = [build_id(found, load()) for found in (by_settings, both, whole, by_option, without)]
    assert ids[0] == ids[1]
    assert len(set(ids[1:])) == 4


@pytest.mark.parametrize("name", ["chna", "../own", "", "/"])
def test_an_unknown_pack_is_refused_with_those_there_are(own: Path, name: str) -> None:
    (own / "demand.csv").write_text("职业,年份,招聘需求\n冶炼工,2024,50\n", encoding="utf-8")
    with pytest.raises(WrongInput) as refused:
        open_datasets([own], None, load(), (name,))
    assert "sample" in refused.value.text("zh")


def test_packs_that_are_no_list_are_refused(own: Path) -> None:
    (own / "source.toml").write_text('packs = "sample"\n', encoding="utf-8")
    with pytest.raises(WrongInput, match="packs"):
        read(own, demand="职业,年份,招聘需求\n冶炼工,2024,50\n")


def test_a_home_remembers_the_packs_of_a_build(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    Origins((tmp_path,), None, ("sample",), whole_pack=True).keep(home, "a")
    assert Origins.of(home, "a") == Origins((tmp_path,), None, ("sample",), whole_pack=True)
    (home.sources / "b.json").write_text('{"datasets": [], "data": null}')  # as it was before
    assert Origins.of(home, "b") == Origins(())


def test_the_product_ships_its_packs() -> None:
    assert [folder.name for folder in PACKS.iterdir()] == ["china"]


def test_a_code_with_its_name_is_understood_as_lists_show_it(own: Path) -> None:
    found = read(
        own,
        demand=(
            "职业,年份,区域,招聘需求\n4-10-01 护理员,2024,450401 丙区,50\n"
            "4-10-01 护士,2024,丙区,5\n"
        ),
    )
    assert found.tables["demand"].select("occupation", "area").rows() == [("4-10-01", "450401")]
    assert [row for row in told(found) if row[1] == "error"] == [
        ("unknown-reference", "error", "demand.csv", 3, "4-10-01 护士")
    ]


def test_a_template_offers_the_entries_of_a_pack(tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    write_template(file, load(), "zh", catalogues_of(("sample",), load()))
    book = load_workbook(file)
    options = book["选项"]
    columns = {column[0].value: [cell.value for cell in column] for column in options.columns}
    assert [text for text in columns["colleges"] if text][1:] == [
        "41440001 戊学院",
        "41450001 乙职业学院",
    ]
    assert options.sheet_state == "hidden"
    formulas = {rule.formula1 for rule in book["用工需求"].data_validations.dataValidation}
    assert any(formula and formula.startswith("'选项'!") for formula in formulas)
    assert "--pack sample" in "".join(
        str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value
    )


def test_of_a_group_and_its_member_in_one_row_the_member_is_meant(own: Path) -> None:
    found = read(
        own,
        demand=(
            "职业编码,职业名称,年份,招聘需求\n2-05-08,内科护士,2024,50\n4-10-01,服务人员,2024,5\n"
            "2-05,内科护士,2024,7\n"
        ),
    )
    assert found.tables["demand"]["occupation"].to_list() == ["2-05-08-01", "4-10-01"]
    assert [row for row in told(found) if "spelling" in row[0]] == [
        ("second-spelling.member", "info", "demand.csv", 2, "内科护士"),
        ("conflict.spellings", "error", "demand.csv", 4, "内科护士"),
    ]


def test_a_catalogue_with_wider_groups_beside_the_classes_and_their_codes(own: Path) -> None:
    found = read(
        own,
        majors=(
            "专业大类代码,专业大类,专业类代码,专业类,专业代码,专业名称,层次\n"
            "52,医药大类,5202,护理类,520203,助产,高职\n32,医药大类,3202,护理类,320299,助产,职教本科\n"
        ),
    )
    parents = dict(found.tables["majors"].select("node_key", "parent").rows())
    assert (parents["520203"], parents["320299"]) == ("5202", "3202")
    assert [row[:2] for row in told(found) if row[0].startswith("heading")] == [
        ("heading-other", "info")
    ]


def test_an_unknown_name_is_offered_things_of_the_pack(own: Path) -> None:
    found = read(own, demand="职业,年份,招聘需求\n内科护士长,2024,50\n")
    queue = review_queue(found.findings, {**found.tables, **found.offered}, load(), "zh")
    assert queue.select("table", "alias").rows() == [("occupations", "内科护士长")]
    assert "2-05-08-01 内科护士" in queue["note"][0]


def test_a_document_means_the_college_of_the_data_before_that_of_the_pack(own: Path) -> None:
    found = read(
        own,
        colleges="代码,名称,办学层次\nX,乙职业学院,高职\n",
        policies="文号,标题\nP,通知\n",
        measures="政策文件,位置,标题\nP,1,一\nP,2,二\n",
        mentions="政策文件,位置,类型,名称\nP,1,机构,乙职业学院\nP,2,机构,戊学院\n",
    )
    things = found.tables["mentions"].select("name", "thing_table", "thing_key").rows()
    assert things == [("乙职业学院", "colleges", "X"), ("戊学院", "colleges", "41440001")]
    assert keys(found, "colleges") == {"X", "41440001"}  # what a document names is referred to
