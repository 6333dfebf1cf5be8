"""Policy documents and rules: the reader on long plans, all rules on a city of 1,000 programmes."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.gap import cpu_seconds
from benchmarks.row import Row
from graph.ontology import load
from graph.rules import judge
from graph.settings import EXAMPLES
from graph.tables import Tables
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from ingest.policy.documents import lines_of
from ingest.policy.reading import read

SIZES_KB = (100, 1_000)
READER_S = 1.0  # a 100 kB
COLLEGES, MAJORS, OCCUPATIONS, YEARS = 20, 50, 300, (2022, 2023, 2024)
RULES_S = 3.0
CITY = "450400"
POLICY_TABLES = ("policies", "measures", "duties", "targets", "units", "measure_members", "areas")
UNITS = ("教育局", "发展改革委", "财政局", "人力资源社会保障局", "工业和信息化局", "农业农村局")
TASKS = (
    "到{year}年,建成实训基地{n}个以上,培养技能人才{n}万人次",
    "落实《关于深化产教融合的若干意见》(国办发〔2017〕95号),实践课时占比不低于{n}%",
    "支持示例职业学院与企业共建产业链急需专业,做强护理、康养等骨干专业群",
    "三年内,规模以上企业参与比例达到{n}%左右",
)


def rows(work: Path) -> Iterator[Row]:
    """CPU seconds from the lines of a text to its reading, and from tables to verdicts."""
    for size in SIZES_KB:
        content = plan(size * 1_000).encode()
        measured = cpu_seconds(lambda content=content: read(lines_of(content, "plan.txt")), 3)
        what = f"a plan of {len(content) // 1_000:,} kB read"
        yield Row(what, measured, most_cpu_s=READER_S * size / 100)
    tables = city(work / "city")
    verdicts = len(judge(tables))
    what = f"all rules on {tables['programmes'].height:,} programmes, {verdicts:,} verdicts"
    yield Row(what, cpu_seconds(lambda: judge(tables), 3), most_cpu_s=RULES_S)


def plan(size: int) -> str:
    """A plan of about so many bytes in UTF-8, the same on every run."""
    chance = random.Random(0)
    lines = ["示例市人民政府关于深化产教融合的意见", "示政发〔2024〕5号"]
    written, section = 0, 0
    while written < size:
        section += 1
        lines.append(f"{_chinese(section)}、推进第{_chinese(section)}类任务")
        for item in range(1, 11):
            said = ";".join(
                chance.choice(TASKS).format(
                    year=chance.randint(2025, 2030), n=chance.randint(2, 80)
                )
                for _ in range(4)
            )
            units = "、".join(chance.sample(UNITS, 4))
            lines.append(f"({_chinese(item)})落实任务。{said}。(责任单位:市{units})")
            written += len(lines[-1].encode()) + 1
    return "\n".join(lines)


def _chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    told = f"{digits[hundreds]}百" if hundreds else ""
    if hundreds and rest and not tens:
        told += "零"
    if tens:
        told += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    return told + (digits[ones] if ones else "")


def city(folder: Path) -> Tables:
    """Tables of a made-up city under the measures of the shipped example."""
    folder.mkdir(parents=True)
    for name in POLICY_TABLES:
        shutil.copy(EXAMPLES / "wuzhou" / "facts" / f"{name}.csv", folder)
    for name, lines in _made_up().items():
        (folder / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    return ingest(open_datasets([folder], None, load()), load()).tables


def _made_up() -> dict[str, list[str]]:
    chance = random.Random(0)
    colleges = [f"c{k}" for k in range(COLLEGES)]
    majors, occupations = [f"m{k}" for k in range(MAJORS)], [f"o{k}" for k in range(OCCUPATIONS)]
    made = {
        "colleges": ["code,name,level,area", *(f"{c},{c},高职,{CITY}" for c in colleges)],
        "majors": ["code,name,level", *(f"{m},{m},高职" for m in majors)],
        "occupations": ["code,name", *(f"{o},{o}" for o in occupations)],
        "programmes": ["college,major,practice_hours,total_hours"],
        "enrolment": ["college,major,year,enrolled,graduates,employed,employed_in_field"],
        "crosswalk": ["major,occupation"],
        "demand": ["occupation,year,area,openings"],
    }
    for major in majors:
        made["crosswalk"] += [f"{major},{o}" for o in chance.sample(occupations, 3)]
    for occupation in occupations:
        made["demand"] += [f"{occupation},{y},{CITY},{chance.randint(0, 200)}" for y in YEARS]
    for college in colleges:
        for major in majors:
            made["programmes"].append(f"{college},{major},{chance.randint(900, 1_500)},2600")
            for year in YEARS:
                taken = chance.randint(10, 90)
                made["enrolment"].append(
                    f"{college},{major},{year},{taken},{taken},{taken - 5},{taken // 2}"
                )
    return made
