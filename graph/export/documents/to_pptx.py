"""A document as PPTX: real titles, native tables with repeated headings, native charts.

Blocks flow down a slide; what has no room left goes to the next one, which says so in its title.
Texts are measured, so that no box overflows.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from graph.draw.measure import LINE, width, wrapped
from graph.export.documents.archive import day_of, settled
from graph.export.documents.model import Chart, Document, Paragraph, Picture, Section, Table
from graph.export.documents.pictures import inside
from graph.export.documents.slide_parts import (
    TableLook,
    chart_of,
    clean,
    put_text,
    shade,
    speak,
    table_of,
)
from graph.export.documents.to_pdf import AUTHOR
from graph.export.documents.typefaces import typefaces
from graph.export.fonts import missing_extra
from graph.export.pptx import put_scene
from graph.export.slide_shapes import Frame
from graph.words import say

# Inches, but for sizes of type, which are points.
WIDE, HIGH = 13.333, 7.5
LEFT, TOP, BOTTOM = 0.6, 1.3, 6.85
ROOM = WIDE - 2 * LEFT
SIZES = {"lead": 20.0, "body": 16.0, "point": 14.0, "note": 11.0}
CELL, LARGE, LARGE_HEAD, CAPTION, SMALL, TITLE = 10.5, 22.0, 14.0, 12.0, 10.0, 26.0
CELL_PAD, CELL_SIDE, GAP = 0.08, 0.08, 0.12
LEAST_CHART, MOST_CHART = 2.0, 3.4
LEAST_PICTURE = 3.0
SLACK = 0.9  # of a box's width is filled at most: fonts differ a little
MOST_LINES = 400
PIXELS = 96  # an inch


def to_pptx(document: Document) -> bytes:
    """The file.

    Raises:
        WrongInput: the extra is not installed.
    """
    try:
        import pptx
    except ModuleNotFoundError:
        raise missing_extra("python-pptx") from None
    writer = _Slides(document, pptx.Presentation())
    writer.write()
    out = io.BytesIO()
    writer.file.save(out)
    return settled(out.getvalue(), document.stamp.as_of)


class _Slides:
    """One file while it is written: the slide in work, and how far it is filled."""

    def __init__(self, document: Document, file: Any) -> None:
        self.document, self.file, self.lang = document, file, document.lang
        self.faces = typefaces(document.lang)
        self.slide: Any = None
        self.y = TOP
        self.title = ""

    def write(self) -> None:
        from pptx.util import Inches

        self._without_printer()
        self.file.slide_width, self.file.slide_height = Inches(WIDE), Inches(HIGH)
        self._properties()
        self._cover()
        numbers = self.document.numbers()
        for number, section in zip(numbers, self.document.sections, strict=True):
            self._section(number + section.heading, section)

    def _without_printer(self) -> None:
        """The template's settings of somebody's printer are nobody's business."""
        part = self.file.part
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith("/printerSettings"):
                part.rels.pop(key)

    def _properties(self) -> None:
        core, day = self.file.core_properties, day_of(self.document.stamp.as_of)
        core.title, core.subject = clean(self.document.title), clean(self.document.facts)
        core.author = core.last_modified_by = AUTHOR
        core.comments, core.keywords = clean(self.document.warning), clean(self.document.mark)
        core.created = core.modified = day.replace(tzinfo=None)
        core.language = self.faces.language

    # Slides -----------------------------------------------------------------------------------

    def _cover(self) -> None:
        from pptx.enum.text import PP_ALIGN

        slide = self.file.slides.add_slide(self.file.slide_layouts[0])
        self.slide = slide
        title, facts = slide.shapes.title, slide.placeholders[1]
        self._place(title, LEFT, 2.2, ROOM, 1.3)
        self._place(facts, LEFT, 3.7, ROOM, 0.6)
        size = self._fitting(self.document.title, ROOM, 38.0, 2)
        self._say(title.text_frame, self.document.title, size, bold=True)
        self._say(facts.text_frame, self.document.facts, 16.0, colour="5B6470")
        title.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        facts.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        self._rule(3.55)
        if self.document.warning:
            box = put_text(slide, LEFT, 4.5, ROOM, 0.5)
            shade(box)
            self._say(box.text_frame, self.document.warning, 14.0)
        self._furniture()

    def _fitting(self, text: str, wide: float, size: float, most: int) -> float:
        """The size at which a title takes so many lines at most, as far as it can be read."""
        while size > 12 and len(self._lines(text, wide, size, True)) > most:
            size -= 2
        return size

    def _section(self, title: str, section: Section) -> None:
        self.title = title
        self._new_slide(title)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._picture(block)

    def _new_slide(self, title: str) -> None:
        from pptx.enum.text import PP_ALIGN

        self.slide = self.file.slides.add_slide(self.file.slide_layouts[5])
        self._place(self.slide.shapes.title, LEFT, 0.4, ROOM - 1.9, 0.75)
        size = self._fitting(title, ROOM - 1.9, TITLE, 1)
        self._say(self.slide.shapes.title.text_frame, title, size, bold=True)
        self.slide.shapes.title.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        self._rule(1.15)
        self._furniture()
        self.y = TOP

    def _continue(self) -> None:
        self._new_slide(say("document.continued", self.lang, title=self.title))

    def _furniture(self) -> None:
        """Origin and page number below, the mark at the upper right."""
        from pptx.enum.text import PP_ALIGN

        box = put_text(self.slide, LEFT, 7.0, ROOM - 1.2, 0.32)
        self._say(box.text_frame, self.document.facts, SMALL, colour="5B6470")
        page = put_text(self.slide, WIDE - LEFT - 1.0, 7.0, 1.0, 0.32)
        self._say(page.text_frame, str(len(self.file.slides)), SMALL, colour="5B6470")
        page.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        if self.document.mark:
            wide = width(self.document.mark, 12.0, True) / 72 + 0.3
            mark = put_text(self.slide, WIDE - LEFT - wide, 0.5, wide, 0.36)
            shade(mark)
            self._say(mark.text_frame, self.document.mark, 12.0, bold=True)
            mark.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER

    def _rule(self, y: float) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Inches, Pt

        line = self.slide.shapes.add_connector(
            1, Inches(LEFT), Inches(y), Inches(WIDE - LEFT), Inches(y)
        )
        line.shadow.inherit = False
        line.line.color.rgb, line.line.width = RGBColor(0x1A, 0x1A, 0x1A), Pt(1.25)

    # Text -------------------------------------------------------------------------------------

    def _place(self, shape: Any, x: float, y: float, w: float, h: float) -> None:
        from pptx.enum.text import MSO_ANCHOR
        from pptx.util import Inches

        shape.left, shape.top, shape.width, shape.height = map(Inches, (x, y, w, h))
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE

    def _say(
        self, frame: Any, text: str, size: float, *, bold: bool = False, colour: str = "1A1A1A"
    ) -> None:
        speak(frame.paragraphs[0], text, self.faces, size, bold=bold, colour=colour)

    def _lines(self, text: str, wide: float, size: float, bold: bool = False) -> Sequence[str]:
        """The lines that a text takes in a width of so many inches."""
        return wrapped(clean(text), wide * 72 * SLACK, size, MOST_LINES, bold)

    def _height(self, text: str, wide: float, size: float, bold: bool = False) -> float:
        return max(1, len(self._lines(text, wide, size, bold))) * size * LINE / 72

    def _need(self, high: float) -> None:
        """Room for so much: on this slide, else on a new one."""
        if self.y + high > BOTTOM and self.y > TOP:
            self._continue()

    def _paragraph(self, block: Paragraph) -> None:
        size, bold = SIZES[block.style], block.style == "lead"
        text = clean(block.text)
        while text:
            high = self._height(text, ROOM, size, bold)
            self._need(min(high, BOTTOM - TOP))
            lines = self._lines(text, ROOM, size, bold)
            fits = max(1, int((BOTTOM - self.y) * 72 / (size * LINE)))
            shown = text if len(lines) <= fits else text[: sum(map(len, lines[:fits]))]
            text = text[len(shown) :].lstrip()
            high = self._height(shown, ROOM, size, bold)
            box = put_text(self.slide, LEFT, self.y, ROOM, high)
            colour = "5B6470" if block.style == "note" else "1A1A1A"
            self._say(box.text_frame, shown, size, bold=bold, colour=colour)
            self.y += high + GAP

    # Tables and pictures ----------------------------------------------------------------------

    def _caption(self, text: str) -> None:
        if self.document.mark:
            text = say("document.marked", self.lang, text=text, mark=self.document.mark)
        high = self._height(text, ROOM, CAPTION, True)
        box = put_text(self.slide, LEFT, self.y, ROOM, high)
        self._say(box.text_frame, text, CAPTION, bold=True)
        self.y += high + 0.05

    def _table(self, block: Table) -> None:
        frame = block.frame
        few = len(frame.rows) == 1 and all(one.is_figure for one in frame.columns)
        size, head_size = (LARGE, LARGE_HEAD) if few else (CELL, CELL)
        whole = sum(one.share for one in frame.columns)
        widths = [ROOM * one.share / whole for one in frame.columns]
        heads = [one.heading for one in frame.columns]
        rows = list(frame.shown())
        head = self._row_height(heads, widths, head_size, bold=True)
        highs = [self._row_height(row, widths, size) for row in rows]
        start = 0
        while start < len(rows) or not rows:
            caption = self._height(block.caption, ROOM, CAPTION, True) + 0.05
            self._need(caption + head + (highs[start] if rows else 0))
            self._caption(block.caption)
            end, used = start, head
            while end < len(rows) and (end == start or self.y + used + highs[end] <= BOTTOM):
                used += highs[end]
                end += 1
            place = (LEFT, self.y, widths, [head, *highs[start:end]])
            total = block.total and end == len(rows)
            right = tuple(one.is_figure for one in frame.columns)
            look = TableLook(self.faces, size, head_size, right, total)
            table_of(self.slide, place, [heads, *rows[start:end]], look)
            self.y += used + GAP
            start = end
            if not rows:
                break
            if start < len(rows):
                self._continue()
        if block.chart is not None:
            self._chart(block.chart)

    def _row_height(
        self, texts: Sequence[str], widths: list[float], size: float, *, bold: bool = False
    ) -> float:
        inside = [wide - 2 * CELL_SIDE for wide in widths]
        highs = [self._height(t, w, size, bold) for t, w in zip(texts, inside, strict=True)]
        return max(highs) + CELL_PAD

    def _chart(self, chart: Chart) -> None:
        self._need(LEAST_CHART)
        high = min(MOST_CHART, BOTTOM - self.y)
        chart_of(self.slide, (LEFT, self.y, ROOM, high), chart, self.faces)
        self.y += high + GAP

    def _picture(self, block: Picture) -> None:
        scene = block.wide or block.scene
        note = self._height(scene.note, ROOM, SMALL) + GAP if scene.note else 0.0
        if self.y > TOP + LEAST_PICTURE / 4:
            self._continue()
        self._caption(block.caption)
        bare, part = inside(scene)
        ratio = part[3] / part[2]
        high = min(BOTTOM - self.y - note, ROOM * ratio)
        wide = high / ratio
        corner = (LEFT + (ROOM - wide) / 2) * PIXELS, self.y * PIXELS
        put_scene(self.slide, bare, Frame(*part), corner, wide * PIXELS / part[2])
        self.y += high + 0.05
        if scene.note:
            box = put_text(self.slide, LEFT, self.y, ROOM, note - GAP)
            self._say(box.text_frame, scene.note, SMALL, colour="5B6470")
            self.y += note
