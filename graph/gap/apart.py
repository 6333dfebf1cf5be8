"""Jobs that require less than any level taught here, told apart from those colleges serve.

A list for colleges that is ordered by empty places would else begin with jobs that need no
graduate: every such opening counts as empty, since no major leads to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.gap.report import Block, GapReport, Occupation


@dataclass(frozen=True)
class Apart:
    """``occupations`` that require less than ``level``, the lowest anybody graduates at.

    ``leads``: whether they are most of the demand, so that the rest has to be looked at alone.
    """

    level: int
    occupations: tuple[Occupation, ...]
    leads: bool

    @property
    def demand(self) -> int:
        """The demand for these occupations, persons a year."""
        return sum(occupation.demand for occupation in self.occupations)

    def has(self, occupation: Occupation) -> bool:
        """Tell whether an occupation stands apart."""
        return occupation.level < self.level

    def whole(self, block: Block) -> bool:
        """Tell whether every occupation of a block stands apart."""
        return all(map(self.has, block.occupations))


def apart(report: GapReport) -> Apart:
    """Return the jobs of a report that require less than the lowest level anybody graduates at.

    A level that nobody stated counts as none. Where somebody graduates below secondary education,
    jobs without any requirement still stand apart.
    """
    level = max(1, min((major.level for major in report.majors if major.supply), default=1))
    below = tuple(
        occupation
        for occupation in report.occupations
        if occupation.level < level and occupation.demand
    )
    demand = sum(occupation.demand for occupation in below)
    return Apart(level, below, report.demand // 2 < demand < report.demand)


def largest(report: GapReport, most: int | None = None) -> list[Block]:
    """Return the blocks with the most empty places, those that stand apart last."""
    below = apart(report)
    ordered = sorted(
        report.blocks,
        key=lambda block: (below.whole(block), -block.short, block.fill_rate, block.id),
    )
    return ordered[:most]
