"""The plan as a workbook: a sheet for each college to sign, then limits and assumptions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from graph.plan.report import Move, Plan
from graph.schema import sheets
from graph.telling.plan import in_the_way, major_of, marks, moves_in_all, notes, reason, totals
from graph.words import say

if TYPE_CHECKING:
    from xlsxwriter import Workbook

FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31
HEAD = ("major", "code", "track", "year", "before", "places", "change", "reason")
WIDTHS = (24, 12, 10, 8, 10, 10, 8, 80)


def write_plan(to: Path, report: Plan, lang: str) -> None:
    """Write the plan; every text is a text, nothing becomes a formula."""
    unfinished = to.with_name(f".{to.name}.part")
    book = sheets.new_workbook(str(unfinished))
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
    unfinished.replace(to)


def _college(
    book: Workbook, name: str, college: str, moves: list[Move], report: Plan, lang: str
) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    values = {"college": college, "first": report.first, "until": report.until}
    sheet.write_string(0, 0, say("plan.sheet.title", lang, **values), bold)
    for mark in marks(report, lang):
        sheet.write_string(1, 0, mark, bold)
    for column, (head, width) in enumerate(zip(HEAD, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, say(f"plan.sheet.{head}", lang), bold)
    for row, move in enumerate(moves, 3):
        texts = (major_of(move, lang), move.key[1], move.key[2] or "")
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
        figures = (move.year, move.before, move.places, move.change)
        for column, figure in enumerate(figures, len(texts)):
            sheet.write_number(row, column, figure)
        sheet.write_string(row, len(HEAD) - 1, reason(move, report, lang), wrapped)
    sheet.write_string(len(moves) + 4, 0, say("plan.sheet.signed", lang))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


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
