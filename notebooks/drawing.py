"""Pictures of the notebooks as SVG, drawn without any other library.

Texts come from data, so all goes through an XML writer. Colours are those of the declaration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from graph.gap.instance import Instance
from graph.gap.report import GapReport, Major, Occupation
from graph.ontology import load
from graph.schema.legend import list_legend

FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
INK, PALE, LINE = "#222222", "#777777", "#BBBBBB"
MAIN, OTHER = "#1F5F99", "#D9822B"


@dataclass
class Picture:
    """An SVG picture; a notebook shows it as such."""

    width: float
    height: float
    root: ElementTree.Element = field(init=False)

    def __post_init__(self) -> None:
        size = {"width": f"{self.width:g}", "height": f"{self.height:g}"}
        self.root = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {self.width:g} {self.height:g}",
                "font-family": FONT,
                "font-size": "13",
                **size,
            },
        )
        self.add("rect", fill="#FFFFFF", **size)

    def add(self, tag: str, text: str | None = None, **attributes: object) -> None:
        """An element; ``_`` in a name of an attribute stands for ``-``."""
        told = {
            name.replace("_", "-"): f"{value:g}" if isinstance(value, float) else str(value)
            for name, value in attributes.items()
        }
        ElementTree.SubElement(self.root, tag, told).text = text

    def _repr_svg_(self) -> str:
        return ElementTree.tostring(self.root, encoding="unicode")


def colours(list_name: str) -> Mapping[str, str]:
    """Notation → colour of a code list."""
    return {entry.key: entry.colour for entry in list_legend(load(), list_name, "en")}


def network(report: GapReport, instance: Instance, lang: str = "zh") -> Picture:
    """Majors at the left, occupations at the right, who may enter what; areas say how many."""
    majors, occupations = report.majors, report.occupations
    arcs = instance.arcs.network
    rows = max(len(majors), len(occupations))
    picture = Picture(860, 46 * rows + 30)
    left, right = _heights(len(majors), rows), _heights(len(occupations), rows)
    block = {one for b in report.blocks for one in b.occupations}
    for i, j in zip(arcs.major.tolist(), arcs.occupation.tolist(), strict=True):
        critical = occupations[j] in block
        picture.add(
            "line",
            x1=310,
            y1=left[i],
            x2=550,
            y2=right[j],
            stroke=colours("occupation_class")["starved"] if critical else LINE,
            stroke_width=1.6 if critical else 1.0,
        )
    for side, heights, x in ((majors, left, 310), (occupations, right, 550)):
        _classes(picture, side, heights, x, lang)
    return picture


def _classes(
    picture: Picture,
    side: Sequence[Major | Occupation],
    heights: Sequence[float],
    x: int,
    lang: str,
) -> None:
    """The classes of a side as circles with names and persons."""
    outwards, anchor = (-1, "end") if x < picture.width / 2 else (1, "start")
    kind = "major_class" if outwards < 0 else "occupation_class"
    most = max((_persons(one) for one in side), default=1) or 1
    for one, y in zip(side, heights, strict=True):
        radius = 4 + 12 * (_persons(one) / most) ** 0.5
        picture.add("circle", cx=x, cy=y, r=radius, fill=colours(kind)[one.group])
        told = f"{one.thing.of(lang)} {_persons(one)}"
        picture.add("text", told, x=x + outwards * 22, y=y + 4, text_anchor=anchor, fill=INK)


def _persons(one: Major | Occupation) -> int:
    return one.supply if isinstance(one, Major) else one.demand


def _heights(count: int, rows: int) -> list[float]:
    step = 46 * rows / max(1, count)
    return [15 + step * (k + 0.5) for k in range(count)]


def bars(rows: Sequence[tuple[str, float]], marked: str | None = None) -> Picture:
    """Horizontal bars with their numbers; one of them may be marked."""
    picture = Picture(860, 30 * len(rows) + 20)
    most = max((value for _, value in rows), default=1) or 1
    for k, (name, value) in enumerate(rows):
        y = 12 + 30 * k
        picture.add("text", name, x=330, y=y + 15, text_anchor="end", fill=INK)
        length = 420 * value / most
        colour = OTHER if name == marked else MAIN
        picture.add("rect", x=342, y=y, width=max(1.0, length), height=20, fill=colour)
        picture.add("text", f"{value:,.4g}", x=350 + length, y=y + 15, fill=INK)
    return picture


def curve(points: Sequence[tuple[float, float]], lines: Mapping[str, float], name: str) -> Picture:
    """A falling curve over equal steps of its first figures, with some levels as lines."""
    picture = Picture(860, 300)
    values = [value for _, value in points] + list(lines.values())
    low, high = min(values), max(values)
    room = (high - low) or 1.0

    def at(k: int, value: float) -> tuple[float, float]:
        return 70 + 560 * k / max(1, len(points) - 1), 250 - 210 * (value - low) / room

    for told, value in lines.items():
        _, y = at(0, value)
        picture.add("line", x1=70, y1=y, x2=630, y2=y, stroke=LINE, stroke_dasharray="5 4")
        picture.add("text", told, x=640, y=y + 4, fill=PALE)
    places = [at(k, value) for k, (_, value) in enumerate(points)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    picture.add("polyline", points=path, fill="none", stroke=MAIN, stroke_width=2.5)
    for (label, value), (x, y) in zip(points, places, strict=True):
        picture.add("circle", cx=x, cy=y, r=3.5, fill=MAIN)
        picture.add("text", f"{value:,.1f}", x=x, y=y - 9, text_anchor="middle", fill=INK)
        told = "∞" if label == float("inf") else f"{label:g}"
        picture.add("text", told, x=x, y=276, text_anchor="middle", fill=PALE)
    picture.add("text", name, x=350, y=295, text_anchor="middle", fill=PALE)
    return picture


def falls(rows: Sequence[tuple[str, int]]) -> Picture:
    """Steps that go down: what is left after each, and by how much it fell."""
    picture = Picture(860, 30 * len(rows) + 20)
    most = max((value for _, value in rows), default=1) or 1
    before = rows[0][1] if rows else 0
    for k, (name, value) in enumerate(rows):
        y = 12 + 30 * k
        picture.add("text", name, x=330, y=y + 15, text_anchor="end", fill=INK)
        left, fell = 420 * value / most, 420 * (before - value) / most
        picture.add("rect", x=342, y=y, width=left, height=20, fill=MAIN)
        picture.add("rect", x=342 + left, y=y, width=fell, height=20, fill=OTHER)
        change = f"{value:,}" if before == value else f"{value:,}  (−{before - value:,})"
        picture.add("text", change, x=350 + left + fell, y=y + 15, fill=INK)
        before = value
    return picture


def empty_places(report: GapReport, lang: str = "zh") -> Iterator[tuple[str, float]]:
    """For each block its first occupation and how many more, and the places that stay empty."""
    for block in report.blocks:
        first, more = block.occupations[0].thing.of(lang), len(block.occupations) - 1
        yield f"{block.id} {first}{f' +{more}' if more else ''}", float(block.short)
