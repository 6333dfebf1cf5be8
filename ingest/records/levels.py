"""The level of education that an advertisement asks for, by the words of the ontology."""

from __future__ import annotations

import re

from graph.ontology import CodeList
from ingest.cells import half_width
from ingest.text import fold

NAME = "level"
_AND_LESS = "以下"
_UNIVERSITY, _BACHELOR = "大学", 6  # of what is asked; of a college it would say too little
_LONGEST, _SHORT = 60, 20  # characters of a text that is read; of one that says nothing else


class Levels:
    """The levels of education that texts name."""

    def __init__(self, levels: CodeList) -> None:
        of_word = {word: int(code.notation) for code in levels.codes for word in code.spellings}
        # The longest first: 博士研究生 is not 研究生.
        words = sorted(of_word, key=len, reverse=True)
        self._levels = [of_word[word] for word in words]
        self._word = re.compile("|".join(f"({_pattern(word)})" for word in words), re.IGNORECASE)

    def knows(self, text: str) -> bool:
        """Tell whether a text is that of a level."""
        return len(text) <= _SHORT and self.lowest(text) is not None

    def lowest(self, text: str) -> int | None:
        """Return the lowest level that a text names; the lowest of all where less will do."""
        word = half_width(text)[:_LONGEST].replace(".", "")
        if word.isdecimal() and int(word) in self._levels:
            return int(word)
        named = [self._levels[match.lastindex - 1] for match in self._word.finditer(word)
                 if match.lastindex]  # fmt: skip
        if not named:
            return _BACHELOR if fold(word).startswith(_UNIVERSITY) else None
        return min(self._levels if _AND_LESS in word else named)


def _pattern(word: str) -> str:
    """Return what finds a word; one in Latin letters stands apart, also with an s behind it."""
    if not word.isascii():
        return re.escape(word)
    parts = r"[\s-]*".join(map(re.escape, word.split()))
    return rf"(?<![a-z]){parts}(?:['’]?s)?(?![a-z])"
