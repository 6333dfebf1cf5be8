"""Where a text says who does it: behind labels, in brackets, in sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.policy.brackets import Bracket, outer_brackets
from ingest.policy.patterns import any_of, pattern, patterns
from ingest.policy.unit_names import (
    JOINT,
    LEAD,
    ends_as_unit,
    first_of,
    is_list,
    is_surely_unit,
    names,
    without_role,
)

PLAIN, OTHER, OFFICE = "plain", "other", "office"
_ROLE = re.compile("牵头|负责|配合|协助|协办|参与|参加")
_LONGEST_BRACKET, _LONGEST_SENTENCE, _NEAR = 600, 240, 8


@dataclass(frozen=True)
class Statement:
    """Who does an item, from ``start`` to ``end`` of its text.

    segments: lists of names, each from where to where and what its label says (``lead``,
    ``joint``, ``plain``); closed: whether its bracket is.
    """

    start: int
    end: int
    segments: tuple[tuple[int, int, str], ...]
    closed: bool = True


def statements(plain: str, place: str | None) -> list[Statement]:
    """All statements of a text; sentences count where it says it in no other way."""
    found = list(_in_brackets(plain))
    found += _on_lines(plain, found)
    if not any(s.segments for s in found):
        found += _in_sentences(plain, place)
    return found


@cache
def _labels() -> re.Pattern[str]:
    told = patterns("units")
    kinds = {name: any_of(told[f"{name}_labels"]) for name in (OTHER, OFFICE, LEAD, JOINT, PLAIN)}
    inner = "|".join(f"(?P<{name}>{shape})" for name, shape in kinds.items())
    return re.compile(
        rf"(?:{inner})(?:\([^):]{{1,10}}\))?(?::+|(?<=单位)(?=[市省县区各自])|(?<=部门)(?=[市省县区各自]))"
    )


# Brackets -------------------------------------------------------------------------------------


def _in_brackets(plain: str) -> Iterator[Statement]:
    for bracket in outer_brackets(plain):
        tail = pattern("units", "time_tail").search(plain[bracket.start : bracket.end])
        end = bracket.start + tail.start() if tail else bracket.end
        inner = plain[bracket.start : end]
        if _labels().search(inner):
            segments = tuple(_behind_labels(plain, bracket.start, end))
        elif _says_who(inner) or _stands_alone(plain, bracket):
            segments = ((bracket.start, end, PLAIN),)
        else:
            continue
        yield Statement(bracket.opens, end if tail else bracket.closes, segments, bracket.closed)


def _behind_labels(plain: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Segments behind labels, up to the next label; offices count where no unit is labelled."""
    hits = list(_labels().finditer(plain, start, end))
    left_out = {OTHER}
    if any(hit.lastgroup in (LEAD, JOINT, PLAIN) for hit in hits):
        left_out.add(OFFICE)
    for hit, until in zip(hits, [*(h.start() for h in hits[1:]), end], strict=True):
        kind = hit.lastgroup or PLAIN
        if kind not in left_out:
            yield hit.end(), until, kind


def _says_who(inner: str) -> bool:
    """Whether a bracket without label says who does it: (A、B负责)."""
    return (
        len(inner) <= _LONGEST_BRACKET
        and bool(pattern("units", "unlabelled").search(inner))
        and not pattern("units", "not_units").search(inner)
        and ends_as_unit(first_of(inner))
    )


def _stands_alone(plain: str, bracket: Bracket) -> bool:
    """Whether a bracket at the end holds nothing but units: 【市税务局、市财政局】."""
    before = plain[max(0, bracket.opens - _NEAR) : bracket.opens].rstrip(" ")
    behind = plain[bracket.closes : bracket.closes + _NEAR].lstrip("。 ")
    is_at_end = before.endswith(("。", ";", "\n")) and behind[:1] in ("", "\n")
    return is_at_end and is_list(plain[bracket.start : bracket.end])


# Lines ----------------------------------------------------------------------------------------


def _on_lines(plain: str, brackets: list[Statement]) -> Iterator[Statement]:
    """Labels without a bracket."""
    starts = [s.start for s in brackets]
    end = 0
    for hit in _labels().finditer(plain):
        at = bisect_right(starts, hit.start())
        if hit.lastgroup == OTHER or (at and hit.start() < brackets[at - 1].end):
            continue
        follows = hit.start() == end  # the list before it, with no sign between
        if hit.start() and plain[hit.start() - 1] not in "\n。;)( ,、”" and not follows:
            continue
        end = _line_end(plain, hit.end())
        yield Statement(hit.start(), end, ((hit.end(), end, hit.lastgroup or PLAIN),))


def _line_end(plain: str, start: int) -> int:
    depth = 0
    following = _labels().search(plain, start)
    stop = following.start() if following else len(plain)
    for at in range(start, stop):
        character = plain[at]
        if character == "(":
            depth += 1
        elif character == ")":
            if depth == 0:
                return at
            depth -= 1
        elif character in "。\n" and depth == 0:
            return at
    return stop


# Sentences ------------------------------------------------------------------------------------


def _in_sentences(plain: str, place: str | None) -> Iterator[Statement]:
    """由市教育局牵头,市财政局配合: names and what each does, in a sentence of the text."""
    covered = 0
    for hit in pattern("units", "duty_start").finditer(plain):
        if hit.start() < covered:
            continue
        if end := _sentence_end(plain, hit.end(), place):
            covered = end
            yield Statement(hit.start(), end, ((hit.end(), end, PLAIN),))


def _sentence_end(plain: str, start: int, place: str | None) -> int | None:
    """Where the names of a sentence end, with the last word on a role; None where none are."""
    sentence = re.split("[。\n]", plain[start : start + _LONGEST_SENTENCE], maxsplit=1)[0]
    if not is_surely_unit(sentence, place) or not _ROLE.search(sentence):
        return None
    end = None
    for a, b in names(sentence):
        verb = pattern("units", "duty_verb").search(sentence, a, b)
        name = without_role(sentence[a : verb.start() if verb else b])[0]
        if not ends_as_unit(name):
            break
        if verb or pattern("units", "joint_phrase").search(sentence[a:b]):
            end = start + (verb.end() if verb else b)
        if verb and verb.end() < b:
            break
    return end
