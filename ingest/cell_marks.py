"""Characters that mark a footnote and that half-width conversion would turn into digits."""

from __future__ import annotations

import re

# Circled, bracketed and dotted digits, digits in black circles, raised digits; for patterns.
RAISED = (
    "\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf"
    "\u00b2\u00b3\u00b9\u2070-\u207e"
)
SIGNS = "*＊※†‡§¶"
_LOWERED = "\u2080-\u208e"
_HAS_RAISED = re.compile(f"[{RAISED}{_LOWERED}]")


def has_raised(text: str) -> bool:
    """Tell whether a text holds a raised, lowered or circled digit, which is none of its number.

    >>> has_raised("1①"), has_raised("１２")
    (True, False)
    """
    return _HAS_RAISED.search(text) is not None
