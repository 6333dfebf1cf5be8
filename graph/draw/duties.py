"""The duty matrix: the unit that leads or supports each measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from graph.draw.measure import LINE, shortened, width, wrapped
from graph.draw.page import DEFAULT_LOOK, MARGIN, TOP, Caption, Elements, Look, framed
from graph.draw.scene import Bar, Box, Point, Rows, Scene, Stamp, Text, Tie
from graph.errors import NoAnswer
from graph.ontology import Ontology
from graph.things import in_language
from graph.words import join, say

MEASURES = 0.26  # of the width
ROW, SECTION = 25.0, 24.0
HEAD = 76.0
LEAD, OTHER = "Unit", "Duty"
ROLE_LEAD = "lead"


@dataclass(frozen=True)
class _Measure:
    key: str
    uri: str
    number: int | None
    heading: str
    section: str


def duties(
    tables: Mapping[str, pl.DataFrame],
    ontology: Ontology,
    stamp: Stamp,
    look: Look = DEFAULT_LOOK,
) -> Scene:
    """Draw measures × units of the policy with most duties.

    Units are in the order of their load; measures without a duty are left out and counted.

    Raises:
        NoAnswer: there are no duties.
    """
    chosen = _policy(tables)
    policy_duties = tables["duties"].filter(pl.col("policy") == chosen)
    measures = _measures(tables, chosen)
    roles: dict[tuple[str, str], list[str]] = {}
    for path, unit, role in policy_duties.select("path", "unit", "role").iter_rows():
        roles.setdefault((path, unit), []).append(role)
    units = _units(tables, roles)
    drawing = _Matrix(ontology, look, roles, units)
    measures_with_duties = [
        measure for measure in measures if any((measure.key, unit) in roles for unit in units)
    ]
    drawing.head()
    bottom = drawing.body(measures_with_duties)
    caption = _caption(
        tables, look.lang, chosen, roles, units, len(measures) - len(measures_with_duties)
    )
    rows = drawing.rows(measures_with_duties)
    scene = framed("duties", ontology, look, stamp, caption, drawing.inside, bottom, (), rows)
    points, ties = drawing.network(measures_with_duties)
    return replace(scene, points=points, ties=ties)


def _policy(tables: Mapping[str, pl.DataFrame]) -> str:
    load = tables["duties"].group_by("policy").len().sort("len", "policy", descending=[True, False])
    if load.is_empty():
        raise NoAnswer("error.draw_no_duties")
    return str(load["policy"][0])


def _measures(tables: Mapping[str, pl.DataFrame], policy: str) -> list[_Measure]:
    rows = tables["measures"].filter(pl.col("policy") == policy).sort("ordinal", "path")
    columns = ("path", "uri", "ordinal", "heading", "section")
    return [
        _Measure(path, uri, number, heading, section or "")
        for path, uri, number, heading, section in rows.select(columns).iter_rows()
    ]


def _units(
    tables: Mapping[str, pl.DataFrame], roles: Mapping[tuple[str, str], list[str]]
) -> dict[str, tuple[str, str | None, str]]:
    """Return unit → name, English name, URI; most leading roles first, then most duties."""
    load: dict[str, tuple[int, int]] = {}
    for (_, unit), unit_roles in roles.items():
        lead, total = load.get(unit, (0, 0))
        load[unit] = lead + unit_roles.count(ROLE_LEAD), total + len(unit_roles)
    units = {
        key: (name, name_en, uri)
        for key, name, name_en, uri in tables["units"]
        .select("node_key", "name", "name_en", "uri")
        .iter_rows()
    }
    order = sorted(load, key=lambda unit: (-load[unit][0], -load[unit][1], unit))
    return {unit: units.get(unit, (unit, None, f"units/{unit}")) for unit in order}


class _Matrix:
    """The drawing of a matrix while it is laid out."""

    def __init__(
        self,
        ontology: Ontology,
        look: Look,
        roles: Mapping[tuple[str, str], list[str]],
        units: Mapping[str, tuple[str, str | None, str]],
    ) -> None:
        self.look, self.lang, self.roles, self.units = look, look.lang, roles, units
        self.inside = Elements()
        self.words = ontology.code_lists["duty_role"].by_notation
        self.left = MARGIN + look.inner_width * MEASURES
        self.step = (look.width - MARGIN - self.left) / len(units)
        self.size = min(_size_for(self.unit_name(unit), self.step - 6) for unit in units)

    def unit_name(self, unit: str) -> str:
        name, name_en, _ = self.units[unit]
        return in_language(name, name_en, self.lang)

    def head(self) -> None:
        """Draw the units above their columns, in short lines, with their number of duties."""
        for number, unit in enumerate(self.units):
            name = self.unit_name(unit)
            size = self.size
            middle = self.left + self.step * (number + 0.5)
            lines = wrapped(name, self.step - 6, size, 5)
            y = TOP + HEAD - 22 - (len(lines) - 1) * size * LINE
            for line in lines:
                self.inside.texts.append(
                    Text(
                        self.units[unit][2], round(middle, 2), round(y, 2), line, size, "ink",
                        False, "middle", name,
                    )
                )  # fmt: skip
                y += size * LINE
            unit_roles = [roles for (_, other), roles in self.roles.items() if other == unit]
            lead = sum(roles.count(ROLE_LEAD) for roles in unit_roles)
            count = say("draw.duties.load", self.lang, lead=lead, every=sum(map(len, unit_roles)))
            place = round(middle, 2)
            self.inside.texts.append(
                Text(
                    self.units[unit][2], place, TOP + HEAD - 4, count, 11.0, "muted", False,
                    "middle",
                )
            )  # fmt: skip

    def body(self, measures: list[_Measure]) -> float:
        """Draw a row for each measure under the heading of its section; return the lower end."""
        y, section = TOP + HEAD + 6, ""
        for measure in measures:
            if measure.section != section:
                section = measure.section
                title = shortened(section, self.left - MARGIN - 12, 12.0, True)
                self.inside.lines.append(Bar("rule", MARGIN, y, self.look.inner_width, 0.9))
                self.inside.texts.append(Text("section", MARGIN, y + 17, title, 12.0, "ink", True))
                y += SECTION
            self._row(measure, y)
            y += ROW
        return y + 4

    def _row(self, measure: _Measure, y: float) -> None:
        number = say("draw.duties.number", self.lang, n=measure.number) if measure.number else ""
        room = self.left - MARGIN - 30 - 10
        self.inside.texts += [
            Text(measure.uri, MARGIN + 22, y + 17, number, 12.0, "muted", False, "end"),
            Text(
                measure.uri, MARGIN + 30, y + 17, shortened(measure.heading, room, 12.5), 12.5,
                tooltip=measure.heading,
            ),
        ]  # fmt: skip
        for column, unit in enumerate(self.units):
            x = round(self.left + self.step * column, 2)
            self.inside.lines.append(
                Bar("rule", x + 1.5, y + 1.5, round(self.step - 3, 2), ROW - 3, 0.28)
            )
            if (measure.key, unit) in self.roles:
                self._cell(measure, unit, x, y)

    def _cell(self, measure: _Measure, unit: str, x: float, y: float) -> None:
        cell_roles = self.roles[measure.key, unit]
        is_lead = ROLE_LEAD in cell_roles
        labels = join(
            [self.words[role].label.of(self.lang) for role in sorted(cell_roles)], self.lang
        )
        wide = round(self.step - 3, 2)
        tooltip = say(
            "draw.duties.cell",
            self.lang,
            unit=self.unit_name(unit),
            role=labels,
            measure=measure.heading,
        )
        text = shortened(labels, wide - 6, 11.0)
        self.inside.boxes.append(
            Box(
                id=f"duties/{measure.key}/{unit}",
                key=LEAD if is_lead else OTHER,
                x=x + 1.5,
                y=y + 1.5,
                w=wide,
                h=ROW - 3,
                label=labels,
                lines=(text,),
                tooltip=tooltip,
                size=11.0,
                tint=1.0 if is_lead else 0.2,
                centred=True,
            )
        )

    def network(self, measures: list[_Measure]) -> tuple[tuple[Point, ...], tuple[Tie, ...]]:
        """Return units and measures, tied by the role of the unit in the measure."""
        points = [Point(self.units[unit][2], "Unit", self.unit_name(unit)) for unit in self.units]
        points += [
            Point(
                measure.uri,
                "Measure",
                f"{measure.number} {measure.heading}" if measure.number else measure.heading,
            )
            for measure in measures
        ]
        ties = [
            Tie(self.units[unit][2], measure.uri, self.words[role].label.of(self.lang))
            for measure, unit, role in self._duties(measures)
        ]
        return tuple(points), tuple(ties)

    def rows(self, measures: list[_Measure]) -> Rows:
        return Rows.of(
            self._duties(measures),
            self.lang,
            number=lambda duty: duty[0].number,
            measure=lambda duty: duty[0].heading,
            unit=lambda duty: self.unit_name(duty[1]),
            role=lambda duty: self.words[duty[2]].label.of(self.lang),
        )

    def _duties(self, measures: list[_Measure]) -> Iterator[tuple[_Measure, str, str]]:
        """Yield each measure with its units and their roles in it."""
        for measure in measures:
            for unit in self.units:
                for role in self.roles.get((measure.key, unit), []):
                    yield measure, unit, role


def _size_for(name: str, room: float) -> float:
    """Return the font size at which the longest word of a name fits; Chinese breaks anywhere."""
    words = [word for word in name.split() if word.isascii()]
    longest = max((width(word, 1.0) for word in words), default=0.0)
    return max(7.0, min(11.5 if not words else 10.0, room / longest if longest else 11.5)) * 0.99


def _caption(
    tables: Mapping[str, pl.DataFrame],
    lang: str,
    policy: str,
    roles: Mapping[tuple[str, str], list[str]],
    units: Mapping[str, tuple[str, str | None, str]],
    without: int,
) -> Caption:
    policies = tables["policies"].filter(pl.col("node_key") == policy)
    name = str(policies["title"][0]) if len(policies) else policy
    title = say("draw.duties.title", lang, policy=name)
    total = sum(len(cell_roles) for cell_roles in roles.values())
    lead = sum(cell_roles.count(ROLE_LEAD) for cell_roles in roles.values())
    totals = say(
        "draw.duties.totals",
        lang,
        units=len(units),
        measures=len({path for path, _ in roles}),
        every=total,
        lead=lead,
        without=without,
    )
    description = say("draw.duties.description", lang, title=title, totals=totals)
    return Caption(title, totals, say("draw.duties.note", lang), description)
