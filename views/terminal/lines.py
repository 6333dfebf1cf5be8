"""Lines of text for a terminal: wrapped where Chinese and English may be broken."""

from __future__ import annotations

import re

from rich.cells import cell_len

CLOSING = "，。；：、！？）］】〕》”’,.;:!?)]%"
OPENING = "（［【〔《“‘(["
# A run of what must stay together: a word, a number, a code; or one Chinese character.
_ATOM = re.compile(r"\s+|[\x21-\x7e\u00a0-\u024f−–]+|.", re.DOTALL)


def wrap(text: str, width: int) -> list[str]:
    """The text as lines of at most ``width`` cells; a Chinese character is two cells wide.

    No line begins with closing punctuation or ends with an opening bracket.

    >>> wrap("护理专业，共 30 人。", 9)
    ['护理专', '业，共 30', '人。']
    """
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and cell_len(lines[-1] + piece.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            piece = piece.lstrip()
        while cell_len(piece) > width:
            head = _fitting(piece, width)
            lines[-1] = piece[:head]
            lines.append("")
            piece = piece[head:]
        lines[-1] += piece
    lines[-1] = lines[-1].rstrip()
    return lines


def _pieces(text: str) -> list[str]:
    """The smallest unbreakable pieces: atoms, with punctuation beside what it belongs to."""
    pieces: list[str] = []
    for atom in _ATOM.findall(text):
        follows = pieces and (atom[0] in CLOSING or pieces[-1][-1] in OPENING)
        if follows:
            pieces[-1] += atom
        else:
            pieces.append(atom)
    return pieces


def _fitting(piece: str, width: int) -> int:
    """How many characters of an overlong piece fit."""
    count = 1
    while cell_len(piece[: count + 1]) <= width:
        count += 1
    return count
