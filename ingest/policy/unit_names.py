"""Names of units in a list: the span of each, and the words on its role."""

from __future__ import annotations

import re
from functools import cache

from ingest.policy.brackets import split_outside
from ingest.policy.patterns import any_of, pattern, patterns, words
from ingest.policy.prefixes import own_prefix

LEAD, JOINT = "lead", "joint"
LONGEST = 40
EDGES = ' 、,;:。.\n"“”·'
_SEPARATORS = "、,;\n。/"
_BETWEEN = re.compile("[、,;]")
_LEAST_WHOLE = 3


@cache
def _end() -> re.Pattern[str]:
    return re.compile(rf"{any_of(patterns('units')['endings'])}(?:\([^)]*\))?(?:等.{{0,10}})?$")


def ends_as_unit(name: str) -> bool:
    """Tell whether a name is not too long and ends as names of units do.

    >>> ends_as_unit("市教育局"), ends_as_unit("市交通委(市道运局)"), ends_as_unit("加强领导")
    (True, True, False)
    """
    return len(name) <= LONGEST and bool(_end().search(name))


def is_surely_unit(name: str, place: str | None) -> bool:
    """Tell whether a name in running text is a unit: it begins with its level or place.

    >>> [is_surely_unit(n, None) for n in ("市教育局", "各镇人民政府", "学校", "支持示例高新区")]
    [True, True, False, False]
    """
    if pattern("units", "not_names").match(name):
        return False
    is_placed = pattern("units", "placed").match(name) or (place and name.startswith(place))
    return own_prefix(name) is not None or name.startswith("各") or bool(is_placed)


def is_list(plain: str) -> bool:
    """Tell whether a text holds only names of units, the first with its level."""
    names = _BETWEEN.split(plain)
    return own_prefix(names[0]) is not None and all(map(ends_as_unit, names))


@cache
def _office() -> re.Pattern[str]:
    return re.compile(
        rf"[^()]*{any_of(patterns('units')['office_endings'])}(?:\([^)]*\))?(?:等.{{0,10}})?"
    )


def is_list_of_offices(plain: str) -> bool:
    """Tell whether a text holds only names, at least two, the first certainly of an office.

    >>> [is_list_of_offices(n) for n in ("市教育局、市总工会", "市级基地、县级基地", "市教育局")]
    [True, False, False]
    """
    names = _BETWEEN.split(plain)
    return len(names) > 1 and is_list(plain) and bool(_office().fullmatch(names[0]))


def is_time(piece: str) -> bool:
    """Tell whether a piece of a list is a deadline or duration, without a name.

    >>> [is_time(p) for p in ("2024年底前完成", "长期坚持", "2024年底前市教育局完成", "市教育局")]
    [True, True, False, False]
    """
    return bool(pattern("units", "time_piece").fullmatch(piece.strip(EDGES)))


def first_of(plain: str) -> str:
    """Return the first name of a list, without the words on its role."""
    return without_role(_BETWEEN.split(plain, maxsplit=1)[0])[0]


# Where names end ------------------------------------------------------------------------------


@cache
def _with_separator() -> re.Pattern[str]:
    """Return a pattern of units whose name holds a separator: 各 and more than one level."""
    rules = patterns("units")
    level = (
        rf"{any_of(rules['place_levels'])}(?:\([^()]{{1,14}}\))?{any_of(rules['place_levels'])}?"
    )
    levels = rf"{level}(?:、{level})*"
    return re.compile(
        rf"各{levels}{rules['place_pairs']}|各{level}(?:、{level})+{any_of(rules['place_tails'])}?(?=[、,;。\n)]|等|负责|配合|牵头|按|落实|参与|协助|分别|共同|$)"
    )


def names(plain: str) -> list[tuple[int, int]]:
    """List the spans of the names of a list.

    >>> text = "各县、区政府,市教育局和市财政局"
    >>> [text[a:b] for a, b in names(text)]
    ['各县、区政府', '市教育局', '市财政局']
    """
    protected = [match.span() for match in _with_separator().finditer(plain)]
    spans: list[tuple[int, int]] = []
    for start, end in split_outside(plain, _SEPARATORS, protected):
        spans += _split_and(plain, start, end, protected)
    return spans


def _split_and(
    plain: str, start: int, end: int, protected: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Split members joined by 和, 及, 会同 if the text before is a complete name."""
    spans = []
    for match in words("units", "with_words", "and_words").finditer(plain, start + 2, end - 1):
        before = plain[start : match.start()]
        if (
            len(before) > 1
            and not any(x <= match.start() < y for x, y in protected)
            and _end().search(before)
            and before.count("(") == before.count(")")
            and _looks_complete(plain[match.end() : end])
        ):
            spans.append((start, match.start()))
            start = match.end()
    return [*spans, (start, end)]


def _looks_complete(name: str) -> bool:
    bare = without_role(name)[0]
    return len(bare) >= _LEAST_WHOLE and bool(_end().search(bare))


# Roles ----------------------------------------------------------------------------------------


def without_role(text: str) -> tuple[str, str | None, bool]:
    """Return a member without the words on its role, the role, and whether it ends a group.

    >>> without_role("市教育局牵头"), without_role("市财政局(牵头)")
    (('市教育局', 'lead', True), ('市财政局', 'lead', False))
    """
    member = text.strip(EDGES)
    if match := pattern("units", "role_bracket").search(member):
        role = next((name for name in (LEAD, JOINT) if match[name]), None)
        return member[: match.start()] + member[match.end() :], role, False
    for name, role in (("lead_phrase", LEAD), ("shared_phrase", None), ("joint_phrase", JOINT)):
        if (match := pattern("units", name).search(member)) and (
            match.start() or match.end() == len(member)
        ):
            bare = member[: match.start()]
            if role is None and (inner := pattern("units", "joint_phrase").search(bare)):
                return bare[: inner.start()], JOINT, True
            return bare, role, True
    return member, None, False
