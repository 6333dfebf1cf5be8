"""One line of the page of benchmarks."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.measure import Measured


@dataclass(frozen=True)
class Row:
    """What was measured, ours, a peer's on the same work, and the target.

    most_ratio: what our CPU divided by the peer's may be; most_cpu_s: what our CPU may be.
    done, least_per_s, least_per_cpu_s: how many things were done, and how many shall be a second
    of the clock, or a CPU second of all who took part.
    said: what the reader should know about the comparison, or why there is none.
    """

    what: str
    ours: Measured
    peer_name: str = ""
    peer: Measured | None = None
    most_ratio: float | None = None
    most_cpu_s: float | None = None
    said: str = ""
    done: int = 0
    least_per_s: float | None = None
    least_per_cpu_s: float | None = None

    @property
    def told(self) -> str:
        ratio = "" if self.ratio is None else f", ratio {self.ratio:.3f} to {self.peer_name}"
        return f"{self.what}: {self.ours.cpu_s:.2f} s{ratio}"

    @property
    def ratio(self) -> float | None:
        return self.ours.cpu_s / self.peer.cpu_s if self.peer else None

    @property
    def per_s(self) -> float:
        """Things done a second of the clock."""
        return self.done / self.ours.wall_s if self.ours.wall_s else 0.0

    @property
    def per_cpu_s(self) -> float:
        """Things done a CPU second."""
        return self.done / self.ours.cpu_s if self.ours.cpu_s else 0.0

    @property
    def target(self) -> str:
        if self.least_per_cpu_s is not None:
            return f"≥ {self.least_per_cpu_s:,.0f} a CPU second"
        if self.least_per_s is not None:
            return f"≥ {self.least_per_s:,.0f} a second"
        if self.most_cpu_s is not None:
            return f"≤ {self.most_cpu_s:g} CPU s"
        if self.most_ratio is None:
            return "–"
        if self.most_ratio >= 0.9 or self.peer_name.startswith("full"):
            return f"ratio ≤ {self.most_ratio:g}"
        return f"≥ {1 / self.most_ratio:g}× faster"

    @property
    def verdict(self) -> str:
        """Whether the target is met; nothing where there is none, or nothing to compare with."""
        if self.least_per_cpu_s is not None:
            return "met" if self.per_cpu_s >= self.least_per_cpu_s else "missed"
        if self.least_per_s is not None:
            return "met" if self.per_s >= self.least_per_s else "missed"
        if self.most_cpu_s is not None:
            return "met" if self.ours.cpu_s <= self.most_cpu_s else "missed"
        if self.most_ratio is None or self.ratio is None:
            return "–"
        return "met" if self.ratio <= self.most_ratio else "missed"

    def markdown(self) -> str:
        peer = seconds(self.peer.cpu_s) if self.peer else "–"
        ratio = "–" if self.ratio is None else f"{self.ratio:.2f}"
        if self.least_per_cpu_s is not None:
            ratio = f"{self.per_cpu_s:,.0f} a CPU second"
        elif self.done:
            ratio = f"{self.per_s:,.0f} a second"
        if self.ratio is not None and self.ratio < 0.1:
            ratio = f"1 : {1 / self.ratio:.0f}"
        cells = [self.what, seconds(self.ours.cpu_s), f"{self.ours.peak_mib:.0f}"]
        cells += [self.peer_name or "–", peer, ratio, self.target, self.verdict]
        return f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Wait:
    """What somebody waited for, seconds on the clock (or another unit), and the most it may be."""

    what: str
    took: float
    most: float
    unit: str = "s"

    @property
    def told(self) -> str:
        return f"{self.what}: {self.took:.2f} {self.unit}, at most {self.most:g}"

    def markdown(self) -> str:
        verdict = "met" if self.took <= self.most else "missed"
        return f"| {self.what} | {self.took:.2f} {self.unit} | ≤ {self.most:g} | {verdict} |"


@dataclass(frozen=True)
class Guess:
    """How well a guess ranks what happened: 1, always first."""

    what: str
    mean_reciprocal_rank: float
    said: str

    @property
    def told(self) -> str:
        return f"{self.what}: {self.mean_reciprocal_rank:.4f}"

    def markdown(self) -> str:
        return f"| {self.what} | {self.mean_reciprocal_rank:.4f} | {self.said} |"


@dataclass(frozen=True)
class Record:
    """How often bands of 80 % held, and their scores and errors ÷ those of peers."""

    what: str
    where: str
    count: int
    covered: float
    score_to_last: float
    score_to_trend: float | None
    error_to_last: float

    @property
    def told(self) -> str:
        return f"{self.what}, {self.where}: {self.covered:.3f} of {self.count:,}"

    def markdown(self) -> str:
        trend = "–" if self.score_to_trend is None else f"{self.score_to_trend:.2f}"
        cells = [self.what, self.where, f"{self.count:,}", f"{self.covered:.2f}"]
        cells += [f"{self.score_to_last:.2f}", trend, f"{self.error_to_last:.2f}"]
        return f"| {' | '.join(cells)} |"


def seconds(cpu_s: float) -> str:
    """Seconds with two decimals, or two digits where those would say nothing.

    >>> seconds(2.345), seconds(0.00712)
    ('2.35', '0.0071')
    """
    return f"{cpu_s:.2f}" if cpu_s >= 0.1 else f"{cpu_s:.2g}"
