"""The same plan in any layout gives the same reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import example, given, settings

from ingest.policy.answers import to_json
from ingest.policy.documents import Line
from ingest.policy.passages import plain_form
from ingest.policy.reading import read
from ingest.policy.records import Reading
from tests.policy_layouts import (
    TITLES,
    Expected,
    Item,
    Layout,
    Plan,
    expected,
    layouts,
    plans,
    written,
)


def reading(text: str) -> Reading:
    return read([Line(n, line) for n, line in enumerate(text.splitlines(), 1)])


def simplified(text: str | None, layout: Layout) -> str:
    return plain_form(text or "", convert=layout.traditional)


def one_item() -> Plan:
    item = Item("优化专业布局结构", ("教育局",), (), (), None, "坚持问题导向")
    return Plan((("统筹规划布局", (item,)),))


# The title's last character alone on a line of its own.
CUT_TITLE = Layout(header="labels", width=24)


@settings(max_examples=60)
@given(plans(), layouts())
@example(one_item(), CUT_TITLE)
@example(one_item(), replace(CUT_TITLE, indent="  ", heading_alone=True))
@example(one_item(), replace(CUT_TITLE, title=TITLES[1], width=25))
@example(one_item(), Layout(title=TITLES[1], header="split", width=36))
@example(one_item(), Layout(title=TITLES[1], header="behind", width=41))
def test_any_layout_gives_the_content(plan: Plan, layout: Layout) -> None:
    if layout.traditional:
        __import__("pytest").importorskip("opencc")
    found = reading(written(plan, layout))
    want = expected(plan, layout)
    assert [simplified(s.title, layout) for s in found.sections] == want.sections
    headings = [(m.ordinal, simplified(m.heading, layout)) for m in found.measures]
    assert headings == want.headings
    pairs = [
        (simplified(m.heading, layout), simplified(u.name, layout), u.role)
        for m in found.measures
        for u in m.units
    ]
    assert pairs == want.units
    assert [
        (q.path, q.comparator, q.value, q.high, simplified(q.unit, layout))
        for q in found.quantities
    ] == want.quantities
    assert [(d.path, d.year, d.span_years) for d in found.deadlines] == want.deadlines
    assert_paths_where_numbers_restart(found, want)
    assert simplified(found.doc_number, layout) == "云政发(2024)9号"
    assert simplified(found.title, layout) == "".join(layout.title)
    assert simplified(found.issuer, layout) == layout.title[0]
    if layout.header in ("pipes", "labels", "dated"):
        assert found.issued == "2024-03-01"
    assert [simplified(c.number, layout) for c in found.cites] == ["国办发(2017)95号"]


def assert_paths_where_numbers_restart(found: Reading, want: Expected) -> None:
    """In the answer a number alone names the item of a figure, unless numbers restart."""
    numbers = [number for number, _ in want.headings]
    restarts = len(set(numbers)) < len(numbers)
    answer = to_json(found, "zh", "plan.txt")
    aims = [*answer["quantities"], *answer["deadlines"]]
    assert [aim.get("path") for aim in aims] == (
        [q[0] for q in want.quantities] + [d[0] for d in want.deadlines]
        if restarts
        else [None] * len(aims)
    )
    assert [aim["measure"] for aim in aims] == [
        int(path.split("/")[1]) for path, *_ in [*want.quantities, *want.deadlines]
    ]


def test_the_rule_of_first_place_holds_for_later_items(require: Callable[..., None]) -> None:
    text = (
        "一、任务\n(一)甲事。做好。(责任单位:市教育局、财政局)\n"
        "(二)乙事。做好。(责任单位:市财政局、教育局。列首位的为牵头单位,下同)\n(三)丙事。做好。(责任单位:市国资委、教育局)"
    )
    bases = [{u.basis for u in m.units} for m in reading(text).measures]
    assert bases == [{"first-named"}, {"standing-rule"}, {"standing-rule"}]
