"""Two builds compared on a terminal: the same year first, what moved it, then what is new."""

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
from graph.words import say
from views.terminal import output

MOVERS_SHOWN = 6  # of each kind
CELLS_SHOWN = 20
FIGURES = ("basis", "demand", "supply", "matched", "shortage", "quantity", "composition")
FIGURES += ("surplus", "mismatch_index")


def render(found: BuildDiff, changed: Sequence[TableChange], lang: str) -> None:
    """Print the comparison."""
    page = _Comparison(found, changed, lang, output.console())
    page.head()
    page.same_year()
    page.movers()
    page.revisions()
    page.new_years()
    page.tables()


class _Comparison:
    """One comparison in one language on one console."""

    def __init__(
        self, found: BuildDiff, changed: Sequence[TableChange], lang: str, console: Console
    ) -> None:
        self.found, self.changed = found, changed
        self.lang, self.console = lang, console

    def say(self, key: str, **values: object) -> str:
        return say(f"diff.{key}", self.lang, **values)

    def line(self, text: str = "", style: str = "") -> None:
        self.console.print(text, markup=False, style=style, soft_wrap=True)

    def title(self, key: str, **values: object) -> None:
        self.line()
        self.line(self.say(key, **values), "bold")

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[Any]], right: set[int]) -> None:
        head = [self.say(word) for word in heads]
        self.console.print(output.plain_table(head, [tuple(row) for row in rows], right=right))

    def head(self) -> None:
        self.line(self.say("head", old=self.found.old, new=self.found.new), "bold")
        years = self.found.years
        totals = [one for one in (years.old, years.new, *years.new_years) if one]
        if any(one["grade"] == "illustrative" for one in totals):
            self.line(say("gap.terminal.illustrative", self.lang), "bold yellow")
        for gone in self.found.vanished:
            self.line(vanished_sentence(gone, self.lang), "bold yellow")
        for thin in self.found.years.thin:
            self.line(assumption(thin, self.lang), "yellow")

    # The gap ----------------------------------------------------------------------------------

    def same_year(self) -> None:
        """The totals of one year in both builds."""
        years = self.found.years
        if years.year is None:
            self.line()
            self.line(self.say("no_common_year"))
            return
        self.title("same_year", year=years.year)
        self._totals(("figure", "old", "new", "difference"), years.old, years.new)

    def new_years(self) -> None:
        """The totals of each new year, beside the newest year before it in the same build."""
        before = self.found.years.new
        for later in self.found.years.new_years:
            self.title("new_year", year=later["year"])
            heads = [self.say("figure"), "–" if before is None else str(before["year"])]
            heads += [str(later["year"]), self.say("difference")]
            rows = self._rows(before, later)
            self.console.print(output.plain_table(heads, rows, right={1, 2, 3}))

    def _totals(self, heads: Sequence[str], old: Totals | None, new: Totals | None) -> None:
        self.table(heads, self._rows(old, new), {1, 2, 3})

    def _rows(self, old: Totals | None, new: Totals | None) -> list[tuple[str, ...]]:
        return [
            (
                say(f"total.{name}", self.lang),
                _shown(name, (old or {}).get(name), self.lang),
                _shown(name, (new or {}).get(name), self.lang),
                _difference(name, old, new),
            )
            for name in FIGURES
        ]

    def movers(self) -> None:
        """Whose figures moved the gap, the largest of each kind."""
        several = self.found.years.movers
        if not several:
            return
        self.title("movers")
        shown, rest = [], 0
        for kind in dict.fromkeys(one.kind for one in several):
            of_kind = [one for one in several if one.kind == kind]
            shown += of_kind[:MOVERS_SHOWN]
            rest += len(of_kind[MOVERS_SHOWN:])
        rows = [
            (kind, name, figure, _number(old), _number(new), f"{more:+,}" if more else "0")
            for kind, name, figure, old, new, more in (mover_row(one, self.lang) for one in shown)
        ]
        self.table(("kind", "name", "figure_of", "old", "new", "difference"), rows, {3, 4, 5})
        if rest:
            self.line(self.say("more", count=rest))

    # The rows ---------------------------------------------------------------------------------

    def revisions(self) -> None:
        """Cells that changed, old and new, and rows that came or went in years known before."""
        labels = load().tables
        rows = [
            (
                labels[one.table].label.of(self.lang),
                sample.name,
                labels[one.table].by_name[sample.column].label.of(self.lang)
                if sample.column
                else self.say(sample.kind),
                "–" if sample.old is None else sample.old,
                "–" if sample.new is None else sample.new,
            )
            for one in self.changed
            for sample in sorted(one.samples, key=lambda sample: sample.kind != "changed")
            if sample.key not in self.found.tables[one.table].new_years
        ]
        if not rows:
            return
        self.title("revisions")
        self.table(("table", "row", "field", "old", "new"), rows[:CELLS_SHOWN], {3, 4})
        if len(rows) > CELLS_SHOWN:
            self.line(self.say("more", count=len(rows) - CELLS_SHOWN))

    def tables(self) -> None:
        """How many rows of each table came, went and differ."""
        self.line()
        if not self.changed:
            self.line(self.say("same"))
            return
        rows = [
            (load().tables[one.table].label.of(self.lang), one.added, one.new_years, one.removed,
             one.changed)
            for one in self.changed
        ]  # fmt: skip
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


def _shown(name: str, value: Any, lang: str) -> str:
    if value is None:
        return "–"
    if name == "basis":
        return load().code_lists["basis"].by_notation[value].label.of(lang)
    return f"{value:,}" if isinstance(value, int) else str(value)
