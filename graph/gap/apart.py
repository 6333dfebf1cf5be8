"""Jobs that ask for no level that is taught here: they stand apart from those that colleges serve.

A list for colleges that is ordered by empty places would else begin with jobs that need no
graduate: every such opening counts as empty, since no major leads to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.gap.report import Block, GapReport, Occupation


@dataclass(frozen=True)
class Apart:
    """``level``: the lowest that anybody graduates at; ``occupations`` ask for less, or for none.

    ``leads``: whether they are most of the demand, so that the rest has to be looked at alone.
    """

    level: int
    occupations: tuple[Occupation, ...]
    leads: bool

    @property
    def demand(self) -> int:
        """Persons a year."""
        return sum(one.demand for one in self.occupations)

    def has(self, one: Occupation) -> bool:
        """Whether an occupation stands apart."""
        return one.level < self.level

    def whole(self, block: Block) -> bool:
        """Whether all of a block does."""
        return all(map(self.has, block.occupations))


def apart(report: GapReport) -> Apart:
    """The jobs of a report that ask for less than the lowest level anybody graduates at.

    A level that nobody stated counts as none. Where somebody graduates below secondary education,
    jobs without any requirement still stand apart.
    """
    level = max(1, min((one.level for one in report.majors if one.supply), default=1))
    below = tuple(one for one in report.occupations if one.level < level and one.demand)
    demand = sum(one.demand for one in below)
    return Apart(level, below, report.demand // 2 < demand < report.demand)


def largest(report: GapReport, most: int | None = None) -> list[Block]:
    """The blocks with the most empty places; those that stand apart behind all others."""
    below = apart(report)
    ordered = sorted(
        report.blocks, key=lambda one: (below.whole(one), -one.short, one.fill_rate, one.id)
    )
    return ordered[:most]
