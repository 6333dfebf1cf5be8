"""Choice among several columns of one meaning: the whole before its parts, else a person decides.

No column is taken just because it comes first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from graph.findings import Finding
from graph.references import of_meaning
from ingest.head_rows import SEXES, level_of, without_part_of
from ingest.meanings import Heading
from ingest.readers import Sheet
from ingest.spellings import names_a_code, second_of
from ingest.text import fold

_SUMMED = {"person", "post"}
_FILLED = 0.9  # share of the cells of a column that has few gaps


@dataclass(frozen=True)
class Place:
    """Sheet with the last row of its head (0-based)."""

    sheet: Sheet
    at: int

    @property
    def row(self) -> int | None:
        """Return the row's number in the file; None where no row of the file is the head."""
        return int(self.sheet.rows[self.at]) or None if self.at >= 0 else None

    def cells(self, index: int) -> pl.Series:
        """Return the cells of a column below the head."""
        return self.sheet.cells[:, index].slice(self.at + 1)

    def holds(self, index: int) -> bool:
        """Tell whether any cell of a column below the head is filled."""
        cells = self.cells(index)
        return cells.null_count() < len(cells)

    def letter(self, index: int) -> str:
        """Return the letter of a column of the frame."""
        return column_letter(index + self.sheet.first_column)


def choose_columns(place: Place, headings: list[Heading]) -> tuple[list[Heading], list[Finding]]:
    """Keep one heading a column and year, two for a reference by name and code; report others."""
    counting: list[Heading] = []
    findings: list[Finding] = []
    for of in dict.fromkeys((h.column.name, h.year) for h in headings):
        alike, notes = _choose_counting(
            place, [h for h in headings if (h.column.name, h.year) == of]
        )
        findings += notes
        if len(alike) == 2 and _is_pair(alike):
            by_name, by_code = sorted(alike, key=lambda h: names_a_code(h.written))
            counting += [by_name, replace(by_code, column=second_of(by_code.column))]
        elif len(alike) > 1 or alike[0].part:
            findings.append(_report_ambiguous(place, alike))
        else:
            counting += alike
    return sorted(counting, key=lambda h: h.index), findings


def _choose_counting(place: Place, alike: list[Heading]) -> tuple[list[Heading], list[Finding]]:
    """Return the columns of one meaning that may count, and findings on the others.

    Columns that ``source.toml`` names count first, then wholes before their parts, men and women
    together, a column's own label for words and for things beside their codes. Empty columns and
    repetitions do not count.
    """
    filled = [h for h in alike if h.parts or place.holds(h.index)] or alike[:1]
    chosen = [h for h in filled if h.is_declared] or filled
    chosen = [h for h in chosen if not h.part] or _join_sexes(chosen)
    chosen = _by_label(_without_gaps(place, _without_local_codes(chosen)))
    distinct = [h for i, h in enumerate(chosen) if not _is_repeated(place, h, chosen[:i])]
    if len(distinct) > 1 or distinct[0].part:
        others = [h for h in filled if h not in chosen and not h.part and not h.is_declared]
        is_pair = len(distinct) == 2 and len(filled) > 2 and _is_pair(distinct)
        others = others if is_pair else []
        return distinct, [_report_replaced(place, h, "heading-other", distinct[0]) for h in others]
    (used,) = distinct
    if used.parts and not used.is_declared:
        return distinct, [_report_replaced(place, used, "heading-sum", used)]
    unused = [h for h in filled if h.index != used.index and h.index not in used.parts]
    return distinct, [_report_replaced(place, h, "heading-other", used) for h in unused]


def _join_sexes(parts: list[Heading]) -> list[Heading]:
    """Return men and women, or several levels, as one column that is their sum; else as it is."""
    words = [tuple(map(without_part_of, h.part)) for h in parts]
    if any(len(word) != 1 for word in words) or parts[0].column.unit not in _SUMMED:
        return parts
    are_sexes = len(parts) == 2 and {word[0] for word in words} in SEXES
    levels = {level_of(word[0]) for word in words}
    are_levels = len(parts) > 1 and len(levels) == len(parts) and None not in levels
    if not are_sexes and not are_levels:
        return parts
    first_part = parts[0]
    whole = first_part.path[:-1] if first_part.path[-1] in first_part.part else first_part.path
    written = "/".join(whole) or "+".join(h.written for h in parts)
    indices = tuple(h.index for h in parts)
    return [replace(first_part, written=written, part=(), parts=indices)]


def _without_gaps(place: Place, alike: list[Heading]) -> list[Heading]:
    """Return of columns that name things the filled ones, where the others are all but empty."""
    if alike[0].column.target_class is None or len(alike) < 2:
        return alike
    filled = [1 - place.cells(h.index).null_count() / len(place.cells(h.index)) for h in alike]
    if max(filled) < _FILLED:
        return alike
    return [h for h, share in zip(alike, filled, strict=True) if share > 1 - _FILLED]


def _without_local_codes(alike: list[Heading]) -> list[Heading]:
    """Return the headings without 代号, the codes of exam offices, where there are others."""
    return [h for h in alike if h.is_declared or not fold(h.written).endswith("代号")] or alike


def _by_label(alike: list[Heading]) -> list[Heading]:
    """Return of columns of words the one under the column's own label, where there is one.

    Of more than two that name things, those whose heading begins with it: 专业类 and 专业类代码
    beside 专业大类.
    """
    column = alike[0].column
    labels = {fold(column.label.zh), fold(column.label.en), fold(column.name)}
    if column.target_class is not None:
        named = [h for h in alike if fold(h.written).startswith(tuple(labels))]
        return named if len(alike) > 2 == len(named) else alike
    if column.unit is not None or column.datatype != "string":
        return alike
    labelled = [h for h in alike if fold(h.written) in labels]
    return labelled if len(labelled) == 1 else alike


def _is_repeated(place: Place, heading: Heading, earlier: list[Heading]) -> bool:
    """Tell whether an earlier column holds the same cells throughout."""
    if heading.parts:
        return False
    cells = place.cells(heading.index)
    return any(cells.equals(place.cells(h.index)) for h in earlier if not h.parts)


def _is_pair(alike: list[Heading]) -> bool:
    """Tell whether two columns name one thing in two ways, such as by name and by code."""
    column, (first_path, second_path) = alike[0].column, (fold("/".join(h.path)) for h in alike)
    return column.target_class is not None and not column.multiple and first_path != second_path


def _report_replaced(place: Place, heading: Heading, rule: str, used: Heading) -> Finding:
    """Report a column that another replaces, or one that is a sum."""
    letters = [place.letter(i) for i in used.parts or (used.index,)]
    values = {
        "meaning": of_meaning(heading.column),
        "letter": place.letter(heading.index),
        "letters": letters,
    }
    return Finding(rule, "info", row=place.row, column=heading.written, values=values)


def _report_ambiguous(place: Place, alike: list[Heading]) -> Finding:
    """Report several columns of which any may be meant: none of them is read."""
    column = alike[0].column
    letters = [place.letter(h.index) for h in alike]
    values = {
        "meaning": of_meaning(column),
        "name": column.name,
        "letters": letters,
        "letter": letters[-1],
        "sum": "+".join(letters),
    }
    kind = "which"
    if alike[0].part:
        kind = "part" if len(alike) == 1 or column.unit not in _SUMMED else "parts"
        values |= {"parts": ["/".join(h.part) for h in alike]}
    places = [f'"{values["sum"]}"'] if kind == "parts" else []
    places += letters
    values["settings"] = [f'columns = {{{place} = "{column.name}"}}' for place in places]
    reason = f"missing-heading.{kind}" if column.required else f"unknown-heading.{kind}"
    return Finding(reason, row=place.row, column="/".join(alike[0].path), values=values)


def column_letter(index: int) -> str:
    """Return a column's letter in a spreadsheet.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, remainder = divmod(index - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters
