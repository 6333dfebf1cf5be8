"""The rows that are the head of a sheet, and the headings above each column in them.

A head has up to four rows: 毕业生数 merged over 男, 女 and 小计 is a head of two. A cell that is
merged to the right, or blank beside a group whose lower row goes on, belongs to that group.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from graph.ontology import load
from ingest.readers import Sheet
from ingest.text import fold
from ingest.years import is_year

MOST_ROWS = 4
SEXES = (
    {"男", "女"},
    {"男生", "女生"},
    {"男性", "女性"},
    {"male", "female"},
    {"men", "women"},
    {"m", "f"},
)
_WHOLE = (
    "小计|合计|总计|共计|计|总数|总人数|总|全部|全体|人数|数|数量|总量|total|all|sum|number|count"
)
_NAMING = {
    *("名称", "全称", "简称", "name", "代码", "编码", "代号", "编号", "标识码", "code", "id")
}
_IS_WHOLE = re.compile(rf"(?:{_WHOLE})(?:\([^)]*\))?")
# No heading: a number, alone or with a unit; years may head columns.
_IS_VALUE = re.compile(r"(?!(?:19|20)\d\d(?:年|届|级|年度)?$)[+-]?[\d.,]+.{0,2}")
_PART_OF = ("其中:", "其中", "#其中:")


def is_whole(word: str) -> bool:
    """Tell whether a lower heading means all that the upper one counts.

    >>> is_whole("小计"), is_whole("小计（人）"), is_whole("男")
    (True, True, False)
    """
    return _IS_WHOLE.fullmatch(fold(word)) is not None


def is_sex(word: str) -> bool:
    """Tell whether a heading means the men, or the women, of something."""
    return any(without_part_of(word) in sexes for sexes in SEXES)


def level_of(word: str) -> str | None:
    """Return the level of education that a heading means; None where it means none.

    >>> level_of("本科"), level_of("本科生"), level_of("男")
    ('6', '6', None)
    """
    word = fold(word)
    words = _level_words()
    return words.get(word) or words.get(word.removesuffix("生"))


@cache
def _level_words() -> dict[str, str]:
    codes = load().code_lists["level"].codes
    return {fold(word): code.notation for code in codes for word in code.spellings}


def is_naming(word: str) -> bool:
    """Tell whether a lower heading says how the upper one is written: by name, by code."""
    return fold(word) in _NAMING


def without_part_of(word: str) -> str:
    """Return a heading folded, without the words for a part of another column (其中：…)."""
    word = fold(word)
    for begin in _PART_OF:
        word = word.removeprefix(begin)
    return word


@dataclass(frozen=True)
class HeadRows:
    """Head of a sheet: first and last row (0-based), and each column's headings, top first."""

    first: int
    last: int
    paths: list[tuple[str, ...]]


@dataclass(frozen=True)
class Cells:
    """First rows of a sheet: their texts, and which of them mean a column, or a required one.

    ``spans``: of each row, column → the first column of the range that is merged over it.
    """

    texts: list[list[str]]
    named: list[list[bool]]
    required: list[list[bool]]
    spans: list[dict[int, int]]
    is_unit: Callable[[str], bool]


def head_rows(cells: Cells, at: int) -> HeadRows:
    """Find the head around the row ``at``."""
    last = at
    while (
        last + 1 < len(cells.texts)
        and last - at < MOST_ROWS - 1
        and _continues_below(cells, at, last)
    ):
        last += 1
    first = at
    while first > 0 and last - first < MOST_ROWS - 1 and _has_groups_above(cells, first):
        first -= 1
    return HeadRows(first, last, _paths(cells, first, last))


def merged_over(sheet: Sheet, height: int) -> list[dict[int, int]]:
    """Return the spans of the first rows of a sheet, see :class:`Cells`."""
    spans: list[dict[int, int]] = [{} for _ in range(height)]
    for merge in sheet.merges:
        if merge.first_row < height and merge.last_column > merge.first_column:
            for column in range(merge.first_column, merge.last_column + 1):
                spans[merge.first_row][column] = merge.first_column
    return spans


def _continues_below(cells: Cells, at: int, last: int) -> bool:
    """Tell whether the row below the last one continues the head.

    It does when it names columns, or parts of a group, and holds nothing under the columns that
    are named above for themselves.
    """
    below, named = cells.texts[last + 1], cells.named[last + 1]
    filled = [i for i, cell in enumerate(below) if fold(cell)]
    alone = [i for i in filled if not named[i]]
    above = range(at, last + 1)
    if not filled or any(_IS_VALUE.fullmatch(fold(below[i])) for i in filled):
        return False
    if any(cells.required[row][i] for row in above for i in alone if not is_naming(below[i])):
        return False
    fitting = [i for i in alone if _is_below_a_group(cells, last, i)]
    if len(alone) == len(filled):
        return len(fitting) == len(filled)
    return all(i in fitting for i in alone if any(cells.named[row][i] for row in above))


def _is_below_a_group(cells: Cells, row: int, column: int) -> bool:
    """Tell whether a cell below is a part of a heading over several columns, or whole or unit."""
    below = cells.texts[row + 1][column]
    if is_whole(below) or is_sex(below) or is_naming(below) or cells.is_unit(below):
        return True
    if column in cells.spans[row]:
        return True
    above = cells.texts[row]
    if not fold(above[column]):
        return any(fold(cell) for cell in above[:column]) and column > 0
    goes_on = column + 1 < len(above) and not fold(above[column + 1])
    return goes_on and bool(fold(cells.texts[row + 1][column + 1]))


def _has_groups_above(cells: Cells, row: int) -> bool:
    """Tell whether the row above holds names of groups of columns, and is no title."""
    above = cells.texts[row - 1]
    start = next((i for i, cell in enumerate(cells.texts[row]) if fold(cell)), 0)
    filled = [i for i, cell in enumerate(above) if fold(cell)]
    years = [i for i in filled if is_year(above[i])]
    if not filled or any(re.search(r"[:：]|\d", above[i]) for i in filled if i not in years):
        return False
    named, spans = cells.named[row - 1], cells.spans[row - 1]
    return filled[0] > start and any(named[i] or spans.get(i) == i or i in years for i in filled)


def _paths(cells: Cells, first: int, last: int) -> list[tuple[str, ...]]:
    """Return the headings above each column, without repetitions."""
    rows = range(first, last + 1)
    levels = [
        _spread_groups(cells.texts[r], cells.spans[r], cells.texts[r + 1 : last + 1]) for r in rows
    ]
    paths = []
    for column in range(len(cells.texts[first])):
        path: list[str] = []
        for level in levels:
            cell = level[column].strip()
            if cell and (not path or fold(cell) != fold(path[-1])):
                path.append(cell)
        paths.append(tuple(path))
    return paths


def _spread_groups(row: list[str], spans: dict[int, int], below: list[list[str]]) -> list[str]:
    """Return a row of the head with the names of groups in all their columns."""
    spread = list(row)
    group: str | None = None
    for column, cell in enumerate(row):
        if column in spans:
            spread[column] = row[spans[column]]
            group = None
        elif fold(cell):
            group = cell
        elif group is not None and any(fold(lower[column]) for lower in below):
            spread[column] = group
        else:
            group = None
    return spread
