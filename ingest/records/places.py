"""The areas that advertisements lie in; :mod:`ingest.places` reads the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ingest import places
from ingest.policy.places import stem_and_level

_SHORTEST = 2
_BETWEEN = re.compile(r"[·•\-—–_/,，|\s、;；]+")
_OR = re.compile(r"[/、,，;；|\s]+|或")


@dataclass(frozen=True)
class Place:
    """Area of the reference tables."""

    code: str
    names: tuple[str, ...]
    parent: str | None


class Places:
    """Finds the area that a text means, and what lies in it."""

    def __init__(self, areas: Iterable[Place]) -> None:
        self._areas = {area.code: area for area in areas}
        parents = {a.code: a.parent for a in self._areas.values() if a.parent}
        named = [(area.code, area.names) for area in self._areas.values()]
        self._places = places.Places.of(named, parents)
        self._parents: Mapping[str, str] = parents

    @property
    def areas(self) -> tuple[Place, ...]:
        """Return the areas, as given."""
        return tuple(self._areas.values())

    def find(self, text: str) -> str | None:
        """Return the area that a text names; None where it names none, or might mean several.

        Of a city and districts of its bare name it is the city: people do not leave out the word of
        a district. A part that is in no table, as a development zone, counts for what is around it.
        """
        for end in [len(text), *(match.start() for match in reversed([*_BETWEEN.finditer(text)]))]:
            keys = self._places.read(text[:end])[0]
            depths = {key: len(self._places.above[key]) for key in keys}
            highest = [key for key, depth in depths.items() if depth == min(depths.values())]
            if len(highest) == 1:
                return None if self._names_another(text[end:], highest[0]) else highest[0]
        return None

    def _names_another(self, rest: str, found: str) -> bool:
        """Tell whether another city stands behind one, as in 深圳/东莞."""
        for part in _OR.split(rest)[1:]:
            keys = self._places.read(part)[0]
            if any(
                len(self._places.above[key]) < _SHORTEST
                and not self.lies_in(key, found)
                and not self.lies_in(found, key)
                for key in keys
            ):
                return True
        return False

    def knows(self, text: str) -> bool:
        """Tell whether a text names an area."""
        return self.find(text) is not None

    def has(self, code: str) -> bool:
        """Tell whether there is an area of this code."""
        return code in self._areas

    def lies_in(self, code: str, top: str) -> bool:
        """Tell whether an area is another one, or part of it."""
        return code == top or top in self._places.above.get(code, ())

    def main_names(self) -> list[str]:
        """Return the short names of the two upper ranks, longest first, to take off titles."""
        names = set()
        for area in self._areas.values():
            if len(self._places.above[area.code]) < _SHORTEST:
                names |= {stem_and_level(name)[0] for name in area.names}
        fit = (name for name in names if len(name) >= _SHORTEST and name.isalpha())
        return sorted(fit, key=lambda name: (-len(name), name))
