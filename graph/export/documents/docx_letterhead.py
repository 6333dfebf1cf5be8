"""The letterhead of a DOCX, and what official Chinese paper has around its text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.export.documents.docx_rows import MAIN
from graph.export.documents.docx_styles import (
    ANNEXES,
    CONTACT,
    ISSUER,
    NUMBER,
    RECIPIENTS,
    RED,
    SIGNATURE,
    Styles,
    add_field,
    add_text,
)
from graph.export.documents.letters import annex_lines, contact_line, recipients_line, signed_lines
from graph.export.documents.model import Document

GRID = f'<w:docGrid {MAIN} w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/>'


class Letters:
    """The lines of a letterhead while a file is written."""

    def __init__(self, file: Any, document: Document, styles: Styles) -> None:
        self.file, self.document, self.styles = file, document, styles
        self.head, self.is_official = document.letterhead, document.paper.is_official

    def front(self) -> None:
        """Add issuer and number, above the title."""
        if not self.is_official:
            line = "　".join(filter(None, (self.head.issuer, self.head.number)))
            if line:
                self._add(line, ISSUER)
            return
        lines = [
            self._add(text, style)
            for text, style in ((self.head.issuer, ISSUER), (self.head.number, NUMBER))
            if text
        ]
        if lines:
            rule(lines[-1], RED, 12, 11)

    def recipients(self) -> None:
        """Add whom the document is for, below the title."""
        if self.head.recipients:
            self._add(recipients_line(self.document), RECIPIENTS)

    def back(self, annexes: tuple[str, ...]) -> None:
        """Add the list of annexes, signature, date and contact, below the text."""
        from docx.shared import Pt

        size = self.styles.settings["Body Text"].size
        number = 1.5 if len(annexes) > 1 else 0.0  # characters of the number before a title
        for k, line in enumerate(annex_lines(annexes, self.document.lang)):
            shape = self._add(line, ANNEXES).paragraph_format
            shape.space_before = Pt(size * 1.8) if k == 0 else None
            shape.left_indent = Pt(size * (5 + number))
            shape.first_line_indent = Pt(-size * ((3 if k == 0 else 0) + number))
        for k, line in enumerate(signed_lines(self.document)):
            paragraph = self._add(line, SIGNATURE)
            if k == 0 and self.is_official:
                paragraph.paragraph_format.space_before = Pt(3 * size)
        if self.is_official and self.head.contact:
            self._add(contact_line(self.document), CONTACT)

    def _add(self, text: str, style: str) -> Any:
        paragraph = self.file.add_paragraph(style=self.styles.name(style))
        add_text(paragraph, text, self.styles.settings[style])
        return paragraph


def rule(paragraph: Any, colour: str, size: int = 8, space: int = 4) -> None:
    """Draw a line below a paragraph."""
    from docx.oxml import parse_xml

    line = f'<w:bottom w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'
    paragraph._p.get_or_add_pPr().insert_element_before(
        parse_xml(f"<w:pBdr {MAIN}>{line}</w:pBdr>"),
        "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr",
    )  # fmt: skip


def official_page(file: Any, styles: Styles, mark: Callable[[Any], None]) -> None:
    """Set lines and characters of a page, and its number at the outer side: “— 1 —”."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn
    from docx.shared import Cm

    page, footer = file.sections[0], styles.settings["Footer"]
    page.footer_distance, page.header_distance = Cm(2.3), Cm(2)
    for old in page._sectPr.findall(qn("w:docGrid")):
        page._sectPr.remove(old)
    page._sectPr.append(parse_xml(GRID))
    file.settings.odd_and_even_pages_header_footer = True
    for head, foot, side in (
        (page.header, page.footer, "right"),
        (page.even_page_header, page.even_page_footer, "left"),
    ):
        mark(head.paragraphs[0])
        line = foot.paragraphs[0]
        line.style = file.styles["Footer"]
        indent = f'w:{side}Chars="100" w:{side}="{round(20 * footer.size)}"'
        properties = line._p.get_or_add_pPr()
        properties.append(parse_xml(f"<w:ind {MAIN} {indent}/>"))
        properties.append(parse_xml(f'<w:jc {MAIN} w:val="{side}"/>'))
        add_text(line, "— ", footer)
        add_field(line, "PAGE", footer)
        add_text(line, " —", footer)
