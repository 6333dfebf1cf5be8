"""The words of a clause, found in the text of a document, and how binding they are.

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
    """Split a text into sentences; a semicolon ends one, too.

    >>> sentences("应设立。原则上参与；可以抵免")
    ['应设立。', '原则上参与；', '可以抵免']
    """
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def holding(text: str, alternatives: Iterable[Sequence[str]]) -> str | None:
    """Find the first sentence with all words of the first alternative that has one.

    White space and case do not count.
    """
    sentence_list = [(sentence, _bare(sentence)) for sentence in sentences(text)]
    for words in alternatives:
        for sentence, bare in sentence_list:
            if all(_bare(word) in bare for word in words):
                return sentence
    return None


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


def condition(passage: str, test: str) -> str | None:
    """Return the words of one condition among those a sentence lists; None where it has none.

    >>> condition("引导学校对设置雷同、就业质量差的专业，及时调减", "duplicate")
    '设置雷同'
    >>> condition("引导学校对设置雷同、就业质量差的专业，及时调减", "employment")
    '就业质量差'
    """
    signs = _pattern(f"conditions.{test}")
    for segment in _SEGMENT.split(passage):
        if match := signs.search(segment):
            before = _LIST_BEGINS.sub("", segment[: match.start()])
            return (before + match[0] + _WHOSE.sub("", segment[match.end() :])).strip()
    return None


def exit_passage(text: str, words: str | None) -> str | None:
    """Return the passage on majors to be reduced or stopped; None where there is none.

    A sentence, or the whole text where the sentence is only the head of a list. ``words``: those of
    the number that stands in it, where there is one.
    """
    leaving, bare = _pattern("words.leaving"), _bare(words or "")
    sentence_list = [part.strip() for part in _FULL_STOP.split(text) if part.strip()]
    passages = [sentence for sentence in sentence_list if bare and bare in _bare(sentence)]
    passages += [sentence for sentence in sentence_list if leaving.search(sentence)]
    listing = [sentence for sentence in passages if conditions(sentence)]
    return listing[0] if listing else (text if passages else None)


def conditions(passage: str | None) -> dict[str, str]:
    """Return test → the words of its condition in a passage."""
    tests = declared()["conditions"]
    words_of = {test: condition(passage or "", test) for test in tests}
    return {test: words for test, words in words_of.items() if words}


def excepts_special(passage: str | None) -> bool:
    """Tell whether a clause speaks of special majors."""
    return _pattern("words.special").search(passage or "") is not None


def in_principle(passage: str | None) -> str | None:
    """Return the word that lets a clause be missed with a reason (原则上), or None."""
    match = _pattern("words.in_principle").search(passage or "")
    return match[0] if match else None


def guides(passage: str | None, words: str | None) -> str | None:
    """Return the word by which a clause guides, supports or allows; None where it orders.

    The last of the words that guide and order before the clause's own words counts.

    >>> guides("支持企业参与，确保经费60%以上用于一线", "经费60%以上")
    >>> guides("鼓励企业把经费60%以上用于一线", "经费60%以上")
    '鼓励'
    """
    whole = passage or ""
    position = whole.find(words) if words else -1
    before = whole[:position] if position > 0 else whole
    soft = list(_pattern("words.guiding").finditer(before))
    strict = [match.start() for match in _pattern("words.ordering").finditer(before)]
    if not soft or max(strict, default=-1) > soft[-1].start():
        return None
    return soft[-1][0]


@cache
def _pattern(place: str) -> re.Pattern[str]:
    group, name = place.split(".")
    return re.compile("|".join(declared()[group][name]), re.I)
