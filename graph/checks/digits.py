"""Check digits of official codes, as polars expressions: true where a code is wrong."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

# GB 32100-2015, unified social credit code: 17 characters and a check character, modulo 31.
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
RUINED = r"(?i)^\d(\.\d+)?E\+?\d+$"


def credit_code_is_valid(code: str) -> bool:
    """Tell whether an 18-character unified social credit code has a right check character.

    Source: GB 32100-2015, section 5.

    >>> credit_code_is_valid("91350100M000100Y43"), credit_code_is_valid("91350100M000100Y44")
    (True, False)
    """
    if len(code) != len(_CREDIT_WEIGHTS) + 1 or any(c not in _CREDIT_ALPHABET for c in code):
        return False
    digits = [_CREDIT_ALPHABET.index(c) for c in code]
    total = sum(w * d for w, d in zip(_CREDIT_WEIGHTS, digits[:-1], strict=True))
    return (31 - total % 31) % 31 == digits[-1]


def _credit_code_is_wrong(code: pl.Expr) -> pl.Expr:
    """Mark 18 characters with a wrong check character, or a code ruined as 9.1E+17.

    Codes of another length are other registers' codes and are taken as they are.
    """
    long = code.str.len_chars() == 18
    invalid = code.map_elements(
        lambda text: len(text) == 18 and not credit_code_is_valid(text), return_dtype=pl.Boolean
    )
    return (long & invalid) | code.str.contains(RUINED)


CHECK_DIGITS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "GB 32100-2015": _credit_code_is_wrong,
}
