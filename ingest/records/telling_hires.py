"""Says what came of a run on registrations, in sentences and as data."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ingest.records.hires import LEAST_AGES, LEFT, YOUNG
from ingest.records.telling import TellingOfRun


class TellingOfHires(TellingOfRun):
    """The sentences of a run on registrations."""

    topic, third = "hires", "entrant_pct"
    left_out = LEFT

    def limits(self) -> Iterator[str]:
        """Yield what the figures cannot show."""
        yield self._say("hires.limits.registered")
        if self.result.days:
            yield self._say("hires.limits.first", year=self.result.days[0].year)
        if self.result.demand["level"].is_not_null().any():
            yield self._say("hires.limits.level")
        if self._value("counted"):
            if waiting := self._waiting():
                percent = self._value("coded_pct")
                yield self._say("hires.limits.uncoded", percent=percent, hires=waiting)
            if without := self.result.persons_without:
                yield self._say("hires.limits.no_occupation", hires=without)
            aged = self._value("aged_pct")
            yield self._say("hires.limits.ages", percent=aged, young=YOUNG, least=LEAST_AGES)
        yield from self._assumed()
        yield from self._months()

    def about_left(self) -> Iterator[str]:
        """Yield that nothing of a person is kept."""
        yield self._say("hires.left.none_kept")

    def coding(self) -> Iterator[str]:
        """Yield how posts were coded, how sure the model is, how young the hired, who is there."""
        ways = ("stated", "decided", "rule", "model")
        yield self._say("hires.coded", **{by: self.result.coded_by.get(by, 0) for by in ways})
        yield from self.precision()
        for row in self._rows("under_25_pct"):
            yield self._say("hires.young", percent=row["value"], n=row["n"], young=YOUNG)
        for row in self._rows("stock"):
            yield self._say("hires.stock", day=row["cell"], persons=row["value"])

    def _third(self) -> pl.Expr:
        share, hires = pl.col(self.third), pl.col("openings")
        mean = (share * hires).sum() / hires.filter(share.is_not_null()).sum()
        return mean.fill_nan(None)
