"""Common parts of workbooks, empty or filled: sheet names, headings, words for codes, looks."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.ontology import Code, Column, Ontology, Table, Text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

README = Text("说明", "readme")
OPTIONS = Text("选项", "options")
SOURCES = Text("来源", "sources")
# Sheets of our own workbooks that are no tables to be read.
NOT_TABLES = frozenset(
    name for sheet in (README, OPTIONS, SOURCES) for name in (sheet.zh, sheet.en)
)

LIST_JOINER = "；"
TEXT_FORMAT, DATE_FORMAT = "@", "yyyy-mm-dd"
FONT = "Microsoft YaHei"
INK, PAPER, RULE, MUTED = "#1F2933", "#FFFFFF", "#D5DAE0", "#5B6472"
NEUTRAL = "#5B6472"  # tables that are no nodes have no colour of their own
NARROWEST, WIDEST = 9, 42


def sheet_name(table: Table, lang: str) -> str:
    """Return the name of a table's sheet: its label in Chinese, its name in English."""
    return table.label.zh if lang == "zh" else table.name


def heading(column: Column, lang: str) -> str:
    """Return the heading of a column: its label in Chinese, its name in English."""
    return column.label.zh if lang == "zh" else column.name


def code_words(ontology: Ontology, column: Column, lang: str) -> dict[str, str]:
    """Return notation → word, in order, for a column with a code list; else empty."""
    words = ontology.words_of(column)
    return {code.notation: code_word(code, lang) for code in words.codes} if words else {}


def code_word(code: Code, lang: str) -> str:
    """Return the word that stands for a code in a sheet."""
    return code.label.of(lang)


def colour_of(table: Table) -> str:
    """Return the colour of a table's sheet: that of its class."""
    return table.colour or NEUTRAL


def display_width(text: str) -> int:
    """Count the columns a text takes in a fixed-width font: two for a Chinese character.

    >>> display_width("学制 3")
    6
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def column_width(texts: list[str]) -> float:
    """Return a width that shows the texts, within sensible bounds."""
    widest = max((display_width(text) for text in texts), default=0)
    return float(min(max(widest + 3, NARROWEST), WIDEST))


def tint(colour: str, share: float) -> str:
    """Mix a colour with white; ``share`` of the colour remains.

    >>> tint("#000000", 0.2)
    '#CCCCCC'
    """
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - c) * share):02X}" for c in channels)


@dataclass(frozen=True)
class HeadingLooks:
    """Looks of a sheet's headings: solid where a cell is required, tinted where it is not."""

    required: Format
    optional: Format

    @classmethod
    def of(cls, book: Workbook, colour: str) -> HeadingLooks:
        """Make the looks in a table's colour."""
        shared: dict[str, Any] = {
            "bold": True,
            "font_name": FONT,
            "font_size": 10,
            "valign": "vcenter",
            "text_wrap": True,
            "num_format": TEXT_FORMAT,
            "bottom": 2,
            "bottom_color": colour,
            "right": 1,
            "right_color": PAPER,
        }
        return cls(
            book.add_format(shared | {"bg_color": colour, "font_color": PAPER}),
            book.add_format(shared | {"bg_color": tint(colour, 0.16), "font_color": INK}),
        )

    def for_column(self, column: Column) -> Format:
        """Return the look of a heading."""
        return self.required if column.required else self.optional


def new_workbook(path: Any) -> Workbook:
    """Make a workbook in which a text is never taken for a formula, a number or a link."""
    from xlsxwriter import Workbook

    book = Workbook(
        path,
        {
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": DATE_FORMAT,
        },
    )
    book.formats[0].set_font_name(FONT)
    book.formats[0].set_font_size(10)
    book.formats[0].set_font_color(INK)
    return book


def save(book: Workbook) -> None:
    """Write the file.

    Raises:
        OSError: it cannot be written; xlsxwriter's own error is no OSError.
    """
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from None
