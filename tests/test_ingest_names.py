"""Names with context: things only mentioned, places as people write them, classes of majors."""

from __future__ import annotations

import random
from time import process_time
from typing import Any

import polars as pl
import pytest

from graph.findings import is_refused, to_records
from graph.ontology import load
from ingest.pipeline import Ingested, ingest
from ingest.places import Places
from tests.test_ingest_tables import CITY, ENROLMENT, FIRM, dataset, read, rows, told

# Things only mentioned ----------------------------------------------------------------------------


def test_a_firm_that_no_table_holds_keeps_its_rows_and_is_mentioned_only() -> None:
    found = read(
        {
            "enterprises.csv": "name\n海棠药业有限公司\n",
            "demand.csv": "occupation,year,enterprise,openings\n"
            "4-10,2024,海棠药业有限责任公司,5\n4-10,2024,白鹭纺织有限公司,7\n"
            "4-11,2024,白鹭纺织有限责任公司,2\n",
        }
    )
    assert rows(found, "demand", "enterprise", "openings") == [
        ("海棠药业有限公司", 5.0),
        ("白鹭纺织有限公司", 7.0),
        ("白鹭纺织有限公司", 2.0),
    ]
    assert rows(found, "enterprises", "name", "grade", "mentioned_only", "source_row") == [
        ("海棠药业有限公司", None, None, 2),
        ("白鹭纺织有限公司", "reported", True, 3),
    ]
    facts = found.tables["enterprises"].row(1, named=True)
    assert {name for name, value in facts.items() if value is not None} == {
        "name", "grade", "mentioned_only", "node_key", "uri", "source_uri", "source_row"
    }  # fmt: skip
    assert found.counts["enterprises"] == {"read": 1, "kept": 1}
    assert found.counts["demand"] == {"read": 3, "kept": 3}
    assert told(found) == [
        ("unknown-reference.mentioned", 3, "enterprise", "白鹭纺织有限公司"),
        ("unknown-reference.mentioned", 4, "enterprise", "白鹭纺织有限责任公司"),
    ]
    assert found.findings["severity"].unique().to_list() == ["warning"]
    assert is_refused(found.findings)


def test_it_is_told_once_a_sheet_with_how_many_rows_name_it() -> None:
    found = read(
        {"enrolment.csv": ENROLMENT + "".join(f"青禾学院,护理,{2020 + i},9\n" for i in range(3))}
    )
    (record,) = to_records(found.findings, "zh")
    assert (record["rule"], record["severity"], record["row"]) == (
        "unknown-reference",
        "warning",
        2,
    )
    assert "3 行提到它" in record["message"]
    assert rows(found, "colleges", "name", "level", "code", "mentioned_only")[2:] == [
        ("青禾学院", None, None, True)
    ]
    assert found.counts["colleges"] == {"read": 2, "kept": 2}
    assert found.tables.left_out.is_empty()


def test_a_mention_is_the_row_of_a_later_dataset() -> None:
    first = dataset(CITY | {"enrolment.csv": ENROLMENT + "青禾学院,护理,2024,9\n"}, "a")
    later = dataset({"colleges.csv": "code,name,level\n9001,青禾学院,高职\n"}, "b")
    found = ingest([first, later], load())
    assert rows(found, "enrolment", "college") == [("9001",)]
    assert not told(found)


def test_a_mention_of_an_earlier_workbook_becomes_the_row_that_a_person_fills_in() -> None:
    """A build taken along as a workbook holds its mentions: they are read as such again."""
    again = "code,name,level,mentioned_only\n,青禾学院,,是\nc1,甲学院,高职,\n"
    found = read({"colleges.csv": again, "enrolment.csv": ENROLMENT + "青禾学院,护理,2024,9\n"})
    assert rows(found, "enrolment", "college") == [("青禾学院",)]
    assert rows(found, "colleges", "name", "mentioned_only") == [
        ("青禾学院", True),
        ("甲学院", None),
    ]
    assert not told(found)


def test_the_mark_goes_where_a_person_has_filled_in_the_row() -> None:
    filled = "code,name,level,mentioned_only\n9001,青禾学院,高职,是\n,白鹭学院,高职,是\n"
    found = read(
        {"colleges.csv": filled, "enterprises.csv": "name,area,mentioned_only\n甲厂,1,是\n"}
    )
    assert rows(found, "colleges", "name", "mentioned_only") == [
        ("青禾学院", None),
        ("白鹭学院", True),
    ]
    assert rows(found, "enterprises", "mentioned_only") == [(None,)]


@pytest.mark.parametrize(
    "written", ["高职院校", "其他院校", "全市中职学校", "若干企业", "各职业院校", "12", "不详"]
)
def test_what_names_a_kind_or_a_sum_makes_nothing(written: str) -> None:
    found = read({"enrolment.csv": ENROLMENT + f"{written},护理,2024,9\nc1,护理,2024,3\n"})
    assert rows(found, "enrolment", "graduates") == [(3,)]
    assert found.tables["colleges"].height == 2
    assert told(found) == [("unknown-reference", 2, "college", written)]


@pytest.mark.parametrize(
    "name", ["无锡示例职业学院", "全国供销有限公司", "三一示例集团", "市北高级中学", "Tide Ltd"]
)
def test_what_only_begins_like_a_sum_is_a_name(name: str) -> None:
    found = read({"internship_offers.csv": f"enterprise,year,posts\n{name},2024,3\n"})
    assert rows(found, "enterprises", "name") == [(name,)]


def test_a_code_that_no_table_holds_is_kept_as_written() -> None:
    found = read({"internship_offers.csv": f"enterprise,year,posts\n{FIRM},2024,3\n"})
    assert rows(found, "enterprises", "node_key", "name", "code") == [(FIRM, FIRM, None)]


def test_members_of_lists_and_campuses_are_mentioned_too() -> None:
    found = read(
        {
            "programmes.csv": "college,major,partners\n"
            "青禾学院（西校区）,护理,白鹭纺织有限公司；橙云软件有限公司\n青禾学院,林业,橙云软件有限公司\n"
        }
    )
    assert rows(found, "programmes", "college", "partners") == [
        ("青禾学院", ["白鹭纺织有限公司", "橙云软件有限公司"]),
        ("青禾学院", ["橙云软件有限公司"]),
    ]
    assert rows(found, "enterprises", "name") == [("白鹭纺织有限公司",), ("橙云软件有限公司",)]
    assert found.tables["programmes"]["note"].to_list() == ["西校区", None]


def test_majors_and_occupations_carry_the_classification_and_are_never_made() -> None:
    found = read({"enrolment.csv": ENROLMENT + "c1,茶艺,2024,1\n"})
    assert not rows(found, "enrolment", "major")
    assert [(reason, row) for reason, row, *_ in told(found)] == [("unknown-reference", 2)]
    assert found.findings["severity"].to_list() == ["error"]


def test_nothing_is_made_for_a_row_that_is_left_out() -> None:
    found = read({"enrolment.csv": ENROLMENT + "青禾学院,茶艺,2024,1\n"})
    assert found.tables["colleges"].height == 2


# One wave -----------------------------------------------------------------------------------------


def test_every_reference_of_a_row_is_judged_even_where_another_failed() -> None:
    found = read(
        {
            "placements.csv": "college,major,year,occupation,industry,area,persons\n"
            "共称,茶艺,2024,茶艺师,茶业,丙区,4\n"
        }
    )
    assert not rows(found, "placements", "persons")
    assert {column for _, _, column, _ in told(found)} == {
        "college", "major", "occupation", "industry", "area"
    }  # fmt: skip


def test_optional_references_of_a_lost_row_are_judged_too() -> None:
    found = read({"programmes.csv": "college,major,major_group\nc1,茶艺,没有这个群\n"})
    assert [(reason, column) for reason, _, column, _ in told(found)] == [
        ("unknown-reference", "major"),
        ("unknown-reference", "major_group"),
    ]


# Places -------------------------------------------------------------------------------------------

AREAS = """code,name,parent,aliases
33,云岭省,,
3301,清河市,33,
330106,西湖区,3301,
330110,余山区,3301,
3307,金川市,33,
330782,义水市,3307,
36,南陵省,,
3601,洪都市,36,
360106,西湖区,3601,
360121,洪都县,3601,
"""


def area_of(written: str, **source: Any) -> tuple[list[Any], Ingested]:
    firms = f'name,area\n甲厂,"{written}"\n'
    found = read({"areas.csv": AREAS, "enterprises.csv": firms}, **source)
    return found.tables["enterprises"]["area"].to_list(), found


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("清河", "3301"),
        ("清河市", "3301"),
        ("清河·西湖区", "330106"),
        ("清河-西湖区", "330106"),
        ("清河 西湖", "330106"),
        ("清河市西湖区", "330106"),
        ("清河市（西湖区）", "330106"),
        ("云岭省清河市西湖区", "330106"),
        ("云岭清河", "3301"),
        ("云岭/清河/西湖", "330106"),
        ("云岭省西湖区", "330106"),
        ("南陵西湖区", "360106"),
        ("义水", "330782"),
        ("中国云岭省金川市义水市", "330782"),
        ("洪都", "3601"),  # the city, not the county inside it
        ("洪都县", "360121"),
        ("清河市区", "3301"),
        ("清河市市辖区", "3301"),
        ("云岭", "33"),
        ("浙江省清河市", None),  # in another province
    ],
)
def test_places_are_read_as_people_write_them(written: str, key: str | None) -> None:
    (area,), found = area_of(written)
    assert area == key
    expected = [] if written in ("清河市", "洪都县") else ["place"]
    assert [reason for reason, *_ in told(found)] == (expected if key else ["unknown-reference"])


@pytest.mark.parametrize(
    ("written", "key", "severity"),
    [
        ("清河市滨水区", "3301", "warning"),  # the city's other districts are known
        ("云岭省清河市滨水区", "3301", "warning"),
        ("义水市佛光镇", "330782", "info"),
        ("清河市西湖区文一路8号", "330106", "info"),
        ("云岭省金川市兰江市", "3307", "warning"),
    ],
)
def test_an_unknown_district_is_its_city_and_told(written: str, key: str, severity: str) -> None:
    (area,), found = area_of(written)
    assert area == key
    assert [reason for reason, *_ in told(found)] == ["place.coarser"]
    assert found.findings["severity"].to_list() == [severity]
    assert found.tables["enterprises"]["note"].to_list()[0] in written


@pytest.mark.parametrize(
    "written", ["清河分公司", "西湖区清河市", "长桥区", "清河路街道", "西湖区（洪都市清河）", "甲"]
)
def test_what_is_no_place_is_not_guessed(written: str) -> None:
    (area,), found = area_of(written)
    assert area is None
    assert not set(found.findings["severity"]) - {"error"}


def test_a_name_of_several_districts_is_asked_unless_something_says_which() -> None:
    (area,), found = area_of("西湖区")
    assert area is None
    (record,) = to_records(found.findings, "zh")
    assert "清河市西湖区 330106" in record["message"]
    assert 'area = "' in record["remedy"]
    (area,), found = area_of("西湖区", area="洪都市")
    assert area == "360106"
    assert told(found) == [("place.surroundings", 2, "area", "西湖区")]


def test_the_heading_of_a_section_says_which() -> None:
    colleges = (
        "学校名称,学校标识码,办学层次,所在地\n清河市（2所）,,,\n甲学院,1,高职,西湖区\n乙学院,2,高职,\n"
        "洪都市（1所）,,,\n丙学院,3,高职,西湖区\n"
    )
    found = read({"areas.csv": AREAS, "colleges.csv": colleges})
    assert rows(found, "colleges", "name", "area") == [
        ("甲学院", "330106"),
        ("乙学院", "3301"),
        ("丙学院", "360106"),
    ]


@pytest.mark.parametrize("written", ["全市", "本市", "全省"])
def test_the_whole_is_asked_unless_it_is_declared(written: str) -> None:
    (area,), found = area_of(written)
    assert area is None
    assert told(found) == [("unknown-reference.whole", 2, "area", written)]
    (area,), found = area_of(written, area="清河市")
    assert area == {"全省": "33"}.get(written, "3301")


def test_a_declared_area_that_is_none_is_told() -> None:
    _, found = area_of("清河市", area="无此市")
    assert told(found) == [("unknown-setting.area", None, None, "无此市")]


def test_a_city_whose_province_is_not_in_the_table_is_found() -> None:
    areas = "code,name,parent\n1,清河市,\n11,西湖区,1\n"
    firms = (
        "name,area\n甲厂,浙江省清河市西湖区\n乙厂,浙江清河\n丙厂,浙江省西湖区\n丁厂,洪都市西湖区\n"
    )
    found = read({"areas.csv": areas, "enterprises.csv": firms})
    assert [area for (area,) in rows(found, "enterprises", "area")] == ["11", "1", None, None]


def test_a_hundred_thousand_names_of_three_thousand_counties_take_a_few_seconds() -> None:
    chance = random.Random(12)
    syllables = "东西南北山川河海云林安平长清明和宁泰兴"

    def name(level: str) -> str:
        return "".join(chance.choices(syllables, k=2)) + level

    areas = [(f"{p}", [name("省")]) for p in range(30)]
    parents: dict[str, str] = {}
    for province in range(30):
        for city in range(10):
            key = f"{province}.{city}"
            areas.append((key, [name("市")]))
            parents[key] = f"{province}"
            for county in range(10):
                areas.append((f"{key}.{county}", [name(chance.choice("区县市"))]))
                parents[f"{key}.{county}"] = key
    places = Places.of(areas, parents)
    names = {key: names[0] for key, names in areas}
    counties = [key for key in names if key.count(".") == 2]
    texts = []
    for i in range(100_000):
        key = counties[i % len(counties)]
        city = names[parents[key]]
        texts.append(f"{city[:-1]}{chance.choice(['', '市', '·'])}{names[key]}第{i}社区")
    begin = process_time()
    read_keys = [places.read(text)[0] for text in texts]
    assert process_time() - begin < 6
    right = sum(counties[i % len(counties)] in keys for i, keys in enumerate(read_keys))
    assert right > 99_000  # the others are called like something else


# Broad classes ------------------------------------------------------------------------------------

CLASSES = (
    "code,name,level,parent\n0809,计算机类,本科,\n080901,计算机科学与技术,本科,0809\n"
    "080902,软件工程,本科,0809\n5101,计算机类,高职,\n510201,计算机应用技术,高职,5101\n"
)
COLLEGES = "code,name,level\nu1,示例大学,本科\nc1,甲学院,高职\n"


@pytest.mark.parametrize(
    ("college", "written", "major", "note"),
    [
        ("c1", "计算机类", "5101", None),
        ("u1", "0809", "0809", None),
        ("c1", "计算机类（含计算机应用技术等2个专业）", "5101", "含计算机应用技术等2个专业"),
        ("c1", "工科试验班（计算机类）", "5101", "工科试验班"),
        ("c1", "计算机类试验班", "5101", "试验班"),
        ("u1", "软件工程实验班", "080902", "实验班"),
        ("u1", "软件工程（卓越班）", "080902", "卓越班"),
    ],
)
def test_broad_classes_are_majors(college: str, written: str, major: str, note: str | None) -> None:
    found = read(
        {
            "colleges.csv": COLLEGES,
            "majors.csv": CLASSES,
            "enrolment.csv": ENROLMENT + f'{college},"{written}",2024,9\n',
        }
    )
    assert rows(found, "enrolment", "major", "note") == [(major, note)]


def test_a_pilot_class_of_no_class_is_asked() -> None:
    found = read({"majors.csv": CLASSES, "enrolment.csv": ENROLMENT + "c1,工科试验班,2024,9\n"})
    assert told(found) == [("unknown-reference", 2, "major", "工科试验班")]


@pytest.mark.parametrize(
    ("written", "track", "note"),
    [
        ("护理（助产方向）", None, "助产方向"),
        ("护理(中外合作办学)", "中外合作办学", None),
        ("护理(师范)(定向)", "师范；定向", None),
        ("护理专业", None, None),
        ("护理（3+2）", "3+2", None),
        ("护理（西校区）", None, "西校区"),
    ],
)
def test_additions_go_to_the_track_or_the_note(
    written: str, track: str | None, note: str | None
) -> None:
    found = read({"enrolment.csv": ENROLMENT + f"c1,{written},2024,9\n"})
    assert rows(found, "enrolment", "major", "track", "note") == [("520201", track, note)]


def test_frames_keep_their_declared_columns() -> None:
    found = read({"enrolment.csv": ENROLMENT + "青禾学院,护理,2024,9\n"})
    assert found.tables["colleges"].schema["mentioned_only"] == pl.Boolean()
    assert not [name for name in found.tables["enrolment"].columns if name.startswith("__")]
