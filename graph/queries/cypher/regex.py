"""Regular expressions that mean the same in Java, whose rules Neo4j follows, and in Python."""

from __future__ import annotations

import re
from functools import lru_cache

from graph.queries.cypher.dynamic import fail

# Syntax common to both: letters, classes, groups, repetition, lookahead. No names, no \p{…}.
_SHARED = re.compile(
    r"""(?: \\[dDwWsStnrf.^$*+?()\[\]{}|\\/"'<>=!,:;@#%&~`-]
    | \[\^?(?:\\[dDwWsStnr\\\]\[^.$*+?(){}|/-]
    | [^\\\[\]&])+\] | \((?:\?(?:[:=!]|i\))|(?!\?)) | \{\d+(?:,\d*)?\}[?]? | [)|^.] | [*+?][?]?
    | \$ | [^\\\[\](){}|^$.*+?] )*""",
    re.VERBOSE | re.DOTALL,
)
_DOT = re.compile(r"\\.|\[(?:\\.|[^\]])*\]|\.", re.DOTALL)
_ANYTHING = "[^\\n\\r\\u0085\\u2028\\u2029]"  # the meaning of a dot in Java


def is_shared(pattern: str) -> bool:
    r"""Tell whether an expression means the same here as in Neo4j.

    >>> [is_shared(pattern) for pattern in ("(?i).*茶.*", "[a-z]+[0-9]{2,}", r"\p{L}", "(?<n>a)")]
    [True, True, False, False]
    """
    return _SHARED.fullmatch(pattern) is not None


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    if not is_shared(pattern):
        fail("cypher.regex_met")
    try:
        flag = re.ASCII
        if pattern.startswith("(?i)"):
            pattern, flag = pattern[4:], re.ASCII | re.IGNORECASE
        return re.compile(_DOT.sub(lambda m: _ANYTHING if m[0] == "." else m[0], pattern), flag)
    except re.error:
        fail("cypher.regex_met")


def matches(text: object, pattern: object) -> bool | None:
    """Evaluate ``text =~ pattern``, which must match the whole text."""
    if not isinstance(text, str) or not isinstance(pattern, str):
        return None
    return _compiled(pattern).fullmatch(text) is not None
