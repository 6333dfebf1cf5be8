"""A document as DOCX: styles, numbers, contents and tables are native, so it can be edited.

Fonts of office machines are named, not embedded. Every run names its East-Asian font.
"""

from __future__ import annotations

from typing import Any

from graph.export.documents.docx_contents import add_contents
from graph.export.documents.docx_letterhead import Letters, official_page, rule
from graph.export.documents.docx_picture import add_picture
from graph.export.documents.docx_rows import (
    APART,
    MAIN,
    SIDE,
    RowStyle,
    as_heading,
    borders,
    row_xml,
)
from graph.export.documents.docx_styles import (
    ANNEX,
    ANNEX_TITLE,
    INK,
    LEAD,
    NOTE,
    QUIET,
    TABLE,
    Styles,
    add_field,
    add_text,
)
from graph.export.documents.letters import annex_name
from graph.export.documents.model import (
    MOST_ROWS,
    Block,
    Document,
    Paragraph,
    Picture,
    Section,
    Table,
)
from graph.export.documents.office import finished, properties
from graph.export.documents.paper import A4_CM, TITLE_OFFICIAL
from graph.export.documents.slide_parts import clean
from graph.export.documents.to_pdf import CELL_PADDING, leads_to
from graph.export.documents.typefaces import FACES
from graph.export.documents.widths import breakable, title_size, widths
from graph.export.fonts import of_extra
from graph.export.glyphs import legible
from graph.words import say

KEPT_TOGETHER, TAIL = 10, 3  # largest number of rows; rows that the last one never leaves
TIGHT = 1.25  # lines of a first page, which has to be one page
WIDER, WIDEST = 1.12, 1.3  # letters of other fonts, compared with ours; bold ones of the widest
TITLE = 20.0
PLATE, SHADED = "FBE9B7", "F2F4F7"
PARAGRAPHS = {"body": "Body Text", "point": "List Bullet", "lead": LEAD, "note": NOTE}


def to_docx(document: Document) -> bytes:
    """Return the bytes of the file.

    Raises:
        WrongInput: the extra is not installed.
    """
    with of_extra("python-docx"):
        import docx
    writer = _Docx(document, docx.Document())
    writer.write()
    return finished(writer.file, document.stamp)


class _Docx:
    """A file while it is written."""

    def __init__(self, document: Document, file: Any) -> None:
        self.document, self.file, self.lang = document, file, document.lang
        self.paper = document.paper
        most = TITLE_OFFICIAL if self.paper.is_official else TITLE
        size = title_size(document.title, most, self.paper.wide_points, WIDEST)
        self.styles = Styles(file, document, size)
        self.faces = FACES[document.lang]
        self.letters = Letters(file, document, self.styles)
        self.bookmarks = 0

    def write(self) -> None:
        properties(self.file.core_properties, self.document, self.faces.language)
        self._page()
        self._front()
        body, annexes = self.document.parts()
        for place, section in enumerate(body):
            new_page = section.new_page or self._opens_with_tall(section)
            self._heading(section.heading, new_page)
            first = len(self.file.paragraphs)
            self._blocks(section)
            if place == 0 and not self.paper.is_official:
                self._tighten(first)
            if place == 0 and self.document.contents and not self.paper.is_official:
                add_contents(self.file, self.document, self.styles)
        self.letters.back(tuple(section.heading for section in annexes))
        for number, section in enumerate(annexes, 1):
            name = self._add(annex_name(number, len(annexes), self.lang), ANNEX)
            name.paragraph_format.page_break_before = True
            self._add(section.heading, ANNEX_TITLE)
            self._blocks(section)

    def _blocks(self, section: Section) -> None:
        for k, block in enumerate(section.blocks):
            self._block(block, leads_to(self.document, section.blocks, k))

    def _opens_with_tall(self, section: Section) -> bool:
        """Tell whether a picture of half a page follows the heading: not all programs keep both."""
        first = next(iter(section.blocks), None)
        if not isinstance(first, Picture):
            return False
        ratio = first.scene.height / first.scene.width
        return self.paper.picture_width(ratio) * ratio > self.paper.picture_cm / 2

    def _tighten(self, first: int) -> None:
        """Set the text from a paragraph on in narrower lines."""
        from docx.shared import Pt

        for paragraph in self.file.paragraphs[first:]:
            size = paragraph.style.font.size
            if paragraph.text and size is not None and paragraph.style.name != "Caption":
                paragraph.paragraph_format.line_spacing = Pt(round(size.pt * TIGHT, 1))
                paragraph.paragraph_format.space_after = Pt(2)

    # The page ---------------------------------------------------------------------------------

    def _page(self) -> None:
        from docx.shared import Cm

        page, paper = self.file.sections[0], self.paper
        page.page_width, page.page_height = map(Cm, A4_CM)
        page.left_margin, page.right_margin = Cm(paper.left), Cm(paper.right)
        page.top_margin, page.bottom_margin = Cm(paper.top), Cm(paper.bottom)
        if paper.is_official:
            official_page(self.file, self.styles, self._mark_at_the_right)
            return
        page.header_distance = page.footer_distance = Cm(1)
        head, foot = (part.paragraphs[0] for part in (page.header, page.footer))
        for paragraph in (head, foot):
            self._stop_at_the_right(paragraph)
        self._run(head, self.document.title + "\t", "Header")
        if self.document.mark:
            self._mark(head, "Header")
        origin = say("document.footer", self.lang, build=self.document.stamp.build or "–")
        self._run(foot, origin + "\t", "Footer")
        footer = self.styles.settings["Footer"]
        add_field(foot, "PAGE", footer)
        self._run(foot, " / ", "Footer")
        add_field(foot, "NUMPAGES", footer)

    def _mark_at_the_right(self, head: Any) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if self.document.mark:
            self._mark(head, "Header")

    def _stop_at_the_right(self, paragraph: Any) -> None:
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.shared import Cm

        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Cm(self.paper.wide_cm), WD_TAB_ALIGNMENT.RIGHT)

    # Text -------------------------------------------------------------------------------------

    def _add(self, text: str, style: str) -> Any:
        """Add a paragraph of a style."""
        paragraph = self.file.add_paragraph(style=self.styles.name(style))
        self._run(paragraph, text, style)
        return paragraph

    def _run(self, paragraph: Any, text: str, style: str) -> Any:
        """Add a run in the font of a style."""
        return add_text(paragraph, text, self.styles.settings[style])

    def _mark(self, paragraph: Any, style: str, text: str = "") -> None:
        """Write the word for illustrative data on its plate."""
        from docx.shared import RGBColor

        run = self._run(paragraph, text or self.document.mark, style)
        run.bold, run.font.color.rgb = True, RGBColor.from_string(INK)
        self._shade(run._r.rPr, "w:lang")

    def _shade(self, properties: Any, *following: str) -> None:
        from docx.oxml import parse_xml

        shade = parse_xml(f'<w:shd {MAIN} w:val="clear" w:color="auto" w:fill="{PLATE}"/>')
        properties.insert_element_before(shade, *following)

    def _front(self) -> None:
        self.letters.front()
        self._add(self.document.title, "Title")
        for line in filter(None, (self.document.facts, self.document.scope)):
            facts = self._add(line, "Subtitle")
        if not self.paper.is_official:
            rule(facts, INK)
        if self.document.warning:
            warning = self._add(self.document.warning, NOTE)
            self._shade(warning._p.get_or_add_pPr(), "w:spacing", "w:ind", "w:jc", "w:rPr")
        self.letters.recipients()

    def _heading(self, text: str, new_page: bool) -> None:
        from docx.oxml import parse_xml

        paragraph = self.file.add_paragraph(style="Heading 1")
        paragraph.paragraph_format.page_break_before = new_page or None
        self.bookmarks += 1
        name, number = f'w:name="_Toc{self.bookmarks}"', f'w:id="{self.bookmarks}"'
        paragraph._p.append(parse_xml(f"<w:bookmarkStart {MAIN} {number} {name}/>"))
        self._run(paragraph, text, "Heading 1")
        paragraph._p.append(parse_xml(f"<w:bookmarkEnd {MAIN} {number}/>"))

    # Blocks -----------------------------------------------------------------------------------

    def _block(self, block: Block, leads: bool) -> None:
        if isinstance(block, Paragraph):
            style = PARAGRAPHS[block.style]
            if self.paper.is_official and block.style == "point":
                style = "Body Text"  # official papers number their points, or say them in sentences
            paragraph = self._add(block.text, style)
            paragraph.paragraph_format.keep_with_next = leads or None
            return
        self._caption(block)
        if isinstance(block, Table):
            self._table(block, leads)
        else:
            add_picture(self.file, block.scene, self.paper)
            if note := legible(block.scene).note:
                self.file.paragraphs[-1].paragraph_format.keep_with_next = True
                self._add(note, NOTE)

    def _caption(self, block: Table | Picture) -> None:
        from docx.shared import RGBColor

        paragraph = self._add(block.caption, "Caption")
        if block.tag.text:
            self._run(paragraph, "\u2003", NOTE)
            if block.tag.invented:
                self._mark(paragraph, "Caption", block.tag.text)
            else:
                run = self._run(paragraph, block.tag.text, NOTE)
                run.bold, run.font.color.rgb = False, RGBColor.from_string(QUIET)

    def _table(self, block: Table, leads: bool) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Pt

        frame = block.printed(MOST_ROWS, self.lang)
        size = self.paper.table_size(len(frame.columns))
        shares = widths(
            frame, self.paper.wide_points / WIDER, size, CELL_PADDING, (APART - SIDE) / 20
        )
        wides = [Pt(wide * WIDER) for wide in shares]
        table = self.file.add_table(rows=1, cols=len(frame.columns))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, wide in zip(table.columns, wides, strict=True):
            column.width = wide
        style = RowStyle(
            self.styles.id(TABLE),
            self.faces,
            0.0 if size == self.styles.settings[TABLE].size else size,
            tuple(round(wide.pt * 20) for wide in wides),
            tuple(column.is_figure for column in frame.columns),
        )
        body = table._tbl
        body.remove(table.rows[0]._tr)
        heads = [clean(column.heading) for column in frame.columns]
        body.append(as_heading(row_xml(heads, style, bold=True, fill=SHADED, keep=True)))
        last = len(frame.rows) - 1
        for k, row in enumerate(frame.text_rows()):
            texts = [breakable(clean(text)) for text in row]
            keep = leads if k == last else last < KEPT_TOGETHER or not k or k >= last - TAIL
            body.append(row_xml(texts, style, bold=frame.total and k == last, keep=keep))
        borders(body)
        after = self.file.add_paragraph().paragraph_format
        after.space_after, after.space_before, after.line_spacing = Pt(0), Pt(0), Pt(5)
        after.keep_with_next = leads or None
