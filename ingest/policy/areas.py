"""The areas of the data, searchable by the name of a place in a document."""

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
    """All areas. names: of each area, by its code; above: code → code of the area around it."""

    names: dict[str, list[str]] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    _by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _by_stem: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    def __bool__(self) -> bool:
        return bool(self.names)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> Areas:
        """Return the areas in rows of the table of areas."""
        areas = cls()
        parents: dict[str, str] = {}
        for row in rows:
            if code := row["code"]:
                names = [
                    normal_name(name) for name in (row["name"], *(row["aliases"] or ())) if name
                ]
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
        """Return the code of the only area that a place means, else the reason why there is none.

        The level may be missing (梧州 is 梧州市, but 南昌县 is not 南昌市). The area lies within
        the places that precede it in the name.
        """
        name = normal_name(place)
        chain = components(name) or [name]
        codes = self._by_name.get(name) or self._codes_named(chain[-1])
        codes = {code for code in codes if self._may_lie_in(code, chain[:-1])}
        if len(codes) > 1:
            codes = {code for code in codes if self._lies_in(code, chain[:-1])} or codes
        if len(codes) == 1:
            return codes.pop(), None
        return None, AMBIGUOUS if codes else UNKNOWN

    def _codes_named(self, own: str) -> set[str]:
        if exact := self._by_name.get(own):
            return exact
        stem, level = stem_and_level(own)
        candidates = self._by_stem.get(stem, set())
        return {
            code
            for area_level, code in candidates
            if not level or not area_level or level == area_level
        }

    def _above(self, code: str) -> list[str]:
        """List the areas around an area, the innermost first."""
        codes: list[str] = []
        while (code := self.above.get(code, "")) and len(codes) < _MOST_ABOVE:
            codes.append(code)
        return codes

    def _lies_in(self, code: str, places: list[str]) -> bool:
        """Tell whether the areas around an area have the names of places."""
        return bool(places) and all(
            self._codes_named(place) & set(self._above(code)) for place in places[-1:]
        )

    def _may_lie_in(self, code: str, places: list[str]) -> bool:
        """Tell whether an area can lie in the places that precede it in a name."""
        inside = {
            stem_and_level(own) for around in self._above(code) for own in self._own_names(around)
        }
        inside |= {
            stem_and_level(part) for name in self.names[code] for part in components(name)[:-1]
        }
        levels = {level for _, level in inside}
        return all(
            (named := stem_and_level(place)) in inside or named[1] not in levels for place in places
        )

    def _own_names(self, code: str) -> list[str]:
        return [(components(name) or [name])[-1] for name in self.names.get(code, ())]
