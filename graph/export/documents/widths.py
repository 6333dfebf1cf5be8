"""How wide the columns of a table are: nothing that belongs together is broken, then by shares."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from graph.draw.measure import width
from graph.export.documents.model import Frame

SQUARES = 4  # Chinese characters that stay together, where a word is not longer
LONGEST = 24  # characters of a word that may ask for room
LEAST_TITLE = 14.0
MOST = 0.5  # of the room that one column may ask for


def widths(frame: Frame, room: float, size: float, padding: float) -> list[float]:
    """The width of each column in points, together ``room``; ``padding``: of a cell, both sides.

    >>> from graph.export.documents.model import Column
    >>> frame = Frame((Column("a", "A", share=9), Column("n", "Number", "persons")), (("x", 1),))
    >>> [round(wide) for wide in widths(frame, 100, 10, 4)]
    [56, 44]
    """
    columns = frame.columns
    shown: list[set[str]] = [set() for _ in columns]
    for row in frame.shown():
        for cells, text in zip(shown, row, strict=True):
            cells.add(text)
    least = []
    for one, cells in zip(columns, shown, strict=True):
        asked = [_longest(one.heading, size, True)]
        asked += [width(text, size) if one.is_figure else _longest(text, size) for text in cells]
        least.append(min(max(asked) + padding, room * MOST))
    return _shared(least, [one.share for one in columns], room)


def _shared(least: list[float], shares: Iterable[float], room: float) -> list[float]:
    """By shares, but none below its least; scaled down where even those have no room."""
    if sum(least) >= room:
        return [wide * room / sum(least) for wide in least]
    weights = list(shares)
    held: set[int] = set()
    while True:
        free = room - sum(least[k] for k in held)
        whole = sum(weight for k, weight in enumerate(weights) if k not in held)
        found = [
            least[k] if k in held else free * weight / whole for k, weight in enumerate(weights)
        ]
        short = {k for k, wide in enumerate(found) if wide < least[k] - 1e-9}
        if not short:
            return found
        held |= short


@lru_cache(maxsize=65_536)
def _longest(text: str, size: float, bold: bool = False) -> float:
    """The widest part of a text that no line should break."""
    found = 0.0
    for word in text.replace("-", "- ").split():
        squares = sum(character >= "\u2e80" for character in word)
        kept = word[:SQUARES] if squares else word[:LONGEST]
        found = max(found, width(kept, size, bold))
    return found


def title_size(title: str, most: float, room: float, margin: float = 1.03) -> float:
    """The size of a title in points that needs one line, as far as it is still a title.

    ``margin``: how much wider letters may be than measured.

    >>> title_size("Wuzhou", 19, 400), round(title_size("a" * 60, 19, 400), 1)
    (19, 14.0)
    """
    wide = width(title, most * margin, bold=True)
    return most if wide <= room else max(LEAST_TITLE, most * room / wide)
