"""The areas of the data, found by the name a document gives its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.policy.places import components, stem_and_level
from ingest.text import normal_name

UNKNOWN, AMBIGUOUS = "unknown", "ambiguous"
_MOST_ABOVE = 12


@dataclass
class Areas:
    """names: of each area, by its code; above: code → the code of the area it lies in."""

    names: dict[str, list[str]] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    _by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _by_stem: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    def __bool__(self) -> bool:
        return bool(self.names)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> Areas:
        """The areas of the rows of tables."""
        areas = cls()
        parents: dict[str, str] = {}
        for row in rows:
            if code := row["code"]:
                names = [normal_name(n) for n in (row["name"], *(row["aliases"] or ())) if n]
                areas.names.setdefault(code, []).extend(names)
                areas._by_name[normal_name(code)].add(code)
                if parent := row.get("parent"):
                    parents[code] = parent
                for name in names:
                    areas._learn(code, name)
        for code, parent in parents.items():
            if len(above := areas._by_name[normal_name(parent)]) == 1:
                areas.above[code] = next(iter(above))
        return areas

    def _learn(self, code: str, name: str) -> None:
        self._by_name[name].add(code)
        own = (components(name) or [name])[-1]
        self._by_name[own].add(code)
        stem, level = stem_and_level(own)
        self._by_stem[stem].add((level, code))

    def code_of(self, place: str) -> tuple[str | None, str | None]:
        """The code of the one area that a place is, else why there is none.

        With or without its level (梧州 is 梧州市, 南昌县 is not 南昌市), within the places that are
        named before it.
        """
        name = normal_name(place)
        chain = components(name) or [name]
        found = self._by_name.get(name) or self._named(chain[-1])
        found = {code for code in found if self._may_lie_in(code, chain[:-1])}
        if len(found) > 1:
            found = {c for c in found if self._lies_in(c, chain[:-1])} or found
        if len(found) == 1:
            return found.pop(), None
        return None, AMBIGUOUS if found else UNKNOWN

    def _named(self, own: str) -> set[str]:
        if exact := self._by_name.get(own):
            return exact
        stem, level = stem_and_level(own)
        told = self._by_stem.get(stem, set())
        return {code for other, code in told if not level or not other or level == other}

    def _above(self, code: str) -> list[str]:
        """The areas that one lies in, from the inside out."""
        found: list[str] = []
        while (code := self.above.get(code, "")) and len(found) < _MOST_ABOVE:
            found.append(code)
        return found

    def _lies_in(self, code: str, places: list[str]) -> bool:
        """Whether the areas above one have the names of places."""
        return bool(places) and all(
            self._named(place) & set(self._above(code)) for place in places[-1:]
        )

    def _may_lie_in(self, code: str, places: list[str]) -> bool:
        """Whether nothing says that an area lies elsewhere than in the places named before it."""
        inside = {stem_and_level(own) for c in self._above(code) for own in self._own_names(c)}
        inside |= {
            stem_and_level(part) for name in self.names[code] for part in components(name)[:-1]
        }
        levels = {level for _, level in inside}
        return all(
            (told := stem_and_level(place)) in inside or told[1] not in levels for place in places
        )

    def _own_names(self, code: str) -> list[str]:
        return [(components(name) or [name])[-1] for name in self.names.get(code, ())]
