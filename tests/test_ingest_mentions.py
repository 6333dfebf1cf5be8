"""What a measure's text names is linked to things by name or alias, never by likeness."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from graph.findings import to_records
from graph.ontology import Ontology
from graph.tables import Tables
from ingest.datasets import open_datasets
from ingest.name_search import find
from ingest.pipeline import Ingested, ingest
from ingest.policy.entities import places
from ingest.review import review_queue, write_review

HEAD = "示例市人民政府关于深化产教融合的意见\n示政发〔2024〕5号\n一、主要任务\n"
TABLES = {
    "colleges": "code,name,level,aliases\n"
    "c1,示例职业学院,高职,示职院\nc2,电子科技大学,本科,\nc3,云溪学院（东区）,本科,\n",
    "enterprises": "code,name\n,华新机械有限责任公司\n",
    "organisations": "id,name,kind\no1,云溪产业开发区,园区\n",
    "labs": "id,name,kind\nl1,六堡茶重点实验室,重点实验室\n",
    "alliances": "id,name,kind\na1,示例职业教育集团,职教集团\n",
    "major_groups": "id,name\ng1,茶产业专业群\ng2,电子信息\n",
    "chains": "id,name,aliases\nt,六堡茶产业链,六堡茶\ne,电子信息产业链,\nr,再生铜产业链,\n",
    "industries": "code,name\nC,制造业\n",
}


def named(
    folder: Path, ontology: Ontology, *sentences: str, head: str = HEAD, **tables: str
) -> Ingested:
    """The build of a notice with one item a sentence, beside tables."""
    items = [f"({'一二三四五'[n]})任务。{sentence}" for n, sentence in enumerate(sentences)]
    (folder / "plan.txt").write_text(head + "\n".join(items), encoding="utf-8")
    for name, text in (tables or TABLES).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return ingest(open_datasets([folder], None, ontology), ontology)


def links(tables: Tables) -> list[tuple[str, str, str | None]]:
    """Kind, name and thing of each mention."""
    rows = tables["mentions"].select("kind", "name", "thing_table", "thing_key").rows()
    return [(kind, name, f"{table}/{key}" if key else None) for kind, name, table, key in rows]


def notes(found: Ingested) -> list[tuple[str, str | None, int | None]]:
    rows = found.findings.filter(pl.col("rule") == "unlinked-name")
    return rows.select("reason", "value", "row").rows()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("支持示例职业学院发展", [("institution", "示例职业学院", "colleges/c1")]),
        ("由示职院承担", [("institution", "示职院", "colleges/c1")]),
        ("云溪学院(东区)参与", [("institution", "云溪学院(东区)", "colleges/c3")]),
        (
            "华新机械有限公司和华新机械有限责任公司",
            [
                ("institution", "华新机械有限公司", "enterprises/华新机械有限公司"),
                ("institution", "华新机械有限责任公司", "enterprises/华新机械有限公司"),
            ],
        ),
        ("依托云溪产业开发区", [("platform", "云溪产业开发区", "organisations/o1")]),
        ("建好六堡茶重点实验室", [("platform", "六堡茶重点实验室", "labs/l1")]),
        ("发挥示例职业教育集团作用", [("platform", "示例职业教育集团", "alliances/a1")]),
        (
            "做强茶产业、电子信息等骨干专业群",
            [
                ("major_group", "茶产业", "major_groups/g1"),
                ("major_group", "电子信息", "major_groups/g2"),
            ],
        ),
        (
            "面向电子信息、制造业等领域",
            [("industry", "电子信息", "chains/e"), ("industry", "制造业", "industries/C")],
        ),
        (
            "推动六堡茶发展，壮大再生铜产业",
            [("industry", "六堡茶", "chains/t"), ("industry", "再生铜产业", "chains/r")],
        ),
        # A known name within a longer one is part of another name.
        ("与桂林电子科技大学合作", [("institution", "桂林电子科技大学", None)]),
        # A common word of the classification is no mention by itself.
        ("发展先进制造业", []),
        # What is spoken of in general is not named.
        ("建设现代产业学院、工程实验室、大学生创业园和产业联盟，促进产业链与教育链衔接", []),
    ],
)  # fmt: skip
def test_names_and_aliases_are_linked_exactly(
    tmp_path: Path,
    ontology: Ontology,
    sentence: str,
    expected: list[tuple[str, str, str | None]],
) -> None:
    found = named(tmp_path, ontology, sentence)
    assert links(found.tables) == expected
    rows = found.tables["mentions"]
    for name, position in rows.select("name", "text_position").iter_rows():
        assert found.tables["measures"]["text"][0][position - 1 :].startswith(name)


def test_a_unit_whose_name_begins_like_a_thing_is_no_mention(
    tmp_path: Path, ontology: Ontology
) -> None:
    found = named(
        tmp_path,
        ontology,
        "做好。(责任单位:市交通运输局、市六堡茶局)",
        chains="id,name\nj,交通运输\nt,六堡茶\n",
    )
    assert found.tables["mentions"].is_empty()


def test_a_thing_is_mentioned_once_in_a_measure_and_the_row_is_its_line(
    tmp_path: Path, ontology: Ontology
) -> None:
    found = named(tmp_path, ontology, "示例职业学院与示例职业学院", "支持示例职业学院")
    rows = found.tables["mentions"].select("path", "name", "text_position", "source_row").rows()
    assert rows == [("1/1", "示例职业学院", 4, 4), ("1/2", "示例职业学院", 6, 5)]


def test_traditional_characters_mean_the_same(tmp_path: Path, ontology: Ontology) -> None:
    pytest.importorskip("opencc")
    head = "示例市人民政府關於深化產教融合的意見\n示政發〔2024〕5號\n一、主要任務\n"
    found = named(
        tmp_path, ontology, "壯大電子信息產業鏈,支持示例職業學院,為產業發展提供服務", head=head
    )
    assert links(found.tables) == [
        ("industry", "電子信息產業鏈", "chains/e"),
        ("institution", "示例職業學院", "colleges/c1"),
    ]


def test_what_means_nothing_or_several_things_is_said_once_with_its_place(
    tmp_path: Path, ontology: Ontology
) -> None:
    tables = dict(TABLES)
    tables["chains"] += "e2,电子信息,\n"
    found = named(
        tmp_path,
        ontology,
        "壮大电子信息产业,支持远山大学",
        "支持远山大学、近水实验室",
        "面向智能制造、生物技术等领域,办好钢琴专业群",
        **tables,
    )
    assert notes(found) == [
        ("unlinked-name.several", "电子信息产业", 4),
        ("unlinked-name.unknown", "远山大学", 4),
        ("unlinked-name.unknown", "近水实验室", 5),
        ("unlinked-name.unknown", "钢琴", 6),
    ]
    told = {r["value"]: r for r in to_records(found.findings, "en") if r["rule"] == "unlinked-name"}
    assert {r["severity"] for r in told.values()} == {"info"}
    assert "in 2 measures" in told["远山大学"]["message"]
    assert "colleges, enterprises, organisations" in told["远山大学"]["message"]
    assert "chains e, chains e2" in told["电子信息产业"]["message"]
    assert "table of aliases" in told["远山大学"]["remedy"]


def test_a_row_of_the_table_of_aliases_decides(tmp_path: Path, ontology: Ontology) -> None:
    decided = "table,alias,key\n院校,远山大学,c2\nchains,电子信息产业,e\n"
    tables = dict(TABLES) | {"aliases": decided}
    tables["chains"] += "e2,电子信息,\n"
    found = named(tmp_path, ontology, "壮大电子信息产业,支持远山大学", **tables)
    assert links(found.tables) == [
        ("industry", "电子信息产业", "chains/e"),
        ("institution", "远山大学", "colleges/c2"),
    ]
    assert notes(found) == []


def test_a_document_alone_lists_names_without_links(tmp_path: Path, ontology: Ontology) -> None:
    found = named(tmp_path, ontology, "支持远山大学、近山大学", areas="code,name\n1,示例市\n")
    assert links(found.tables) == [
        ("institution", "远山大学", None),
        ("institution", "近山大学", None),
    ]
    assert notes(found) == [("unlinked-name.no_table", None, 4)]


def test_a_table_of_mentions_is_held_to_its_keys(tmp_path: Path, ontology: Ontology) -> None:
    tables = dict(TABLES) | {
        "mentions": "policy,path,kind,name,thing_table,thing_key\n"
        "示政发〔2024〕5号,1/1,平台,实验室,平台,l1\n"
        "示政发〔2024〕5号,1/1,产业,茶,chains,none\n"
        "示政发〔2024〕5号,1/1,产业,六堡茶,,\n"
    }
    found = named(tmp_path, ontology, "做好", **tables)
    assert links(found.tables) == [
        ("platform", "实验室", "labs/l1"),
        ("industry", "茶", None),
        ("industry", "六堡茶", "chains/t"),
    ]
    (bad,) = [r for r in to_records(found.findings, "zh") if r["rule"] == "unlinked-name"]
    assert (bad["severity"], bad["file"], bad["row"], bad["column"], bad["value"]) == (
        "warning",
        "mentions.csv",
        3,
        "thing_key",
        "none",
    )


def test_the_longest_name_is_found_in_any_width() -> None:
    text = "Ａ 示例（集团）有限责任公司示例"
    (hits,) = find([text], ["示例", "示例(集团)有限公司"])
    assert [text[hit.start : hit.end] for hit in hits] == ["示例（集团）有限责任公司", "示例"]
    assert find([], ["示例"]) == []
    assert find(["示例"], []) == [[]]


def test_many_names_in_a_long_text_take_no_time() -> None:
    assert len(places("支持示例学院、" * 20_000)) == 20_000
    names = [f"第{n}号示例企业有限公司" for n in range(50_000)]
    (hits,) = find(["与第7号示例企业有限公司合作" * 1_000], names)
    assert len(hits) == 1_000


def test_names_that_are_not_linked_go_to_the_queue_and_back(
    tmp_path: Path, ontology: Ontology
) -> None:
    """The queue names the table of the likeliest candidate; its row, given back, links the name."""
    sentences = ("依托云溪产业园区", "支持示例职业技术学院", "依托云溪产业园区")
    found = named(tmp_path, ontology, *sentences)
    queue = review_queue(found.findings, found.tables, ontology, "zh")
    assert queue.select("table", "alias", "key").rows() == [
        ("colleges", "示例职业技术学院", ""),
        ("organisations", "云溪产业园区", ""),
    ]
    assert "机构 o1 云溪产业开发区" in queue["note"][1]
    assert "共 2 处，首处 plan.txt:4" in queue["note"][1]
    keys = pl.Series("key", ["c1", "o1"])
    write_review(queue.with_columns(keys), tmp_path / "review.csv")
    again = ingest(open_datasets([tmp_path], None, ontology), ontology)
    assert [thing for _, _, thing in links(again.tables)] == [
        "organisations/o1", "colleges/c1", "organisations/o1",
    ]  # fmt: skip
    assert review_queue(again.findings, again.tables, ontology, "zh").is_empty()
