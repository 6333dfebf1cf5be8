"""What a number counts: its stable name where the wording is known, else the words themselves."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache

from ingest.policy.numerals import ordinal
from ingest.policy.passages import Passage, Words
from ingest.policy.patterns import any_of, pattern, patterns

UNNAMED = "unnamed:"
_CLAUSE_END, _SENTENCE_END = ",。;:\n、", "。;\n"
_LONGEST_CLAUSE, _LONGEST_SENTENCE = 60, 200
_MOST_CLAUSES = 4  # before that of the number, in which its subject is looked for
_CLAUSE_STOP = re.compile(f"[{_CLAUSE_END}(]")
_EDGES = " .,;:、()-\n\x1f"
NO_WORDS = Words("", "")
_FIGURE = re.compile(r"\d+(?![\d年])|[一二两三四五六七八九十](?=个百分点|成|分之)")


def clause_around(plain: str, start: int, end: int) -> tuple[int, int]:
    """The span of the clause in which ``plain[start:end]`` stands.

    >>> clause_around("一是扩大规模,新建基地5个,力争建成", 11, 13)
    (7, 13)
    """
    earliest, latest = max(0, start - _LONGEST_CLAUSE), min(len(plain), end + _LONGEST_CLAUSE)
    behind = _CLAUSE_STOP.search(plain, end, latest)
    return _behind_last(plain, _CLAUSE_END, earliest, start), behind.start() if behind else latest


def _behind_last(plain: str, signs: str, earliest: int, end: int) -> int:
    """The place behind the last of the signs before ``end``, not before ``earliest``."""
    ends = _places(plain, signs)
    at = bisect_left(ends, end)
    return max(earliest, ends[at - 1] + 1 if at else 0)


@lru_cache(maxsize=4)
def _places(plain: str, signs: str) -> list[int]:
    """Where the signs stand in a text; asked again for each of its figures."""
    return [hit.start() for hit in re.finditer(f"[{signs}]", plain)]


def indicator(body: Passage, start: int, end: int, until: int, unit: str | None) -> str:
    """The name of what is counted by the number at ``start`` to ``end``.

    ``until``: the end of its comparison. A stable name, or ``unnamed:`` and the document's words.
    """
    return stable_name(body.plain, start, end, unit) or UNNAMED + words_of(body, start, until)


# Stable names ---------------------------------------------------------------------------------


def _placeholder(hit: re.Match[str]) -> str:
    """The number's sign in a sentence: its unit between two marks."""
    return f"\0{hit[1]}\0" if hit[1] else "\0[^\0]*\0"


_NUMBER = re.compile(r"(?<!\?P)<n(?::([^>]*))?>")


@cache
def _stable_names() -> list[tuple[str, re.Pattern[str], tuple[re.Pattern[str], ...]]]:
    """Name, pattern on a sentence, and what stands before and behind the number by itself."""
    return [
        (
            name,
            re.compile(_NUMBER.sub(_placeholder, shape)),
            tuple(re.compile(part) for part in _NUMBER.split(shape)[::2] if part),
        )
        for name, shapes in patterns("indicators").items()
        for shape in shapes
    ]


@lru_cache(maxsize=4)
def _possible(plain: str) -> list[tuple[str, re.Pattern[str]]]:
    """The stable names that any figure of a text may have."""
    return [
        (name, shape)
        for name, shape, parts in _stable_names()
        if all(part.search(plain) for part in parts)
    ]


def stable_name(plain: str, start: int, end: int, unit: str | None) -> str | None:
    """The stable name of what a number counts, by the sentence it stands in."""
    possible = _possible(plain)
    if not possible:
        return None
    a = _behind_last(plain, _SENTENCE_END, max(0, start - _LONGEST_SENTENCE), start)
    latest = min(len(plain), end + _LONGEST_SENTENCE)
    ends = [at for sign in _SENTENCE_END if (at := plain.find(sign, end, latest)) >= 0]
    sentence = f"{plain[a:start]}\0{unit or ''}\0{plain[end : min(ends, default=latest)]}"
    for name, shape in possible:
        if hit := shape.search(sentence):
            years = hit.groupdict().get("n")
            return name.format(n=ordinal(years)) if years else name
    return None


# The words themselves -------------------------------------------------------------------------


def words_of(body: Passage, start: int, until: int) -> str:
    """The words that say what a number counts, without it, its comparison and its deadline.

    Where its own clause holds none, or only a level (省级) or a rhythm (每年), those of the clause
    before it too.

    >>> from ingest.policy.passages import passage
    >>> [words_of(passage(t, 1), *at) for t, at in (
    ...     ("到2025年,毕业生就业率不低于95%", (16, 19)), ("给予最高300万元奖补", (4, 9)))]
    ['毕业生就业率', '给予奖补']
    """
    plain = body.plain
    a, b = clause_around(plain, start, until)
    told = _label(body, a, start, until, b)
    for _ in range(_MOST_CLAUSES):
        says_enough = told and not pattern("quantities", "label_thin").fullmatch(told.plain)
        if says_enough or a == 0 or plain[a - 1] in _SENTENCE_END:
            break
        end = a - 1
        a, _ = clause_around(plain, end, end)
        earlier = _subject(body, a, end)
        told = earlier + Words("、", "、") + told if earlier and told else earlier or told
    return (told or body.words(*clause_around(plain, start, until)).stripped(_EDGES)).shown


def _label(body: Passage, a: int, start: int, until: int, b: int) -> Words:
    """What stands before the number in its clause, and behind it where that says more."""
    before = _before(body, a, start)
    behind = _behind(body, until, b)
    if before and behind.plain.startswith("的") and not _gives(before.plain):
        behind = NO_WORDS
    told = before.stripped(_EDGES + "的") + behind.stripped(_EDGES + "的")
    return _trimmed(told, "label_trim")


def _subject(body: Passage, a: int, b: int) -> Words:
    """What an earlier clause is about: its words up to its own first number."""
    a = _begin(body.plain, a, b)
    figure = _FIGURE.search(body.plain, a, b)
    end = figure.start() if figure else b
    if a >= end:
        return NO_WORDS
    return _trimmed(_trimmed(_before(body, a, end), "label_trim"), "label_trim_earlier")


def _begin(plain: str, a: int, b: int) -> int:
    """Where a clause begins behind its deadline and the like."""
    hit = pattern("quantities", "label_before").match(plain, a, b)
    return hit.end() if hit else a


def _before(body: Passage, a: int, start: int) -> Words:
    """The words of a clause before its number, without those that compare it."""
    a = _begin(body.plain, a, start)
    end, kept = start, NO_WORDS
    while hit := _comparing_end().search(body.plain, a, end):
        if hit["between"] and not hit["between"].endswith("的"):
            kept = body.words(*hit.span("between"))
        end = hit.start()
    return body.words(a, end) + kept


@cache
def _comparing_end() -> re.Pattern[str]:
    told = patterns("quantities")
    said = any_of(word for rule in told["before"] for word in rule["words"])
    said = rf"(?:{any_of(told['negations'])})?(?:{said}|(?<=[未没有能])(?:完成|实现|兑现))"
    return re.compile(rf"(?:{told['label_cut']}|{said}(?P<between>{told['between']}))$")


def _behind(body: Passage, end: int, b: int) -> Words:
    """The words behind a number up to the next one."""
    figure = _FIGURE.search(body.plain, end, b)
    return body.words(end, figure.start() if figure else b)


def _gives(plain: str) -> bool:
    """Whether what stands before a number hands something out: its object stands behind."""
    return bool(pattern("quantities", "label_gives").search(plain))


def _trimmed(label: Words, name: str) -> Words:
    """Without the words of a pattern at its end."""
    label = label.stripped(_EDGES)
    hit = pattern("quantities", name).search(label.plain) if label else None
    return label.part(0, hit.start()).stripped(_EDGES) if hit else label
