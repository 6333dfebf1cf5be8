"""Names of units in a list: where each begins and ends, and the words on its role."""

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
    """Whether a name is not too long and ends as the name of a unit does.

    >>> ends_as_unit("市教育局"), ends_as_unit("市交通委(市道运局)"), ends_as_unit("加强领导")
    (True, True, False)
    """
    return len(name) <= LONGEST and bool(_end().search(name))


def is_surely_unit(name: str, place: str | None) -> bool:
    """Whether a name in running text is a unit: one with its level or place before it.

    >>> [is_surely_unit(n, None) for n in ("市教育局", "各镇人民政府", "学校", "支持示例高新区")]
    [True, True, False, False]
    """
    if pattern("units", "not_names").match(name):
        return False
    is_placed = pattern("units", "placed").match(name) or (place and name.startswith(place))
    return own_prefix(name) is not None or name.startswith("各") or bool(is_placed)


def is_list(plain: str) -> bool:
    """Whether a text is nothing but names of units, the first with its level."""
    names = _BETWEEN.split(plain)
    return own_prefix(names[0]) is not None and all(map(ends_as_unit, names))


@cache
def _office() -> re.Pattern[str]:
    return re.compile(
        rf"[^()]*{any_of(patterns('units')['office_endings'])}(?:\([^)]*\))?(?:等.{{0,10}})?"
    )


def is_list_of_offices(plain: str) -> bool:
    """Whether a text is nothing but two or more names, the first surely that of an office.

    >>> [is_list_of_offices(n) for n in ("市教育局、市总工会", "市级基地、县级基地", "市教育局")]
    [True, False, False]
    """
    names = _BETWEEN.split(plain)
    return len(names) > 1 and is_list(plain) and bool(_office().fullmatch(names[0]))


def is_time(piece: str) -> bool:
    """Whether a piece of a list says by when or for how long, and names nobody.

    >>> [is_time(p) for p in ("2024年底前完成", "长期坚持", "2024年底前市教育局完成", "市教育局")]
    [True, True, False, False]
    """
    return bool(pattern("units", "time_piece").fullmatch(piece.strip(EDGES)))


def first_of(plain: str) -> str:
    """The first name of a list, without the words on its role."""
    return without_role(_BETWEEN.split(plain, maxsplit=1)[0])[0]


# Where names end ------------------------------------------------------------------------------


@cache
def _with_separator() -> re.Pattern[str]:
    """One unit whose name holds a separator: 各 and several levels of places."""
    told = patterns("units")
    level = rf"{any_of(told['place_levels'])}(?:\([^()]{{1,14}}\))?{any_of(told['place_levels'])}?"
    several = rf"{level}(?:、{level})*"
    return re.compile(
        rf"各{several}{told['place_pairs']}|各{level}(?:、{level})+{any_of(told['place_tails'])}?(?=[、,;。\n)]|等|负责|配合|牵头|按|落实|参与|协助|分别|共同|$)"
    )


def names(plain: str) -> list[tuple[int, int]]:
    """The spans of the names of a list.

    >>> text = "各县、区政府,市教育局和市财政局"
    >>> [text[a:b] for a, b in names(text)]
    ['各县、区政府', '市教育局', '市财政局']
    """
    protected = [m.span() for m in _with_separator().finditer(plain)]
    spans: list[tuple[int, int]] = []
    for a, b in split_outside(plain, _SEPARATORS, protected):
        spans += _split_and(plain, a, b, protected)
    return spans


def _split_and(
    plain: str, a: int, b: int, protected: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Members joined by 和, 及, 会同: told apart where what stands before is a whole name."""
    spans = []
    for hit in words("units", "with_words", "and_words").finditer(plain, a + 2, b - 1):
        left = plain[a : hit.start()]
        if (
            len(left) > 1
            and not any(x <= hit.start() < y for x, y in protected)
            and _end().search(left)
            and left.count("(") == left.count(")")
            and _looks_whole(plain[hit.end() : b])
        ):
            spans.append((a, hit.start()))
            a = hit.end()
    return [*spans, (a, b)]


def _looks_whole(name: str) -> bool:
    bare = without_role(name)[0]
    return len(bare) >= _LEAST_WHOLE and bool(_end().search(bare))


# Roles ----------------------------------------------------------------------------------------


def without_role(text: str) -> tuple[str, str | None, bool]:
    """A member without the words on its role; the role; whether it ends a group of members.

    >>> without_role("市教育局牵头"), without_role("市财政局(牵头)")
    (('市教育局', 'lead', True), ('市财政局', 'lead', False))
    """
    told = text.strip(EDGES)
    if hit := pattern("units", "role_bracket").search(told):
        role = next((name for name in (LEAD, JOINT) if hit[name]), None)
        return told[: hit.start()] + told[hit.end() :], role, False
    for name, role in (("lead_phrase", LEAD), ("shared_phrase", None), ("joint_phrase", JOINT)):
        if (hit := pattern("units", name).search(told)) and (hit.start() or hit.end() == len(told)):
            bare = told[: hit.start()]
            if role is None and (inner := pattern("units", "joint_phrase").search(bare)):
                return bare[: inner.start()], JOINT, True
            return bare, role, True
    return told, None, False
