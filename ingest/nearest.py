"""Words that someone may have meant who wrote another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from ingest.text import fold

MOST_NEAR = 3
MOST_LISTED = 12
_LIKENESS = 0.5


def near(word: str, words: Mapping[str, str] | Iterable[str]) -> str:
    """Return the words that are spelt like one, else the first of all.

    ``words``: as they are to be written, or folded spelling → how it is to be written.

    >>> near("批", ["批次", "科类"]), near("年", ["批次", "科类"])
    ('批次', '批次, 科类')
    """
    spelt = words if isinstance(words, Mapping) else {fold(text): text for text in words}
    likely = get_close_matches(fold(word), spelt, n=MOST_NEAR, cutoff=_LIKENESS)
    listed = list(dict.fromkeys([spelt[w] for w in likely] or spelt.values()))
    return ", ".join(listed[:MOST_LISTED]) + (" …" if len(listed) > MOST_LISTED else "")
