"""Areas as people write them: 杭州, 浙江杭州, 杭州·西湖区, 浙江省杭州市西湖区, 杭州市区.

A text is parted into the names of areas, each within the one before it; a level (市, 县) may be
left out where one name remains. A district that is not in the table stands for the area around it.
A name of several areas stays ambiguous here; :mod:`ingest.surroundings` may tell which is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cache

from ingest.policy.passages import HAN
from ingest.policy.patterns import any_of, patterns
from ingest.policy.places import stem_and_level
from ingest.text import normal_name

# How a text was understood: as said; by the area around an unknown district; that has none known.
BY_PLACE, COARSER, UNDIVIDED = "place", "coarser", "undivided"
LONGEST = 40  # characters of a text that is parted
_MOST_ABOVE = 12
_CITY = ("市", "州", "盟", "县", "旗")
_LEVELS = (*_CITY, "省", "区", "自治")
_WIDE = ("省", "市", "州", "盟")
_LEAST = 2  # characters of a name without its level
_SEPARATORS = re.compile(r"[·•・‧.\-—–_/\\,，、>→|\s()]+")
_INSIDE = re.compile(r"(?:市)?(?:区|城区|主城区|市区|本级|直属?|辖区|中心城区|全[市省县区州]|全域)")
_DISTRICT = re.compile(rf"[{HAN}\w]{{2,14}}(?:[县旗镇乡]|(?<!社)区|(?<!城)市)")
_LOCALITY = re.compile(
    rf"[{HAN}\w]{{1,20}}(?:[镇乡村园]|街道|社区|(?:开发|工业|示范|高新|产业|新)区|[路街巷]\d*号?)"
)
_WHOLE = re.compile(r"(?:全|本|我)(省|市|县|区|州|盟|旗|自治区|域|境)(?:范围内?)?")


@dataclass
class Places:
    """The areas of a build. above: key → the keys of the areas around it, the nearest first."""

    names: dict[str, str] = field(default_factory=dict)
    above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    level: dict[str, str] = field(default_factory=dict)
    full: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    stems: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    around: set[str] = field(default_factory=set)  # areas that hold others
    outermost: frozenset[str] = frozenset()  # those of a province that is not in the table
    below: frozenset[str] = frozenset()  # areas that are in a reference pack alone
    lengths: tuple[int, ...] = ()

    @classmethod
    def of(
        cls,
        areas: Iterable[tuple[str, Iterable[str]]],
        parents: Mapping[str, str],
        below: Set[str] = frozenset(),
    ) -> Places:
        """Return the places of areas, given as key and names; ``parents``: key → key."""
        places = cls(below=frozenset(below))
        for key, names in areas:
            places.above[key] = _above(key, parents)
            for name in names:
                places.names.setdefault(key, name)
                places._learn(key, normal_name(name))
        places.around = set(parents.values())
        places.outermost = frozenset(
            key for key, around in places.above.items() if not around and places.level[key] in _CITY
        )
        sizes = {len(form) for forms in (places.full, places.stems) for form in forms}
        places.lengths = tuple(sorted(sizes, reverse=True))
        return places

    def _learn(self, key: str, name: str) -> None:
        stem, level = stem_and_level(name)
        self.full[name].add(key)
        is_short = len(name) == _LEAST and name.endswith(_LEVELS)  # 单县
        self.level.setdefault(key, name[-1] if is_short else level)
        if level and len(stem) >= _LEAST:
            self.full[stem + level].add(key)  # 恩施州 is 恩施土家族苗族自治州
            is_new_area = level == "区" and stem.endswith("新") and len(stem) > _LEAST
            self.stems[stem[:-1] if is_new_area else stem].add(key)  # 浦东 is 浦东新区

    def read(self, text: str) -> tuple[frozenset[str], str, str]:
        """Return the areas that a text may mean, how it was understood, and what is left of it.

        >>> places = Places.of([("1", ["甲市"]), ("2", ["丙丁区"])], {"2": "1"})
        >>> places.read("甲市丙丁区"), places.read("甲市戊己区")
        ((frozenset({'2'}), 'place', ''), (frozenset({'1'}), 'coarser', '戊己区'))
        """
        if len(text) > LONGEST:
            return frozenset(), BY_PLACE, ""
        plain = normal_name(_SEPARATORS.sub("", unicodedata.normalize("NFKC", text)))
        plain = plain.removeprefix("中国")
        keys, rest = self._read(plain, None)
        if not keys and (province := _province().match(plain)) is not None:
            keys, rest = self._read(plain[province.end() :], self.outermost)
        if not rest or not keys or _INSIDE.fullmatch(rest):
            return keys, BY_PLACE, ""
        return keys, UNDIVIDED if self.around.isdisjoint(keys) else COARSER, rest

    def _read(
        self, text: str, among: frozenset[str] | None, inside: frozenset[str] = frozenset()
    ) -> tuple[frozenset[str], str]:
        """Return the areas that a text leads to from those read so far, and the unread rest.

        ``among``: the areas that the text may begin with.
        """
        if not text:
            return inside, ""
        for length in self.lengths:
            if length > len(text):
                continue
            piece, rest = text[:length], text[length:]
            for is_full, forms in ((True, self.full), (False, self.stems)):
                if (called := forms.get(piece)) is None:  # most pieces are no name
                    continue
                keys = self._within(called, inside)
                keys = keys if among is None else keys & among
                if not keys:
                    continue
                final, left = self._read(rest, None, keys)
                if final == keys and not is_full:
                    final = keys = self._outermost(keys)
                narrow = any(self.level[key] not in _WIDE for key in keys)
                if not left or final != keys or _may_be_left(left, is_full, narrow):
                    return final, left
        return inside, text

    def _within(self, keys: Set[str], inside: frozenset[str]) -> frozenset[str]:
        if not inside:
            return frozenset(keys)
        return frozenset(key for key in keys if not inside.isdisjoint(self.above[key]))

    def _outermost(self, keys: frozenset[str]) -> frozenset[str]:
        """Return the one of several areas of a bare name that it surely means: 河南, 南昌."""
        provinces = [key for key in keys if self.level[key] == "省"]
        if len(provinces) == 1:
            return frozenset(provinces)
        outer = [key for key in keys if all(key in self.above[other] for other in keys - {key})]
        return frozenset(outer) or keys

    def described(self, key: str) -> str:
        """Return an area with the one around it, and its key.

        >>> Places.of([("1", ["甲市"]), ("2", ["丙丁区"])], {"2": "1"}).described("2")
        '甲市丙丁区 2'
        """
        outer = self.names.get(self.above[key][0], "") if self.above.get(key) else ""
        return f"{outer}{self.names.get(key, '')} {key}"

    def of_whole(self, text: str, area: str) -> str | None:
        """Return the area that 全市, 本省 … means in the data of an area.

        >>> places = Places.of([("1", ["甲市"]), ("2", ["丙丁区"])], {"2": "1"})
        >>> places.of_whole("全市", "2"), places.of_whole("全省", "2")
        ('1', None)
        """
        match = _WHOLE.fullmatch(normal_name(text))
        if match is None:
            return None
        if match[1] in ("域", "境"):
            return area
        level = {"自治区": "省"}.get(match[1], match[1])
        return next((key for key in (area, *self.above[area]) if self.level[key] == level), None)


def _may_be_left(rest: str, is_full: bool, narrow: bool) -> bool:
    """Tell whether a rest can be a place within the area before it.

    ``is_full``: that area was given with its level; ``narrow``: it holds no districts.
    """
    if not is_full and rest.startswith(_LEVELS):  # the name of something else
        return False
    if not is_full:
        return not narrow and _DISTRICT.fullmatch(rest) is not None
    if _INSIDE.fullmatch(rest) or _LOCALITY.fullmatch(rest):
        return True
    return not narrow and _DISTRICT.fullmatch(rest) is not None


def is_whole(text: str) -> bool:
    """Tell whether a text means all of the area that the data are of.

    >>> is_whole("全市"), is_whole("全州县")
    (True, False)
    """
    return _WHOLE.fullmatch(normal_name(text)) is not None


def _above(key: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    keys: list[str] = []
    around = parents.get(key)
    while around is not None and around not in (key, *keys) and len(keys) < _MOST_ABOVE:
        keys.append(around)
        around = parents.get(around)
    return tuple(keys)


@cache
def _province() -> re.Pattern[str]:
    """Return a pattern of a province at the beginning of a text."""
    return re.compile(any_of(patterns("places")["provinces"]) + "(?:省|[壮回维吾尔族]*自治区)?")
