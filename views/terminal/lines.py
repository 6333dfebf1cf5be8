"""Lines of text for a terminal: wrapped where Chinese and English may be broken."""

from __future__ import annotations

import re

from rich.cells import cell_len

CLOSING = "，。；：、！？）］】〕》”’,.;:!?)]%"
OPENING = "（［【〔《“‘(["
# An unbreakable run: a word, a number, a code, or one Chinese character.
_ATOM = re.compile(r"\s+|[\x21-\x7e\u00a0-\u024f−–]+|.", re.DOTALL)


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most ``width`` cells; a Chinese character has two cells.

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
    """Split a text into unbreakable pieces: atoms with their punctuation."""
    pieces: list[str] = []
    for atom in _ATOM.findall(text):
        follows = pieces and (atom[0] in CLOSING or pieces[-1][-1] in OPENING)
        if follows:
            pieces[-1] += atom
        else:
            pieces.append(atom)
    return pieces


def _fitting(piece: str, width: int) -> int:
    """Count the characters of an overlong piece that fit."""
    count = 1
    while cell_len(piece[: count + 1]) <= width:
        count += 1
    return count
