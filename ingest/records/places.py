"""The areas that advertisements lie in; :mod:`ingest.places` reads the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass

from ingest import places
from ingest.policy.places import stem_and_level
from ingest.text import normal_name

_SHORTEST = 2
_LONGEST_SHORT = 3
_NOT_NAMING = " .-0123456789"  # as a post code behind a state
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
        self._within: str | None = None

    @property
    def areas(self) -> tuple[Place, ...]:
        """Return the areas, as given."""
        return tuple(self._areas.values())

    def within(self, area: str | None) -> Places:
        """Return places that take the name of several for the only one that lies in an area."""
        places = copy(self)
        places._within = area
        return places

    def find(self, text: str) -> str | None:
        """Return the area that a text names; None where it names none, or might mean several.

        Of a city and districts of its bare name it is the city: people do not leave out the word of
        a district. A part that is in no table, as a development zone, counts for what is around it.
        """
        for inside_out in _inside_out(text):
            if len(areas := self._meant(inside_out)) == 1:
                return areas[0]
        for end in [len(text), *(match.start() for match in reversed([*_BETWEEN.finditer(text)]))]:
            meant, rest = self._meant(text[:end]), text[end:]
            areas = [key for key in meant if not self._is_elsewhere(rest, key)]
            if len(areas) == 1:
                return None if self._names_another(rest, areas[0]) else areas[0]
            if meant and not areas:
                return None
        return None

    def _meant(self, text: str) -> list[str]:
        """Return the outermost areas that a text may mean; of one whole name, all that bear it."""
        keys = self._places.read(text)[0]
        bearers = keys & self._places.full.get(normal_name(text), set())
        if bearers:
            meant = [k for k in bearers if bearers.isdisjoint(self.around(k))]
        else:
            depths = {key: len(self.around(key)) for key in keys}
            meant = [key for key, depth in depths.items() if depth == min(depths.values())]
        if len(meant) > 1 and self._within is not None:
            meant = [key for key in meant if self.lies_in(key, self._within)]
        return meant

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

    def _is_elsewhere(self, rest: str, city: str) -> bool:
        """Tell whether a state stands behind a city that the city does not lie in: Columbus, Ohio.

        Nobody can tell where the names around the city are not written in Latin letters.
        """
        around = {
            name.casefold()
            for key in self.around(city)
            if (place := self._areas.get(key))
            for name in place.names
            if name.isascii()
        }
        parts = [part.strip(_NOT_NAMING) for part in rest.split(",")[1:]]
        return bool(around and parts) and not any(
            part.casefold() in around or any(_shortens(part, name) for name in around)
            for part in parts
        )

    def knows(self, text: str) -> bool:
        """Tell whether a text names an area."""
        return self.find(text) is not None

    def has(self, code: str) -> bool:
        """Tell whether there is an area of this code."""
        return code in self._areas

    def lies_in(self, code: str, top: str) -> bool:
        """Tell whether an area is another one, or part of it."""
        return code == top or top in self.around(code)

    def around(self, code: str) -> tuple[str, ...]:
        """Return the areas around one, the nearest first."""
        return self._places.above.get(code, ())

    def main_names(self) -> list[str]:
        """Return the short names of the two upper ranks, longest first, to take off titles."""
        names = set()
        for area in self._areas.values():
            if len(self._places.above[area.code]) < _SHORTEST:
                names |= {stem_and_level(name)[0] for name in area.names}
        fit = (name for name in names if len(name) >= _SHORTEST and name.isalpha())
        return sorted(fit, key=lambda name: (-len(name), name))


def _inside_out(text: str) -> Iterator[str]:
    """Yield the beginnings of a place in Latin letters as places are read, the outermost first.

    >>> list(_inside_out("Columbus, Ohio, USA")), list(_inside_out("深圳,东莞"))
    (['USA, Ohio, Columbus', 'Ohio, Columbus'], [])
    """
    parts = [part.strip() for part in text.split(",")] if text.isascii() else []
    for count in range(len(parts), 1, -1):
        yield ", ".join(reversed(parts[:count]))


def _shortens(short: str, name: str) -> bool:
    """Tell whether capitals can stand for a name.

    >>> _shortens("GA", "georgia"), _shortens("OH", "georgia"), _shortens("Ge", "georgia")
    (True, False, False)
    """
    rest = iter(name)
    is_short = short.isupper() and len(short) <= _LONGEST_SHORT and short[0].lower() == name[0]
    return is_short and all(letter in rest for letter in short.lower())
