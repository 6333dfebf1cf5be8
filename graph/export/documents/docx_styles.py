"""The named styles of a DOCX: who edits the file changes a style, not every paragraph.

Sizes are in points. The elements of a style stand in the order that the schema of Word demands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from graph.export.documents.docx_rows import MAIN
from graph.export.documents.letters import issuer_size
from graph.export.documents.model import Document
from graph.export.documents.paper import (
    BODY_OFFICIAL,
    LINE_OFFICIAL,
    SMALLEST,
    TABLE_OFFICIAL,
)
from graph.export.documents.slide_parts import clean
from graph.export.documents.typefaces import FACES, PAGES, SECOND, TITLES, Face
from graph.words import say

QUIET, INK = "5B6470", "1A1A1A"
SYMBOL, POINT = "\uf0b7", "•"  # list bullets: the template's, and one that every font has
LEVELS = {"zh": ("%1、", "（%2）", "%3．"), "en": ("%1", "%1.%2", "%1.%2.%3")}
FORMS = {"zh": ("chineseCounting", "chineseCounting", "decimal"), "en": ("decimal",) * 3}
NUMBERING = 90
# Styles that Word has no name for.
LEAD, NOTE, TABLE, ISSUER, NUMBER = "lead", "note", "table", "issuer", "number"
RECIPIENTS, SIGNATURE, CONTACT, ANNEX = "recipients", "signature", "contact", "annex"
ANNEXES, ANNEX_TITLE = "annexes", "annex_title"
OWN = (
    LEAD, NOTE, TABLE, ISSUER, NUMBER, RECIPIENTS, SIGNATURE, CONTACT, ANNEX, ANNEXES, ANNEX_TITLE,
)  # fmt: skip
RED = "E60012"
CONTENTS = "TOC Heading"


@dataclass(frozen=True)
class Setting:
    """How a style sets its paragraphs. ``line``: exact height, 0 for the font's own.

    ``indent``: of the first line, in characters; ``right``: at the end of every line; ``keep``:
    with the next paragraph; ``level``: of a heading in the outline.
    """

    face: Face
    size: float
    line: float = 0.0
    before: float = 0.0
    after: float = 0.0
    bold: bool = False
    colour: str = ""
    align: str = ""
    indent: int = 0
    keep: bool = False
    level: int = 0
    right: int = 0


def settings(document: Document, title: float) -> dict[str, Setting]:
    """Return the settings by style. ``title``: size of the title."""
    faces, small = FACES[document.lang], document.compact
    head, body = faces.heading, faces.body
    size, spread = (9.0, 1.25) if small else (10.5, 1.6)
    after, indent = (2.0 if small else 4.0), 2 * (document.lang == "zh")
    headings = {
        f"Heading {level}": Setting(
            head, points, points * 1.3, 6 if small else 16 - 2 * level, 2 if small else 5,
            bold=True, colour=INK, keep=True, level=level,
        )
        for level, points in enumerate((14.0, 12.0, 11.0), 1)
    }  # fmt: skip
    running = Setting(body, SMALLEST, colour=QUIET)
    return headings | {
        "Title": Setting(head, title, after=4, bold=True, align="center"),
        "Subtitle": Setting(body, SMALLEST, after=4, colour=QUIET, align="center"),
        "Body Text": Setting(body, size, size * spread, after=after, indent=indent),
        "List Bullet": Setting(body, size, size * spread, after=after),
        "Caption": Setting(head, SMALLEST, 12, 4, 2, bold=True, keep=True),
        CONTENTS: Setting(head, 14, after=4, bold=True),
        "TOC 1": Setting(body, 10.5, after=2),
        "TOC 2": Setting(body, 10.5, after=2),
        "Header": running,
        "Footer": running,
        ISSUER: Setting(head, 12, bold=True, after=8),
        NUMBER: Setting(body, 10.5),
        RECIPIENTS: Setting(body, 10.5, before=4, after=4),
        SIGNATURE: Setting(body, 10.5, before=4, align="right", keep=True),
        CONTACT: Setting(body, SMALLEST, before=4, colour=QUIET),
        LEAD: Setting(head, size + 1.5, (size + 1.5) * spread, after=after, bold=True),
        NOTE: Setting(body, SMALLEST, SMALLEST * spread, after=after, colour=QUIET),
        TABLE: Setting(body, SMALLEST, SMALLEST * 1.25, 0.5, 0.5),
    }


def official_settings(title: float, issuer: str) -> dict[str, Setting]:
    """Return the settings of official paper (GB/T 9704-2012), where they differ.

    ``title``: size of the title.
    """
    faces = FACES["zh"]
    size, line = BODY_OFFICIAL, LINE_OFFICIAL
    body = Setting(faces.body, size, line, indent=2)
    headings = {
        f"Heading {level}": replace(body, face=face, bold=level > 2, keep=True, level=level)
        for level, face in enumerate((faces.heading, SECOND, faces.body), 1)
    }
    heading = Setting(TITLES, title, 1.3 * title, line, align="center")
    return headings | {
        ISSUER: Setting(TITLES, issuer_size(issuer), 0, 99, colour=RED, align="center"),
        NUMBER: Setting(faces.body, size, line, 2 * line, align="center"),
        "Title": replace(heading, before=2 * line if issuer else line),
        "Subtitle": Setting(SECOND, 12, 20, align="center"),
        RECIPIENTS: Setting(faces.body, size, line, line),
        "Body Text": body,
        "List Bullet": body,
        LEAD: body,
        NOTE: Setting(faces.body, 12, 20, after=4),
        "Caption": Setting(faces.heading, 12, 20, 8, 2, align="center", keep=True),
        TABLE: Setting(faces.body, TABLE_OFFICIAL, TABLE_OFFICIAL * 1.25, 1.5, 1.5),
        ANNEXES: replace(body, indent=0),
        SIGNATURE: Setting(faces.body, size, line, align="right", right=2),
        CONTACT: body,
        ANNEX: Setting(faces.heading, size, line),
        ANNEX_TITLE: replace(heading, after=line),
        "Header": Setting(faces.body, SMALLEST),
        "Footer": Setting(PAGES, 14),
    }


class Styles:
    """The styles of a file, by the names that this program gives them."""

    def __init__(self, file: Any, document: Document, title: float) -> None:
        self.file, self.lang = file, document.lang
        self.settings = settings(document, title)
        if document.paper.is_official:
            self.settings |= official_settings(title, document.letterhead.issuer)
        normal = Setting(FACES[document.lang].body, 10.5)
        _write(file.styles["Normal"].element, normal)
        self._numbering()
        self._points()
        for name, setting in self.settings.items():
            _write(self._style(name).element, setting)

    def name(self, style: str) -> str:
        """Return the name in the file: Word's own, or a word of the language."""
        return say(f"document.style.{style}", self.lang) if style in OWN else style

    def _style(self, style: str) -> Any:
        from docx.enum.style import WD_STYLE_TYPE

        styles, name = self.file.styles, self.name(style)
        if name not in styles:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).quick_style = True
        styles[name].base_style = styles["Normal"]
        return styles[name]

    def id(self, style: str) -> str:
        """Return the id by which paragraphs refer to a style."""
        identity: str = self.file.styles[self.name(style)].style_id
        return identity

    def _points(self) -> None:
        """Set list points in the text font: not every machine has the template's symbol font."""
        from docx.oxml.ns import qn

        for level in self.file.part.numbering_part.element.iter(qn("w:lvl")):
            bullet_text, run_properties = level.find(qn("w:lvlText")), level.find(qn("w:rPr"))
            if bullet_text is not None and bullet_text.get(qn("w:val")) == SYMBOL:
                bullet_text.set(qn("w:val"), POINT)
                if run_properties is not None:
                    level.remove(run_properties)

    def _numbering(self) -> None:
        """Add a list of headings that count as the language does."""
        from docx.oxml import parse_xml

        part = self.file.part.numbering_part.element
        suffix = "nothing" if self.lang == "zh" else "space"
        levels = "".join(
            f'<w:lvl w:ilvl="{k}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:pStyle w:val="Heading{k + 1}"/><w:suff w:val="{suffix}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
            for k, (form, text) in enumerate(zip(FORMS[self.lang], LEVELS[self.lang], strict=True))
        )
        kinds = parse_xml(
            f'<w:abstractNum {MAIN} w:abstractNumId="{NUMBERING}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        part.insert(0, kinds)
        part.append(
            parse_xml(
                f'<w:num {MAIN} w:numId="{NUMBERING}"><w:abstractNumId w:val="{NUMBERING}"/>'
                "</w:num>"
            )
        )


def run_properties(face: Face, inner: str = "") -> str:
    """Return the properties of a run with its Latin and its East-Asian font and language."""
    latin, asian = face
    return (
        f'<w:rPr {MAIN}><w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{asian}" '
        f'w:cs="{latin}"/>{inner}<w:lang w:val="en-GB" w:eastAsia="zh-CN"/></w:rPr>'
    )


def add_text(paragraph: Any, text: str, setting: Setting) -> Any:
    """Add a run in the font of a style; a tab at the end stays one."""
    from docx.oxml import parse_xml

    run = paragraph.add_run(clean(text.removesuffix("\t")) if text.strip() else text)
    if text.endswith("\t"):
        run.add_tab()
    run._r.insert(0, parse_xml(run_properties(setting.face)))
    return run


def add_field(paragraph: Any, code: str, setting: Setting) -> None:
    """Add a field that the office program computes."""
    from docx.oxml import parse_xml

    run = run_properties(setting.face)
    for part in (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> {code} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        paragraph._p.append(parse_xml(f"<w:r {MAIN}>{run}{part}</w:r>"))


def _write(element: Any, setting: Setting) -> None:
    """Replace what a style of the template says."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    numbered = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    for name in ("w:pPr", "w:rPr", "w:link"):
        for old in element.findall(qn(name)):
            element.remove(old)
    element.append(parse_xml(_paragraph_properties(setting)))
    if numbered is not None and not setting.level:  # the bullet of a list
        element.pPr.insert_element_before(numbered, "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
    bold = "<w:b/><w:bCs/>" if setting.bold else ""
    colour = f'<w:color w:val="{setting.colour}"/>' if setting.colour else ""
    size = "".join(f'<w:{name} w:val="{round(2 * setting.size)}"/>' for name in ("sz", "szCs"))
    element.append(parse_xml(run_properties(setting.face, bold + colour + size)))


def _paragraph_properties(setting: Setting) -> str:
    keep = "<w:keepNext/><w:keepLines/>" if setting.keep else ""
    number = ""
    if setting.level:
        place = f'<w:ilvl w:val="{setting.level - 1}"/><w:numId w:val="{NUMBERING}"/>'
        number = f"<w:numPr>{place}</w:numPr>"
    exact = f' w:line="{_twips(setting.line)}" w:lineRule="exact"' if setting.line else ""
    spacing = (
        f'<w:spacing w:before="{_twips(setting.before)}" w:after="{_twips(setting.after)}"{exact}/>'
    )
    indent = "".join(
        f' w:{side}Chars="{100 * characters}" w:{side}="{_twips(characters * setting.size)}"'
        for side, characters in (("right", setting.right), ("firstLine", setting.indent))
        if characters
    )
    align = f'<w:jc w:val="{setting.align}"/>' if setting.align else ""
    outline = f'<w:outlineLvl w:val="{setting.level - 1}"/>' if setting.level else ""
    grid = '<w:snapToGrid w:val="0"/>' if setting.size < BODY_OFFICIAL else ""
    inner = keep + number + grid + spacing + (f"<w:ind{indent}/>" if indent else "")
    inner += align + outline
    return f"<w:pPr {MAIN}>{inner}</w:pPr>"


def _twips(points: float) -> int:
    return round(20 * points)
