"""Removal of footnote marks behind figures and names (120①, 33², 24[1], 护理*), with findings.

A circled or raised digit must never be read as a digit of the number it stands behind.
"""

from __future__ import annotations

import re

import polars as pl

from graph.findings import Finding, frame
from graph.ontology import Column
from ingest.text import WHITE

# Circled, bracketed and dotted digits, digits in black circles, raised digits; for patterns.
RAISED = (
    "\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf"
    "\u00b2\u00b3\u00b9\u2070-\u207e"
)
SIGNS = "*＊※†‡§¶"
_LOWERED = "\u2080-\u208e"
_HAS_RAISED = re.compile(f"[{RAISED}{_LOWERED}]")
_OPEN, _CLOSE = r"[\[［〔【]", r"[\]］〕】]"
_MARK = (
    rf"(?:[{RAISED}{SIGNS}]+"
    rf"|{_OPEN}\s*(?:注|note)?\s*[\d{RAISED}]{{1,2}}\s*{_CLOSE}"
    rf"|[(（]\s*注\s*[\d{RAISED}]{{0,2}}\s*[)）]"
    rf"|注[\d{RAISED}]{{1,2}})"
)
_BEHIND = re.compile(rf"(?:[{WHITE}]*{_MARK})+[{WHITE}]*$", re.IGNORECASE)
_MAYBE = rf"(?:[{RAISED}{SIGNS}]|{_CLOSE}|注[)）]?|注.{{0,3}})[{WHITE}]*(?:[;；、]|$)"
_MASKED = re.compile(r"[*＊]{2}")
_MEMBERS = re.compile(r"([;；、])")


def without_mark(text: str) -> str:
    """Return a cell without the footnote marks at its end.

    >>> without_mark("120①"), without_mark("24 [1]"), without_mark("15注1"), without_mark("①12")
    ('120', '24', '15', '①12')
    """
    if _MASKED.search(text) and not text[:1].isdigit():
        return text  # characters that somebody has masked
    return _BEHIND.sub("", text) or text


def without_marks(
    cells: pl.DataFrame, columns: list[Column], headings: dict[str, str], row: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Remove footnote marks, with a finding for each; ``row``: the column of row numbers."""
    findings = []
    readable = {
        c.name: c for c in columns if _is_interpreted(c) and cells.schema[c.name] == pl.String
    }
    cell = pl.col(list(readable))
    suspects = cells.select(cell.filter(cell.str.contains(_MAYBE)).unique().implode())
    for name, odd in suspects.row(0, named=True).items() if readable else ():
        column, texts = readable[name], cells[name]
        bare = {text: new for text in odd if (new := _without_marks_in(text, column)) != text}
        if not bare:
            continue
        hit = texts.is_in(list(bare)).fill_null(False)
        findings += [
            Finding(
                "footnote-mark",
                "info",
                row=int(number),
                column=headings[column.name],
                value=text,
                values={"read": bare[text]},
            )
            for number, text in zip(cells[row].filter(hit), texts.filter(hit), strict=True)
        ]
        cells = cells.with_columns(texts.replace(bare))
    return cells, frame(findings)


def _is_interpreted(column: Column) -> bool:
    """Tell whether cells of the column are read or looked up, and not kept as they are."""
    is_typed = column.datatype != "string" or column.code_list is not None
    return is_typed or column.is_name or column.stands_in_for is not None


def _without_marks_in(text: str, column: Column) -> str:
    if not column.multiple:
        return without_mark(text)
    return "".join(without_mark(part) for part in _MEMBERS.split(text))


def has_raised(text: str) -> bool:
    """Tell whether a text holds a raised, lowered or circled digit, which is none of its number.

    >>> has_raised("1①"), has_raised("１２")
    (True, False)
    """
    return _HAS_RAISED.search(text) is not None
