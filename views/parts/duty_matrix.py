"""The matrix of duties: measures against units, as a table whose heads stay in sight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from graph.ontology import load
from graph.rules.duties import LEAD, Duty, Measure, loads
from graph.things import Thing
from views.parts import address
from views.parts.markup import Child, anchor, node, show
from views.parts.session import language, tell

Cells = dict[str, list[str]]  # unit → its roles


def matrix(all_duties: Sequence[Duty]) -> None:
    """Show who leads and who joins each measure; heads link to units and measures."""
    units = [each.unit for each in loads(all_duties)]
    roles_of: dict[Measure, Cells] = defaultdict(lambda: defaultdict(list))
    for duty in all_duties:
        roles_of[duty.measure][duty.unit.key].append(duty.role)
    heads = [_head("col", unit.of(language()), unit=unit.key) for unit in units]
    corner = node("th", "", tell("measures.item"), scope="col")
    rows = [_row(measure, cells, units) for measure, cells in roles_of.items()]
    show(
        node(
            "div",
            "tc-duties",
            node(
                "table",
                "",
                node("caption", "", node("span", "", tell("measures.matrix_note"))),
                node("thead", "", node("tr", "", corner, *heads)),
                node("tbody", "", *rows),
            ),
            role="region",
            aria_label=tell("measures.matrix"),
            tabindex="0",
        )
    )


def _row(measure: Measure, cells: Cells, units: Sequence[Thing]) -> Element:
    title = tell("measures.one_item", number=measure.number, heading=measure.heading or "").strip()
    item = f"{measure.policy}/{measure.path}"
    head = _head("row", title, item=item)
    return node("tr", "", head, *(_cell(cells.get(unit.key, ())) for unit in units))


def _head(scope: str, text: str, **to: str) -> Element:
    """Build a head that links to its unit or measure, and says if it is not in English."""
    foreign = "zh" if language() == "en" and not text.isascii() else None
    link = anchor(address.to("measures", **to), text, lang=foreign)
    return node("th", "", link, scope=scope)


def _cell(roles: Sequence[str]) -> Element:
    words = load().code_lists["duty_role"].by_notation
    marks: list[Child] = [
        node("span", f"tc-duty-{role}", words[role].label.of(language()))
        for role in sorted(set(roles), key=lambda role: role != LEAD)
    ]
    return node("td", "", *marks)
