"""The nearness of each major to what an area is strong in, and the path that shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from graph.regions.coverage import offered
from graph.regions.relatedness import Bools, Floats, density, proximity, rca, strong

BY = ("occupations", "industries", "colleges")


@dataclass(frozen=True)
class Near:
    """The case for a major in an area.

    ``densities`` by each proximity, with the ``medians`` of all majors not taught there; ``bases``:
    those that are above 0 and at least the median. ``nearest``: the major taught there that leads
    to most of the same occupations (``shared``), at ``college``, where it is strongest, with
    ``advantage`` (RCA, None: unknown).
    """

    densities: Mapping[str, float]
    medians: Mapping[str, float]
    bases: tuple[str, ...]
    nearest: str | None
    shared: tuple[str, ...]
    college: str | None
    advantage: float | None


@dataclass(frozen=True, eq=False)
class Nearness:
    """The nearness of all majors to an area. ``place``: a major's position in the arrays."""

    place: Mapping[str, int]
    densities: Mapping[str, Floats]
    medians: Mapping[str, float]
    leads_to: Mapping[str, set[str]]
    taught_for: Mapping[str, set[str]]
    teacher: Mapping[str, tuple[str, float]]

    @classmethod
    def of(
        cls,
        tables: Mapping[str, pl.DataFrame],
        own_colleges: Sequence[str],
        local: set[str],
        year: int,
    ) -> Nearness:
        """Measure the nearness to ``own_colleges`` and the majors taught there (``local``).

        Graduates of ``year`` tell what a college and the area are strong in.
        """
        majors = [str(key) for key in tables["majors"]["node_key"]]
        colleges = [str(key) for key in tables["colleges"]["node_key"]]
        graduates, taught = _taught(tables, colleges, majors, year)
        inside = np.isin(np.array(colleges, dtype=object), list(own_colleges))
        strong_here = strong(
            _inside_and_outside(graduates, inside), np.stack([taught[inside].any(axis=0)] * 2)
        )[0]
        links = _links(tables)
        matrices = {
            by: _matrix(links[by], majors) if by in links else strong(graduates, taught)
            for by in BY
        }
        densities = {by: density(proximity(matrices[by]), strong_here) for by in BY}
        absent = np.array([key not in local for key in majors])
        medians = {
            by: float(np.median(values[absent])) if absent.any() else 0.0
            for by, values in densities.items()
        }
        leads_to: dict[str, set[str]] = {}
        taught_for: dict[str, set[str]] = {}
        for major, occupation in links["occupations"].iter_rows():
            leads_to.setdefault(major, set()).add(occupation)
            if major in local:
                taught_for.setdefault(occupation, set()).add(major)
        return cls(
            {key: k for k, key in enumerate(majors)},
            densities,
            medians,
            leads_to,
            taught_for,
            _strongest(rca(graduates), taught & inside[:, np.newaxis], colleges, majors),
        )

    def for_major(self, major: str) -> Near:
        """Return the case for a major."""
        position = self.place[major]
        densities = {by: round(float(self.densities[by][position]), 6) for by in BY}
        nearest, shared = self._nearest(major)
        college, advantage = self.teacher.get(nearest or "", (None, float("nan")))
        return Near(
            densities,
            {by: round(self.medians[by], 6) for by in BY},
            tuple(by for by in BY if 0 < densities[by] >= round(self.medians[by], 6)),
            nearest,
            tuple(shared),
            college,
            None if np.isnan(advantage) else round(advantage, 6),
        )

    def _nearest(self, major: str) -> tuple[str | None, list[str]]:
        """Find the major taught here that shares most occupations with another, and those."""
        occupations = self.leads_to.get(major, set())
        shared = Counter(neighbour for o in occupations for neighbour in self.taught_for.get(o, ()))
        if not shared:
            return None, []
        best = min(shared, key=lambda neighbour: (-shared[neighbour], neighbour))
        return best, sorted(occupations & self.leads_to[best])


def _taught(
    tables: Mapping[str, pl.DataFrame], colleges: list[str], majors: list[str], year: int
) -> tuple[Floats, Bools]:
    """Return colleges × majors: graduates of the year (nan: unknown), and whether taught."""
    row, column = ({key: k for k, key in enumerate(keys)} for keys in (colleges, majors))
    graduates = np.zeros((len(colleges), len(majors)))
    taught = np.zeros(graduates.shape, dtype=np.bool_)
    for college, major in offered(tables).iter_rows():
        if college in row and major in column:
            taught[row[college], column[major]] = True
    graduates[taught] = np.nan
    reported = (
        tables["enrolment"]
        .filter(pl.col("year") == year, pl.col("graduates").is_not_null())
        .group_by("college", "major")
        .agg(pl.col("graduates").sum())
    )
    for college, major, persons in reported.iter_rows():
        if college in row and major in column:
            graduates[row[college], column[major]] = persons
    return graduates, taught


def _inside_and_outside(graduates: Floats, inside: Bools) -> Floats:
    """Sum graduates inside an area and outside, by major; nan where none is known."""

    def total(rows: Floats) -> Floats:
        unknown = np.isnan(rows).any(axis=0) & (np.nansum(rows, axis=0) == 0)
        sums: Floats = np.where(unknown, np.nan, np.nansum(rows, axis=0))
        return sums

    return np.stack([total(graduates[inside]), total(graduates[~inside])])


def _links(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return ``major, row``: the occupations each major leads to directly, and their industries."""
    direct = tables["crosswalk"].filter(pl.col("tier").fill_null(1) == 1)
    pairs = direct.select("major", "occupation")
    serving = (
        tables["demand"]
        .select("occupation", "segment")
        .join(tables["segments"].select(segment="node_key", industry="industries"), on="segment")
        .explode("industry")
        .select("occupation", "industry")
        .drop_nulls()
        .unique()
    )
    through = pairs.join(serving, on="occupation").select("major", row="industry").unique()
    return {"occupations": pairs.select("major", row="occupation").unique(), "industries": through}


def _matrix(links: pl.DataFrame, majors: list[str]) -> Bools:
    """Mark the linked pairs of rows × majors."""
    column = {key: k for k, key in enumerate(majors)}
    row: dict[str, int] = {}
    places = [
        (row.setdefault(linked, len(row)), column[major])
        for major, linked in links.sort("row", "major").iter_rows()
        if major in column
    ]
    matrix = np.zeros((max(1, len(row)), len(majors)), dtype=np.bool_)
    for place in places:
        matrix[place] = True
    return matrix


def _strongest(
    advantage: Floats, taught: Bools, colleges: list[str], majors: list[str]
) -> dict[str, tuple[str, float]]:
    """Return for each major the college with the largest advantage in it; unknown ones last."""
    best = np.where(taught, np.nan_to_num(advantage), -1.0).argmax(axis=0)
    return {
        majors[k]: (colleges[best[k]], float(advantage[best[k], k]))
        for k in np.flatnonzero(taught.any(axis=0))
    }
