"""The gap of a very small city, worked out again from its CSV files without the program.

Nothing is shared with the program but the method page: sums by hand, every set of occupations
enumerated, fair rates by splitting at the set with the lowest rate.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import combinations
from math import floor
from pathlib import Path
from typing import Any

BASES = ("survey", "projection", "registration", "postings")
Row = dict[str, str]
Class = tuple[str, int, str | None]
Key = tuple[str, int, str]  # with the area as it is told, empty where it is not


class City:
    """Classes of both sides and who may enter what, for one question.

    ``rule``: ``tier``, ``level`` (exact, enough, any), ``reach`` (same, commuting, anywhere).
    """

    def __init__(self, folder: Path, asked: dict[str, Any], everybody_stays: bool = False) -> None:
        self.tables = {file.stem: rows_of(file) for file in folder.glob("*.csv")}
        self._renumber()
        self.asked = asked
        self.everybody_stays = everybody_stays
        self.rule = {"tier": asked.get("tier", 1), "level": "enough", "reach": "commuting"}
        self.parents = {row["code"]: row["parent"] for row in self.tables["areas"]}
        self.year = asked.get("year") or self._newest()
        self.supply, self.demand = self._supply(), self._demand()
        self.arcs = {(i, j) for i in self.supply for j in self.demand if self._may_enter(i, j)}

    def under(self, **rule: Any) -> City:
        """The same classes under another rule."""
        self.rule |= rule
        self.arcs = {(i, j) for i in self.supply for j in self.demand if self._may_enter(i, j)}
        return self

    def _renumber(self) -> None:
        """Old codes become the newest ones, step by step."""
        to = {(row["table"], row["from"]): row["to"] for row in self.tables.get("successions", [])}
        for table, column in (("majors", "major"), ("occupations", "occupation")):
            for rows in self.tables.values():
                for row in rows:
                    while (table, row.get(column, "")) in to:
                        row[column] = to[table, row[column]]

    def _newest(self) -> int:
        told = {row["year"] for row in self.tables["enrolment"] if row["graduates"]}
        asked = {row["year"] for row in self.tables["demand"] if _openings(row) is not None}
        return int(max(told & asked))

    def is_inside(self, area: str) -> bool:
        asked = self.asked.get("area")
        if asked is None:
            return True
        if not area:
            return [code for code, parent in self.parents.items() if not parent] == [asked]
        return asked in (area, *self.above(area))

    def above(self, area: str) -> list[str]:
        found = []
        while area := self.parents.get(area, ""):
            found.append(area)
        return found

    def place(self, area: str) -> str | None:
        return (area or None) if self.asked.get("market") == "own" else None

    def _supply(self) -> dict[Class, int]:
        """Graduates less further study, times the local share; rounded so that the sum stays."""
        now = self._merged(whole_classes(self.available(everybody=False)))
        if not self.everybody_stays:
            return now
        everybody, here = self.available(everybody=True), self.available(everybody=False)
        leaving = {one: persons - here[one] for one, persons in everybody.items()}
        more = nearest(sum(everybody.values())) - sum(now.values())
        for one, persons in self._merged(whole_classes(leaving, more)).items():
            now[one] += persons
        return now

    def _merged(self, classes: dict[Key, int]) -> dict[Class, int]:
        found: dict[Class, int] = {}
        for (kind, level, area), persons in classes.items():
            one = kind, level, self.place(area)
            found[one] = found.get(one, 0) + persons
        return found

    def graduates(self) -> dict[Key, int]:
        """Supply by major, level and area of the college, whatever the market."""
        return whole_classes(self.available(everybody=False))

    def available(self, *, everybody: bool) -> dict[Key, Fraction]:
        """Exact supply by major, level and area; ``everybody``: as if nobody left."""
        level = {row["code"]: int(row["level"]) for row in self.tables["majors"]}
        place = {row["code"]: row["area"] for row in self.tables["colleges"]}
        mapped = {row["major"] for row in self.tables["crosswalk"]}
        enrolment = [row for row in self.tables["enrolment"] if int(row["year"]) == self.year]
        classes: dict[tuple[str, str], Fraction] = {}
        for row in enrolment:
            if not row["graduates"] or row["major"] not in mapped:
                continue
            if not self.is_inside(place[row["college"]]):
                continue
            share = Fraction(1) if everybody else self._share(row)
            persons = self._looking(row) * share
            key = row["major"], place[row["college"]]
            classes[key] = classes.get(key, Fraction(0)) + persons
        return {(major, level[major], area): n for (major, area), n in classes.items()}

    def _looking(self, row: Row) -> Fraction:
        """Graduates of a row who do not study on; unknown: as those around, who do not work."""
        graduates = Fraction(row["graduates"])
        if row.get("further_study"):
            return max(Fraction(0), graduates - Fraction(row["further_study"]))

        def told(other: Row) -> tuple[Fraction, Fraction] | None:
            if not other.get("further_study") or not float(other["graduates"] or 0):
                return None
            everybody = Fraction(other["graduates"])
            return min(Fraction(other["further_study"]), everybody), everybody

        rate = self._as_others(row, told, [])
        if rate is None:
            return graduates
        working = _working(row) or Fraction(0)
        return graduates - min(rate * graduates, max(Fraction(0), graduates - working))

    def _share(self, row: Row) -> Fraction:
        """The share of a row that works here; unknown: as those around."""

        def told(other: Row) -> tuple[Fraction, Fraction] | None:
            share, base = self._own_share(other)
            return None if base is None else (share * base, base)

        share, base = self._own_share(row)
        if share is not None and (base is not None or row.get("local_pct")):
            return share
        other = self._as_others(row, told, ["college"])
        return Fraction(1) if other is None else other

    def _own_share(self, row: Row) -> tuple[Any, Fraction | None]:
        """The share of the row that works here, and the persons it is a share of."""
        working = _working(row)
        if row.get("employed_local") and working:
            return min(Fraction(1), Fraction(row["employed_local"]) / working), working
        if not row.get("local_pct"):
            return None, None
        base = working
        if base is None and row["graduates"]:
            base = self._looking(row)
        return Fraction(row["local_pct"]) / 100, base

    def _as_others(
        self,
        row: Row,
        told: Callable[[Row], tuple[Fraction, Fraction] | None],
        narrower: list[str],
    ) -> Fraction | None:
        """From all rows to level, major class and narrower groups, 30 persons of the wider each."""
        majors = {each["code"]: each for each in self.tables["majors"]}
        every = [(other, told(other)) for other in self.tables["enrolment"]]
        known = [(other, pair) for other, pair in every if pair is not None]
        now = [(other, pair) for other, pair in known if other["year"] == row["year"]]

        def sums(several: list[Any], group: Callable[[Row], Any]) -> tuple[Fraction, Fraction]:
            pairs = [pair for other, pair in several if group(other) == group(row)]
            nothing = Fraction(0)
            return sum((a for a, _ in pairs), nothing), sum((b for _, b in pairs), nothing)

        part, base = sums(now, lambda _: None)
        if not base:
            part, base = sums(known, lambda _: None)
        if not base:
            return None
        rate = part / base

        def level(other: Row) -> str:
            return majors[other["major"]]["level"]

        of_level = [each for each in now if level(each[0]) == level(row)]
        groups: list[tuple[list[Any], Callable[[Row], Any]]] = [(of_level or known, level)]
        kind = majors[row["major"]].get("parent")
        if kind:
            groups.append((now, lambda o: (level(o), majors[o["major"]].get("parent"))))
        groups += [(now, lambda o, name=name: o[name]) for name in narrower]  # type: ignore[misc]
        for several, group in groups:
            part, base = sums(several, group)
            rate = (part + 30 * rate) / (base + 30)
        return min(Fraction(1), max(Fraction(0), rate))

    def _demand(self) -> dict[Class, int]:
        """Openings of the first basis, by occupation, required level and area."""
        return self._merged(self.openings())

    def openings(self) -> dict[Key, int]:
        """Demand by occupation, required level and area; where more leave, nobody is needed."""
        exact = {
            one: max(Fraction(0), sum((n for n, _ in rows), Fraction(0)))
            for one, rows in self.places().items()
        }
        return whole_classes(exact)

    def places(self) -> dict[Key, list[tuple[Fraction, Row]]]:
        """Rows with a figure by occupation, required level and area, whatever the market."""
        usual = {row["code"]: row["level"] for row in self.tables["occupations"]}
        chain_of = {row["id"]: row["chain"] for row in self.tables["segments"]}
        rows = [row for row in self.tables["demand"] if int(row["year"]) == self.year]
        known = [row for row in rows if _openings(row) is not None]
        basis = min((row.get("basis") or "survey" for row in known), key=BASES.index, default="")
        found: dict[tuple[str, int, str], list[tuple[Fraction, Row]]] = {}
        for row in known:
            level = int(row.get("level") or usual[row["occupation"]] or 0)
            chain = self.asked.get("chain")
            left_out = chain and chain_of.get(row.get("segment", "")) != chain
            of_basis = (row.get("basis") or "survey") == basis
            if not of_basis or left_out or not self.is_inside(row.get("area", "")):
                continue
            if level < (self.asked.get("min_level") or 0):
                continue
            key = row["occupation"], level, row.get("area", "")
            openings = _openings(row)
            found.setdefault(key, []).append((openings or Fraction(0), row))
        return found

    def is_surveyed(self, major: str) -> bool:
        """Whether any year has a demand figure for an occupation of the major."""
        asked = {r["occupation"] for r in self.tables["demand"] if _openings(r) is not None}
        return any(
            row["occupation"] in asked for row in self.tables["crosswalk"] if row["major"] == major
        )

    def _may_enter(self, i: Class, j: Class) -> bool:
        tiers = [
            int(row.get("tier") or 1)
            for row in self.tables["crosswalk"]
            if (row["major"], row["occupation"]) == (i[0], j[0])
        ]
        enough = {"exact": i[1] == j[1] or not j[1], "enough": i[1] >= j[1], "any": True}
        fits = any(tier <= self.rule["tier"] for tier in tiers) and enough[self.rule["level"]]
        return fits and self._meet(i[2], j[2])

    def _meet(self, there: str | None, here: str | None) -> bool:
        if there is None or here is None or self.rule["reach"] == "anywhere":
            return True

        def nested(one: str, other: str) -> bool:
            return one == other or one in self.above(other) or other in self.above(one)

        ways = [(r["from_area"], r["to_area"]) for r in self.tables.get("commuting", [])]
        commuting = any(nested(there, a) and nested(here, b) for a, b in ways)
        return nested(there, here) or (commuting and self.rule["reach"] == "commuting")

    def shortage(self, supply: dict[Class, int], demand: dict[Class, int]) -> int:
        """The largest d(J) − s(N(J)) over all sets J of occupations."""
        entrants = {j: {i for i, end in self.arcs if end == j} for j in demand}
        return max(
            sum(demand[j] for j in some)
            - sum(supply[i] for i in set().union(*(entrants[j] for j in some)))
            for some in sets_of(demand)
        )

    def fill_rates(self) -> dict[Class, Fraction]:
        """The set with the lowest s(N(J)) ÷ d(J) has that rate; then the rest goes on."""
        rates: dict[Class, Fraction] = {}
        left, majors = dict(self.demand), dict(self.supply)
        for j in [j for j, persons in left.items() if not persons]:
            rates[j] = Fraction(1)
            del left[j]
        while left:
            lowest, those = Fraction(1), frozenset[Class]()
            for some in sets_of(left):
                if not some:
                    continue
                into = {i for i, j in self.arcs if j in some and i in majors}
                rate = Fraction(sum(majors[i] for i in into), sum(left[j] for j in some))
                if rate < lowest or (rate == lowest < 1 and len(some) > len(those)):
                    lowest, those = rate, frozenset(some)
            if not those:
                return rates | dict.fromkeys(left, Fraction(1))
            rates |= dict.fromkeys(those, lowest)
            left = {j: persons for j, persons in left.items() if j not in those}
            majors = {i: s for i, s in majors.items() if not self._feeds(i, those)}
        return rates

    def _feeds(self, major: Class, those: frozenset[Class]) -> bool:
        return any((major, j) in self.arcs for j in those)

    def fixed_share(self) -> float:
        """Each major splits its graduates by weight × demand."""
        weight = {
            (row["major"], row["occupation"]): float(row.get("weight") or 1)
            for row in self.tables["crosswalk"]
        }
        sent = dict.fromkeys(self.demand, 0.0)
        for i, persons in self.supply.items():
            pull = {j: weight[i[0], j[0]] * self.demand[j] for k, j in self.arcs if k == i}
            for j, one in pull.items():
                sent[j] += persons * one / sum(pull.values()) if one else 0.0
        return sum(max(0.0, self.demand[j] - sent[j]) for j in self.demand)


def answer(folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """The figures of a report, in its own shape."""
    city = City(folder, asked)
    supply, demand = city.supply, city.demand
    needed, there = sum(demand.values()), sum(supply.values())
    short = city.shortage(supply, demand)
    matched = needed - short

    def placed(change: dict[Class, int], more: dict[Class, int]) -> int:
        return sum((demand | more).values()) - city.shortage(supply | change, demand | more)

    rates = city.fill_rates()

    def occupation(j: Class, persons: int) -> dict[str, Any]:
        group = "saturated" if placed({}, {j: persons + 1}) > matched else "balanced"
        alone = not any(j == end for _, end in city.arcs)
        if alone or (persons and placed({}, {j: persons - 1}) == matched):
            group = "starved"
        return {"demand": persons, "class": group, "fill_rate": str(rates[j])}

    entrants = {j: {i for i, end in city.arcs if end == j} for j in demand}
    return {
        "demand": needed,
        "supply": there,
        "matched": matched,
        "shortage": short,
        "quantity": max(0, needed - there),
        "composition": min(needed, there) - matched,
        "surplus": there - matched,
        "multi_count": sum(max(0, demand[j] - sum(supply[i] for i in entrants[j])) for j in demand),
        "fixed_share": round(city.fixed_share(), 4),
        "occupations": {_name(j): occupation(j, d) for j, d in sorted(demand.items(), key=str)},
        "majors": {_name(i): one for i, one in majors(folder, city).items()},
    }


def majors(folder: Path, city: City) -> dict[Class, dict[str, Any]]:
    """Majors with their class in the whole region: among jobs of a level only who may enter one."""
    entering = {i for i, _ in city.arcs}
    region = {"chain": None, "area": None, "year": city.year}
    inside = City(folder, city.asked | region) if is_part(city) else city
    has_level = city.asked.get("min_level") is not None
    outside = City(folder, city.asked | region | {"min_level": None}) if has_level else inside
    found = {}
    for i, persons in sorted(city.supply.items(), key=str):
        one = standing(inside if i in entering else outside, i)
        enters = i in entering or not is_part(city)
        slack = min(persons, one["slack"])
        found[i] = {"supply": persons} | one | {"slack": slack, "enters": enters}
    return found


def is_part(city: City) -> bool:
    """Whether something smaller is asked for than all demand of all areas."""
    tops = [code for code, parent in city.parents.items() if not parent]
    in_area = city.asked.get("area") not in (None, *(tops if len(tops) == 1 else ()))
    return bool(in_area or city.asked.get("chain") or city.asked.get("min_level") is not None)


def standing(city: City, i: Class) -> dict[str, Any]:
    """Class, room and slack of a major, by placing one more, all, or none of its graduates."""
    supply, demand, persons = city.supply, city.demand, city.supply[i]
    needed = sum(demand.values())

    def placed(count: int) -> int:
        return needed - city.shortage(supply | {i: count}, demand)

    matched = placed(persons)
    group = "scarce" if placed(persons + 1) > matched else "balanced"
    if persons and placed(persons - 1) == matched:
        group = "surplus"
    if not city.is_surveyed(i[0]):
        return {"class": "unknown", "room": 0, "slack": 0}
    return {
        "class": group,
        "room": placed(persons + needed) - matched,
        "slack": persons - (matched - placed(0)),
    }


def nearest(persons: Fraction | int) -> int:
    """The nearest whole number, a half upwards."""
    return floor(persons + Fraction(1, 2))


def largest_remainders(exact: dict[Any, Fraction], total: int | None = None) -> dict[Any, int]:
    """Cut, and what is missing to the rounded sum to the largest remainders, in order of keys."""
    whole = {one: floor(persons) for one, persons in exact.items()}
    left = (nearest(sum(exact.values())) if total is None else total) - sum(whole.values())
    order = sorted(exact, key=lambda one: (whole[one] - exact[one], -exact[one], one))
    for one in order[:left]:
        whole[one] += 1
    return whole


def whole_classes(exact: dict[Key, Fraction], total: int | None = None) -> dict[Key, int]:
    """Whole persons: of a kind and level first, then of its areas."""
    kinds: dict[tuple[str, int], dict[Key, Fraction]] = {}
    for one, persons in exact.items():
        kinds.setdefault(one[:2], {})[one] = persons
    sums = {kind: sum(those.values(), Fraction(0)) for kind, those in kinds.items()}
    together = largest_remainders(sums, total)
    found: dict[Key, int] = {}
    for kind, those in kinds.items():
        found |= largest_remainders(those, together[kind])
    return found


def _openings(row: Row) -> Fraction | None:
    """As told, or expansion and replacement."""
    if row.get("openings"):
        return Fraction(row["openings"])
    parts = row.get("expansion"), row.get("replacement")
    return Fraction(parts[0]) + Fraction(parts[1]) if parts[0] and parts[1] else None


def _working(row: Row) -> Fraction | None:
    """Those of a row who work, by count or by rate."""
    if row.get("employed"):
        return Fraction(row["employed"])
    if row["graduates"] and row.get("employed_pct"):
        return Fraction(row["graduates"]) * Fraction(row["employed_pct"]) / 100
    return None


def _name(one: Class) -> str:
    return "/".join(str(part) for part in one if part is not None)


def sets_of(several: Iterable[Class]) -> Iterable[tuple[Class, ...]]:
    """All subsets, the empty one first."""
    every = list(several)
    return (some for size in range(len(every) + 1) for some in combinations(every, size))


def rows_of(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
