"""Flow and cuts on a much smaller network, straight from classes; see ``solve``.

A pair of classes may be joined by two independent conditions: what they are (crosswalk and level)
and where they are. So the arcs of an own market are a product, and need not be written out:
classes that fit the same classes are merged, people move to another area before they enter a place
(or the place is offered there before they do), and kinds that have nothing to do with each other
are solved apart. Each step is exact: ``docs/decisions/0021-nation-by-factoring.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import coo_array

from graph.errors import TwinChainError
from graph.gap import effort
from graph.gap.eligible import Rule, matches, reach
from graph.gap.flows import layers
from graph.gap.flows.flow import Cuts, Ints, Piece, check_size, connected, positions_of
from graph.gap.flows.layers import Layers
from graph.gap.network import nodes_of

BATCH_ARCS = 500_000  # kinds are solved together up to so many arcs


@dataclass(frozen=True, eq=False)
class Structure:
    """The results of ``flow.solve`` and ``flow.pieces`` for a network that is not written out.

    ``majors``, ``occupations``: ``node, key, level, area, persons``, in the order of the cuts.
    ``arcs``: how many were needed.
    """

    majors: pl.DataFrame
    occupations: pl.DataFrame
    cuts: Cuts
    pieces: list[Piece]
    arcs: int

    @property
    def shortage(self) -> int:
        """Places that stay empty whatever anybody does, persons a year."""
        return int(self.occupations["persons"].sum()) - self.cuts.matched


def solve(
    tables: Mapping[str, pl.DataFrame], supply: pl.DataFrame, demand: pl.DataFrame, rule: Rule
) -> Structure:
    """Compute flow, cuts and pieces of classes ``key, level, area, persons`` under a rule.

    Equal to ``flow.solve(build(...).network)``, class by class; the certificate is checked.

    Raises:
        WrongInput: a side has more persons than 2^31 − 1.
        TwinChainError: the certificate does not hold (a fault of the program).
    """
    majors, occupations = nodes_of(supply, rule), nodes_of(demand, rule)
    check_size(float(majors["persons"].sum()), float(occupations["persons"].sum()))
    sides = _Sides.of(tables, majors, occupations, rule)
    m, n = len(majors), len(occupations)
    answers = _Answers.nothing(m, n)
    for merged in sides.batches():
        answers.take(merged)
    cuts = answers.cuts(sides)
    pieces = answers.pieces(sides, cuts)
    shortage = int(sides.demand.persons.sum()) - cuts.matched
    proven = sum(piece.short for piece in pieces)
    if proven != shortage:
        raise TwinChainError("error.gap_certificate", shortage=shortage, proven=proven)
    return Structure(majors, occupations, cuts, pieces, answers.arcs)


def shortage(
    tables: Mapping[str, pl.DataFrame], supply: pl.DataFrame, demand: pl.DataFrame, rule: Rule
) -> int:
    """Compute only the shortage of what ``solve`` solves.

    Raises:
        WrongInput: a side has more persons than 2^31 − 1.
    """
    majors, occupations = nodes_of(supply, rule), nodes_of(demand, rule)
    check_size(float(majors["persons"].sum()), float(occupations["persons"].sum()))
    sides = _Sides.of(tables, majors, occupations, rule)
    matched = sum(layers.matched(merged.network) for merged in sides.batches())
    return int(sides.demand.persons.sum()) - matched


def pairs(
    tables: Mapping[str, pl.DataFrame], supply: pl.DataFrame, demand: pl.DataFrame, rule: Rule
) -> int:
    """Count the pairs of classes that a rule joins, without writing them out."""
    majors, occupations = nodes_of(supply, rule), nodes_of(demand, rule)
    return _Sides.of(tables, majors, occupations, rule).pairs()


def too_many(
    tables: Mapping[str, pl.DataFrame], supply: pl.DataFrame, demand: pl.DataFrame, rule: Rule
) -> int:
    """Return how many pairs a rule joins, where they are too many to be written out; else 0."""
    if len(supply) * len(demand) <= effort.MOST_PAIRS:  # few, whatever joins them
        return 0
    count = pairs(tables, supply, demand, rule)
    return count if count > effort.MOST_PAIRS else 0


@dataclass(frozen=True, eq=False)
class _Side:
    """Classes as numbers: the merged kind (−1: fits nothing), the area, and the persons of each."""

    kind: Ints
    area: Ints
    persons: Ints
    kinds: int


@dataclass(frozen=True, eq=False)
class _Sides:
    """Both sides, which kinds fit (``fits``, 2 rows), and which areas meet (``meets``, 2 rows)."""

    supply: _Side
    demand: _Side
    fits: Ints
    meets: Ints
    areas: tuple[int, int]

    @classmethod
    def of(
        cls,
        tables: Mapping[str, pl.DataFrame],
        majors: pl.DataFrame,
        occupations: pl.DataFrame,
        rule: Rule,
    ) -> _Sides:
        fitting = matches(tables, majors, occupations, rule)
        area_pairs = reach(tables, majors, occupations, rule)
        of_kind, of_place = ["key", "level"], ["area"]
        kinds, places = (
            [_numbers(side, by) for side in (majors, occupations)] for by in (of_kind, of_place)
        )
        fits, meets = (
            np.stack([_look_up(rows, own, by, ""), _look_up(rows, other, by, "_needed")])
            for rows, (own, other), by in (
                (fitting, kinds, of_kind),
                (area_pairs, places, of_place),
            )
        )
        offered, fits = _merged(fits, len(kinds[0]))
        needed, fits = _merged(fits[::-1], len(kinds[1]))
        sides = []
        for side, kind, place, merged in zip(
            (majors, occupations), kinds, places, (offered, needed), strict=True
        ):
            number = merged[_look_up(side, kind, of_kind, "")]
            area = _look_up(side, place, of_place, "")
            persons = side["persons"].cast(pl.Int64).to_numpy()
            sides.append(_Side(number, area, persons, int(merged.max(initial=-1)) + 1))
        return cls(sides[0], sides[1], fits[::-1], meets, (len(places[0]), len(places[1])))

    def pairs(self) -> int:
        """Count the pairs of classes that may be joined, without writing them out."""
        (offered, offered_area), (needed, needed_area) = (
            (side.kind[side.kind >= 0], side.area[side.kind >= 0])
            for side in (self.supply, self.demand)
        )
        shapes = (self.supply.kinds, self.areas[0]), (self.demand.kinds, self.areas[1])
        have = coo_array((np.ones(len(offered)), (offered, offered_area)), shape=shapes[0]).tocsr()
        want = coo_array((np.ones(len(needed)), (needed, needed_area)), shape=shapes[1]).tocsr()
        meeting = coo_array((np.ones(self.meets.shape[1]), tuple(self.meets)), shape=self.areas)
        reaching = (have @ meeting.tocsr()).tocsr()
        total = 0.0
        for start in range(0, self.fits.shape[1], 4096):
            chunk = self.fits[:, start : start + 4096]
            total += float(reaching[chunk[0]].multiply(want[chunk[1]]).sum())
        return round(total)

    def batches(self) -> Iterator[_Merged]:
        """Yield kinds that hang together, several lots at a time, as networks of merged classes."""
        k, n = self.supply.kinds, self.demand.kinds
        count, label = connected(self.fits[0], self.fits[1] + k, k + n)
        size = np.bincount(label[self.fits[0]], minlength=count)
        lot = np.cumsum(size * self.meets.shape[1]) // BATCH_ARCS
        lot_of = lot[label]
        for number in np.unique(lot_of):
            yield _Merged.of(self, lot_of[:k] == number, lot_of[k:] == number)


@dataclass(frozen=True, eq=False)
class _Merged:
    """A network of some merged classes, and which class each of the original ones belongs to.

    ``majors``, ``occupations``: positions of the originals; ``into_…``: of the merged.
    """

    majors: Ints
    into_majors: Ints
    occupations: Ints
    into_occupations: Ints
    network: Layers

    @classmethod
    def of(cls, sides: _Sides, kinds: np.ndarray, needed: np.ndarray) -> _Merged:
        majors = np.flatnonzero(np.append(kinds, False)[sides.supply.kind])  # −1: the last
        occupations = np.flatnonzero(np.append(needed, False)[sides.demand.kind])
        supply, into_majors = _together(sides.supply, majors, sides.areas[0])
        demand, into_occupations = _together(sides.demand, occupations, sides.areas[1])
        fits = sides.fits[:, kinds[sides.fits[0]]]
        forms = [form(supply, demand, fits, sides.meets) for form in layers.FORMS]
        least = min(forms, key=lambda form: form.cost)
        return cls(majors, into_majors, occupations, into_occupations, least.build())


@dataclass(eq=False)
class _Answers:
    """The answer for each class so far; ``label``: the piece of either side, −1 without."""

    matched: int
    arcs: int
    reached: list[np.ndarray]
    label: list[Ints]
    labels: int

    @classmethod
    def nothing(cls, m: int, n: int) -> _Answers:
        sides = [np.zeros(size, dtype=np.bool_) for size in (m, m, n, n)]
        return cls(0, 0, sides, [np.full(size, -1, dtype=np.int64) for size in (m, n)], 0)

    def take(self, merged: _Merged) -> None:
        """Add the answer of one network, spread over the classes it merged."""
        answer = layers.solve(merged.network)
        self.matched += answer.cuts.matched
        self.arcs += len(merged.network.tail)
        cuts, i, j = answer.cuts, merged.majors, merged.occupations
        self.reached[0][i] = cuts.surplus[merged.into_majors]
        self.reached[1][i] = cuts.scarce[merged.into_majors]
        self.reached[2][j] = cuts.starved[merged.into_occupations]
        self.reached[3][j] = cuts.saturated[merged.into_occupations]
        for side, positions, labels in (
            (0, i, answer.piece_of_major[merged.into_majors]),
            (1, j, answer.piece_of_occupation[merged.into_occupations]),
        ):
            self.label[side][positions] = np.where(labels < 0, -1, labels + self.labels)
        self.labels += answer.pieces

    def cuts(self, sides: _Sides) -> Cuts:
        """Return the cuts of all classes; a class that fits nothing is left over or stays empty.

        A class of nobody is never what is left over, though a class it was merged with may be.
        """
        surplus, scarce, starved, saturated = self.reached
        supply, demand = sides.supply, sides.demand
        surplus |= supply.kind < 0
        starved |= demand.kind < 0
        surplus &= supply.persons > 0
        starved &= demand.persons > 0
        return Cuts(self.matched, surplus, scarce, starved, saturated)

    def pieces(self, sides: _Sides, cuts: Cuts) -> list[Piece]:
        """List the connected pieces of the smallest most-starved set, with the majors feeding them.

        Merged classes that nobody may enter share nothing, so that each is a piece of its own.
        """
        of_major, of_occupation = self.label
        alone = np.flatnonzero(cuts.starved & ~np.isin(of_occupation, of_major[of_major >= 0]))
        of_occupation[alone] = self.labels + np.arange(len(alone))
        of_occupation[~cuts.starved] = -1
        labels = np.unique(of_occupation[cuts.starved])
        majors, occupations = (positions_of(label, labels) for label in (of_major, of_occupation))
        supply, demand = sides.supply.persons, sides.demand.persons
        return [
            Piece(j, i, int(demand[j].sum()), int(supply[i].sum()))
            for i, j in zip(majors, occupations, strict=True)
        ]


def _numbers(side: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Number the different values of some columns."""
    return side.select(by).unique().sort(by).with_row_index("number")


def _look_up(rows: pl.DataFrame, numbers: pl.DataFrame, by: list[str], suffix: str) -> Ints:
    """Look up the number of each row's values."""
    columns = [column + suffix for column in by]
    joined = rows.select(columns).join(
        numbers.rename(dict(zip(by, columns, strict=True))),
        on=columns,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return joined["number"].cast(pl.Int64).to_numpy()


def _merged(fits: Ints, kinds: int) -> tuple[Ints, Ints]:
    """Merge kinds (first row) that fit the same others: the merged kind of each, −1 for none."""
    order = np.lexsort((fits[1], fits[0]))
    first, partner = fits[0][order], fits[1][order]
    starts = np.flatnonzero(np.diff(first, prepend=-1))
    numbers: dict[bytes, int] = {}
    merged = np.full(kinds, -1, dtype=np.int64)
    for start, end in zip(starts, np.append(starts, len(first))[1:], strict=True):
        signature = partner[start:end].tobytes()
        merged[first[start]] = numbers.setdefault(signature, len(numbers))
    return merged, np.unique(np.stack([merged[first], partner]), axis=1)


def _together(side: _Side, positions: Ints, areas: int) -> tuple[layers.Side, Ints]:
    """Add up classes of the same merged kind and area; return them and where each went."""
    code = side.kind[positions] * areas + side.area[positions]
    codes, into = np.unique(code, return_inverse=True)
    persons = np.bincount(into, side.persons[positions], len(codes)).astype(np.int64)
    return layers.Side(codes // areas, codes % areas, persons, side.kinds, areas), into
