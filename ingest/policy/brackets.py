"""Brackets of a text: the outermost ones, closed or not."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 2_000


@dataclass(frozen=True)
class Bracket:
    """A bracket: its inner text is ``plain[start:end]``, all of it ``plain[opens:closes]``."""

    opens: int
    start: int
    end: int
    closes: int
    closed: bool = True


def outer_brackets(plain: str) -> list[Bracket]:
    """List the outermost brackets; an unclosed bracket ends with its line.

    >>> [(b.start, b.end) for b in outer_brackets("a(b(c)d)e(f")]
    [(2, 7), (10, 11)]
    """
    result: list[Bracket] = []
    at = 0
    while (opens := plain.find("(", at)) >= 0:
        closes = _closing(plain, opens)
        if closes is None:
            end = plain.find("\n", opens)
            end = len(plain) if end < 0 else end
            result.append(Bracket(opens, opens + 1, end, end, closed=False))
            at = end
        else:
            result.append(Bracket(opens, opens + 1, closes, closes + 1))
            at = closes + 1
    return result


def _closing(plain: str, opens: int) -> int | None:
    depth = 0
    for at in range(opens, min(len(plain), opens + LONGEST)):
        if plain[at] == "(":
            depth += 1
        elif plain[at] == ")":
            depth -= 1
            if depth == 0:
                return at
    return None


def split_outside(
    plain: str, separators: str, protected: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """List the spans between separators outside brackets and protected spans."""
    spans: list[tuple[int, int]] = []
    depth, start = 0, 0
    closed = dict(protected)
    at = 0
    while at < len(plain):
        if at in closed and depth == 0:
            at = closed[at]
            continue
        character = plain[at]
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character in separators and depth == 0:
            spans.append((start, at))
            start = at + 1
        at += 1
    spans.append((start, len(plain)))
    return [(a, b) for a, b in spans if b > a]
