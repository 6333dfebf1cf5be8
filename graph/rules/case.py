"""The tables as rules look at them: things by key, figures by programme, areas, evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from typing import Any, TypeVar

import polars as pl

from graph.convert.iris import EMPTY_PART, encode
from graph.gap.figures import grade_over
from graph.gap.scope import subtree
from graph.gap.years import newest_of
from graph.ontology import load
from graph.rules.classes import major_classes
from graph.rules.registry import declared
from graph.rules.thresholds import Threshold
from graph.rules.verdicts import YEAR_THIN, Clause, Evidence, Note, RuleParameters, Subject
from graph.things import Thing, things_by_key

HIGHEST_VOCATIONAL = 5  # ISCED level: short-cycle tertiary

Row = Mapping[str, Any]
Key = tuple[str, str, str | None]  # college, major, track
T = TypeVar("T")
K = TypeVar("K")


def grouped(entries: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Group entries by a key, in their order.

    >>> grouped(["ab", "b", "ac"], lambda word: word[0])
    {'a': ['ab', 'ac'], 'b': ['b']}
    """
    groups: dict[K, list[T]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def remarked(thing: Thing, remark: object) -> Thing:
    """Return a thing with a remark in brackets behind its name."""
    return Thing(thing.key, f"{thing.of('zh')}（{remark}）", f"{thing.of('en')} ({remark})")


class Case:
    """Tables and parameters, with lookups that several rules share, each made once on demand.

    Nothing here changes the tables. Unknown stays None.
    """

    def __init__(self, tables: Mapping[str, pl.DataFrame], parameters: RuleParameters) -> None:
        self.tables = tables
        self.parameters = parameters
        self._things: dict[str, dict[str | None, Thing]] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self.passed_over: list[Note] = []  # years too thin to judge by, since somebody cleared it

    # Rows and things

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return all rows of a table, in its order."""
        if table not in self._rows:
            self._rows[table] = self.tables[table].to_dicts()
        return self._rows[table]

    def thing(self, table: str, key: str) -> Thing:
        """Return a thing by its key, named by the key where its table lacks it."""
        if table not in self._things:
            self._things[table] = things_by_key(self.tables[table])
        return self._things[table].get(key) or Thing(key, key)

    @cached_property
    def _places(self) -> dict[str | None, tuple[str | None, str | None]]:
        sources = self.tables["sources"].select("uri", "file", "sheet")
        return {uri: (file, sheet) for uri, file, sheet in sources.iter_rows()}

    def evidence(self, table: str, rows: Iterable[Row]) -> tuple[Evidence, ...]:
        """Return rows of a table as evidence, with the place each was read from."""
        return tuple(
            Evidence(
                table,
                row["node_key"],
                *self._places.get(row["source_uri"], (None, None)),
                row["source_row"],
                row["grade"],
            )
            for row in rows
        )

    def origin(self, clause: Clause) -> tuple[Evidence, ...]:
        """Return the row that sets the clause's number, or the measure, or the policy."""
        if clause.threshold is not None and clause.threshold.row is not None:
            return self.evidence("targets", [clause.threshold.row])
        measure = self._measures.get(clause.key)
        if measure:
            return self.evidence("measures", [measure])
        rows = self.rows("policies")
        return self.evidence("policies", [r for r in rows if r["node_key"] == clause.policy])

    @cached_property
    def _measures(self) -> dict[tuple[str, str | None], dict[str, Any]]:
        return {(row["policy"], row["path"]): row for row in self.rows("measures")}

    def target(self, clause: Clause, indicator: str) -> Threshold | None:
        """Return the number that the clause's measure sets for an indicator beside its own."""
        for row in self.rows("targets"):
            if (row["policy"], row["path"]) == clause.key and row["indicator"] == indicator:
                return Threshold.of(row)
        return None

    def mentions(self, clause: Clause, kind: str) -> list[dict[str, Any]]:
        """List the names of a kind in the clause's measure, in the order of the text."""
        rows = (row for row in self.rows("mentions") if row["kind"] == kind)
        return [row for row in rows if (row["policy"], row["path"]) == clause.key]

    def text(self, policy: str, path: str | None) -> str:
        """Return the text of a measure, given or kept by the build; else that of its targets."""
        measure = self._measures.get((policy, path), {})
        given_text = self.parameters.texts.get((policy, path or ""))
        if text := given_text or measure.get("text"):
            return str(text)
        rows = self.rows("targets")
        texts = [row["text"] for row in rows if (row["policy"], row["path"]) == (policy, path)]
        return "\n".join(dict.fromkeys(text for text in texts if text))

    def deadline(self, clause: Clause) -> int | None:
        """Return the year by which the clause's measure is to be done, where it names one."""
        rows = (r for r in self.rows("targets") if (r["policy"], r["path"]) == clause.key)
        return max((r["deadline"] for r in rows if r["deadline"]), default=None)

    # Years

    def year_of(self, table: str, *figures: str) -> int | None:
        """Return the newest comparable year, up to the asked one, with one of the figures known."""
        has_figure = pl.any_horizontal(pl.col(name).is_not_null() for name in figures)
        return self.newest(table, self.tables[table].filter(has_figure))

    def newest(self, table: str, rows: pl.DataFrame, last: int | None = None) -> int | None:
        """Return the newest comparable year of a table's rows, up to ``last`` and the asked one.

        Thinner ones are ``passed_over``; an asked one is taken if it has rows.
        """
        asked_year = self.parameters.year
        for bound in (asked_year, last):
            rows = rows if bound is None else rows.filter(pl.col("year") <= bound)
        year, thin = newest_of(table, rows, asked_year)
        label = load().tables[table].label
        table_thing = Thing(table, label.zh, label.en)
        self.passed_over += [
            Note(YEAR_THIN, {**thin_year.values, "table": table_thing, "taken": year})
            for thin_year in thin
        ]
        return year

    @cached_property
    def as_of(self) -> date | None:
        """The day that verdicts are of: the end of the asked year, else the build's date."""
        if self.parameters.year is not None:
            return date(self.parameters.year, 12, 31)
        newest = self.tables["sources"]["date"].max()
        return newest if isinstance(newest, date) else None

    # Areas

    @cached_property
    def parents(self) -> dict[str, str | None]:
        """Area → the one that contains it."""
        return dict(self.tables["areas"].select("node_key", "parent").iter_rows())

    def has_place(self, clause: Clause) -> bool:
        """Tell whether it is known where a clause holds: its policy's area is one of the data."""
        return clause.anywhere or clause.area in self.parents

    def covers(self, clause: Clause, area: str | None) -> bool | None:
        """Tell whether a clause holds in an area; None where one of the places is unknown.

        A policy for the one region of the data holds for what has no area too.
        """
        if clause.anywhere:
            return True
        if clause.area is None or clause.area not in self.parents:
            return None
        if area is None:
            return True if self._regions == [clause.area] else None
        return area in self._below(clause.area)

    @cached_property
    def _regions(self) -> list[str]:
        """Areas that no other contains."""
        return [area for area, parent in self.parents.items() if parent not in self.parents]

    @cached_property
    def _below(self) -> Callable[[str], frozenset[str]]:
        return cache(lambda area: frozenset(subtree(area, self.parents)))

    @cached_property
    def _commuting(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.tables["commuting"].select("from_area", "to_area").iter_rows())

    def within_reach(self, area: str | None, other_area: str | None) -> bool | None:
        """Tell whether two areas are the same, one inside the other, or tied by commuting."""
        if area is None or other_area is None:
            return None
        if area == other_area or {(area, other_area), (other_area, area)} & self._commuting:
            return True
        return other_area in self._below(area) or area in self._below(other_area)

    # Programmes

    def classes(self, major: str) -> tuple[str, ...]:
        """Return the class of a major in the gap of the region; none where it has no graduates."""
        group = self._classes.get(major)
        return () if group is None else (group,)

    @cached_property
    def gap_grade(self) -> str | None:
        """The worst grade of the data that classes are made of."""
        return grade_over(self.tables, ("enrolment", "demand", "crosswalk"))

    @cached_property
    def _classes(self) -> dict[str, str]:
        return major_classes(self.tables, self.parameters.of_region)

    @cached_property
    def colleges(self) -> dict[str, dict[str, Any]]:
        """College → its row."""
        return {row["node_key"]: row for row in self.rows("colleges")}

    def area_of(self, college: str) -> str | None:
        """Return the area of a college; None where it is unknown."""
        area: str | None = self.colleges.get(college, {}).get("area")
        return area

    def is_vocational(self, college: str) -> bool:
        """Tell whether a college is vocational: highest level below a bachelor's, or by name."""
        row = self.colleges.get(college, {})
        kind = (row.get("kind") or "").casefold()
        if any(word in kind for word in declared()["words"]["vocational"]):
            return True
        return row.get("level") is not None and row["level"] <= HIGHEST_VOCATIONAL

    def taught_majors(self, year: int | None) -> dict[tuple[str, str], list[Key]]:
        """Return (college, major) → its open programmes; clauses on majors mean all tracks."""
        return grouped(self.open_programmes(year), lambda key: key[:2])

    def taught_major(self, keys: list[Key]) -> Subject:
        """Return a major at a college as a subject: its programme, or the first of several."""
        first = self.programme(keys[0])
        if len(keys) == 1:
            return first
        return replace(first, thing=self._named(first.thing.key, *keys[0][:2]))

    def _named(self, key: str, college: str, major: str, track: str | None = None) -> Thing:
        """Name a programme by its college and major."""
        things = self.thing("colleges", college), self.thing("majors", major)
        name, name_en = (
            " · ".join(filter(None, (*(thing.of(lang) for thing in things), track)))
            for lang in ("zh", "en")
        )
        return Thing(key, name, name_en)

    def tracks_of(self, major: tuple[str, str]) -> list[Key]:
        """List all tracks of a major at a college, by their own rows or by figures."""
        return self._tracks.get(major, [])

    @cached_property
    def _tracks(self) -> dict[tuple[str, str], list[Key]]:
        return grouped(dict.fromkeys([*self.programmes, *self.enrolment]), lambda key: key[:2])

    def runs(self, key: Key, year: int, has_figures: bool) -> bool:
        """Tell whether a track takes students in a year: by its dates, else by having figures."""
        row = self.programmes.get(key)
        return has_figures if row is None else is_open(row, year)

    @cached_property
    def majors(self) -> dict[str, dict[str, Any]]:
        """Major → its row."""
        return {row["node_key"]: row for row in self.rows("majors")}

    @cached_property
    def programmes(self) -> dict[Key, dict[str, Any]]:
        """(college, major, track) → its row."""
        return {(r["college"], r["major"], r["track"]): r for r in self.rows("programmes")}

    @cached_property
    def enrolment(self) -> dict[Key, dict[int, dict[str, Any]]]:
        """(college, major, track) → year → row, up to the asked year."""
        rows_of: dict[Key, dict[int, dict[str, Any]]] = {}
        for row in self.rows("enrolment"):
            if self.parameters.year is None or row["year"] <= self.parameters.year:
                key = (row["college"], row["major"], row["track"])
                rows_of.setdefault(key, {})[row["year"]] = row
        return rows_of

    def open_programmes(self, year: int | None) -> list[Key]:
        """List programmes that take students in a year: by their dates, else by enrolment."""
        open_keys = dict.fromkeys(key for key, row in self.programmes.items() if is_open(row, year))
        for key, by_year in self.enrolment.items():
            if key not in self.programmes and year in by_year:
                open_keys[key] = None
        return list(open_keys)

    def taught(self, keys: Iterable[Key], year: int | None) -> tuple[Evidence, ...]:
        """Return rows that show that programmes exist: their own, else that of enrolment."""
        evidence: tuple[Evidence, ...] = ()
        for key in keys:
            if key in self.programmes:
                evidence += self.evidence("programmes", [self.programmes[key]])
            elif year in (by_year := self.enrolment.get(key, {})):
                evidence += self.evidence("enrolment", [by_year[year]])
        return evidence

    def programme(self, key: Key) -> Subject:
        """Return a programme as a subject, called by its college and major."""
        college, major, track = key
        row = self.programmes.get(key)
        node_key = "/".join(EMPTY_PART if part is None else encode(part) for part in key)
        return Subject(
            "programmes",
            row["node_key"] if row else node_key,
            self._named(node_key, college, major, track),
            self.area_of(college),
            placed=True,
            major=major,
        )

    def subject(self, table: str, key: str, area: str | None = None) -> Subject:
        """Return a thing that stands in an area as a subject."""
        return Subject(table, key, self.thing(table, key), area, placed=True)

    def at_college(self, college: str) -> Subject:
        """Return a college as a subject."""
        return self.subject("colleges", college, self.area_of(college))


def is_open(row: Row, year: int | None) -> bool:
    """Tell whether the dates of a programme let it take students in a year."""
    if year is None:
        return row["until"] is None
    begun = row["since"] is None or row["since"] <= year
    return begun and (row["until"] is None or row["until"] >= year)
