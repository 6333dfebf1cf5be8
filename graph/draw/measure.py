"""The width of texts in the font of the pictures, so that nothing runs out of its box.

Advance widths of Noto Sans SC in thousandths of the size, regular and bold; characters not listed
count as a full square, the widest there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

ELLIPSIS = "…"
OPENING = "（［《【「“‘("  # a line must not end with these
LINE = 1.3  # of the size, from one line to the next
_REGULAR = (
    "224 323 474 555 555 921 680 278 338 338 467 555 278 347 278 392 555 555 555 555 555 555"
    " 555 555 555 555 278 278 555 555 555 474 946 608 657 638 688 589 552 689 728 293 535 646"
    " 543 812 723 742 633 742 635 596 599 721 575 878 573 531 603 338 392 338 555 559 606 563"
    " 618 510 620 554 325 564 607 275 275 552 284 926 610 606 620 620 388 468 377 607 521 802"
    " 498 521 475 338 270 338 555"
)
_BOLD = (
    "227 370 574 590 590 963 740 325 378 378 507 590 325 370 325 387 590 590 590 590 590 590"
    " 590 590 590 590 325 325 590 590 590 514 1007 641 681 656 714 615 585 717 757 330 568 686"
    " 578 853 749 770 667 770 682 624 625 748 619 915 627 580 613 378 387 378 590 567 626 591"
    " 644 527 644 581 372 597 640 304 306 604 315 964 641 626 644 644 437 495 421 637 576 863"
    " 562 574 511 378 296 378 590"
)


def _table(widths: str) -> dict[str, float]:
    return {chr(32 + k): int(w) / 1000 for k, w in enumerate(widths.split())}


_WIDTHS = {False: _table(_REGULAR), True: _table(_BOLD)}


def width(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a line in pixels.

    >>> width("缺 180", 10), width("  ", 10)
    (28.89, 4.48)
    """
    widths = _WIDTHS[bold]
    return round(sum(widths.get(character, 1.0) for character in text) * size, 2)


@lru_cache(maxsize=16_384)
def shortened(text: str, room: float, size: float, bold: bool = False) -> str:
    """Return as much of the text as fits, with an ellipsis where something is left out.

    >>> shortened("再生物资加工处理工", 50, 10)
    '再生物资…'
    """
    if width(text, size, bold) <= room:
        return text
    room -= width(ELLIPSIS, size, bold)
    used = 0.0
    for position, character in enumerate(text):
        used += width(character, size, bold)
        if used > room:
            return text[:position].rstrip() + ELLIPSIS if position else ""
    return text


def distinct(texts: Sequence[str], rooms: Sequence[float], size: float) -> list[str]:
    """Shorten each text to its room; those that would look alike keep their ends instead.

    >>> distinct(["中等职业学校 06", "中等职业学校 12", "茶艺"], [60, 60, 60], 10)
    ['中等…校 06', '中等…校 12', '茶艺']
    """
    plain = [shortened(text, room, size) for text, room in zip(texts, rooms, strict=True)]
    alike = Counter(plain)
    return [
        cut if alike[cut] == 1 or cut == text else _without_middle(text, room, size)
        for text, cut, room in zip(texts, plain, rooms, strict=True)
    ]


def _without_middle(text: str, room: float, size: float) -> str:
    """Return the beginning and the end of a text, about half of the room each."""
    room -= width(ELLIPSIS, size)
    tail = ""
    for character in reversed(text):
        if width(character + tail, size) > room / 2:
            break
        tail = character + tail
    tail = tail.lstrip()
    head = ""
    for character in text:
        if width(head + character + tail, size) > room:
            break
        head += character
    return head.rstrip() + ELLIPSIS + tail


@lru_cache(maxsize=16_384)
def wrapped(
    text: str, room: float, size: float, lines: int, bold: bool = False, first: float | None = None
) -> tuple[str, ...]:
    """Break the text into at most so many lines, between words or between Chinese characters.

    ``first``: the room of the first line in pixels, where something stands beside it.

    >>> wrapped("Electronics and information", 80, 10, 2)
    ('Electronics and', 'information')
    """
    broken: list[str] = []
    remaining, line_room = text, room if first is None else first
    while remaining and len(broken) < lines - 1 and width(remaining, size, bold) > line_room:
        end = _break(remaining, line_room, size, bold)
        broken.append(remaining[:end].rstrip())
        remaining, line_room = remaining[end:].lstrip(), room
    last = shortened(remaining, line_room, size, bold)
    return (*broken, last) if last else tuple(broken)


def _break(text: str, room: float, size: float, bold: bool) -> int:
    """Return the end of the first line: the last break that fits, else the last that fits."""
    used, fits, best = 0.0, 1, 0
    for position, character in enumerate(text):
        used += width(character, size, bold)
        if used > room:
            break
        fits = position + 1
        following = text[fits : fits + 1]
        square = _is_square(character) or _is_square(following)
        if (
            following == " "
            or character in "-/、，· "
            or (square and not _sticks(following) and character not in OPENING)
        ):
            best = fits
    return best or fits


def _is_square(character: str) -> bool:
    return bool(character) and character >= "\u2e80"


def _sticks(character: str) -> bool:
    """Tell whether a line must not begin with the character."""
    return character in "、，。）】］》」：；！？%％" if character else False
