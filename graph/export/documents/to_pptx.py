"""A document as PPTX: real titles, native tables with repeated headings, native charts."""

from __future__ import annotations

from typing import Any

from graph.export.documents.letters import contact_line, recipients_line
from graph.export.documents.model import Document
from graph.export.documents.office import finished, properties
from graph.export.documents.pictures import inside
from graph.export.documents.slide_flow import (
    BULLET,
    HIGH,
    LEFT,
    ROOM,
    TOPIC,
    WIDE,
    Bars,
    Drawing,
    Grid,
    Item,
    Words,
    fitting,
    flow,
    plate_width,
)
from graph.export.documents.slide_parts import (
    PLATE_INK,
    QUIET,
    as_slide_number,
    bullet,
    chart_of,
    put_text,
    shade,
    speak,
)
from graph.export.documents.slide_table import table_xml
from graph.export.documents.typefaces import FACES
from graph.export.fonts import of_extra
from graph.export.pptx import put_scene
from graph.export.slide_shapes import Frame
from graph.words import say

SMALL, TITLE, MESSAGE, COVER, MARK = 10.0, 26.0, 20.0, 38.0, 12.0
PIXELS = 96  # pixels in an inch


def to_pptx(document: Document) -> bytes:
    """Return the bytes of the file.

    Raises:
        WrongInput: the extra is not installed.
    """
    with of_extra("python-pptx"):
        import pptx
    writer = _Slides(document, pptx.Presentation())
    writer.write()
    return finished(writer.file, document.stamp)


class _Slides:
    """A file while it is written, with the current slide."""

    def __init__(self, document: Document, file: Any) -> None:
        self.document, self.file, self.lang = document, file, document.lang
        self.faces = FACES[document.lang]
        self.slide: Any = None

    def write(self) -> None:
        from pptx.util import Inches

        self._without_printer()
        self.file.slide_width, self.file.slide_height = Inches(WIDE), Inches(HIGH)
        properties(self.file.core_properties, self.document, self.faces.language)
        self._cover()
        for plan in flow(self.document):
            self._new_slide(plan.title, plan.topic)
            for item in plan.items:
                self._put(item)

    def _without_printer(self) -> None:
        """Remove the printer settings that the template carries."""
        part = self.file.part
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith("/printerSettings"):
                part.rels.pop(key)

    # Slides -----------------------------------------------------------------------------------

    def _cover(self) -> None:
        from pptx.enum.text import PP_ALIGN

        slide = self.file.slides.add_slide(self.file.slide_layouts[0])
        self.slide = slide
        title, facts = slide.shapes.title, slide.placeholders[1]
        self._place(title, LEFT, 2.0, ROOM, 1.45)
        self._place(facts, LEFT, 3.7, ROOM, 0.6)
        size = fitting(self.document.title, ROOM, COVER, 1)
        self._say(title.text_frame, self.document.title, max(size, 26.0), bold=True)
        self._say(facts.text_frame, self.document.facts, 16.0, colour=QUIET)
        title.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        facts.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        self._rule(3.55)
        if self.document.scope:
            box = put_text(slide, LEFT, 4.4, ROOM, 0.8)
            self._say(box.text_frame, self.document.scope, 14.0, colour=QUIET)
        if self.document.warning:
            box = put_text(slide, LEFT, 5.4, ROOM, 0.5)
            shade(box)
            self._say(box.text_frame, self.document.warning, 14.0)
        self._letterhead()
        self._furniture()

    def _letterhead(self) -> None:
        """Put issuer and number above the title, the other lines at the foot of the cover."""
        head = self.document.letterhead
        last = (head.signature, head.date, contact_line(self.document))
        for y, parts, bold in (
            (1.4, (head.issuer, head.number), True),
            (6.0, (recipients_line(self.document),), False),
            (6.4, last, False),
        ):
            if text := "　".join(filter(None, parts)):
                box = put_text(self.slide, LEFT, y, ROOM, 0.4)
                size = fitting(text, ROOM, 18.0 if bold else 14.0, 1)
                self._say(box.text_frame, text, size, bold=bold)

    def _new_slide(self, title: str, topic: str) -> None:
        from pptx.enum.text import PP_ALIGN

        self.slide = self.file.slides.add_slide(self.file.slide_layouts[5])
        wide = ROOM - 0.2 - (plate_width(self.document.mark, MARK) if self.document.mark else 0.0)
        self._place(self.slide.shapes.title, LEFT, 0.42, wide, 0.7)
        frame = self.slide.shapes.title.text_frame
        size = fitting(title, wide, MESSAGE, 2) if topic else fitting(title, wide, TITLE, 1)
        self._say(frame, title, size, bold=True)
        if topic:
            box = put_text(self.slide, LEFT, 0.16, wide, 0.24)
            self._say(box.text_frame, topic, TOPIC, colour=QUIET)
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        self._rule(1.15)
        self._furniture()

    def _furniture(self) -> None:
        """Add origin and page number below, the mark at the upper right."""
        from pptx.enum.text import PP_ALIGN

        box = put_text(self.slide, LEFT, 7.0, ROOM - 1.2, 0.32)
        self._say(box.text_frame, self.document.facts, SMALL, colour=QUIET)
        page = put_text(self.slide, WIDE - LEFT - 1.0, 7.0, 1.0, 0.32)
        self._say(page.text_frame, str(len(self.file.slides)), SMALL, colour=QUIET)
        page.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        as_slide_number(page.text_frame.paragraphs[0])
        if self.document.mark:
            wide = plate_width(self.document.mark, MARK)
            mark = put_text(self.slide, WIDE - LEFT - wide, 0.5, wide, 0.36)
            shade(mark)
            self._say(mark.text_frame, self.document.mark, MARK, bold=True)
            mark.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER

    def _rule(self, y: float) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Inches, Pt

        line = self.slide.shapes.add_connector(
            1, Inches(LEFT), Inches(y), Inches(WIDE - LEFT), Inches(y)
        )
        line.shadow.inherit = False
        line.line.color.rgb, line.line.width = RGBColor(0x1A, 0x1A, 0x1A), Pt(1.25)

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

    # Items ------------------------------------------------------------------------------------

    def _put(self, item: Item) -> None:
        if isinstance(item, Words):
            self._words(item)
        elif isinstance(item, Grid):
            self._grid(item)
        elif isinstance(item, Bars):
            chart_of(self.slide, item.place, item.chart, self.faces, item.size)
        else:
            self._drawing(item)

    def _words(self, item: Words) -> None:
        box = put_text(self.slide, *item.place)
        colour = QUIET if item.quiet else "1A1A1A"
        self._say(box.text_frame, item.text, item.size, bold=item.bold, colour=colour)
        paragraph = box.text_frame.paragraphs[0]
        if item.point:
            bullet(paragraph, BULLET)
        if item.tag is not None and item.tag.text:
            text = say("document.marked", self.lang, mark=item.tag.text)
            colour = PLATE_INK if item.tag.invented else QUIET
            speak(paragraph, text, self.faces, item.size - 2, bold=item.tag.invented, colour=colour)

    def _grid(self, item: Grid) -> None:
        from lxml import etree

        tree = self.slide.shapes._spTree
        number = 1 + max(int(identity) for identity in tree.xpath("//p:cNvPr/@id"))
        tree.append(etree.fromstring(table_xml(item, self.faces, number)))

    def _drawing(self, item: Drawing) -> None:
        scene = item.picture.wide or item.picture.scene
        bare, part = inside(scene)
        x, y, wide, _ = item.place
        corner = x * PIXELS, y * PIXELS
        put_scene(self.slide, bare, Frame(*part), corner, wide * PIXELS / part[2])
