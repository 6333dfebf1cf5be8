"""The shapes of a scene as markup of office programs (DrawingML)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from graph.draw.measure import LINE
from graph.draw.scene import Band, Edge, Text
from graph.export.documents.typefaces import Typefaces
from graph.export.svg import escaped, sayable

EMU = 9_525  # English metric units in a pixel
POINTS = 75  # hundredths of a point in a pixel
SPACES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
OUTLINES = {
    "diamond": "diamond", "hexagon": "hexagon", "triangle": "triangle", "star": "star5",
    "triangleDown": "flowChartMerge", "square": "rect", "box": "rect", "database": "can",
}  # fmt: skip
_FOUR = ((0.5, 0.0), (0.0, 0.5), (0.5, 1.0), (1.0, 0.5))
# The sites of connectors on an outline, in the standard's order, as shares of width and height.
SITES: dict[str, tuple[tuple[float, float], ...]] = {
    "rect": _FOUR,
    "diamond": _FOUR,
    "hexagon": ((1, 0.5), (0.75, 1), (0.25, 1), (0, 0.5), (0.25, 0), (0.75, 0)),
    "triangle": ((0.5, 0), (0.25, 0.5), (0, 1), (0.5, 1), (1, 1), (0.75, 0.5)),
    "flowChartMerge": ((0.5, 0), (0.25, 0.5), (0.5, 1), (0.75, 0.5)),
    "star5": ((0.5, 0), (0, 0.382), (0.191, 1), (0.809, 1), (1, 0.382)),
    "can": ((0.5, 0.25), (0.5, 0), (0, 0.5), (0.5, 1), (1, 0.5)),
    "ellipse": (
        (0.5, 0), (0.146, 0.146), (0, 0.5), (0.146, 0.854),
        (0.5, 1), (0.854, 0.854), (1, 0.5), (0.854, 0.146),
    ),
}  # fmt: skip
Place = tuple[float, float]
Glue = tuple[Place, tuple[int, int] | None]  # a place, with the numbers of its shape and site


class Frame(NamedTuple):
    """A rectangle in pixels."""

    x: float
    y: float
    w: float
    h: float

    def around(self, other: Frame) -> Frame:
        """Return the smallest frame that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        right = max(self.x + self.w, other.x + other.w)
        return Frame(x, y, right - x, max(self.y + self.h, other.y + other.h) - y)


def outline_of(shape: str) -> str:
    """Return the DrawingML name of an outline; shapes without corners are round."""
    return OUTLINES.get(shape, "ellipse")


def sites(outline: str, frame: Frame) -> list[Place]:
    """Return the points at which connectors may end.

    >>> sites("rect", Frame(0, 0, 10, 4))
    [(5.0, 0.0), (0.0, 2.0), (5.0, 4.0), (10.0, 2.0)]
    """
    return [(frame.x + a * frame.w, frame.y + b * frame.h) for a, b in SITES[outline]]


def plain(text: str) -> str:
    """Put a text on one line, without what XML cannot hold or what turns its direction."""
    return " ".join(sayable(text).split())


@dataclass(frozen=True)
class _Label:
    """A shape's number, name and description for readers who cannot see it."""

    number: int
    name: str
    tip: str = ""

    def __str__(self) -> str:
        description = f' descr="{escaped(plain(self.tip))}"' if self.tip else ""
        name = escaped(plain(self.name)) or str(self.number)
        return f'<p:cNvPr id="{self.number}" name="{name}"{description}/>'


class Pen:
    """The writer of shapes, in pixels times ``scale``, numbered from ``first``."""

    def __init__(self, faces: Typefaces, scale: float = 1.0, first: int = 2) -> None:
        self.faces, self.scale = faces, scale
        self._numbers = count(first)

    def number(self) -> int:
        """Return a number that no shape has yet."""
        return next(self._numbers)

    def emu(self, pixels: float) -> int:
        """Return a length in English metric units, as office programs count."""
        return round(pixels * self.scale * EMU)

    def tree(self, shapes: Iterable[str]) -> str:
        """Join shapes into one document."""
        return f"<p:spTree {SPACES}>{''.join(shapes)}</p:spTree>"

    def paper(self, colour: str) -> str:
        """Write the background."""
        return f"<p:bg {SPACES}><p:bgPr>{_solid(colour)}<a:effectLst/></p:bgPr></p:bg>"

    def shape(
        self,
        name: str,
        tip: str,
        frame: Frame,
        outline: str,
        fill: str,
        body: str = "",
        number: int = 0,
        ring: str = "",
    ) -> str:
        """Write a closed shape; ``fill`` and ``ring``: colours, empty for none."""
        words = _Label(number or self.number(), name, tip)
        line = f'<a:ln w="19050">{_solid(ring)}</a:ln>' if ring else "<a:ln><a:noFill/></a:ln>"
        look = f'<a:prstGeom prst="{outline}"><a:avLst/></a:prstGeom>{_solid(fill)}{line}'
        return (
            f"<p:sp><p:nvSpPr>{words}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
            f"<p:spPr>{self._place(frame)}{look}</p:spPr>{body or EMPTY}</p:sp>"
        )

    def text(self, name: str, tip: str, frame: Frame, body: str, title: bool = False) -> str:
        """Write a text of its own; ``title``: whether it is that of the slide."""
        words = _Label(self.number(), name, tip if tip != name else "")
        kind = (
            '<p:cNvSpPr/><p:nvPr><p:ph type="title"/></p:nvPr>'
            if title
            else '<p:cNvSpPr txBox="1"/><p:nvPr/>'
        )
        return (
            f"<p:sp><p:nvSpPr>{words}{kind}</p:nvSpPr><p:spPr>{self._place(frame)}"
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>{body}</p:sp>'
        )

    def group(self, name: str, frame: Frame, parts: Sequence[str]) -> str:
        """Write shapes that move together."""
        x, y, w, h = map(self.emu, frame)
        inner = f'<a:chOff x="{x}" y="{y}"/><a:chExt cx="{w}" cy="{h}"/>'
        place = self._place(frame).replace("</a:xfrm>", inner + "</a:xfrm>")
        words = _Label(self.number(), name)
        return (
            f"<p:grpSp><p:nvGrpSpPr>{words}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
            f"<p:grpSpPr>{place}</p:grpSpPr>{''.join(parts)}</p:grpSp>"
        )

    def moved(self, name: str, tip: str, inner: Frame, place: Sequence[int], parts: str) -> str:
        """Write a group whose part ``inner`` stands at ``place`` (left, top; in EMU)."""
        x, y, w, h = map(self.emu, inner)
        words = _Label(self.number(), name, tip)
        return (
            f"<p:grpSp {SPACES}><p:nvGrpSpPr>{words}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
            f'<p:grpSpPr><a:xfrm><a:off x="{place[0]}" y="{place[1]}"/><a:ext cx="{w}" cy="{h}"/>'
            f'<a:chOff x="{x}" y="{y}"/><a:chExt cx="{w}" cy="{h}"/></a:xfrm></p:grpSpPr>'
            f"{parts}</p:grpSp>"
        )

    def stream(self, band: Band, colour: str, name: str) -> str:
        """Write a band as a freeform."""
        top = min(band.y0, band.y1)
        frame = Frame(band.x0, top, band.x1 - band.x0, abs(band.y1 - band.y0) + band.w)
        w, h = self.emu(frame.w), max(1, self.emu(frame.h))
        a, b, wide = self.emu(band.y0 - top), self.emu(band.y1 - top), self.emu(band.w)
        half = w // 2
        path = (
            f"<a:moveTo>{_pt(0, a)}</a:moveTo>"
            f"<a:cubicBezTo>{_pt(half, a)}{_pt(half, b)}{_pt(w, b)}</a:cubicBezTo>"
            f"<a:lnTo>{_pt(w, b + wide)}</a:lnTo>"
            f"<a:cubicBezTo>{_pt(half, b + wide)}{_pt(half, a + wide)}{_pt(0, a + wide)}"
            "</a:cubicBezTo><a:close/>"
        )
        alpha = f'<a:alpha val="{round(band.tint * 100_000)}"/>'
        fill = f'<a:solidFill><a:srgbClr val="{colour}">{alpha}</a:srgbClr></a:solidFill>'
        words = _Label(self.number(), name, band.tooltip)
        return self._along(words, frame, path, (w, h), f"{fill}<a:ln><a:noFill/></a:ln>")

    def freeform(
        self,
        name: str,
        tip: str,
        frame: Frame,
        rings: Iterable[Iterable[Place]],
        colours: tuple[str, str],
        number: int,
    ) -> str:
        """Write a shape with an outline of its own; ``colours``: of the area and of the line."""
        w, h = max(1, self.emu(frame.w)), max(1, self.emu(frame.h))
        path = ""
        for ring in rings:
            first, *others = (_pt(self.emu(x - frame.x), self.emu(y - frame.y)) for x, y in ring)
            lines = "".join(f"<a:lnTo>{point}</a:lnTo>" for point in others)
            path += f"<a:moveTo>{first}</a:moveTo>{lines}<a:close/>"
        look = f'{_solid(colours[0])}<a:ln w="{EMU}">{_solid(colours[1])}</a:ln>'
        return self._along(_Label(number, name, tip), frame, path, (w, h), look)

    def _along(
        self, words: _Label, frame: Frame, path: str, size: tuple[int, int], look: str
    ) -> str:
        """Write a shape along a path of its own."""
        return (
            f"<p:sp><p:nvSpPr>{words}<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>{self._place(frame)}"
            '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>'
            f'<a:pathLst><a:path w="{size[0]}" h="{size[1]}">{path}</a:path></a:pathLst>'
            f"</a:custGeom>{look}</p:spPr>{EMPTY}</p:sp>"
        )

    def connector(self, edge: Edge, colour: str, ends: Sequence[Glue]) -> str:
        """Write a line that stays with the shapes it connects."""
        (x0, y0), (x1, y1) = ends[0][0], ends[1][0]
        frame = Frame(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
        flips = (' flipH="1"' if x1 < x0 else "") + (' flipV="1"' if y1 < y0 else "")
        glued = "".join(
            f'<a:{tag} id="{glue[0]}" idx="{glue[1]}"/>'
            for tag, (_, glue) in zip(("stCxn", "endCxn"), ends, strict=True)
            if glue
        )
        pattern = "dash" if edge.dashed else "sysDot" if edge.dotted else ""
        dash = f'<a:prstDash val="{pattern}"/>' if pattern else ""
        head = '<a:tailEnd type="triangle"/>' if edge.arrow else ""
        words = _Label(self.number(), edge.label or edge.id, edge.tooltip)
        return (
            f"<p:cxnSp><p:nvCxnSpPr>{words}<p:cNvCxnSpPr>{glued}</p:cNvCxnSpPr><p:nvPr/>"
            f"</p:nvCxnSpPr><p:spPr>{self._place(frame, flips)}"
            '<a:prstGeom prst="straightConnector1"><a:avLst/></a:prstGeom>'
            f'<a:ln w="{self.emu(edge.w)}">{_solid(colour)}{dash}{head}</a:ln></p:spPr></p:cxnSp>'
        )

    def body(self, lines: Sequence[tuple[Text, float, str]], side: str, inset: float) -> str:
        """Write lines with their sizes and colours, which neither wrap nor change their size."""
        if not lines:
            return EMPTY
        paragraphs = "".join(self._paragraph(*line, side) for line in lines)
        left_inset = self.emu(inset) if side == "l" else 0
        return (
            f'<p:txBody><a:bodyPr wrap="none" lIns="{left_inset}" tIns="0" rIns="0" bIns="0" '
            f'anchor="ctr" rtlCol="0"><a:noAutofit/></a:bodyPr><a:lstStyle/>{paragraphs}</p:txBody>'
        )

    def _paragraph(self, text: Text, size: float, colour: str, side: str) -> str:
        latin, asian = self.faces.slides
        points = max(100, int(size * self.scale * POINTS / 10) * 10)
        fonts = f'<a:latin typeface="{latin}"/><a:ea typeface="{asian}"/><a:cs typeface="{latin}"/>'
        spacing = f'<a:lnSpc><a:spcPts val="{round(points * LINE)}"/></a:lnSpc>'
        return (
            f'<a:p><a:pPr algn="{side}" marL="0" indent="0">{spacing}'
            '<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/></a:pPr>'
            f'<a:r><a:rPr lang="{self.faces.language}" sz="{points}" b="{int(text.bold)}">'
            f"{_solid(colour)}{fonts}</a:rPr><a:t>{escaped(plain(text.text))}</a:t></a:r></a:p>"
        )

    def _place(self, frame: Frame, flips: str = "") -> str:
        x, y, w, h = map(self.emu, frame)
        return f'<a:xfrm{flips}><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'


EMPTY = "<p:txBody><a:bodyPr/><a:lstStyle/><a:p/></p:txBody>"


def _solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>' if colour else "<a:noFill/>"


def _pt(x: int, y: int) -> str:
    return f'<a:pt x="{x}" y="{y}"/>'
