"""The words that a clause consists of, found in the text of a document, and how binding they are.

Which words to look for stands in ``bindings.toml``; what is quoted is the document's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from graph.rules.registry import declared

_SENTENCE = re.compile(r"(?<=[。；;！!？?\n])|(?<=\.)\s+")
_FULL_STOP = re.compile(r"(?<=[。！!？?])|(?<=\.)\s+")
_SEGMENT = re.compile(r"或者?|以及|[，,、。；;：:！!？?(（()）〔〕\[\]\n]")
_LIST_BEGINS = re.compile(r"^\s*\d+[.．]\s*|^.*(?:对于|针对|对(?![口接应外象])|将|把)")
_WHOSE = re.compile(r"(?:的|等).*$", re.S)


def sentences(text: str) -> list[str]:
    """The sentences of a text; what a semicolon parts are two.

    >>> sentences("应设立。原则上参与；可以抵免")
    ['应设立。', '原则上参与；', '可以抵免']
    """
    return [one.strip() for one in _SENTENCE.split(text) if one.strip()]


def holding(text: str, alternatives: Iterable[Sequence[str]]) -> str | None:
    """The first sentence with all words of the first alternative that has one.

    White space and case do not count.
    """
    several = [(one, _bare(one)) for one in sentences(text)]
    for words in alternatives:
        for one, bare in several:
            if all(_bare(word) in bare for word in words):
                return one
    return None


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


def condition(passage: str, test: str) -> str | None:
    """The words of one condition among those that a sentence lists; None where it has none.

    >>> condition("引导学校对设置雷同、就业质量差的专业，及时调减", "duplicate")
    '设置雷同'
    >>> condition("引导学校对设置雷同、就业质量差的专业，及时调减", "employment")
    '就业质量差'
    """
    signs = _pattern(f"conditions.{test}")
    for segment in _SEGMENT.split(passage):
        if found := signs.search(segment):
            before = _LIST_BEGINS.sub("", segment[: found.start()])
            return (before + found[0] + _WHOSE.sub("", segment[found.end() :])).strip()
    return None


def exit_passage(text: str, words: str | None) -> str | None:
    """What says which majors are to be reduced or stopped; None where nothing does.

    A sentence, or the whole text where the sentence is only the head of a list. ``words``: those of
    the number that stands in it, where there is one.
    """
    leaving, bare = _pattern("words.leaving"), _bare(words or "")
    several = [one.strip() for one in _FULL_STOP.split(text) if one.strip()]
    held = [one for one in several if bare and bare in _bare(one)]
    held += [one for one in several if leaving.search(one)]
    listing = [one for one in held if conditions(one)]
    return listing[0] if listing else (text if held else None)


def conditions(passage: str | None) -> dict[str, str]:
    """Test → the words of its condition in a passage."""
    tests = declared()["conditions"]
    several = {test: condition(passage or "", test) for test in tests}
    return {test: words for test, words in several.items() if words}


def excepts_special(passage: str | None) -> bool:
    """Whether a clause speaks of special majors."""
    return _pattern("words.special").search(passage or "") is not None


def in_principle(passage: str | None) -> str | None:
    """The word by which a clause may be missed with a reason (原则上); None where it has none."""
    found = _pattern("words.in_principle").search(passage or "")
    return found[0] if found else None


def guides(passage: str | None, words: str | None) -> str | None:
    """The word by which a clause guides, supports or allows; None where it orders.

    The last of the words that guide and order before the clause's own words counts.

    >>> guides("支持企业参与，确保经费60%以上用于一线", "经费60%以上")
    >>> guides("鼓励企业把经费60%以上用于一线", "经费60%以上")
    '鼓励'
    """
    whole = passage or ""
    at = whole.find(words) if words else -1
    before = whole[:at] if at > 0 else whole
    soft = list(_pattern("words.guiding").finditer(before))
    strict = [one.start() for one in _pattern("words.ordering").finditer(before)]
    if not soft or max(strict, default=-1) > soft[-1].start():
        return None
    return soft[-1][0]


@cache
def _pattern(place: str) -> re.Pattern[str]:
    group, name = place.split(".")
    return re.compile("|".join(declared()[group][name]), re.I)
