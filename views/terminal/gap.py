"""The gap report on a terminal: the answer first, then the proof, then what to doubt."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console

from graph.gap.flows.rounding import percent_said
from graph.gap.report import Block, GapReport, Major
from graph.left_out import sentences
from graph.telling.missing import missing
from graph.telling.sentences import (
    assumption,
    cause_word,
    headline,
    named,
    place,
    rows,
    sentence,
    word,
)
from graph.words import say
from views.terminal.page import Page

__all__ = ["render", "rows"]

BLOCKS_SHOWN = 10
MAJORS_SHOWN = 8


def render(report: GapReport, lang: str, console: Console) -> None:
    """Print the report; no line is wider than the console."""
    page = _Page(report, lang, console)
    page.headline()
    page.totals()
    page.left_out()
    page.blocks()
    page.majors()
    page.sensitivity()
    page.practices()
    page.missing()
    page.assumptions()


class _Page(Page):
    """One report in one language on one console."""

    def __init__(self, report: GapReport, lang: str, console: Console) -> None:
        super().__init__(lang, console)
        self.report = report

    def say(self, key: str, **values: object) -> str:
        return say(f"gap.terminal.{key}", self.lang, **values)

    def heading(self, key: str, **values: object) -> None:
        self.title(self.say(key, **values))

    # The answer -------------------------------------------------------------------------------

    def headline(self) -> None:
        report = self.report
        self.paragraph(self._title(), style="bold")
        if report.grade == "illustrative":
            self.paragraph(self.say("illustrative"), style="bold yellow")
        self.line()
        self.paragraph(headline(report, self.lang), style="bold")

    def _title(self) -> str:
        report = self.report
        grade = word("grade", report.grade, self.lang) if report.grade else self.say("unstated")
        parts = [
            self.say("title", place=place(report, self.lang), year=report.year),
            self.say("basis", basis=word("basis", report.basis, self.lang)),
            self.say("grade", grade=grade),
        ]
        if report.min_level is not None:
            level = word("level", report.min_level, self.lang)
            parts.append(self.say("min_level", level=level))
        if report.market == "own":
            parts.append(self.say("own"))
        if report.tier > 1:
            parts.append(self.say("tier", tier=report.tier))
        return self.say("part").join(parts)

    def totals(self) -> None:
        self.line()
        self.figures([(self.say(f"total.{key}"), *rest) for key, *rest in self._total_rows()])
        unmapped = self.report.coverage.demand_without_crosswalk
        if unmapped:
            self.line()
            self.paragraph(self.say("unmapped", persons=unmapped), 2)

    def _total_rows(self) -> list[tuple[str, str, str]]:
        """Word, figure and note of each total."""
        report = self.report
        index = report.mismatch_index
        ratio = f"{report.supply / report.demand:.2f}" if report.demand else "–"
        parts = {"quantity": report.quantity, "composition": report.composition}
        spare = report.spare_word
        return [
            ("demand", f"{report.demand:,}", self.say("total_note.demand")),
            ("supply", f"{report.supply:,}", self.say("total_note.supply", ratio=ratio)),
            ("matched", f"{report.matched:,}", self.say("total_note.matched")),
            ("shortage", f"{report.shortage:,}", self.say("total_note.shortage", **parts)),
            (
                spare,
                f"{report.surplus:,}",
                self.say(f"total_note.{spare}", outside=report.not_of_part),
            ),
            ("expected", self._expected(), self._expected_note()),
            ("index", "–" if index is None else f"{index:.3f}", self.say("total_note.index")),
        ]

    def _expected(self) -> str:
        gap = self.report.expected.gap
        return "–" if gap is None else f"{gap:,.0f}"

    def _expected_note(self) -> str:
        one = self.report.expected
        persistence = "–" if one.persistence is None else f"{one.persistence:.3g}"
        ends = {"lowest": f"{one.lowest:,}", "highest": f"{one.highest:,.0f}"}
        below = one.basis in ("calibrated", "given") and (one.persistence or 0) < 1
        kind = f"{one.basis}_below" if below else one.basis
        return self.say(f"total_note.{kind}", persistence=persistence, **ends)

    def left_out(self) -> None:
        """What of the sources the figures are without."""
        if found := sentences(self.report.left_out, self.lang):
            self.title(say("left_out.heading", self.lang))
            self.points(found)

    # The proof --------------------------------------------------------------------------------

    def blocks(self) -> None:
        """Those with the most empty places, the least filled first."""
        every = self.report.blocks
        largest = sorted(every, key=lambda b: -b.short)[:BLOCKS_SHOWN]
        chosen = set(map(id, largest))
        shown = [block for block in every if id(block) in chosen]
        if not shown:
            return
        kind = "blocks_largest" if len(shown) < len(every) else "blocks"
        self.heading(kind, groups=len(every), shown=len(shown))
        widths = [
            max(len(f"{n:,}") for n in column) for column in zip(*map(_sums, shown), strict=True)
        ]
        for block in shown:
            self.line()
            self.paragraph(self._sums(block, widths), style="bold")
            self.paragraph(sentence(block, self.lang), 6)
        rest = len(every) - len(shown)
        if rest:
            left = sum(b.short for b in every) - sum(b.short for b in shown)
            self.line()
            self.paragraph(self.say("more_blocks", rest=rest, short=left), 2)
        self.line()
        sums = (sum(column) for column in zip(*map(_sums, every), strict=True))
        demand, supply, short = (f"{n:,}" for n in sums)
        self.paragraph(self.say("sums_all", demand=demand, supply=supply, short=short), 2)

    def _sums(self, block: Block, widths: list[int]) -> str:
        demand, supply, short = (f"{n:>{w},}" for n, w in zip(_sums(block), widths, strict=True))
        return self.say(
            "sums",
            id=f"{block.id:<4}",
            rate=f"{percent_said(block.fill_rate):>4}",
            demand=demand,
            supply=supply,
            short=short,
            cause=cause_word(block, self.lang),
        )

    def majors(self) -> None:
        """Those to look at; of a part those that may enter it."""
        for group in ("scarce", "surplus"):
            several = [
                m
                for m in self.report.majors
                if m.group == group and m.supply > 0 and m.room is not None and m.enters
            ]
            if several:
                several.sort(key=lambda m: (-_alone(m), -m.supply))
                self.heading(f"majors_{group}", classes=len(several))
                self.paragraph(self.say(f"majors_{group}_note"), 2)
                if self.report.is_part:
                    self.paragraph(self.say("majors_of_part_note"), 2)
                self._list_majors(several)

    def _list_majors(self, several: list[Major]) -> None:
        shown = several[:MAJORS_SHOWN]
        alone, supply = (
            max(len(f"{figure(m):,}") for m in shown) for figure in (_alone, lambda m: m.supply)
        )
        for major in shown:
            figures = {
                "alone": f"{_alone(major):>{alone},}",
                "supply": f"{major.supply:>{supply},}",
            }
            lead = f"    {self.say(f'major_{major.group}', **figures)}  "
            self.paragraph(named(major, self.lang, level=True), cell_len(lead), lead)
        rest = several[MAJORS_SHOWN:]
        if rest:
            persons = sum(m.supply for m in rest)
            self.paragraph(self.say("more_majors", rest=len(rest), persons=persons), 4)

    # What to doubt ----------------------------------------------------------------------------

    def practices(self) -> None:
        report = self.report
        self.heading("practices")
        self.points(
            [
                self.say("multi_count", figure=report.multi_count),
                self.say("fixed_share", figure=report.fixed_share),
            ]
        )

    def sensitivity(self) -> None:
        """One choice made otherwise a line."""
        report, lines = self.report, []
        for one in report.sensitivity:
            more = one.shortage - report.shortage
            change = f"{more:+,}" if more else self.say("variant_same")
            lines.append((self.say(f"variant.{one.key}"), f"{one.shortage:,}", change))
        self.heading("sensitivity")
        self.figures(lines)

    def missing(self) -> None:
        """What nobody reported and what the crosswalk does not reach, by name."""
        if found := missing(self.report, self.lang):
            self.heading("missing_heading")
            self.points(found)

    def assumptions(self) -> None:
        if self.report.assumptions:
            self.heading("assumptions")
            self.points([assumption(one, self.lang) for one in self.report.assumptions])


def _sums(block: Block) -> tuple[int, int, int]:
    return block.demand, block.supply, block.short


def _alone(major: Major) -> int:
    return (major.room if major.group == "scarce" else major.slack) or 0
