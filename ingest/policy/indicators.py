"""Names of what numbers count: stable names for known wordings, else the words of the text."""

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
_MOST_CLAUSES = 4  # before that of the number, in which its subject is searched for
_CLAUSE_STOP = re.compile(f"[{_CLAUSE_END}(]")
_EDGES = " .,;:、()-\n\x1f"
NO_WORDS = Words("", "")
_FIGURE = re.compile(r"\d+(?![\d年])|[一二两三四五六七八九十](?=个百分点|成|分之)")


def clause_around(plain: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the clause in which ``plain[start:end]`` stands.

    >>> clause_around("一是扩大规模,新建基地5个,力争建成", 11, 13)
    (7, 13)
    """
    earliest, latest = max(0, start - _LONGEST_CLAUSE), min(len(plain), end + _LONGEST_CLAUSE)
    behind = _CLAUSE_STOP.search(plain, end, latest)
    return _behind_last(plain, _CLAUSE_END, earliest, start), behind.start() if behind else latest


def _behind_last(plain: str, signs: str, earliest: int, end: int) -> int:
    """Return the place behind the last of the signs before ``end``, not before ``earliest``."""
    ends = _places(plain, signs)
    at = bisect_left(ends, end)
    return max(earliest, ends[at - 1] + 1 if at else 0)


@lru_cache(maxsize=4)
def _places(plain: str, signs: str) -> list[int]:
    """List the places of the signs in a text; cached, since each of its figures needs them."""
    return [match.start() for match in re.finditer(f"[{signs}]", plain)]


def indicator(body: Passage, start: int, end: int, until: int, unit: str | None) -> str:
    """Return the name of what the number at ``start`` to ``end`` counts.

    It is a stable name, or ``unnamed:`` and the document's words. ``until``: the end of the words
    that compare the number.
    """
    return stable_name(body.plain, start, end, unit) or UNNAMED + words_of(body, start, until)


# Stable names ---------------------------------------------------------------------------------


def _placeholder(match: re.Match[str]) -> str:
    """Return the number's placeholder in a sentence: its unit between two marks."""
    return f"\0{match[1]}\0" if match[1] else "\0[^\0]*\0"


_NUMBER = re.compile(r"(?<!\?P)<n(?::([^>]*))?>")


@cache
def _stable_names() -> list[tuple[str, re.Pattern[str], tuple[re.Pattern[str], ...]]]:
    """List names, each with its pattern of a sentence and of the parts around the number."""
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
    """List the stable names that a figure of a text may have."""
    return [
        (name, shape)
        for name, shape, parts in _stable_names()
        if all(part.search(plain) for part in parts)
    ]


def stable_name(plain: str, start: int, end: int, unit: str | None) -> str | None:
    """Return the stable name of what a number counts, by its sentence; None if there is none."""
    possible = _possible(plain)
    if not possible:
        return None
    sentence_start = _behind_last(plain, _SENTENCE_END, max(0, start - _LONGEST_SENTENCE), start)
    latest = min(len(plain), end + _LONGEST_SENTENCE)
    ends = [at for sign in _SENTENCE_END if (at := plain.find(sign, end, latest)) >= 0]
    sentence = (
        f"{plain[sentence_start:start]}\0{unit or ''}\0{plain[end : min(ends, default=latest)]}"
    )
    for name, shape in possible:
        if match := shape.search(sentence):
            years = match.groupdict().get("n")
            return name.format(n=ordinal(years)) if years else name
    return None


# The words themselves -------------------------------------------------------------------------


def words_of(body: Passage, start: int, until: int) -> str:
    """Return the words for what a number counts, without number, comparison and deadline.

    If its clause has none, or only a level (省级) or a rhythm (每年), words of earlier clauses are
    added.

    >>> from ingest.policy.passages import passage
    >>> [words_of(passage(t, 1), *at) for t, at in (
    ...     ("到2025年,毕业生就业率不低于95%", (16, 19)), ("给予最高300万元奖补", (4, 9)))]
    ['毕业生就业率', '给予奖补']
    """
    plain = body.plain
    clause_start, clause_end = clause_around(plain, start, until)
    label = _label(body, clause_start, start, until, clause_end)
    for _ in range(_MOST_CLAUSES):
        says_enough = label and not pattern("quantities", "label_thin").fullmatch(label.plain)
        if says_enough or clause_start == 0 or plain[clause_start - 1] in _SENTENCE_END:
            break
        end = clause_start - 1
        clause_start, _ = clause_around(plain, end, end)
        earlier = _subject(body, clause_start, end)
        label = earlier + Words("、", "、") + label if earlier and label else earlier or label
    return (label or body.words(*clause_around(plain, start, until)).stripped(_EDGES)).original


def _label(body: Passage, clause_start: int, start: int, until: int, clause_end: int) -> Words:
    """Return the words before the number in its clause, and those behind it if they add meaning."""
    before = _before(body, clause_start, start)
    behind = _behind(body, until, clause_end)
    if before and behind.plain.startswith("的") and not _gives(before.plain):
        behind = NO_WORDS
    label = before.stripped(_EDGES + "的") + behind.stripped(_EDGES + "的")
    return _trimmed(label, "label_trim")


def _subject(body: Passage, clause_start: int, clause_end: int) -> Words:
    """Return the subject of an earlier clause: its words up to its first number."""
    clause_start = _begin(body.plain, clause_start, clause_end)
    figure = _FIGURE.search(body.plain, clause_start, clause_end)
    end = figure.start() if figure else clause_end
    if clause_start >= end:
        return NO_WORDS
    return _trimmed(_trimmed(_before(body, clause_start, end), "label_trim"), "label_trim_earlier")


def _begin(plain: str, clause_start: int, clause_end: int) -> int:
    """Return the place where a clause begins behind its deadline and similar words."""
    match = pattern("quantities", "label_before").match(plain, clause_start, clause_end)
    return match.end() if match else clause_start


def _before(body: Passage, clause_start: int, start: int) -> Words:
    """Return the words of a clause before its number, without those that compare it."""
    clause_start = _begin(body.plain, clause_start, start)
    end, words_between = start, NO_WORDS
    while match := _comparing_end().search(body.plain, clause_start, end):
        if match["between"] and not match["between"].endswith("的"):
            words_between = body.words(*match.span("between"))
        end = match.start()
    return body.words(clause_start, end) + words_between


@cache
def _comparing_end() -> re.Pattern[str]:
    rules = patterns("quantities")
    comparing = any_of(word for rule in rules["before"] for word in rule["words"])
    comparing = (
        rf"(?:{any_of(rules['negations'])})?(?:{comparing}|(?<=[未没有能])(?:完成|实现|兑现))"
    )
    return re.compile(rf"(?:{rules['label_cut']}|{comparing}(?P<between>{rules['between']}))$")


def _behind(body: Passage, end: int, clause_end: int) -> Words:
    """Return the words behind a number up to the next number."""
    figure = _FIGURE.search(body.plain, end, clause_end)
    return body.words(end, figure.start() if figure else clause_end)


def _gives(plain: str) -> bool:
    """Tell whether the words before a number grant something, so that its object stands behind."""
    return bool(pattern("quantities", "label_gives").search(plain))


def _trimmed(label: Words, name: str) -> Words:
    """Return a label without the words of a pattern at its end."""
    label = label.stripped(_EDGES)
    match = pattern("quantities", name).search(label.plain) if label else None
    return label.part(0, match.start()).stripped(_EDGES) if match else label
