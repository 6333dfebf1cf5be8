"""The comparison of two builds on a terminal: the common year, its movers, the new years, rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from graph.builds.changes import TableChange
from graph.builds.diff import BuildDiff, Totals
from graph.builds.movers import mover_row
from graph.builds.vanished import vanished_sentence
from graph.ontology import load
from graph.telling.sentences import assumption
from graph.words import heading, say
from views.terminal import output

MOVERS_SHOWN = 6  # of each kind
CELLS_SHOWN = 20
FIGURES = ("basis", "demand", "supply", "matched", "shortage", "quantity", "composition")
FIGURES += ("surplus", "mismatch_index")


def render(difference: BuildDiff, changes: Sequence[TableChange], lang: str) -> None:
    """Print the comparison."""
    page = _Comparison(difference, changes, lang, output.console())
    page.head()
    page.same_year()
    page.movers()
    page.revisions()
    page.new_years()
    page.tables()


class _Comparison:
    """The page of a comparison, in one language on one console."""

    def __init__(
        self, difference: BuildDiff, changes: Sequence[TableChange], lang: str, console: Console
    ) -> None:
        self.difference, self.changes = difference, changes
        self.lang, self.console = lang, console

    def say(self, key: str, **values: object) -> str:
        return say(f"diff.{key}", self.lang, **values)

    def line(self, text: str = "", style: str = "") -> None:
        self.console.print(text, markup=False, style=style, soft_wrap=True)

    def title(self, key: str, **values: object) -> None:
        self.line()
        self.line(self.say(key, **values), "bold")

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[Any]], right: set[int]) -> None:
        head = [heading(word, "diff", self.lang) for word in heads]
        self.console.print(output.plain_table(head, [tuple(row) for row in rows], right=right))

    def head(self) -> None:
        self.line(self.say("head", old=self.difference.old, new=self.difference.new), "bold")
        years = self.difference.years
        totals = [report for report in (years.old, years.new, *years.new_years) if report]
        if any(report["grade"] == "illustrative" for report in totals):
            self.line(say("gap.terminal.illustrative", self.lang), "bold yellow")
        for lost in self.difference.vanished:
            self.line(vanished_sentence(lost, self.lang), "bold yellow")
        for caveat in self.difference.years.thin:
            self.line(assumption(caveat, self.lang), "yellow")

    # The gap ----------------------------------------------------------------------------------

    def same_year(self) -> None:
        """Print the totals of one year in both builds."""
        years = self.difference.years
        if years.year is None:
            self.line()
            self.line(self.say("no_common_year"))
            return
        self.title("same_year", year=years.year)
        self._totals(("figure", "old", "new", "difference"), years.old, years.new)

    def new_years(self) -> None:
        """Print the totals of each new year beside the newest older year of the same build."""
        previous = self.difference.years.new
        for report in self.difference.years.new_years:
            self.title("new_year", year=report["year"])
            heads = [
                heading("figure", "diff", self.lang),
                "–" if previous is None else str(previous["year"]),
            ]
            heads += [str(report["year"]), heading("difference", "diff", self.lang)]
            rows = self._rows(previous, report)
            self.console.print(output.plain_table(heads, rows, right={1, 2, 3}))

    def _totals(self, heads: Sequence[str], old: Totals | None, new: Totals | None) -> None:
        self.table(heads, self._rows(old, new), {1, 2, 3})

    def _rows(self, old: Totals | None, new: Totals | None) -> list[tuple[str, ...]]:
        return [
            (
                say(f"total.{name}", self.lang),
                _figure_text(name, (old or {}).get(name), self.lang),
                _figure_text(name, (new or {}).get(name), self.lang),
                _difference(name, old, new),
            )
            for name in FIGURES
        ]

    def movers(self) -> None:
        """Print what moved the gap, the largest movers of each kind."""
        movers = self.difference.years.movers
        if not movers:
            return
        self.title("movers")
        listed, rest = [], 0
        for kind in dict.fromkeys(mover.kind for mover in movers):
            of_kind = [mover for mover in movers if mover.kind == kind]
            listed += of_kind[:MOVERS_SHOWN]
            rest += len(of_kind[MOVERS_SHOWN:])
        rows = [
            (kind, name, figure, _number(old), _number(new), f"{more:+,}" if more else "0")
            for kind, name, figure, old, new, more in (
                mover_row(mover, self.lang) for mover in listed
            )
        ]
        self.table(("kind", "name", "figure_of", "old", "new", "difference"), rows, {3, 4, 5})
        if rest:
            self.line(self.say("more", count=rest))

    # The rows ---------------------------------------------------------------------------------

    def revisions(self) -> None:
        """Print changed cells with old and new value, and rows added or removed in older years."""
        labels = load().tables
        rows = [
            (
                labels[change.table].label.of(self.lang),
                sample.name,
                labels[change.table].by_name[sample.column].label.of(self.lang)
                if sample.column
                else heading(sample.kind, "diff", self.lang),
                "–" if sample.old is None else sample.old,
                "–" if sample.new is None else sample.new,
            )
            for change in self.changes
            for sample in sorted(change.samples, key=lambda sample: sample.kind != "changed")
            if sample.key not in self.difference.tables[change.table].new_years
        ]
        if not rows:
            return
        self.title("revisions")
        self.table(("table", "row", "field", "old", "new"), rows[:CELLS_SHOWN], {3, 4})
        if len(rows) > CELLS_SHOWN:
            self.line(self.say("more", count=len(rows) - CELLS_SHOWN))

    def tables(self) -> None:
        """Print how many rows of each table were added, removed and changed."""
        self.line()
        if not self.changes:
            self.line(self.say("same"))
            return
        rows = [
            (
                load().tables[change.table].label.of(self.lang),
                change.added,
                change.new_years,
                change.removed,
                change.changed,
            )
            for change in self.changes
        ]
        self.table(("table", "added", "of_new_years", "removed", "changed"), rows, {1, 2, 3, 4})


def _number(figure: int | None) -> str:
    return "–" if figure is None else f"{figure:,}"


def _difference(name: str, old: Totals | None, new: Totals | None) -> str:
    if not old or not new or name == "basis" or old[name] is None or new[name] is None:
        return ""
    more = new[name] - old[name]
    if not more:
        return "0"
    return f"{more:+,.3f}" if isinstance(more, float) else f"{more:+,}"


def _figure_text(name: str, value: Any, lang: str) -> str:
    if value is None:
        return "–"
    if name == "basis":
        return load().code_lists["basis"].by_notation[value].label.of(lang)
    return f"{value:,}" if isinstance(value, int) else str(value)
