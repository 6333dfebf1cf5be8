"""A document as DOCX: headings, numbers, contents and tables are native, so it can be edited.

Fonts of office machines are named, not embedded. Every run names its East-Asian font.
"""

from __future__ import annotations

import io
from typing import Any

from graph.export.documents.docx_rows import RowStyle, as_heading, borders, row_xml
from graph.export.documents.model import MOST_ROWS, Block, Document, Paragraph, Picture, Table
from graph.export.documents.office import finished, properties
from graph.export.documents.pictures import inside_png
from graph.export.documents.slide_parts import clean
from graph.export.documents.to_pdf import (
    CELL_PADDING,
    POINTS_CM,
    leads_to,
    table_size,
)
from graph.export.documents.typefaces import Typefaces, typefaces
from graph.export.documents.widths import title_size, widths
from graph.export.fonts import missing_extra
from graph.export.glyphs import legible
from graph.words import say

WIDE_CM, HIGH_CM = 17.2, 19.5
KEPT_TOGETHER = 10  # largest number of rows
WIDER = 1.12  # letters of other fonts, compared with ours
SYMBOL, POINT = "\uf0b7", "•"  # list bullets: the template's, and one that every font has
SIZES = {"body": 10.5, "lead": 12.0, "note": 8.5, "point": 10.5}
TITLE = 20.0
HEADINGS = (14.0, 12.0, 11.0)
QUIET, PLATE, SHADED = "5B6470", "FBE9B7", "F2F4F7"
LEVELS = {"zh": ("%1、", "（%2）", "%3．"), "en": ("%1", "%1.%2", "%1.%2.%3")}
FORMS = {"zh": ("chineseCounting", "chineseCounting", "decimal"), "en": ("decimal",) * 3}


# The elements that the schema wants after the request to update fields.
AFTER_UPDATE = tuple(
    f"w:{name}"
    for name in (
        "hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "mathPr",
        "attachedSchema", "themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats",
        "doNotAutoCompressPictures", "forceUpgrade", "captions", "readModeInkLockDown",
        "smartTagType", "schemaLibrary", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol",
        "listSeparator",
    )
)  # fmt: skip


def to_docx(document: Document) -> bytes:
    """Return the bytes of the file.

    Raises:
        WrongInput: the extra is not installed.
    """
    try:
        import docx
    except ModuleNotFoundError:
        raise missing_extra("python-docx") from None
    writer = _Docx(document, docx.Document())
    writer.write()
    return finished(writer.file, document.stamp)


class _Docx:
    """A file while it is written."""

    def __init__(self, document: Document, file: Any) -> None:
        self.document, self.file, self.lang = document, file, document.lang
        self.faces: Typefaces = typefaces(document.lang)
        self.bookmarks = 0

    def write(self) -> None:
        self._properties()
        self._styles()
        self._page()
        self._front()
        for section in self.document.sections:
            self._heading(section.heading, section.level, section.new_page)
            for k, block in enumerate(section.blocks):
                self._block(block, leads_to(section.blocks, k))

    # The file as a whole ----------------------------------------------------------------------

    def _properties(self) -> None:
        properties(self.file.core_properties, self.document, self.faces.language)

    def _styles(self) -> None:
        from docx.shared import Pt, RGBColor

        styles = self.file.styles
        self._face(styles["Normal"].element, self.faces.body)
        styles["Normal"].font.size = Pt(SIZES["body"])
        numbering = self._numbering()
        self._points()
        for level, size in enumerate(HEADINGS, 1):
            style = styles[f"Heading {level}"]
            self._face(style.element, self.faces.heading)
            style.font.size, style.font.bold = Pt(size), True
            style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
            small = self.document.compact
            style.paragraph_format.space_before = Pt(8 if small else 16 - 2 * level)
            style.paragraph_format.space_after = Pt(3 if small else 5)
            style.paragraph_format.line_spacing = Pt(size * 1.3)
            properties = style.element.get_or_add_pPr()
            number = properties._add_numPr()
            number.get_or_add_ilvl().val, number.get_or_add_numId().val = level - 1, numbering

    def _face(self, element: Any, face: tuple[str, str]) -> None:
        """Set Latin and East-Asian font and language of a style or run."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        latin, asian = face
        properties = element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        for name in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{name}"), latin)
        fonts.set(qn("w:eastAsia"), asian)
        language = properties.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            properties.append(language)
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")

    def _points(self) -> None:
        """Set list points in the text font: not every machine has the template's symbol font."""
        from docx.oxml.ns import qn

        for level in self.file.part.numbering_part.element.iter(qn("w:lvl")):
            bullet_text, run_properties = level.find(qn("w:lvlText")), level.find(qn("w:rPr"))
            if bullet_text is not None and bullet_text.get(qn("w:val")) == SYMBOL:
                bullet_text.set(qn("w:val"), POINT)
                if run_properties is not None:
                    level.remove(run_properties)

    def _numbering(self) -> int:
        """Add a list of headings that count as the language does; return its number."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        part = self.file.part.numbering_part.element
        levels = "".join(
            f'<w:lvl w:ilvl="{k}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:pStyle w:val="Heading{k + 1}"/><w:suff w:val="{self._suffix()}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
            for k, (form, text) in enumerate(zip(FORMS[self.lang], LEVELS[self.lang], strict=True))
        )
        kinds = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        part.insert(0, kinds)
        number = parse_xml(
            f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
        )
        part.append(number)
        return 90

    def _suffix(self) -> str:
        return "nothing" if self.lang == "zh" else "space"

    def _page(self) -> None:
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.shared import Cm

        page = self.file.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(1.9)
        page.top_margin, page.bottom_margin = Cm(2.1), Cm(1.9)
        page.header_distance = page.footer_distance = Cm(1)
        for part in (page.header, page.footer):
            stops = part.paragraphs[0].paragraph_format.tab_stops
            stops.add_tab_stop(Cm(WIDE_CM), WD_TAB_ALIGNMENT.RIGHT)
        head = page.header.paragraphs[0]
        head.style = self.file.styles["Normal"]
        self._run(head, self.document.title + "\t", 8.5, QUIET)
        if self.document.mark:
            self._mark(head, 8.5)
        foot = page.footer.paragraphs[0]
        foot.style = self.file.styles["Normal"]
        origin = say("document.footer", self.lang, build=self.document.stamp.build or "–")
        self._run(foot, origin + "\t", 8.5, QUIET)
        self._field(foot, "PAGE")
        self._run(foot, " / ", 8.5, QUIET)
        self._field(foot, "NUMPAGES")

    # Text -------------------------------------------------------------------------------------

    def _run(
        self, paragraph: Any, text: str, size: float, colour: str = "", bold: bool = False
    ) -> Any:
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(clean(text.removesuffix("\t")))
        if text.endswith("\t"):
            run.add_tab()
        run.font.size, run.bold = Pt(size), bold or None
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        self._face(run._r, self.faces.heading if bold else self.faces.body)
        return run

    def _mark(self, paragraph: Any, size: float) -> None:
        """Write the word for illustrative data on its plate."""
        run = self._run(paragraph, self.document.mark, size, "", True)
        self._shade(run._r.get_or_add_rPr(), PLATE)

    def _shade(self, properties: Any, colour: str) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
            shade.set(qn(f"w:{name}"), value)
        language = properties.find(qn("w:lang"))
        if language is not None:
            language.addprevious(shade)
        else:
            properties.append(shade)

    def _field(self, paragraph: Any, code: str) -> None:
        """Add a field that the office program computes."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        for kind in ("begin", "instr", "separate", "shown", "end"):
            run = self._run(paragraph, "1" if kind == "shown" else "", 8.5, QUIET)
            if kind == "instr":
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = f" {code} "
                run._r.append(element)
            elif kind != "shown":
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
                run._r.append(element)

    def _front(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        title = self.file.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.space_after = Pt(4)
        size = title_size(self.document.title, TITLE, WIDE_CM * POINTS_CM, WIDER)
        self._run(title, self.document.title, size, bold=True)
        for line in filter(None, (self.document.facts, self.document.scope)):
            facts = self.file.add_paragraph()
            facts.alignment = WD_ALIGN_PARAGRAPH.CENTER
            facts.paragraph_format.space_after = Pt(4)
            self._run(facts, line, 9, QUIET)
        self._border(facts, "bottom")
        if self.document.warning:
            warning = self.file.add_paragraph()
            warning.paragraph_format.space_after = Pt(4)
            self._run(warning, self.document.warning, 9)
            self._shade(warning._p.get_or_add_pPr(), PLATE)
        if self.document.contents:
            self._contents()

    def _border(self, paragraph: Any, side: str) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        line = f'<w:{side} w:val="single" w:sz="8" w:space="4" w:color="1A1A1A"/>'
        border = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(
            border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )

    def _heading(self, text: str, level: int, new_page: bool) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        paragraph = self.file.add_paragraph(style=f"Heading {level}")
        paragraph.paragraph_format.page_break_before = new_page or None
        self.bookmarks += 1
        ends = []
        for kind in ("bookmarkStart", "bookmarkEnd"):
            end = OxmlElement(f"w:{kind}")
            end.set(qn("w:id"), str(self.bookmarks))
            ends.append(end)
        ends[0].set(qn("w:name"), f"_Toc{self.bookmarks}")
        paragraph._p.append(ends[0])
        self._run(paragraph, text, HEADINGS[level - 1], bold=True)
        paragraph._p.append(ends[1])

    def _contents(self) -> None:
        """Add a native table of contents whose entries are already filled in, as links.

        The page number of each entry is a reference that the office program computes when
        it opens the file; until then it is empty.
        """
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt

        name = self.file.add_paragraph()
        self._run(name, say("document.contents", self.lang), HEADINGS[0], bold=True)
        listed = [
            (k, number, section)
            for k, (number, section) in enumerate(
                zip(self.document.numbers(), self.document.sections, strict=True), 1
            )
            if section.level <= 2
        ]
        for place, (k, number, section) in enumerate(listed):
            entry = self.file.add_paragraph()
            entry.paragraph_format.left_indent = Cm(0.8 * (section.level - 1))
            entry.paragraph_format.space_after = Pt(2)
            entry.paragraph_format.tab_stops.add_tab_stop(Cm(WIDE_CM), WD_TAB_ALIGNMENT.RIGHT)
            if place == 0:
                self._mark_field(entry, "begin", 'TOC \\o "1-2" \\h \\z \\u')
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), f"_Toc{k}")
            before = len(entry._p)
            self._run(entry, number + section.heading + "\t", SIZES["body"])
            self._mark_field(entry, "begin", f"PAGEREF _Toc{k} \\h")
            self._mark_field(entry, "end", "")
            for run in list(entry._p)[before:]:
                link.append(run)
            entry._p.append(link)
            if place == len(listed) - 1:
                self._mark_field(entry, "end", "")
        self._update_fields()

    def _update_fields(self) -> None:
        """Ask the office program to count pages when it opens the file."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        settings = self.file.settings.element
        update = OxmlElement("w:updateFields")
        update.set(qn("w:val"), "true")
        settings.insert_element_before(update, *AFTER_UPDATE)

    def _mark_field(self, paragraph: Any, kind: str, code: str) -> None:
        """Add one end of a field that spans paragraphs."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        for part in (kind, "instr", "separate") if code else (kind,):
            run = paragraph.add_run()
            if part == "instr":
                element = OxmlElement("w:instrText")
                element.text = f" {code} "
            else:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), part)
                if part == "begin":
                    element.set(qn("w:dirty"), "true")
            run._r.append(element)

    # Blocks -----------------------------------------------------------------------------------

    def _block(self, block: Block, leads: bool) -> None:
        if isinstance(block, Paragraph):
            self._paragraph(block, leads)
        elif isinstance(block, Table):
            self._table(block)
        else:
            self._caption(block)
            picture, ratio = inside_png(block.scene)
            self._picture(picture, ratio, block.scene.description)
            if note := legible(block.scene).note:
                self._paragraph(Paragraph(note, "note"))

    def _paragraph(self, block: Paragraph, leads: bool = False) -> None:
        from docx.shared import Pt

        style = "List Bullet" if block.style == "point" else None
        paragraph = self.file.add_paragraph(style=style)
        shape = paragraph.paragraph_format
        small = self.document.compact
        size = SIZES[block.style] - (1 if small and block.style != "note" else 0)
        shape.space_after, shape.keep_with_next = Pt(3 if small else 4), leads or None
        shape.line_spacing = Pt(round(size * (1.35 if small else 1.6), 1))
        if block.style == "body" and self.lang == "zh":
            shape.first_line_indent = Pt(2 * size)
        colour = QUIET if block.style == "note" else ""
        self._run(paragraph, block.text, size, colour, block.style == "lead")

    def _caption(self, block: Table | Picture) -> None:
        from docx.shared import Pt

        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(5)
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.line_spacing = Pt(13)
        self._run(paragraph, block.caption, 9, "", True)
        if block.tag.text:
            self._run(paragraph, "\u2003", 7.5)
            run = self._run(
                paragraph, block.tag.text, 7.5, "" if block.tag.invented else QUIET,
                block.tag.invented,
            )  # fmt: skip
            if block.tag.invented:
                self._shade(run._r.get_or_add_rPr(), PLATE)

    def _picture(self, picture: bytes, ratio: float, alt: str) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm, Pt

        wide = min(WIDE_CM, HIGH_CM / ratio)
        shape = self.file.add_picture(io.BytesIO(picture), width=Cm(wide))
        shape._inline.docPr.set("descr", clean(alt))
        for side in "TBLR":  # some programs keep a distance where none is given
            shape._inline.set(f"dist{side}", "0")
        paragraph = self.file.paragraphs[-1]
        paragraph.alignment, paragraph.paragraph_format.space_after = (
            WD_ALIGN_PARAGRAPH.CENTER,
            Pt(2),
        )

    def _table(self, block: Table) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Pt

        self._caption(block)
        frame, size = block.printed(MOST_ROWS, self.lang), table_size(block)
        shares = widths(frame, WIDE_CM * POINTS_CM / WIDER, size, CELL_PADDING)
        wides = [Pt(wide * WIDER) for wide in shares]
        table = self.file.add_table(rows=1, cols=len(frame.columns))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, wide in zip(table.columns, wides, strict=True):
            column.width = wide
        style = RowStyle(
            self.faces,
            size,
            tuple(round(wide.pt * 20) for wide in wides),
            tuple(column.is_figure for column in frame.columns),
        )
        body = table._tbl
        body.remove(table.rows[0]._tr)
        heads = [clean(column.heading) for column in frame.columns]
        body.append(as_heading(row_xml(heads, style, bold=True, fill=SHADED, keep=True)))
        last = len(frame.rows) - 1
        for k, row in enumerate(frame.text_rows()):
            texts = [clean(text) for text in row]
            keep = last < KEPT_TOGETHER and k < last
            body.append(row_xml(texts, style, bold=frame.total and k == last, keep=keep))
        borders(body)
        after = self.file.add_paragraph()
        after.paragraph_format.space_after = after.paragraph_format.space_before = Pt(0)
        after.paragraph_format.line_spacing = Pt(5)
        self._run(after, "", 4)
