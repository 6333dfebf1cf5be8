"""One plan in many layouts: equal content under other numbers, brackets, separators, labels.

What is drawn is a :class:`Plan` (content) and a :class:`Layout` (how it is written down); whatever
the layout, the reading must be the content.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from ingest.policy.numerals import to_chinese
from tests.policy_figures import (
    DEADLINES,
    FIGURES,
    Deadline,
    Figure,
    deadline_text,
    figure_text,
)

HEADINGS = [
    "优化专业布局结构",
    "深化校企合作",
    "强化企业主体作用",
    "加强师资队伍建设",
    "推进实训基地建设",
    "健全评价机制",
    "完善投入保障",
    "搭建信息服务平台",
    "促进成果转化",
    "扩大对外交流",
]
SECTIONS = ["统筹规划布局", "推进校企协同", "完善保障措施", "加强组织实施"]
BUREAUS = [
    "教育局",
    "发展改革委",
    "财政局",
    "工业和信息化局",
    "市场监管局",
    "国资委",
    "科技局",
    "税务局",
]
WHOLE = [
    "各县(市、区)政府",
    "各园区管委会",
    "云溪职业技术学院",
    "团市委",
    "云溪大学",
    "市交通委(市道运局)",
    "市委组织部(市委人才办)",
]
# Titles in three parts: who issues, of what, and the kind of document.
TITLES = [
    ("云溪市人民政府", "关于深化产教融合", "的实施意见"),
    ("云溪市人民政府办公室", "关于印发云溪市职业教育提质培优行动计划(2024-2026年)", "的通知"),
    ("云溪市教育局", "关于加强现代产业学院建设促进教育链与产业链有机衔接", "的指导意见"),
]
TAIL_YEAR = 2029  # of no deadline that is drawn
TAILS = ["", "", ",长期推进", ",2029年底前完成", ";完成时限:2029年12月底前", ",力争2029年6月建成"]
FILLER = ["坚持问题导向", "统筹推进各项工作", "支持有条件的院校先行先试", "健全长效机制"]


@dataclass(frozen=True)
class Item:
    heading: str
    bureaus: tuple[str, ...]
    whole: tuple[str, ...]
    figures: tuple[Figure, ...]
    deadline: Deadline | None
    filler: str


@dataclass(frozen=True)
class Plan:
    sections: tuple[tuple[str, tuple[Item, ...]], ...]


@dataclass(frozen=True)
class Layout:
    """How a plan is written down."""

    section_number: str = "{cn}、"
    item_number: str = "({cn})"
    restarts: bool = False
    opening: str = "("
    closing: str = ")"
    separator: str = "、"
    label: str = "责任单位"
    tail: str = ""
    repeats_prefix: bool = False
    own_line: bool = False
    heading_alone: bool = False
    full_width: bool = False
    title: tuple[str, str, str] = TITLES[0]
    header: str = "plain"
    traditional: bool = False
    width: int | None = None
    spaced: bool = False
    way: int = 0
    indent: str = ""


@st.composite
def items(draw: st.DrawFn, headings: list[str]) -> Item:
    heading = headings.pop()
    bureaus = draw(st.lists(st.sampled_from(BUREAUS), min_size=1, max_size=5, unique=True))
    whole = draw(st.lists(st.sampled_from(WHOLE), max_size=2, unique=True))
    figures = draw(st.lists(st.sampled_from(FIGURES), max_size=2, unique=True))
    deadline = draw(st.none() | st.sampled_from(DEADLINES))
    filler = draw(st.sampled_from(FILLER))
    return Item(heading, tuple(bureaus), tuple(whole), tuple(figures), deadline, filler)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    headings = list(draw(st.permutations(HEADINGS)))
    sections = []
    for title in SECTIONS[: draw(st.integers(1, 4))]:
        count = draw(st.integers(1, 2))
        sections.append((title, tuple(draw(items(headings)) for _ in range(count))))
    return Plan(tuple(sections))


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    opening, closing = draw(st.sampled_from(["()", "（）", "〔〕", "[]", "【】"]))
    item_number = draw(
        st.sampled_from(
            [
                "({cn})",
                "（{cn}）",
                "任务{n} ",
                "行动{cn}：",
                "{n}.",
                "{n}、",
                "{n}．",
                "( {cn} )",
                "（{cn}）、",
            ]
        )
    )
    return Layout(
        section_number=draw(st.sampled_from(["{cn}、", "{cn} 、", "第{cn}章 "])),
        item_number=item_number,
        restarts=draw(st.booleans()),
        opening=opening,
        closing=closing,
        separator=draw(st.sampled_from(["、", "，", ",", "；", ";", "、 "])),
        label=draw(st.sampled_from(["责任单位", "责任部门", "负责", "按职责", "牵头配合"])),
        tail=draw(st.sampled_from(TAILS)),
        repeats_prefix=draw(st.booleans()),
        own_line=draw(st.booleans()),
        heading_alone=draw(st.booleans()),
        full_width=draw(st.booleans()),
        title=draw(st.sampled_from(TITLES)),
        header=draw(
            st.sampled_from(
                ["plain", "pipes", "glued", "behind", "split", "labels", "dated", "three", "rest"]
            )
        ),
        traditional=draw(st.booleans()),
        width=draw(st.none() | st.integers(24, 44)),
        spaced=draw(st.booleans()),
        way=draw(st.integers(0, 119)),
        indent=draw(st.sampled_from(["", "  ", "\u3000\u3000", "\t"])),
    )


# What the reading must be ------------------------------------------------------------------------


@dataclass
class Expected:
    """headings; (heading, unit, role); figures and deadlines, each with the path of its item."""

    sections: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    units: list[tuple[str, str, str]] = field(default_factory=list)
    quantities: list[tuple[str, str, int, int | None, str]] = field(default_factory=list)
    deadlines: list[tuple[str, int | None, int | None]] = field(default_factory=list)


def expected(plan: Plan, layout: Layout) -> Expected:
    told = Expected()
    number = 0
    for at, (title, content) in enumerate(plan.sections, 1):
        told.sections.append(title)
        number = 0 if layout.restarts else number
        for item in content:
            number += 1
            told.headings.append((number, item.heading))
            names = [f"市{name}" for name in item.bureaus] + list(item.whole)
            told.units += [
                (item.heading, name, "lead" if k == 0 else "joint") for k, name in enumerate(names)
            ]
            path = f"{at}/{number}"
            told.quantities += [(path, f.comparator, f.value, f.high, f.unit) for f in item.figures]
            if item.deadline:
                told.deadlines.append((path, item.deadline.year, item.deadline.span))
            if str(TAIL_YEAR) in layout.tail:
                told.deadlines.append((path, TAIL_YEAR, None))
    return told


# The text -----------------------------------------------------------------------------------------


def written(plan: Plan, layout: Layout) -> str:
    lines = _header(layout)
    number = 0
    for at, (title, content) in enumerate(plan.sections, 1):
        lines.append(layout.section_number.format(cn=to_chinese(at), n=at) + title)
        number = 0 if layout.restarts else number
        for item in content:
            number += 1
            lines += _item(item, number, layout)
    lines = [layout.indent + line for line in lines]
    if layout.width:
        lines = [piece for line in lines for piece in _wrapped(line, layout.width)]
    text = "\n".join(lines)
    if layout.full_width:
        text = text.translate(str.maketrans(",;:.0123456789%", "，；：．０１２３４５６７８９％"))
    if layout.traditional:
        import opencc

        text = opencc.OpenCC("s2t").convert(text)
    return text


def _header(layout: Layout) -> list[str]:
    number, title = "云政发〔2024〕9号", "".join(layout.title)
    issuer, topic, kind = layout.title
    greeting = "各县(市、区)人民政府,市政府各部门:"
    told = {
        "plain": [title, number],
        "pipes": [f"文号:{number} | 印发日期:2024年3月1日 |", f"标题:{title} | |", title],
        "glued": [number + title, title],
        "behind": [f"{title}({number})"],
        "labels": [f"发文字号:{number}  印发日期:2024年3月1日", f"标  题:{title}", title],
        "dated": [title, f"({number}  2024年3月1日印发)"],
        "three": [issuer, topic, kind, number],
        "rest": [issuer + topic, kind, number],
        "split": [issuer + topic[:-2], topic[-2:] + kind, number],
    }[layout.header]
    preamble = (
        "为贯彻《国务院办公厅关于深化产教融合的若干意见》(国办发〔2017〕95号)精神,提出如下意见。"
    )
    return [*told, greeting, preamble]


def _item(item: Item, number: int, layout: Layout) -> list[str]:
    mark = layout.item_number.format(cn=to_chinese(number), n=number)
    figures = [figure_text(f, layout.way + k) for k, f in enumerate(item.figures)]
    said = [item.filler, *(figures or (["取得明显成效"] if item.deadline else []))]
    if item.deadline:
        said[1] = deadline_text(item.deadline, layout.way) + said[1]
    body = ",".join(said) + "。"
    units = _units(item, layout)
    body += "" if layout.own_line else units
    lines = (
        [mark + item.heading, body] if layout.heading_alone else [f"{mark}{item.heading}。{body}"]
    )
    return lines + ([units] if layout.own_line else [])


def _units(item: Item, layout: Layout) -> str:
    prefix = "市" if layout.repeats_prefix else ""
    names = ["市" + item.bureaus[0], *(prefix + name for name in item.bureaus[1:]), *item.whole]
    if layout.spaced:
        names = [f"{name[:2]} {name[2:]}" for name in names]
    joined = layout.separator.join(names)
    if layout.label == "负责":
        inner = f"{joined}负责"
    elif layout.label == "按职责":
        inner = f"{joined}按职责分工负责"
    elif layout.label == "牵头配合":
        rest = layout.separator.join(names[1:])
        inner = f"牵头单位:{names[0]}" + (f";配合单位:{_prefixed(item, names)}" if rest else "")
        inner = inner if len(names) > 1 else f"牵头单位:{names[0]}"
    else:
        inner = f"{layout.label}:{joined}"
    return f"{layout.opening}{inner}{layout.tail}{layout.closing}"


def _prefixed(item: Item, names: list[str]) -> str:
    """Behind a new label the first name has its prefix again."""
    rest = names[1:]
    if len(item.bureaus) > 1 and not rest[0].startswith("市" + item.bureaus[1][:1]):
        rest = [f"市{rest[0]}", *rest[1:]]
    return "、".join(rest)


def _wrapped(line: str, width: int) -> list[str]:
    if "|" in line:
        return [line]
    return [line[a : a + width] for a in range(0, len(line), width)] or [""]
