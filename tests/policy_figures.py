"""Figures and deadlines as content, and the ways in which plans write them down."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.policy.numerals import to_chinese

DASHES = ("—", "-", "～", "至", "－")


@dataclass(frozen=True)
class Figure:
    """what: is counted; high: of a range, else None."""

    what: str
    comparator: str
    value: int
    unit: str
    high: int | None = None


@dataclass(frozen=True)
class Deadline:
    """year: to be reached; span: years in which to reach it."""

    year: int | None = None
    span: int | None = None


FIGURES = (
    Figure("培育产教融合型企业", ">=", 30, "家"),
    Figure("实践课时占比", ">=", 50, "%"),
    Figure("建设实训基地", "=", 12, "个"),
    Figure("培训职工", ">=", 15_000, "人次"),
    Figure("每家企业补助", "<=", 200_000, "元"),
    Figure("毕业生就业率", ">", 95, "%"),
    Figure("在校生", "<", 600, "人"),
    Figure("选派教师", "range", 20, "名", 30),
    Figure("补贴标准", "range", 4_000, "元", 6_000),
    Figure("就业率年均提高", "=", 2, "百分点"),
    Figure("职业院校生师比", "<=", 18, "比"),
    Figure("项目投入", ">", 120_000_000, "元"),
)
DEADLINES = (Deadline(2027), Deadline(2026), Deadline(2025), Deadline(span=3), Deadline(span=5))

_COMPARED = {
    ">=": (
        "{what}不少于{n}", "{what}{n}以上", "{what}不低于{n}", "{what}至少{n}", "{what}达到{n}以上",
    ),
    "<=": ("{what}不超过{n}", "{what}控制在{n}以内", "{what}最高{n}", "{what}不高于{n}"),
    ">": ("{what}超过{n}", "{what}突破{n}"),
    "<": ("{what}不足{n}", "{what}低于{n}", "{what}少于{n}"),
    "=": ("{what}{n}", "{what}{n}左右"),
}  # fmt: skip


def figure_text(figure: Figure, way: int) -> str:
    """The figure in one of its ways."""
    if figure.high is not None:
        return figure.what + _range(figure, way)
    shapes = _COMPARED[figure.comparator]
    return shapes[way % len(shapes)].format(what=figure.what, n=_number(figure, way // 2))


def _range(figure: Figure, way: int) -> str:
    dash = DASHES[way % len(DASHES)]
    inner = figure.unit if dash == "至" and way % 2 else ""
    return f"{figure.value}{inner}{dash}{figure.high}{figure.unit}"


def _number(figure: Figure, way: int) -> str:
    n, unit = figure.value, figure.unit
    if unit == "%":
        return f"百分之{to_chinese(n)}" if way % 3 == 2 else f"{n}%"
    if unit == "百分点":
        return f"{to_chinese(n) if n != 2 else '两'}个百分点" if way % 2 else f"{n}个百分点"
    if unit == "比":
        return f"{n}{'∶：:'[way % 3]}1"
    ways = [f"{n}{unit}"]
    if n >= 1_000:
        ways.append(f"{n:,}{unit}")
    if n >= 10_000:
        ways.append(f"{n / 10_000:g}万{unit}")
    if n >= 100_000_000:
        ways = [f"{n / 100_000_000:g}亿{unit}", f"{n / 10_000:g}万{unit}"]
    if 10 < n < 100:
        ways.append(f"{to_chinese(n)}{unit}")
    return ways[way % len(ways)]


def deadline_text(deadline: Deadline, way: int) -> str:
    """The deadline in one of its ways."""
    if deadline.span is not None:
        ways = [
            f"{to_chinese(deadline.span)}年内",
            f"{deadline.span}年内",
            f"用{deadline.span}年左右时间",
        ]
        return ways[way % len(ways)]
    y = deadline.year or 0
    ways = [
        f"到{y}年", f"到{y}年底", f"{y}年底前", f"{y}年6月底前", f"力争到{y}年", f"{y}年12月31日前",
        f"{y - 1}—{y}年", f"{y - 2}年至{y}年",
    ]  # fmt: skip
    if y == 2025:
        ways += ["“十四五”期间", "到“十四五”末"]
    return ways[way % len(ways)]
