"""Statements of the responsible units in a text: behind labels, in brackets, in sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.policy.brackets import Bracket, outer_brackets, split_outside
from ingest.policy.patterns import any_of, pattern, patterns
from ingest.policy.unit_names import (
    JOINT,
    LEAD,
    ends_as_unit,
    first_of,
    is_list,
    is_list_of_offices,
    is_surely_unit,
    is_time,
    names,
    without_role,
)

PLAIN, OTHER, OFFICE = "plain", "other", "office"
_ROLE = re.compile("牵头|负责|主责|配合|协同|协助|协办|参与|参加")
_LONGEST_BRACKET, _LONGEST_SENTENCE, _NEAR = 600, 240, 8
_MOST_PIECES, _LEAST_REMARK = 60, 4


@dataclass(frozen=True)
class Statement:
    """A statement of the units of an item, from ``start`` to ``end`` of its text.

    segments: lists of names, each with start, end and role (``lead``, ``joint``, ``plain``);
    closed: whether its bracket is closed; opens: where the bracket begins, times included.
    """

    start: int
    end: int
    segments: tuple[tuple[int, int, str], ...]
    closed: bool = True
    opens: int | None = None


def statements(plain: str, place: str | None) -> list[Statement]:
    """List all statements of a text; sentences count only if there is no other statement."""
    result = list(_in_brackets(plain))
    result += _on_lines(plain, result)
    if not any(statement.segments for statement in result):
        result += _in_sentences(plain, place)
    return result


@cache
def _labels() -> re.Pattern[str]:
    rules = patterns("units")
    kinds = {name: any_of(rules[f"{name}_labels"]) for name in (OTHER, OFFICE, LEAD, JOINT, PLAIN)}
    inner = "|".join(f"(?P<{name}>{shape})" for name, shape in kinds.items())
    return re.compile(
        rf"(?:{inner})(?:\([^):]{{1,10}}\))?(?::+|(?<=单位)(?=[市省县区各自])|(?<=部门)(?=[市省县区各自]))"
    )


# Brackets -------------------------------------------------------------------------------------


def _in_brackets(plain: str) -> Iterator[Statement]:
    for bracket in outer_brackets(plain):
        start, end = _without_times(plain, bracket)
        inner = plain[start:end]
        if _labels().search(inner):
            segments = tuple(_behind_labels(plain, start, end))
        elif _names_responsible(inner) or _is_nothing_but_units(plain, bracket, inner):
            segments = ((start, end, PLAIN),)
        else:
            continue
        begins = bracket.opens if start == bracket.start else start
        ends = bracket.closes if end == bracket.end else end
        yield Statement(begins, ends, segments, bracket.closed, bracket.opens)


def _without_times(plain: str, bracket: Bracket) -> tuple[int, int]:
    """Return the span of a bracket without the deadlines at its ends."""
    pieces = split_outside(plain[bracket.start : bracket.end], ",;。", [])
    spans = [(bracket.start + start, bracket.start + end) for start, end in pieces]
    if len(spans) > _MOST_PIECES:
        return bracket.start, bracket.end
    names = [(start, end) for start, end in spans if not is_time(plain[start:end])]
    if not names or len(names) == len(spans):
        return bracket.start, bracket.end
    first = bracket.start if names[0] == spans[0] else names[0][0]
    last = bracket.end if names[-1] == spans[-1] else names[-1][1]
    return first, last


def _behind_labels(plain: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield segments behind labels, up to the next label; offices count if no unit is labelled."""
    matches = list(_labels().finditer(plain, start, end))
    excluded_kinds = {OTHER}
    if any(match.lastgroup in (LEAD, JOINT, PLAIN) for match in matches):
        excluded_kinds.add(OFFICE)
    for match, until in zip(matches, [*(match.start() for match in matches[1:]), end], strict=True):
        kind = match.lastgroup or PLAIN
        if kind not in excluded_kinds:
            yield match.end(), until, kind


def _names_responsible(inner: str) -> bool:
    """Tell whether a bracket without a label names those responsible: (A、B负责)."""
    if len(inner) > _LONGEST_BRACKET or pattern("units", "not_units").search(inner):
        return False
    if not ends_as_unit(first_of(inner)):
        return False
    return bool(pattern("units", "unlabelled").search(inner)) or _all_have_roles(inner)


def _all_have_roles(inner: str) -> bool:
    """Tell whether all members are units and some have a role: (A(主责)、B(参加))."""
    members = [without_role(inner[start:end]) for start, end in names(inner)]
    return any(role for _, role, _ in members) and all(ends_as_unit(bare) for bare, _, _ in members)


def _is_nothing_but_units(plain: str, bracket: Bracket, inner: str) -> bool:
    """Tell whether a bracket at the end holds nothing but units: 【市税务局、市财政局】.

    Within a sentence, only names that are certainly those of offices count.
    """
    before = plain[max(0, bracket.opens - _NEAR) : bracket.opens].rstrip(" ")
    behind = plain[bracket.closes : bracket.closes + _NEAR].lstrip("。 ")
    if behind[:1] not in ("", "\n"):
        return False
    return is_list(inner) if before.endswith(("。", ";", "\n")) else is_list_of_offices(inner)


def unread_brackets(plain: str, read_statements: list[Statement]) -> Iterator[Bracket]:
    """Yield brackets that seem to name those responsible, but were not read so."""
    opens = {statement.opens for statement in read_statements}
    for bracket in outer_brackets(plain):
        if bracket.opens in opens:
            continue
        inner = plain[bracket.start : bracket.end].strip(" ")
        behind = plain[bracket.closes : bracket.closes + _NEAR].lstrip("。; ")
        if behind[:1] in ("", "\n") and len(inner) >= _LEAST_REMARK and _seems_to_assign(inner):
            yield bracket


def _seems_to_assign(inner: str) -> bool:
    pieces = [inner[start:end] for start, end in split_outside(inner, ",;。", [])]
    if all(map(is_time, pieces[:_MOST_PIECES])) or any(
        pattern("units", name).search(inner) for name in ("not_units", "standing_rule")
    ):
        return False
    names_bodies = bool(pattern("units", "body_words").search(inner))
    if names_bodies and pattern("units", "duty_words").search(inner):
        return True
    return names_bodies and not pattern("units", "remark").match(inner)


# Lines ----------------------------------------------------------------------------------------


def _on_lines(plain: str, brackets: list[Statement]) -> Iterator[Statement]:
    """Yield statements behind labels without a bracket."""
    starts = [statement.start for statement in brackets]
    end = 0
    for match in _labels().finditer(plain):
        at = bisect_right(starts, match.start())
        if match.lastgroup == OTHER or (at and match.start() < brackets[at - 1].end):
            continue
        follows = match.start() == end  # the list before it, with no sign between
        if match.start() and plain[match.start() - 1] not in "\n。;)( ,、”" and not follows:
            continue
        end = _line_end(plain, match.end())
        yield Statement(match.start(), end, ((match.end(), end, match.lastgroup or PLAIN),))


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
    """Yield statements in sentences: 由市教育局牵头,市财政局配合."""
    covered = 0
    for match in pattern("units", "duty_start").finditer(plain):
        if match.start() < covered:
            continue
        if end := _sentence_end(plain, match.end(), place):
            covered = end
            yield Statement(match.start(), end, ((match.end(), end, PLAIN),))


def _sentence_end(plain: str, start: int, place: str | None) -> int | None:
    """Return the end of the names and roles of a sentence; None if it states no unit."""
    sentence = re.split("[。\n]", plain[start : start + _LONGEST_SENTENCE], maxsplit=1)[0]
    if not is_surely_unit(sentence, place) or not _ROLE.search(sentence):
        return None
    end = None
    for name_start, name_end in names(sentence):
        verb = pattern("units", "duty_verb").search(sentence, name_start, name_end)
        name = without_role(sentence[name_start : verb.start() if verb else name_end])[0]
        if not ends_as_unit(name):
            break
        if verb or pattern("units", "joint_phrase").search(sentence[name_start:name_end]):
            end = start + (verb.end() if verb else name_end)
        if verb and verb.end() < name_end:
            break
    return end
