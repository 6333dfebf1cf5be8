"""The gap report on a terminal: the answer, its proof, then its uncertainties."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console

from graph.gap.flows.rounding import percent_said
from graph.gap.report import Block, GapReport, Major
from graph.left_out import sentences
from graph.outlook.report import GapAhead
from graph.telling.as_json import rows
from graph.telling.missing import missing
from graph.telling.outlook import sure_ahead
from graph.telling.ranges import sure_sentences
from graph.telling.sentences import (
    assumption,
    cause_word,
    choices,
    headline,
    named,
    place,
    sentence,
    word,
    year_of,
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
    page.ahead()
    page.left_out()
    page.blocks()
    page.majors()
    page.sensitivity()
    page.ranges()
    page.practices()
    page.missing()
    page.assumptions()


class _Page(Page):
    """The page of a report, in one language on one console."""

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
        self.mark(report.grade)
        self.line()
        self.paragraph(headline(report, self.lang), style="bold")

    def _title(self) -> str:
        report = self.report
        grade = word("grade", report.grade, self.lang) if report.grade else self.say("unstated")
        parts = [
            self.say("title", place=place(report, self.lang), year=year_of(report, self.lang)),
            self.say("basis", basis=word("basis", report.basis, self.lang)),
            self.say("grade", grade=grade),
        ]
        return self.say("part").join([*parts, *choices(report, self.lang)])

    def totals(self) -> None:
        self.line()
        self.figures([(self.say(f"total.{key}"), *rest) for key, *rest in self._total_rows()])
        unmapped = self.report.coverage.demand_without_crosswalk
        if unmapped:
            self.line()
            self.paragraph(self.say("unmapped", persons=unmapped), 2)

    def ahead(self) -> None:
        """Print the bands of a year to come, and what is how probable."""
        if not isinstance(self.report, GapAhead):
            return
        self.title(say("outlook.sure.title", self.lang, year=self.report.year))
        self.points(sure_ahead(self.report, self.lang))

    def _total_rows(self) -> list[tuple[str, str, str]]:
        """Return word, figure and note of each total."""
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
        expected = self.report.expected
        persistence = "–" if expected.persistence is None else f"{expected.persistence:.3g}"
        ends = {"lowest": f"{expected.lowest:,}", "highest": f"{expected.highest:,.0f}"}
        below = expected.basis in ("calibrated", "given") and (expected.persistence or 0) < 1
        kind = f"{expected.basis}_below" if below else expected.basis
        if expected.basis == "calibrated" and isinstance(self.report, GapAhead):
            kind = "calibrated_ahead"
        return self.say(f"total_note.{kind}", persistence=persistence, **ends)

    def left_out(self) -> None:
        """Print what the figures leave out of the sources."""
        if omissions := sentences(self.report.left_out, self.lang):
            self.title(say("left_out.heading", self.lang))
            self.points(omissions)

    # The proof --------------------------------------------------------------------------------

    def blocks(self) -> None:
        """Print the blocks with the most empty places, the least filled first."""
        all_blocks = self.report.blocks
        largest = sorted(all_blocks, key=lambda block: -block.short)[:BLOCKS_SHOWN]
        chosen = set(map(id, largest))
        listed = [block for block in all_blocks if id(block) in chosen]
        if not listed:
            return
        kind = "blocks_largest" if len(listed) < len(all_blocks) else "blocks"
        self.heading(kind, groups=len(all_blocks), shown=len(listed))
        widths = [
            max(len(f"{figure:,}") for figure in column)
            for column in zip(*map(_sums, listed), strict=True)
        ]
        for block in listed:
            self.line()
            self.paragraph(self._sums(block, widths), style="bold")
            self.paragraph(sentence(block, self.lang), 6)
        rest = len(all_blocks) - len(listed)
        if rest:
            short_of_rest = sum(block.short for block in all_blocks) - sum(
                block.short for block in listed
            )
            self.line()
            self.paragraph(self.say("more_blocks", rest=rest, short=short_of_rest), 2)
        self.line()
        sums = (sum(column) for column in zip(*map(_sums, all_blocks), strict=True))
        demand, supply, short = (f"{figure:,}" for figure in sums)
        self.paragraph(self.say("sums_all", demand=demand, supply=supply, short=short), 2)

    def _sums(self, block: Block, widths: list[int]) -> str:
        demand, supply, short = (
            f"{figure:>{width},}" for figure, width in zip(_sums(block), widths, strict=True)
        )
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
        """Print the scarce and the surplus majors; of a part, those that may enter it."""
        for group in ("scarce", "surplus"):
            majors = [
                major
                for major in self.report.majors
                if major.group == group
                and major.supply > 0
                and major.room is not None
                and major.enters
            ]
            if majors:
                majors.sort(key=lambda major: (-_alone(major), -major.supply))
                self.heading(f"majors_{group}", classes=len(majors))
                self.paragraph(self.say(f"majors_{group}_note"), 2)
                if self.report.is_part:
                    self.paragraph(self.say("majors_of_part_note"), 2)
                self._list_majors(majors)

    def _list_majors(self, majors: list[Major]) -> None:
        listed = majors[:MAJORS_SHOWN]
        alone, supply = (
            max(len(f"{figure(major):,}") for major in listed)
            for figure in (_alone, lambda major: major.supply)
        )
        for major in listed:
            figures = {
                "alone": f"{_alone(major):>{alone},}",
                "supply": f"{major.supply:>{supply},}",
            }
            lead = f"    {self.say(f'major_{major.group}', **figures)}  "
            self.paragraph(named(major, self.lang, level=True), cell_len(lead), lead)
        rest = majors[MAJORS_SHOWN:]
        if rest:
            persons = sum(major.supply for major in rest)
            self.paragraph(self.say("more_majors", rest=len(rest), persons=persons), 4)

    # The uncertainties ------------------------------------------------------------------------

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
        """Print the shortage under each other choice."""
        report, lines = self.report, []
        for variant in report.sensitivity:
            more = variant.shortage - report.shortage
            change = f"{more:+,}" if more else self.say("variant_same")
            lines.append((self.say(f"variant.{variant.key}"), f"{variant.shortage:,}", change))
        self.heading("sensitivity")
        self.figures(lines)

    def ranges(self) -> None:
        """Print what is sure: choices, then noise."""
        if certain := sure_sentences(self.report, self.lang):
            self.title(say("gap.ranges.heading", self.lang))
            self.points(certain)

    def missing(self) -> None:
        """Print by name what nobody reported and what the crosswalk does not reach."""
        if absent := missing(self.report, self.lang):
            self.heading("missing_heading")
            self.points(absent)

    def assumptions(self) -> None:
        if self.report.assumptions:
            self.heading("assumptions")
            self.points([assumption(entry, self.lang) for entry in self.report.assumptions])


def _sums(block: Block) -> tuple[int, int, int]:
    return block.demand, block.supply, block.short


def _alone(major: Major) -> int:
    return (major.room if major.group == "scarce" else major.slack) or 0
