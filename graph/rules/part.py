"""A part of what the rules judge: an area, a chain, levels from one on, a college."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import polars as pl

from graph.gap.scope import GapParameters, find, only_top, subtree
from graph.regions.coverage import majors_of_chain
from graph.rules.verdicts import Subject, Verdict
from graph.things import Thing

# Option → the tables whose rows it tells apart; rows of others belong to no chain, no level.
NARROWS = {
    "chain": ("programmes", "enterprises", "projects", "major_groups", "chains"),
    "min_level": ("programmes", "colleges"),
}


@dataclass(frozen=True)
class Part:
    """What was asked for, made definite; None: not limited by it."""

    area: Thing | None = None
    chain: Thing | None = None
    min_level: int | None = None
    college: Thing | None = None

    def whole(self, verdicts: Iterable[Verdict]) -> tuple[str, ...]:
        """List the tables with verdicts that no option of the part tells apart."""
        narrowed = [NARROWS[name] for name in NARROWS if getattr(self, name) is not None]
        return tuple(
            dict.fromkeys(
                verdict.subject.table
                for verdict in verdicts
                if not (self.area and verdict.subject.placed)
                and not any(verdict.subject.table in tables for tables in narrowed)
            )
        )


def part_of(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, college: str | None = None
) -> Part:
    """Settle the part that was asked for; the one region of all data is no part.

    Raises:
        WrongInput: there is no such area, chain or college.
    """
    area = find(tables["areas"], parameters.area, "area")
    return Part(
        None if area == only_top(tables["areas"]) else area,
        find(tables["chains"], parameters.chain, "chain"),
        parameters.min_level,
        find(tables["colleges"], college, "college"),
    )


def narrowed(
    tables: Mapping[str, pl.DataFrame], verdicts: Iterable[Verdict], part: Part
) -> tuple[Verdict, ...]:
    """Keep the verdicts on a part; subjects that an option says nothing of stay.

    With a college only what is its stays.
    """
    tests: list[Callable[[Subject], bool]] = []
    if part.area is not None:
        parents = dict(tables["areas"].select("node_key", "parent").iter_rows())
        inside = subtree(part.area.key, parents)
        tests.append(lambda subject: not subject.placed or subject.area in inside)
    if part.chain is not None:
        tests.append(_in_chain(tables, part.chain.key))
    if part.min_level is not None:
        tests.append(_from_level(tables, part.min_level))
    if part.college is not None:
        tests.append(_of_college(tables, part.college.key))
    return tuple(
        verdict
        for verdict in verdicts
        if verdict.of_no_place or all(test(verdict.subject) for test in tests)
    )


def _in_chain(tables: Mapping[str, pl.DataFrame], chain: str) -> Callable[[Subject], bool]:
    """Test what can belong to a chain: programmes by the occupations of their majors."""
    segments = tables["segments"].filter(pl.col("chain") == chain)["node_key"].to_list()
    firms, groups = tables["enterprises"], tables["major_groups"]
    serves = pl.col("chains").list.contains(chain).fill_null(False)
    works = pl.col("segments").list.set_intersection(segments).list.len().fill_null(0) > 0
    members = {
        "enterprises": set(firms.filter(works)["node_key"]),
        "projects": set(tables["projects"].filter(pl.col("chain") == chain)["node_key"]),
        "major_groups": set(groups.filter(serves)["node_key"]),
        "chains": {chain},
    }
    majors = majors_of_chain(tables, chain)

    def test(subject: Subject) -> bool:
        if subject.table == "programmes":
            return subject.major in majors
        return subject.table not in members or subject.key in members[subject.table]

    return test


def _from_level(tables: Mapping[str, pl.DataFrame], least: int) -> Callable[[Subject], bool]:
    """Test the level of a programme's major and the highest of a college; unknown ones stay."""
    levels: dict[str, dict[str | None, int | None]] = {
        name: dict(tables[name].select("node_key", "level").iter_rows())
        for name in ("majors", "colleges")
    }

    def test(subject: Subject) -> bool:
        if subject.table not in NARROWS["min_level"]:
            return True
        name, key = "colleges", subject.key
        if subject.table == "programmes":
            name, key = "majors", subject.major or ""
        level = levels[name].get(key)
        return level is None or level >= least

    return test


def _of_college(tables: Mapping[str, pl.DataFrame], college: str) -> Callable[[Subject], bool]:
    """Test whether a subject is a college, its programme or its pathway."""
    programmes = dict(tables["programmes"].select("node_key", "college").iter_rows())
    is_its = (pl.col("from_college") == college) | (pl.col("to_college") == college)
    pathways = set(tables["pathways"].filter(is_its)["node_key"])

    def test(subject: Subject) -> bool:
        if subject.table == "programmes":
            return (programmes.get(subject.key) or unquote(subject.key.split("/")[0])) == college
        return (subject.table, subject.key) == ("colleges", college) or (
            subject.table == "pathways" and subject.key in pathways
        )

    return test
