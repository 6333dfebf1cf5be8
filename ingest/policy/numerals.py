"""Chinese numerals."""

from __future__ import annotations

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0, "Ｏ": 0}
_STEPS = {"十": 10, "百": 100, "千": 1_000}
_GREAT = {"万": 10_000, "亿": 100_000_000}


def from_chinese(text: str) -> int | None:
    """Return the number that a numeral means, or None if it is no numeral.

    >>> [from_chinese(t) for t in ("二十三", "一百零五", "两万", "二〇二四", "十百")]
    [23, 105, 20000, 2024, None]
    """
    if text and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, part, digit, last = 0, 0, None, 10**9
    for character in text:
        if character in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[character]
        elif character in _STEPS:
            step = _STEPS[character]
            if step >= last:
                return None
            part += (1 if digit is None else digit) * step
            digit, last = None, step
        elif character in _GREAT:
            total += (part + (digit or 0)) * _GREAT[character]
            part, digit, last = 0, None, 10**9
        else:
            return None
    return total + part + (digit or 0) if text else None


def to_chinese(number: int) -> str:
    """Return a number from 0 to 99 as a numeral; greater ones in digits.

    >>> [to_chinese(n) for n in (3, 10, 17, 20, 45)]
    ['三', '十', '十七', '二十', '四十五']
    """
    digits = "零一二三四五六七八九"
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def ordinal(text: str) -> int | None:
    """Read an ordinal in Arabic or Chinese figures."""
    return int(text) if text.isdecimal() else from_chinese(text)
