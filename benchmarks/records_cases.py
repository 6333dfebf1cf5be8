"""What is measured of records: files of any size, read and normalised, or made a dataset."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb

from graph.ontology import load as load_ontology
from ingest.records.engine import DuckDB, quoted
from ingest.records.levels import Levels
from ingest.records.load import load
from ingest.records.normalise import normalise
from ingest.records.read import open_records
from ingest.records.reference import read_reference

STEMS = [
    "电工", "焊工", "会计", "普工", "文员", "司机", "保安", "厨师", "护士", "店长", "仓管员",
    "数控操作工", "销售代表", "电话销售", "客服专员", "行政专员", "人事专员", "设备维修",
    "质检员", "叉车司机", "平面设计师", "土建工程师", "电气工程师", "机械工程师",
    "java开发工程师", "软件测试", "网络运营", "外贸业务员", "幼儿园教师", "茶叶加工", "采购专员",
    "出纳", "收银员", "服务员", "保洁", "快递员", "汽车维修", "模具设计", "工艺工程师", "药剂师",
]  # fmt: skip
WORDS = ["高级", "资深", "初级", "急聘", "诚聘", "双休", "车间", "夜班", "实习", "储备"]
AREAS = [
    "梧州市", "南宁市·青秀区", "广州市", "深圳-南山区", "福州市", "成都市", "杭州市·余杭区",
    "长沙", "武汉市", "西安",
]  # fmt: skip
LEVELS = ["大专", "本科", "学历不限", "高中", "中专", "统招本科", "初中及以下", "硕士"]


def write(file: str, rows: int) -> None:
    """Write advertisements as portals do: few titles are most of them, and many come again."""

    def one_of(values: list[str], seed: int) -> str:
        listed = ", ".join(f"'{value}'" for value in values)
        return f"[{listed}][1 + {number(len(values), seed)}]"

    def number(below: int, seed: int) -> str:
        return f"CAST(hash(i, {seed}) % {below} AS INTEGER)"

    skewed = f"CAST(floor(40 * pow({number(1000, 1)} / 1000.0, 3)) AS INTEGER)"
    stems = ", ".join(f"'{stem}'" for stem in STEMS)
    low = f"(3 + {number(12, 5)})"
    with duckdb.connect() as db:
        db.execute(f"""
            COPY (
                SELECT '企业' || {number(max(rows // 12, 1), 2)} || '有限公司' AS 公司名称,
                    CASE WHEN {number(3, 3)} = 0 THEN {one_of(WORDS, 4)} ELSE '' END
                        || [{stems}][1 + {skewed}]
                        || CASE WHEN {number(5, 6)} = 0 THEN '（' || {number(400, 7)} || '线）'
                            ELSE '' END AS 职位名称,
                    {one_of(LEVELS, 8)} AS 学历,
                    {low} || '-' || ({low} + 2 + {number(6, 9)}) || '千' AS 薪资,
                    CASE WHEN {number(4, 10)} = 0 THEN '若干' ELSE (1 + {number(6, 11)}) || '人' END
                        AS 招聘人数,
                    {one_of(AREAS, 12)} AS 工作地点,
                    strftime(DATE '2025-01-01' + {number(365, 13)}, '%Y-%m-%d')
                        AS 发布日期,
                    {one_of(["少于50人", "50-150人", "500-1000人", "10000人以上"], 14)} AS 公司规模
                FROM range({rows}) t(i)
            ) TO {quoted(Path(file))} (HEADER, DELIMITER ',')
        """)


def write_registrations(file: str, rows: int) -> None:
    """Write registrations: two contracts a person on average."""

    def number(below: int, seed: int) -> str:
        return f"CAST(hash(i, {seed}) % {below} AS INTEGER)"

    stems = ", ".join(f"'{stem}'" for stem in STEMS)
    areas = ", ".join(f"'{area}'" for area in AREAS)
    levels = ", ".join(f"'{level}'" for level in LEVELS)
    begun = f"DATE '2020-01-01' + {number(2000, 4)}"
    with duckdb.connect() as db:
        db.execute(f"""
            COPY (
                SELECT sha256(CAST({number(max(rows // 2, 1), 1)} AS VARCHAR)) AS 人员编号,
                    '企业' || {number(max(rows // 30, 1), 2)} || '有限公司' AS 单位名称,
                    [{stems}][1 + {number(len(STEMS), 3)}] AS 工种,
                    [{areas}][1 + {number(len(AREAS), 5)}] AS 区域,
                    [{levels}][1 + {number(len(LEVELS), 6)}] AS 学历,
                    1965 + {number(42, 7)} AS 出生年份, {begun} AS 合同起始日期,
                    CASE WHEN {number(3, 8)} > 0 THEN {begun} + 30 + {number(700, 9)} END
                        AS 合同终止日期
                FROM range({rows}) t(i)
            ) TO {quoted(Path(file))} (HEADER, DELIMITER ',')
        """)


def hired(file: str, folder: str) -> None:
    """Make the dataset of registrations, all in memory."""
    from ingest.records.registrations import make_registrations

    reference = read_reference([], [], ["china"], load_ontology())
    opened = open_records([Path(file)], load_ontology(), reference.places.knows)
    make_registrations(opened, reference, Path(folder), load_ontology())


def normalised(file: str, folder: str) -> None:
    """Read the advertisements, and turn their texts into values."""
    ontology = load_ontology()
    reference = read_reference([], [], ["china"], ontology)
    opened = open_records([Path(file)], ontology, reference.places.knows)
    with closing(DuckDB(Path(folder))) as engine:
        load(engine, opened.sheets)
        normalise(engine, reference.places, Levels(ontology.code_lists["level"]))


def whole(file: str, folder: str) -> None:
    """Make the dataset: ``twinchain records``."""
    from ingest.records.pipeline import make_dataset

    reference = read_reference([], [], ["china"], load_ontology())
    make_dataset([Path(file)], reference, Path(folder), load_ontology())
