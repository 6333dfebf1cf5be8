"""Meanings of headings: the cells above a column, top first → a declared column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph.ontology import Column
from ingest.head_rows import HeadRows, is_naming, is_sex, is_whole, without_part_of
from ingest.readers import Sheet
from ingest.units import UnitWords, fits
from ingest.years import split_year

_ASKED = re.compile(r"^\*|\*$|\((必填|选填|非必填|可选|年月日|required|optional)\)$")  # of a form
FIGURES = {"person", "post", "yuan", "yuan-month", "percent"}


@dataclass(frozen=True)
class Heading:
    """Column of a sheet: its declaration, its index, and how the file writes it.

    path: all headings above it, top first. is_declared: source.toml says what it means. part: the
    words by which it is only a part of the column (毕业生数 over 男). parts: the columns whose sum
    it is. times: the multiple of its unit. year: the year that its heading names, as a cell would.
    """

    column: Column
    index: int
    written: str
    path: tuple[str, ...] = ()
    is_declared: bool = False
    part: tuple[str, ...] = ()
    parts: tuple[int, ...] = ()
    times: int = 1
    year: str | None = None


@dataclass(frozen=True)
class Meaning:
    """Column, the part of it that is meant, its year, and whether the lowest cell alone says so."""

    column: Column
    part: tuple[str, ...] = ()
    by_lowest: bool = True
    year: str | None = None


@dataclass(frozen=True)
class Meanings:
    """What headings mean in a table.

    has_years: its rows are of years, which headings may name. under_years: the column of the
    figures that stand under a year alone. of_title: the column of figures that a title names.
    """

    words: Mapping[str, Column]
    units: UnitWords
    has_years: bool = False
    under_years: Column | None = None
    of_title: Column | None = None

    def of(self, *path: str) -> Meaning | None:
        """Return the column and the year that headings mean, top first."""
        stem, year, is_joined = _without_year(path) if self.has_years else (path, None, False)
        meaning = meaning_of(stem, self.words, self.units)
        if year is None:
            return meaning
        meaning = meaning or meaning_of(path, self.words, self.units)
        if meaning is None and not stem and self.under_years is not None:
            meaning = Meaning(self.under_years)
        if meaning is None or meaning.column.unit in FIGURES:
            return meaning and replace(meaning, year=year)
        return None if is_joined else meaning


def year_of(path: tuple[str, ...]) -> str | None:
    """Return the year that headings name."""
    return _without_year(path)[1]


def _without_year(path: tuple[str, ...]) -> tuple[tuple[str, ...], str | None, bool]:
    """Return headings without their year, the year, and whether it stood in words of a heading."""
    splits = {cell: split for cell in path if (split := split_year(cell))}
    years = {year for _, year in splits.values()}
    if len(years) != 1:
        return path, None, False
    stems = (splits[cell][0] if cell in splits else cell for cell in path)
    is_joined = any(words for words, _ in splits.values())
    return tuple(cell for cell in stems if cell), years.pop(), is_joined


def meaning_of(
    path: tuple[str, ...], words: Mapping[str, Column], units: UnitWords
) -> Meaning | None:
    """Return the column that a path of headings means, if any.

    The whole path counts before its lower cells (本地 over 就业人数), these before its upper ones:
    what stands below a column's name then is a part of it, or says that it is the whole.
    """
    stems = [_stem(cell, words, units) for cell in path]
    height = len(stems)
    for end in range(height, 0, -1):
        for begin in range(end):
            column = words.get("/".join(stems[begin:end])) or words.get("".join(stems[begin:end]))
            if column is None:
                continue
            if not all(fits(unit, column) for cell in path if (unit := units.of_heading(cell))):
                return None
            part = tuple(cell for cell in path[:begin] if is_sex(cell))
            part += tuple(cell for cell in path[end:] if not _says_nothing(cell, column, units))
            return Meaning(column, part, begin == end - 1 == height - 1)
    return None


def _stem(cell: str, words: Mapping[str, Column], units: UnitWords) -> str:
    """Return a cell folded, without a unit or a second word for the column in brackets."""
    word = _ASKED.sub("", without_part_of(cell))
    if word not in words and word.replace("_", "") in words:
        return word.replace("_", "")
    if word in words or not word.endswith(")"):
        return word
    stem, _, behind = word[:-1].rpartition("(")
    column_in_brackets = words.get(behind)
    if units.of_heading(f"({behind})") or is_whole(behind):
        return stem
    return (
        stem if column_in_brackets is not None and words.get(stem) is column_in_brackets else word
    )


def _says_nothing(cell: str, column: Column, units: UnitWords) -> bool:
    """Tell whether a lower heading leaves the upper one as it is: 小计, a unit, 名称 of a thing."""
    if is_whole(cell) or units.of_heading(cell) is not None:
        return True
    return column.target_class is not None and is_naming(cell)


def with_blank_headings(sheet: Sheet, rows: HeadRows, meanings: Meanings) -> list[tuple[str, ...]]:
    """Return the paths, where without merged cells a figure's heading holds for unheaded numbers.

    In a CSV, 毕业生数 merged over three columns leaves two of them blank.
    """
    if sheet.name is not None:
        return rows.paths
    paths = list(rows.paths)
    for index in range(1, len(paths)):
        left_meaning = meanings.of(*paths[index - 1])
        if paths[index] or left_meaning is None or left_meaning.column.unit not in FIGURES:
            continue
        filled = sheet.cells[:, index].slice(rows.last + 1).drop_nulls()
        numbers = filled.filter(filled.str.contains(r"^\s*[\d.,]+\s*%?\s*$"))
        if 2 * len(numbers) > len(filled):
            paths[index] = paths[index - 1]
    return paths
