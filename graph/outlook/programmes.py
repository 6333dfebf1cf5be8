"""Programmes as rows of arrays: what they took in, who graduated, how long one studies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.gap.plans import PROGRAMME
from graph.ontology import load
from graph.outlook.points import Values

Index = NDArray[np.int64]

LONGEST = 10  # years; a longer or no length of study is not believed
_COUNTS = ("planned", "enrolled", "graduates", "further_study")


@dataclass(frozen=True, eq=False)
class Programmes:
    """Programmes × years; counts are NaN where unknown.

    ``keys``: college, major, track. ``levels``: ISCED, −1 unknown. ``lengths``: whole years, 0
    unknown; ``length_by``: ``programme``, ``major``, ``level`` or ``unknown``. ``opened`` and
    ``closed``: the first year with and without an intake, 0 and a far one where unknown.
    """

    keys: tuple[tuple[str, str, str | None], ...]
    levels: Index
    lengths: Index
    length_by: tuple[str, ...]
    closed: Index
    opened: Index
    years: range
    planned: Values
    enrolled: Values
    graduates: Values
    further_study: Values

    def __len__(self) -> int:
        """Count the programmes."""
        return len(self.keys)

    def known_until(self, year: int) -> Programmes:
        """Return what was known at the end of a year; plans of the next year are known too."""
        counts: dict[str, Any] = {}
        for name in _COUNTS:
            values = getattr(self, name).copy()
            first = year + (2 if name == "planned" else 1) - self.years.start
            values[:, max(first, 0) :] = np.nan
            counts[name] = values
        return replace(self, **counts)


@dataclass(frozen=True, eq=False)
class Pathways:
    """Pathways by the places of their ends among the programmes; ``seats`` NaN where unknown.

    ``lengths``: the years that are left to study at the receiving programme.
    """

    source: Index
    target: Index
    seats: Values
    lengths: Index


def programmes_of(
    tables: Mapping[str, pl.DataFrame], until: int, since: int | None = None
) -> Programmes:
    """Read the programmes with a figure, and those that pathways lead to, up to a year.

    The years begin with the first figure, with ``since`` at the latest. Where several rows are of
    one programme and year, their known figures are added.
    """
    figures = tables["enrolment"].select(*PROGRAMME, "year", *_COUNTS)
    keys = _keys(tables).sort(PROGRAMME, nulls_last=False).with_row_index("place")
    first = int(figures["year"].min() or until)  # type: ignore[arg-type]
    first = min(first, since if since is not None else first)
    years = range(first, until + 1)
    described = _described(keys, tables)
    rows = figures.filter(pl.col("year") <= until).join(keys, on=PROGRAMME, nulls_equal=True)
    return Programmes(
        tuple(keys.select(PROGRAMME).rows()),
        described["level"].fill_null(-1).to_numpy(),
        described["length"].to_numpy(),
        tuple(described["length_by"]),
        described["closed"].to_numpy(),
        described["opened"].to_numpy(),
        years,
        **by_year(rows, _COUNTS, keys.height, years),
    )


def by_year(
    rows: pl.DataFrame, names: Sequence[str], places: int, years: range
) -> dict[str, Values]:
    """Return the sums of some columns by ``place`` and ``year``, NaN where unknown."""
    values = {name: np.full((places, len(years)), np.nan) for name in names}
    for name in names:
        sums = rows.drop_nulls(name).group_by("place", "year").agg(pl.col(name).sum())
        place, column = sums["place"].to_numpy(), sums["year"].to_numpy() - years[0]
        values[name][place, column] = sums[name].to_numpy()
    return values


def programme_count(tables: Mapping[str, pl.DataFrame]) -> int:
    """Count what :func:`programmes_of` would read."""
    return _keys(tables).height


def pathways_of(tables: Mapping[str, pl.DataFrame], programmes: Programmes) -> Pathways:
    """Read the pathways between programmes.

    What is left to study is told by the kind of pathway (``3+2``: 2; kinds that the ontology
    names), else it is the length of the receiving programme.
    """
    place = {key: index for index, key in enumerate(programmes.keys)}
    rows = tables["pathways"].select(
        "from_college", "from_major", "to_college", "to_major", "track", "kind", "seats"
    )
    kept = []
    for from_college, from_major, to_college, to_major, track, kind, seats in rows.iter_rows():
        target = place[to_college, to_major, track]
        length = years_left(kind) or int(programmes.lengths[target])
        kept.append((place[from_college, from_major, track], target, seats, length))
    columns: Sequence[Sequence[Any]] = list(zip(*kept, strict=True)) or [[], [], [], []]
    source, target_places, seats_each, lengths = columns
    return Pathways(
        np.array(source, np.int64),
        np.array(target_places, np.int64),
        np.array(seats_each, np.float64),
        np.array(lengths, np.int64),
    )


def years_left(kind: str | None) -> int:
    """Return the years that a kind of pathway leaves to study, 0 where it does not tell.

    >>> years_left("3+2"), years_left("高职专升本"), years_left("贯通")
    (2, 2, 0)
    """
    if not kind:
        return 0
    _, plus, rest = kind.replace("＋", "+").rpartition("+")
    if plus and rest[:1].isdigit():
        return int(rest[0])
    for code in load().code_lists["pathway_kind"].codes:
        if any(word in kind for word in (code.label.zh, code.label.en, *code.words)):
            return code.usual_years or 0
    return 0


def _keys(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    ends = _ends(tables["pathways"])
    return pl.concat([tables["enrolment"].select(PROGRAMME), *ends]).unique()


def _ends(pathways: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the programmes at both ends of the pathways."""
    return [
        pathways.select(
            pl.col(f"{end}_college").alias("college"),
            pl.col(f"{end}_major").alias("major"),
            "track",
        )
        for end in ("from", "to")
    ]


def _described(keys: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Add level, length of study with where it is from, and the year of closing."""
    programmes = tables["programmes"].select(
        *PROGRAMME, "since", "until", of_programme=_believed("length_years")
    )
    majors = tables["majors"].select("level", major="node_key", of_major=_believed("length_years"))
    usual = {int(code.notation): code.usual_years for code in load().code_lists["level"].codes}
    of_level = pl.col("level").replace_strict(usual, default=None, return_dtype=pl.Float64)
    sources = {"programme": pl.col("of_programme"), "major": pl.col("of_major"), "level": of_level}
    length_by = pl.coalesce(
        *(pl.when(value.is_not_null()).then(pl.lit(name)) for name, value in sources.items()),
        pl.lit("unknown"),
    )
    return (
        keys.join(
            programmes.unique(PROGRAMME, keep="first", maintain_order=True),
            on=PROGRAMME,
            how="left",
            maintain_order="left",
            nulls_equal=True,
        )
        .join(majors, on="major", how="left", maintain_order="left")
        .with_columns(
            length=pl.coalesce(*sources.values()).ceil().cast(pl.Int64).fill_null(0),
            length_by=length_by,
            opened=pl.col("since").cast(pl.Int64).fill_null(0),
            closed=(pl.col("until").cast(pl.Int64) + 1).fill_null(9999),
        )
    )


def _believed(column: str) -> pl.Expr:
    """Return a length of study, null where it cannot be meant."""
    return pl.when(pl.col(column).is_between(0, LONGEST, closed="right")).then(column)
