"""The widths of a table's columns: unbreakable parts get room first, then the shares decide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from graph.draw.measure import width
from graph.export.documents.frames import Frame

SQUARES = 4  # Chinese characters of a word that stay together
LONGEST = 18  # characters of a word that stay together
LEAST_TITLE = 14.0
UNSEEN = "\u200b"  # lets a line break
HYPHEN = re.compile(r"-(?!\d)")  # where a line may break: not in a code
SLASH = re.compile(r"(?<=\w)/(?=\w)")
MOST = 0.5  # share of the room that one column may claim


def widths(
    frame: Frame, room: float, size: float, padding: float, apart: float = 0.0
) -> list[float]:
    """Return the width of each column in points, together ``room``; ``padding``: of both sides.

    ``apart``: what a column of text behind one of figures has besides.

    >>> from graph.export.documents.frames import Column
    >>> frame = Frame((Column("a", "A", share=9), Column("n", "Number", "persons")), (("x", 1),))
    >>> [round(wide) for wide in widths(frame, 100, 10, 4)]
    [56, 44]

    Room that a column does not need goes to those whose lines would break:

    >>> frame = Frame((Column("a", "A", share=3), Column("b", "B", share=1)), (("x", "y z " * 9),))
    >>> [round(wide) for wide in widths(frame, 100, 10, 4)]
    [10, 90]
    """
    columns, rows = frame.columns, list(frame.text_rows())
    cell_texts: list[set[str]] = [set(cells) for cells in zip(*rows, strict=True)]
    cell_texts = cell_texts or [set() for _ in columns]
    sums = rows[-1] if frame.total else ("",) * len(columns)  # set in bold
    least, whole = [], []
    behind_figures = (False, *(column.is_figure for column in columns))
    for column, cells, total, behind in zip(
        columns, cell_texts, sums, behind_figures, strict=False
    ):
        sides = padding + (apart if behind and not column.is_figure else 0.0)
        lines = [width(column.heading, size, bold=True), *(width(text, size) for text in cells)]
        whole.append(max(lines) + sides)
        wishes = [_longest(column.heading, size, True), _longest(total, size, True)]
        wishes += [
            width(text, size) if column.is_figure else _longest(text, size) for text in cells
        ]
        least.append(min(max(wishes) + sides, room * MOST))
    shares = [column.share for column in columns]
    return _given_on(_shared(least, shares, room), whole, shares)


def _shared(least: list[float], shares: Iterable[float], room: float) -> list[float]:
    """Divide the room by shares, none below its least; scale down if even those do not fit."""
    if sum(least) >= room:
        return [wide * room / sum(least) for wide in least]
    weights = list(shares)
    fixed: set[int] = set()
    while True:
        free = room - sum(least[k] for k in fixed)
        whole = sum(weight for k, weight in enumerate(weights) if k not in fixed)
        shared = [
            least[k] if k in fixed else free * weight / whole for k, weight in enumerate(weights)
        ]
        short = {k for k, wide in enumerate(shared) if wide < least[k] - 1e-9}
        if not short:
            return shared
        fixed |= short


def _given_on(shared: list[float], whole: list[float], shares: list[float]) -> list[float]:
    """Give what columns have beyond their whole text to those that have less than theirs."""
    while True:
        pairs = list(zip(shared, whole, shares, strict=True))
        spare = sum(max(wide - need, 0.0) for wide, need, _ in pairs)
        short = [share if wide < need - 1e-6 else 0.0 for wide, need, share in pairs]
        wanted = sum(max(need - wide, 0.0) for wide, need, _ in pairs)
        if spare < 1e-6 or not sum(short):
            return shared
        if wanted <= spare:
            kept = 1 - wanted / spare
            return [need + max(wide - need, 0.0) * kept for wide, need, _ in pairs]
        shared = [
            min(wide, need) + spare * share / sum(short)
            for (wide, need, _), share in zip(pairs, short, strict=True)
        ]


@lru_cache(maxsize=65_536)
def _longest(text: str, size: float, bold: bool = False) -> float:
    """Return the width of the widest part of a text that no line should break."""
    widest = 0.0
    for word in breakable(HYPHEN.sub("- ", text)).replace(UNSEEN, " ").split():
        squares = sum(character >= "\u2e80" for character in word)
        unbroken = word[:SQUARES] if squares else word[:LONGEST]
        widest = max(widest, width(unbroken, size, bold))
    return widest


def breakable(text: str) -> str:
    r"""Let long words break behind a slash, with a sign that nobody sees.

    >>> breakable("and/or Business/Trade/Commerce").split("\u200b")
    ['and/or Business/', 'Trade/', 'Commerce']
    """
    return " ".join(
        SLASH.sub(f"/{UNSEEN}", word) if len(word) > LONGEST else word for word in text.split(" ")
    )


def title_size(title: str, most: float, room: float, margin: float = 1.03) -> float:
    """Return the font size in points at which a title fits one line, within readable limits.

    ``margin``: how much wider letters may be than measured.

    >>> title_size("Wuzhou", 19, 400), round(title_size("a" * 60, 19, 400), 1)
    (19, 14.0)
    """
    wide = width(title, most * margin, bold=True)
    return most if wide <= room else max(LEAST_TITLE, most * room / wide)
