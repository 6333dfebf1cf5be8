"""Names of units in a list, where the prefix of a level (市, 省, 县) applies to later names."""

from __future__ import annotations

import re
from functools import cache

from ingest.policy.patterns import any_of, pattern, patterns


@cache
def _compiled() -> dict[str, re.Pattern[str]]:
    rules = patterns("units")
    return {
        "prefix": re.compile(any_of(rules["prefixes"])),
        "not_prefixed": pattern("units", "not_prefixed"),
        "whole_begin": re.compile(any_of(rules["whole_beginnings"])),
        "whole_end": re.compile(rf".*{any_of(rules['whole_endings'])}(?:\([^)]*\))?$"),
        "organ": pattern("units", "party_organs"),
        "placed": pattern("units", "placed"),
    }


def own_prefix(name: str) -> str | None:
    """Return the prefix that a name itself has.

    >>> [own_prefix(n) for n in ("市教育局", "市民政局", "市政府办", "市场监管局", "自治区教育厅")]
    ['市', '市', '市', None, '自治区']
    """
    compiled = _compiled()
    if compiled["not_prefixed"].match(name):
        return None
    match = compiled["prefix"].match(name)
    if not match or match.end() == len(name):
        return None
    prefix = match[0]
    party = f"{prefix}委"
    return party if name.startswith(party) and len(name) > len(party) + 1 else prefix


def is_complete(name: str, place: str | None = None) -> bool:
    """Tell whether a name never takes a prefix. ``place``: the name of the document's own place.

    >>> [is_complete(n) for n in ("各园区管委会", "团市委", "梧州学院", "梧州市税务局", "财政局")]
    [True, True, True, True, False]
    """
    compiled = _compiled()
    return bool(
        compiled["whole_begin"].match(name)
        or compiled["whole_end"].match(name)
        or compiled["placed"].match(name)
        or (place and name.startswith(place))
    )


class Carrier:
    """The prefix that applies to the names of a list; each label starts a new list."""

    def __init__(self, place: str | None = None) -> None:
        self.place = place
        self.restart()

    def restart(self) -> None:
        """Forget the prefix."""
        self.plain = self.original = ""

    def complete_name(self, plain: str, original: str) -> tuple[str, str]:
        """Return the name with its prefix, for matching and in the document's own script.

        >>> carrier = Carrier()
        >>> names = ("市委组织部", "宣传部", "教育局", "团市委", "省财政厅", "税务局")
        >>> [carrier.complete_name(name, name)[0] for name in names]
        ['市委组织部', '市委宣传部', '市教育局', '团市委', '省财政厅', '省税务局']
        """
        if prefix := own_prefix(plain):
            self.plain, self.original = prefix, original[: len(prefix)]
            return plain, original
        if not self.plain or is_complete(plain, self.place):
            return plain, original
        is_party = self.plain.endswith("委")
        length = len(self.plain)
        if is_party and not _compiled()["organ"].match(plain):
            length -= 1
        return self.plain[:length] + plain, self.original[:length] + original


@cache
def _short_forms() -> list[tuple[str, str]]:
    forms = patterns("short_forms")
    return sorted(forms.items(), key=lambda pair: len(pair[0]), reverse=True)


def full_form(name: str) -> str:
    """Return a unit's name with its short form written out, so that each unit has a single name.

    >>> full_form("市发改委"), full_form("市教育局")
    ('市发展改革委', '市教育局')
    """
    for short, full in _short_forms():
        if name.endswith(short) and not name.endswith(full):
            return name.removesuffix(short) + full
    return name
