"""The empty workbook that people fill in: headings, notes, drop-downs, how to fill it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.ontology import Column, Ontology, Table
from graph.schema import sheets
from graph.schema.notes import heading_note, value_range
from graph.schema.readme import write_readme
from graph.words import say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

FILLED_ROWS = 5_000  # as many rows carry drop-downs and are looked up by them
HEADING_HEIGHT = 30
LONGEST_INLINE = 200  # Excel takes 255 characters of a list in the cell's own rule
_TYPICAL = {"date": "2024-04-24", "gYearMonth": "2024-05", "integer": "12345", "decimal": "12345.6"}
_COMPARISONS = {
    "minInclusive": ">=",
    "minExclusive": ">",
    "maxInclusive": "<=",
    "maxExclusive": "<",
}


@dataclass(frozen=True)
class Catalogues:
    """Things of reference packs to choose from: table → what its drop-downs offer."""

    packs: tuple[str, ...] = ()
    entries: Mapping[str, list[str]] = field(default_factory=dict)


def write_template(
    path: Path, ontology: Ontology, lang: str, catalogues: Catalogues = Catalogues()
) -> None:
    """Write the workbook: how to fill it, then a sheet a table in the order of the declaration.

    Headings are the Chinese labels or the English names; what is left empty reads as no rows.
    """
    book = sheets.new_workbook(str(path))
    tables = ontology.input_tables()
    write_readme(book, ontology, lang, catalogues.packs)
    pages = {t.name: book.add_worksheet(sheets.sheet_name(t, lang)) for t in tables}
    options = _Options(book, lang, catalogues.entries)
    for table in tables:
        _Page(book, pages[table.name], ontology, table, lang, options).write()
    options.hide()
    sheets.save(book)


class _Options:
    """The hidden sheet with the long lists that drop-downs show, one a column."""

    def __init__(self, book: Workbook, lang: str, catalogues: Mapping[str, list[str]]) -> None:
        self._lang = lang
        self.catalogues = catalogues
        self._name = sheets.OPTIONS.of(lang)
        self._sheet = book.add_worksheet(self._name)
        self._ranges: dict[str, str] = {}

    def range_of(self, list_name: str, words: list[str]) -> str:
        """Return a formula that means the list's words; they are written once."""
        if list_name not in self._ranges:
            column = len(self._ranges)
            self._sheet.write_string(0, column, list_name)
            for row, word in enumerate(words, start=1):
                self._sheet.write_string(row, column, word)
            self._ranges[list_name] = _range(self._name, column, len(words))
        return "=" + self._ranges[list_name]

    def hide(self) -> None:
        """Hide the sheet; people can show it again."""
        self._sheet.hide()


def _range(sheet: str, column: int, rows: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    first = xl_rowcol_to_cell(1, column, row_abs=True, col_abs=True)
    last = xl_rowcol_to_cell(rows, column, row_abs=True, col_abs=True)
    return f"'{sheet}'!{first}:{last}"


class _Page:
    """A table's sheet."""

    def __init__(
        self,
        book: Workbook,
        sheet: Worksheet,
        ontology: Ontology,
        table: Table,
        lang: str,
        options: _Options,
    ) -> None:
        self.book, self.sheet, self.ontology = book, sheet, ontology
        self.table, self.lang, self.options = table, lang, options

    def write(self) -> None:
        colour = sheets.colour_of(self.table)
        looks = sheets.HeadingLooks.of(self.book, colour)
        texts = self.book.add_format({"num_format": sheets.TEXT_FORMAT, "valign": "vcenter"})
        days = self.book.add_format({"num_format": sheets.DATE_FORMAT, "valign": "vcenter"})
        plain = self.book.add_format({"valign": "vcenter"})
        cells = {"string": texts, "gYearMonth": texts, "date": days}
        self.sheet.set_tab_color(colour)
        self.sheet.freeze_panes(1, self._frozen_columns())
        self.sheet.set_row(0, HEADING_HEIGHT)
        self.sheet.autofilter(0, 0, FILLED_ROWS, len(self.table.columns) - 1)
        self.sheet.set_comments_author("TwinChain")
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        for index, column in enumerate(self.table.columns):
            as_text = texts if self._words(column) else cells.get(column.datatype, plain)
            self.sheet.set_column(index, index, self._width(column), as_text)
            self.sheet.write_string(
                0, index, sheets.heading(column, self.lang), looks.for_column(column)
            )
            self._note(index, column)
            if rule := self._rule(column):
                self.sheet.data_validation(1, index, FILLED_ROWS, index, rule)

    def _frozen_columns(self) -> int:
        """Count the leading required columns that stay in sight, two at most."""
        leading = [c.required for c in self.table.columns[:2]]
        return leading.index(False) if False in leading else len(leading)

    def _words(self, column: Column) -> list[str]:
        return list(sheets.code_words(self.ontology, column, self.lang).values())

    def _width(self, column: Column) -> float:
        heading = sheets.heading(column, self.lang)
        typical = _TYPICAL.get(column.datatype, "")
        if column.is_label:
            typical = "示" * 12 if self.lang == "zh" else "x" * 24
        elif column.multiple or column.name in ("ref", "note", "text", "heading"):
            typical = "x" * 20
        return sheets.column_width([heading + "xx", typical, *self._words(column)])

    def _note(self, index: int, column: Column) -> None:
        note = heading_note(self.ontology, self.table, column, self.lang)
        lines = sum(1 + sheets.display_width(line) // 52 for line in note.split("\n"))
        looks = {"width": 330, "height": 17 * lines + 16, "font_size": 9, "color": "#FFFDF3"}
        self.sheet.write_comment(0, index, note, looks)

    # What a cell takes --------------------------------------------------------------------------

    def _rule(self, column: Column) -> dict[str, Any] | None:
        if column.multiple:
            return None
        if column.code_list:
            return self._word_rule(column.code_list, self._words(column))
        if column.target_class:
            return self._reference_rule(column)
        if column.datatype in ("integer", "decimal"):
            return self._number_rule(column)
        return None

    def _warning(self, text: str) -> dict[str, Any]:
        return {
            "error_type": "warning",
            "error_title": say("template.warning.title", self.lang),
            "error_message": text,
        }

    def _word_rule(self, list_name: str, words: list[str]) -> dict[str, Any]:
        fits = len(",".join(words)) <= LONGEST_INLINE and not any("," in word for word in words)
        source = words if fits else self.options.range_of(list_name, words)
        warning = self._warning(say("template.warning.list", self.lang))
        return {"validate": "list", "source": source, **warning}

    def _reference_rule(self, column: Column) -> dict[str, Any] | None:
        """Offer the entries of a pack, else the keys in the target's own sheet.

        Names are as good, so nothing is refused.
        """
        targets = self.ontology.targets_of(column)
        if len(targets) != 1 or len(targets[0].key) != 1:
            return None
        target = targets[0]
        if entries := self.options.catalogues.get(target.name):
            source = self.options.range_of(target.name, entries)
            return {"validate": "list", "source": source, "show_error": False}
        key = target.by_name[target.key[0]]
        index = target.columns.index(
            target.by_name[key.name if key.required else key.key_fallback or key.name]
        )
        all_keys = _range(sheets.sheet_name(target, self.lang), index, FILLED_ROWS)
        first = all_keys.partition(":")[0]
        filled = f"=OFFSET({first},0,0,MAX(1,COUNTA({all_keys})),1)"
        return {"validate": "list", "source": filled, "show_error": False}

    def _number_rule(self, column: Column) -> dict[str, Any]:
        """Warn outside the declared bounds; only warn, as 1.5万 or 45人 are read as well."""
        bounds = {
            _COMPARISONS[c.component]: _number(c.value)
            for c in column.constraints
            if c.component in _COMPARISONS and not c.warning
        }
        warning = self._warning(
            say("template.warning.number", self.lang, range=value_range(column) or "…")
        )
        rule: dict[str, Any] = {"validate": column.datatype, **warning}
        if ">=" in bounds and "<=" in bounds:
            return rule | {
                "criteria": "between",
                "minimum": bounds[">="],
                "maximum": bounds["<="],
            }
        criteria, value = next(iter(bounds.items()), (">=", -(10**15)))
        return rule | {"criteria": criteria, "value": value}


def _number(lexical: str) -> int | float:
    return int(lexical) if lexical.lstrip("-").isdigit() else float(lexical)
