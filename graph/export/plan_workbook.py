"""The plan as a workbook: a sheet for each college to sign, then limits and assumptions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from graph.export import whole
from graph.plan.report import Move, Plan
from graph.schema import sheets
from graph.telling.plan import in_the_way, major_of, marks, moves_in_all, notes, reason, totals
from graph.words import say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31
HEAD = ("major", "code", "track", "year", "before", "places", "change", "reason")
WIDTHS = (26, 10, 10, 9, 9, 9, 8, 62)
TEXTS, CHANGE, FIRST = 3, 6, 3  # columns of text first, that of the change, first row of moves
A4, LINE, NEW_SHADE = 9, 17.0, sheets.tint("#2E7D32", 0.15)


def write_plan(to: Path, report: Plan, lang: str) -> None:
    """Write the plan; every text is a text, nothing becomes a formula."""
    with whole(to) as beside:
        _write(sheets.new_workbook(str(beside)), report, lang)


def _write(book: Workbook, report: Plan, lang: str) -> None:
    names: set[str] = set()
    colleges = sorted({move.college for move in report.moves}, key=lambda thing: thing.key)
    for college in colleges:
        moves = [move for move in report.moves if move.college == college]
        moves.sort(key=lambda move: (move.key[1], move.key[2] or "", move.year))
        name = _sheet_name(college.of(lang), names)
        _college(book, name, college.of(lang), moves, report, lang)
    sheet = book.add_worksheet(_sheet_name(say("plan.sheet.basis", lang), names))
    sheet.set_column(0, 0, 120, book.add_format({"text_wrap": True, "valign": "top"}))
    lines = [
        *marks(report, lang),
        *totals(report, lang),
        moves_in_all(report, lang),
        say("plan.limits.title", lang),
        *in_the_way(report, lang),
        say("gap.terminal.assumptions", lang),
        *notes(report, lang),
    ]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
    sheets.save(book)


def _college(
    book: Workbook, name: str, college: str, moves: list[Move], report: Plan, lang: str
) -> None:
    sheet = book.add_worksheet(name)
    looks = _Looks(book)
    values = {"college": college, "first": report.first, "until": report.until}
    sheet.write_string(0, 0, say("plan.sheet.title", lang, **values), looks.title)
    for mark in marks(report, lang):
        sheet.write_string(1, 0, mark, looks.mark)
    for column, (head, width) in enumerate(zip(HEAD, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        is_figure = TEXTS <= column < len(HEAD) - 1
        look = looks.head_of_figures if is_figure else looks.head
        sheet.write_string(FIRST - 1, column, say(f"plan.sheet.{head}", lang), look)
    for row, move in enumerate(moves, FIRST):
        text, figure, change = looks.of(move)
        texts = (major_of(move, lang), move.key[1], move.key[2] or "")
        for column, value in enumerate(texts):
            sheet.write_string(row, column, value, text)
        figures = (move.year, move.before, move.places, move.change)
        for column, number in enumerate(figures, TEXTS):
            sheet.write_number(row, column, number, change if column == CHANGE else figure)
        why = reason(move, report, lang)
        sheet.write_string(row, len(HEAD) - 1, why, text)
        wrapped = zip((texts[0], texts[2], why), (WIDTHS[0], WIDTHS[2], WIDTHS[-1]), strict=True)
        lines = max(-(-sheets.display_width(words) // (width - 1)) for words, width in wrapped)
        sheet.set_row(row, LINE * max(lines, 1))
    foot = FIRST + len(moves) + 1
    if any(move.is_new for move in moves):
        sheet.write_string(foot - 1, 0, say("plan.sheet.new", lang), looks.of_new)
    sheet.write_string(foot, 0, say("plan.sheet.signed", lang))
    if not any(move.key[2] for move in moves):
        sheet.set_column(2, 2, None, None, {"hidden": True})
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST - 1)
    sheet.freeze_panes(FIRST, 1)


class _Looks:
    """The looks of a sheet's cells; a row that opens a programme has a shade of its own."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.mark = book.add_format({"bold": True})
        self.head = self._cell(bold=True, bg_color=sheets.RULE, indent=1)
        self.head_of_figures = self._cell(bold=True, bg_color=sheets.RULE, align="right")
        self.of_new = book.add_format({"bg_color": NEW_SHADE, "text_wrap": False})
        self._usual, self._new = self._row(), self._row(bg_color=NEW_SHADE)

    def of(self, move: Move) -> tuple[Format, Format, Format]:
        """Return the looks of texts, figures and the change of a row."""
        return self._new if move.is_new else self._usual

    def _row(self, **more: str) -> tuple[Format, Format, Format]:
        change = self._cell(num_format="+0;−0;0", bold=True, **more)
        return self._cell(indent=1, **more), self._cell(num_format="0", **more), change

    def _cell(self, **look: str | int) -> Format:
        usual = {"text_wrap": True, "valign": "top", "border": 1, "border_color": sheets.RULE}
        return self._book.add_format(usual | look)


def _sheet_name(name: str, names: set[str]) -> str:
    """Return a name that a sheet may have and none has yet.

    >>> taken: set[str] = set()
    >>> [_sheet_name(name, taken) for name in ("a/b", "A?B")]
    ['a b', 'A B 2']
    """
    plain = FORBIDDEN.sub(" ", name).strip()[:LONGEST_NAME] or "-"
    number, chosen = 1, plain
    while chosen.casefold() in names:
        number += 1
        chosen = f"{plain[: LONGEST_NAME - len(str(number)) - 1]} {number}"
    names.add(chosen.casefold())
    return chosen
