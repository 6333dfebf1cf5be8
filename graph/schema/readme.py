"""The first sheet of the workbook: how to fill it, its sheets, the words for levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.ontology import Ontology, Table
from graph.schema import sheets
from graph.words import LANGUAGES, join, say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

HOW = ("headings", "required", "rows", "references", "lists", "numbers", "personal")
NEXT = ("check", "build")
ACCENT = "#1F4E79"
WIDTHS = (3, 20, 20, 62, 44)
LINE_HEIGHT, CHARACTERS = 17, 158


def write_readme(
    book: Workbook, ontology: Ontology, lang: str, packs: tuple[str, ...] = ()
) -> None:
    """Add the sheet: texts in the asked language first, then in the other; the tables, linked.

    ``packs``: the reference packs that its drop-downs are from.
    """
    page = _Readme(book, ontology, lang, packs)
    for language in sorted(LANGUAGES, key=lambda language: language != lang):
        page.instructions(language)
    page.tables()
    page.levels()


class _Readme:
    def __init__(
        self, book: Workbook, ontology: Ontology, lang: str, packs: tuple[str, ...]
    ) -> None:
        self.book, self.ontology, self.lang, self.packs = book, ontology, lang, packs
        self.other = next(other for other in LANGUAGES if other != lang)
        self.sheet = book.add_worksheet(sheets.README.of(lang))
        self.sheet.hide_gridlines(2)
        self.sheet.set_tab_color(ACCENT)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        for index, width in enumerate(WIDTHS):
            self.sheet.set_column(index, index, width)
        self.row = 1

    def _look(self, **properties: Any) -> Format:
        shared = {"font_name": sheets.FONT, "font_color": sheets.INK, "valign": "vcenter"}
        return self.book.add_format(shared | properties)

    def instructions(self, lang: str) -> None:
        """Write the title, how to fill in, and what happens next."""
        is_first = lang == self.lang
        size = 18 if is_first else 13
        self._line(
            say("template.title", lang), size + 12, bold=True, font_size=size, font_color=ACCENT
        )
        self._line(say("template.subtitle", lang), 22, font_color=sheets.MUTED)
        packs = "".join(f" --pack {name}" for name in self.packs)
        how = ("packs" if name == "references" and self.packs else name for name in HOW)
        for part, names, values in (("how", how, {}), ("next", NEXT, {"packs": packs})):
            self._heading(say(f"template.{part}.title", lang))
            for name in names:
                self._point(say(f"template.{part}.{name}", lang, **values))
        self.row += 1

    def _line(self, text: str, height: int, **properties: Any) -> None:
        self.sheet.set_row(self.row, height)
        self.sheet.write_string(self.row, 1, text, self._look(**properties))
        self.row += 1

    def _heading(self, text: str) -> None:
        self._line(text, 24, bold=True, font_size=11, font_color=ACCENT)

    def _point(self, text: str) -> None:
        lines = 1 + sheets.display_width(text) // CHARACTERS
        self.sheet.set_row(self.row, LINE_HEIGHT * lines)
        look = self._look(text_wrap=True, font_size=10, valign="top")
        mark = self._look(align="right", valign="top", font_color=ACCENT)
        self.sheet.write_string(self.row, 0, "•", mark)
        self.sheet.merge_range(self.row, 1, self.row, len(WIDTHS) - 1, text, look)
        self.row += 1

    def _head(self, names: list[str]) -> None:
        look = self._look(bold=True, font_color=sheets.PAPER, bg_color=ACCENT, indent=1)
        self.sheet.set_row(self.row, 22)
        for index, name in enumerate(names, start=1):
            self.sheet.write_string(self.row, index, name, look)
        self.row += 1

    # The tables -----------------------------------------------------------------------------

    def tables(self) -> None:
        """Write a line a table, grouped, its name a link to its sheet."""
        self._heading(say("template.tables.title", self.lang))
        self._head(
            [say(f"template.tables.{n}", self.lang) for n in ("table", "other", "row", "required")]
        )
        groups = self.ontology.code_lists["table_group"].by_notation
        current = None
        for table in self.ontology.input_tables():
            if table.group != current:
                current = table.group
                label = groups[current].label
                self._band(f"{label.of(self.lang)}  {label.of(self.other)}")
            self._table(table)
        self.row += 1

    def _band(self, text: str) -> None:
        look = self._look(
            bold=True, font_size=9, font_color=sheets.MUTED, bg_color="#F1F4F7", indent=1
        )
        for index in range(1, len(WIDTHS)):
            self.sheet.write_blank(self.row, index, None, look)
        self.sheet.write_string(self.row, 1, text, look)
        self.row += 1

    def _table(self, table: Table) -> None:
        colour = sheets.colour_of(table)
        ruled: dict[str, Any] = {
            "bottom": 1,
            "bottom_color": sheets.RULE,
            "indent": 1,
            "font_size": 10,
        }
        name = self._look(bold=True, font_color=colour, left=5, left_color=colour, **ruled)
        cell = self._look(text_wrap=True, **ruled)
        muted = self._look(
            text_wrap=True, **(ruled | {"font_size": 9}) | {"font_color": sheets.MUTED}
        )
        title = sheets.sheet_name(table, self.lang)
        required = [sheets.heading(c, self.lang) for c in table.columns if c.required]
        texts = [
            table.label.of(self.other),
            table.definition.of(self.lang),
            join(required, self.lang),
        ]
        self.sheet.write_url(self.row, 1, f"internal:'{title}'!A1", name, title)
        self.sheet.write_string(self.row, 2, texts[0], muted)
        self.sheet.write_string(self.row, 3, texts[1], cell)
        self.sheet.write_string(self.row, 4, texts[2], muted)
        lines = max(
            1 + sheets.display_width(text) // (width + 2)
            for text, width in zip(texts[1:], WIDTHS[3:], strict=True)
        )
        self.sheet.set_row(self.row, LINE_HEIGHT * lines + 4)
        self.row += 1

    # The levels -----------------------------------------------------------------------------

    def levels(self) -> None:
        """Write the words that stand for levels of education."""
        self._heading(say("template.levels.title", self.lang))
        heads = [say(f"template.levels.{n}", self.lang) for n in ("value", "level", "words")]
        self._head([*heads, ""])
        look = self._look(
            text_wrap=True, bottom=1, bottom_color=sheets.RULE, indent=1, font_size=10
        )
        for code in self.ontology.code_lists["level"].codes:
            words = [code.label.of(self.other), *code.words]
            texts = [code.notation, code.label.of(self.lang), join(words, self.lang), ""]
            for index, text in enumerate(texts, start=1):
                self.sheet.write_string(self.row, index, text, look)
            lines = 1 + max(
                sheets.display_width(text) // (width + 2)
                for text, width in zip(texts[1:3], WIDTHS[2:4], strict=True)
            )
            self.sheet.set_row(self.row, LINE_HEIGHT * lines + 3)
            self.row += 1
