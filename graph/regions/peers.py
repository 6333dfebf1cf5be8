"""Peers: the colleges whose programmes are most like a college's, and what they teach.

On real new programmes this says better than density or popularity what a college opens next:
``make bench`` measures it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl

from graph.regions.relatedness import Bools, Floats

NEAREST = 20


@dataclass(frozen=True)
class PeersOf:
    """How many of the colleges ``nearest`` to a college are ``teaching`` a major.

    ``others``: all other colleges with programmes, of which ``others_teaching`` teach it.
    """

    college: str
    nearest: int
    teaching: tuple[str, ...]
    others: int
    others_teaching: int

    @property
    def share(self) -> Fraction:
        """Return the share of the nearest colleges that teach the major."""
        return Fraction(len(self.teaching), self.nearest)


@dataclass(frozen=True, eq=False)
class Peers:
    """Who teaches what: colleges (rows) and majors (columns), both in the order of their keys."""

    colleges: tuple[str, ...]
    majors: tuple[str, ...]
    taught: Bools

    @classmethod
    def of(cls, offered: pl.DataFrame) -> Peers:
        """Read ``college, major`` pairs; a college without a programme has no row."""
        pairs = offered.drop_nulls()
        colleges, majors = (
            tuple(sorted(map(str, pairs[name].unique()))) for name in ("college", "major")
        )
        row, column = ({key: k for k, key in enumerate(keys)} for keys in (colleges, majors))
        taught = np.zeros((len(colleges), len(majors)), dtype=np.bool_)
        for college, major in pairs.select("college", "major").iter_rows():
            taught[row[college], column[major]] = True
        return cls(colleges, majors, taught)

    def nearest(self, college: str) -> tuple[str, ...]:
        """List the colleges nearest to one, at most 20; none if it has no programme."""
        if college not in self.colleges:
            return ()
        (places,) = nearest(self.taught, [self.colleges.index(college)])
        return tuple(self.colleges[place] for place in places)

    def best(self, own: Iterable[str], majors: Sequence[str]) -> dict[str, PeersOf]:
        """Return for each major the college of ``own`` whose nearest colleges teach it most often.

        The first by key among equals. Empty if no college of ``own`` has another near it.
        """
        own_keys = set(own)
        rows = [place for place, key in enumerate(self.colleges) if key in own_keys]
        near = dict(zip(rows, nearest(self.taught, rows), strict=True))
        rows = [row for row in rows if near[row]]
        if not rows:
            return {}
        shares = np.stack([self.taught[near[row]].mean(axis=0) for row in rows])
        leading = dict(zip(self.majors, shares.argmax(axis=0).tolist(), strict=True))
        column = {key: k for k, key in enumerate(self.majors)}
        nobody = np.zeros(len(self.colleges), dtype=np.bool_)
        best = {}
        for major in majors:
            row = rows[leading.get(major, 0)]
            teaching = self.taught[:, column[major]] if major in column else nobody
            best[major] = PeersOf(
                self.colleges[row],
                len(near[row]),
                tuple(self.colleges[k] for k in near[row] if teaching[k]),
                len(self.colleges) - 1,
                int(teaching.sum() - teaching[row]),
            )
        return best


def nearest(taught: Bools, rows: Sequence[int]) -> list[list[int]]:
    """Return for each of some colleges (rows) those nearest by cosine, nearest first, at most 20.

    cos = shared programmes ÷ √(programmes of one × of the other). Colleges that share no programme
    are not near; of equals the earlier row is first.

    >>> nearest(np.array([[True, True, False], [True, False, False], [False, False, True]]), [0, 2])
    [[1], []]
    """
    squares = cosine_squares(taught, rows)
    order = np.argsort(-squares, axis=1, kind="stable")[:, :NEAREST]
    return [
        [int(place) for place in places if squares[k, place] > 0] for k, places in enumerate(order)
    ]


def cosine_squares(taught: Bools, rows: Sequence[int]) -> Floats:
    """Return the squared cosine of some colleges (rows) with each, times their own count.

    Ratios of whole numbers, so that equal cosines are equal to the last digit; 0 with itself.

    >>> cosine_squares(np.array([[True, True], [True, False], [False, False]]), [0]).tolist()
    [[0.0, 1.0, 0.0]]
    """
    matrix = taught.astype(np.float64)
    counts, shared = matrix.sum(axis=1), matrix[rows] @ matrix.T
    squares: Floats = np.divide(
        shared * shared, counts, out=np.zeros_like(shared), where=counts > 0
    )
    squares[np.arange(len(rows)), rows] = 0.0
    return squares
