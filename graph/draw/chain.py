"""The industry-chain diagram: upstream, midstream, downstream, with labs, bases, alliances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import polars as pl

from graph.draw.measure import shortened, width
from graph.draw.page import DEFAULT_LOOK, MARGIN, TOP, Caption, Elements, Look, framed
from graph.draw.scene import Box, Edge, Point, Rows, Scene, Stamp, Text, Tie
from graph.errors import NoAnswer
from graph.gap.flows.rounding import added_up
from graph.gap.paths import Paths
from graph.ontology import Ontology
from graph.regions.coverage import Row, coverage
from graph.things import Thing, things_by_key
from graph.words import join, say

LANE_GAP, CARD_GAP = 54.0, 14.0
HEAD = 34.0
CARD_HEAD, CHIP, PAD = 54.0, 24.0, 12.0
SHORT = "occupation_class-starved"
STRIP_GAP = 26.0


@dataclass(frozen=True)
class _Segment:
    """A card: the segment, its places, its enterprises, and its coverage."""

    thing: Thing
    uri: str
    needed: int
    short: int
    enterprises: int
    row: Row


def chain(
    paths: Paths,
    tables: Mapping[str, pl.DataFrame],
    ontology: Ontology,
    stamp: Stamp,
    look: Look = DEFAULT_LOOK,
    chain_name: str = "",
) -> Scene:
    """Draw one chain, given by key or name.

    Raises:
        WrongInput: no such chain.
        NoAnswer: it has no segments.
    """
    report = coverage(tables, chain_name)
    whole = next(row for row in report.rows if row.segment is None)
    rows = [row for row in report.rows if row.segment is not None]
    if not rows:
        raise NoAnswer("error.draw_no_segments", chain=whole.chain.of(look.lang))
    drawing = _Chain(paths, tables, ontology, look, whole)
    segments = drawing.segments(rows)
    bottom = drawing.lanes(segments)
    bottom = drawing.alliances(bottom)
    caption = drawing.caption(segments)
    legend = [("", ("Segment", "Lab", "Alliance")), (say("draw.chain.legend", look.lang), (SHORT,))]
    table_rows = drawing.rows(segments)
    scene = framed(
        "chain", ontology, look, stamp, caption, drawing.inside, bottom, legend, table_rows
    )
    points, ties = drawing.network(segments)
    return replace(scene, points=points, ties=ties)


class _Chain:
    """The drawing of a chain while it is laid out."""

    def __init__(
        self,
        paths: Paths,
        tables: Mapping[str, pl.DataFrame],
        ontology: Ontology,
        look: Look,
        whole: Row,
    ) -> None:
        self.paths, self.tables, self.ontology = paths, tables, ontology
        self.look, self.lang, self.whole = look, look.lang, whole
        self.inside = Elements()
        self.labs = things_by_key(tables["labs"])
        self.partners = things_by_key(tables["alliances"])
        self.uris = {
            table: dict(tables[table].select("node_key", "uri").iter_rows())
            for table in ("labs", "alliances", "segments")
        }
        self.kinds = dict(tables["labs"].select("node_key", "kind").iter_rows())
        self.stage = dict(tables["segments"].select("node_key", "stage").iter_rows())

    def say(self, key: str, **values: object) -> str:
        return say(f"draw.chain.{key}", self.lang, **values)

    def segments(self, rows: list[Row]) -> list[_Segment]:
        """Return the segments with their shares of the region's one solution, which add up."""
        rates = [float(occupation.fill_rate) for occupation in self.paths.report.occupations]
        figures: dict[str | None, tuple[float, float]] = {}
        for place, key, persons in self.paths.needed.iter_rows():
            needed, short = figures.get(key, (0.0, 0.0))
            figures[key] = needed + persons, short + persons * (1 - rates[place])
        shares = [figures.get(row.segment.key if row.segment else None, (0.0, 0.0)) for row in rows]
        places = added_up([needed for needed, _ in shares]).tolist()
        empty = added_up([short for _, short in shares], most=places).tolist()
        return [self._segment(row, *whole) for row, *whole in zip(rows, places, empty, strict=True)]

    def _segment(self, row: Row, needed: int, short: int) -> _Segment:
        assert row.segment is not None
        inside = self.tables["enterprises"]["segments"].list.contains(row.segment.key)
        uri = self.uris["segments"][row.segment.key]
        return _Segment(row.segment, uri, needed, short, int(inside.sum() or 0), row)

    # Lanes ------------------------------------------------------------------------------------

    def lanes(self, segments: list[_Segment]) -> float:
        """Draw a lane for each stage with segments, from left to right; return the lower end."""
        codes = self.ontology.code_lists["stage"].codes
        stages = [
            code
            for code in codes
            if any(self.stage[segment.thing.key] == code.notation for segment in segments)
        ]
        wide = (self.look.inner_width - LANE_GAP * (len(stages) - 1)) / len(stages)
        bottom = TOP
        for number, code in enumerate(stages):
            x = round(MARGIN + number * (wide + LANE_GAP), 2)
            stage_segments = [
                segment for segment in segments if self.stage[segment.thing.key] == code.notation
            ]
            before = stages[number - 1].notation if number else ""
            self._head(code.notation, code.label.of(self.lang), x, wide, before)
            y = TOP + HEAD + 16
            for segment in stage_segments:
                y = self._card(segment, x, y, round(wide, 2)) + CARD_GAP
            bottom = max(bottom, y)
        return bottom

    def _head(self, notation: str, label: str, x: float, wide: float, before: str) -> None:
        y = TOP + 4
        self.inside.boxes.append(
            Box(
                f"stages/{notation}", "Segment", x, y, round(wide, 2), HEAD, label, (label,),
                size=15.0, tint=1.0, centred=True, fill="Segment",
            )
        )  # fmt: skip
        if before:
            middle = y + HEAD / 2
            points = ((x - LANE_GAP + 8, middle), (x - 8, middle))
            ends = f"stages/{before}", f"stages/{notation}"
            label = say("draw.tie.next_stage", self.lang)
            self.inside.edges.append(
                Edge("→".join(ends), "Segment", *ends, points, label, w=2.2, arrow=True)
            )

    def _card(self, segment: _Segment, x: float, y: float, wide: float) -> float:
        """Draw a segment with its chips; return its lower end."""
        labs = [*segment.row.cells["bases"], *segment.row.cells["labs"]]
        chips = [("Lab", key, self._lab(key), self.uris["labs"][key]) for key in labs]
        chips += [
            ("Alliance", key, self.partners[key].of(self.lang), self.uris["alliances"][key])
            for key in segment.row.cells["alliances"]
        ]
        lines = max(len(chips), 1)
        height = CARD_HEAD + lines * (CHIP + 4) + PAD - 4
        figures = self._figures(segment)
        mark = say("draw.ribbon.short", self.lang, persons=segment.short) if segment.short else ""
        self.inside.boxes.append(
            Box(
                segment.uri, "Segment", x, y, wide, height, segment.thing.of(self.lang), (),
                tooltip=self.tooltip(segment), tint=0.08, persons=float(segment.needed),
            )
        )  # fmt: skip
        room = wide - 2 * PAD - width(mark, 14, True) - 8
        name = shortened(segment.thing.of(self.lang), room, 15.0, True)
        self.inside.texts += [
            Text(segment.uri, x + PAD, y + 24, name, 15.0, "ink", True),
            Text(
                segment.uri, x + PAD, y + 43, shortened(figures, wide - 2 * PAD, 12), 12.0, "muted"
            ),
        ]
        if mark:
            right = x + wide - PAD
            self.inside.texts.append(
                Text(segment.uri, right, y + 24, mark, 14.0, SHORT, True, "end")
            )
        if not chips:
            nothing = shortened(self.say("nothing"), wide - 2 * PAD, 12)
            self.inside.texts.append(
                Text(segment.uri, x + PAD, y + CARD_HEAD + 16, nothing, 12.0, SHORT)
            )
        for number, (key, thing, label, uri) in enumerate(chips):
            top = y + CARD_HEAD + number * (CHIP + 4)
            self._chip(
                key, f"{uri}#{segment.thing.key}", thing, label, (x + PAD, top, wide - 2 * PAD)
            )
        return y + height

    def _chip(
        self, key: str, identity: str, thing: str, label: str, place: tuple[float, float, float]
    ) -> None:
        x, y, wide = place
        line = shortened(label, wide - 14, 12.0)
        tooltip = say("gap.named", self.lang, name=label, inside=thing)
        box = Box(identity, key, x, y, wide, CHIP, label, (line,), tooltip=tooltip, tint=0.16)
        self.inside.boxes.append(box)

    def _lab(self, key: str) -> str:
        kind = self.ontology.code_lists["lab_kind"].by_notation[self.kinds[key]].label
        return self.say("lab", kind=kind.of(self.lang), name=self.labs[key].of(self.lang))

    def _figures(self, segment: _Segment) -> str:
        return self.say(
            "figures",
            needed=segment.needed,
            enterprises=segment.enterprises,
            colleges=len(segment.row.cells["colleges"]),
            cooperations=len(segment.row.cells["cooperations"]),
        )

    def tooltip(self, segment: _Segment) -> str:
        """Describe a segment in words."""
        name = say(
            "gap.named", self.lang, name=segment.thing.of(self.lang), inside=segment.thing.key
        )
        return say("draw.ribbon.tooltip", self.lang, name=name, figures=self._figures(segment))

    # Alliances --------------------------------------------------------------------------------

    def alliances(self, y: float) -> float:
        """Draw the alliances of the chain in a row of their own, with their members."""
        keys = list(self.whole.cells["alliances"])
        y += STRIP_GAP
        title = self.say("alliances", n=len(keys))
        self.inside.texts.append(Text("alliances", MARGIN, y, title, 13.0, "ink", True))
        y += 12
        if not keys:
            return y
        columns = min(max(len(keys), 3), 4)
        wide = (self.look.inner_width - (columns - 1) * CARD_GAP) / columns
        members = dict(self.tables["alliances"].select("node_key", "members").iter_rows())
        for number, key in enumerate(keys):
            x = MARGIN + number % columns * (wide + CARD_GAP)
            top = y + number // columns * (46 + 8)
            count = self.say("members", n=len(members[key] or []))
            name = self.partners[key].of(self.lang)
            lines = (shortened(name, wide - 16, 12.5), count)
            self.inside.boxes.append(
                Box(
                    self.uris["alliances"][key], "Alliance", round(x, 2), top, round(wide, 2), 46.0,
                    name, lines, tooltip=f"{name} {count}", size=12.5, tint=0.14,
                )
            )  # fmt: skip
        return y + ((len(keys) - 1) // columns + 1) * 54

    # The network ------------------------------------------------------------------------------

    def network(self, segments: list[_Segment]) -> tuple[tuple[Point, ...], tuple[Tie, ...]]:
        """Return the chain, its segments by stage, and the labs and alliances attached to them."""
        root = f"chains/{self.whole.chain.key}"
        points = {root: Point(root, "Chain", self.whole.chain.of(self.lang))}
        stages = {code.notation: code for code in self.ontology.code_lists["stage"].codes}
        ties = []

        def tie(source: str, kind: str, point: Point) -> None:
            points[point.id] = point
            ties.append(Tie(source, point.id, say(f"draw.tie.{kind}", self.lang), point.persons))

        for segment in segments:
            stage = stages[self.stage[segment.thing.key]]
            head = f"stages/{stage.notation}"
            if head not in points:
                tie(root, "stage", Point(head, "Segment", stage.label.of(self.lang)))
            label, needed = segment.thing.of(self.lang), float(segment.needed)
            tie(
                head, "segment", Point(segment.uri, "Segment", label, self.tooltip(segment), needed)
            )
            for key in (*segment.row.cells["bases"], *segment.row.cells["labs"]):
                tie(segment.uri, "lab", Point(self.uris["labs"][key], "Lab", self._lab(key)))
            for key in segment.row.cells["alliances"]:
                tie(segment.uri, "alliance", self._alliance(key))
        for key in self.whole.cells["alliances"]:
            tie(root, "alliance", self._alliance(key))
        heads = [code for code in stages if f"stages/{code}" in points]
        following = say("draw.tie.next_stage", self.lang)
        ties += [Tie(f"stages/{a}", f"stages/{b}", following) for a, b in pairwise(heads)]
        return tuple(points.values()), tuple(ties)

    def _alliance(self, key: str) -> Point:
        return Point(self.uris["alliances"][key], "Alliance", self.partners[key].of(self.lang))

    # Words ------------------------------------------------------------------------------------

    def caption(self, segments: list[_Segment]) -> Caption:
        report = self.paths.report
        chain_name = self.whole.chain.of(self.lang)
        title = self.say("title", chain=chain_name, year=report.year)
        bare = [
            segment.thing.of(self.lang)
            for segment in segments
            if not (segment.row.cells["labs"] or segment.row.cells["bases"])
        ]
        totals = self.say(
            "totals",
            segments=len(segments),
            needed=sum(segment.needed for segment in segments),
            short=sum(segment.short for segment in segments),
            labs=len(self.whole.cells["labs"]),
            bases=len(self.whole.cells["bases"]),
            alliances=len(self.whole.cells["alliances"]),
        )
        without = join(bare, self.lang) or say("draw.ribbon.nothing_named", self.lang)
        description = self.say("description", title=title, totals=totals, bare=without)
        return Caption(title, totals, self.say("note"), description)

    def rows(self, segments: list[_Segment]) -> Rows:
        words = self.ontology.code_lists["stage"].by_notation
        return Rows.of(
            segments,
            self.lang,
            stage=lambda segment: words[self.stage[segment.thing.key]].label.of(self.lang),
            code=lambda segment: segment.thing.key,
            name=lambda segment: segment.thing.of(self.lang),
            needed=lambda segment: segment.needed,
            short=lambda segment: segment.short,
            enterprises=lambda segment: segment.enterprises,
            colleges=lambda segment: len(segment.row.cells["colleges"]),
            bases=lambda segment: len(segment.row.cells["bases"]),
            labs=lambda segment: len(segment.row.cells["labs"]),
            alliances=lambda segment: len(segment.row.cells["alliances"]),
            cooperations=lambda segment: len(segment.row.cells["cooperations"]),
        )
