"""All rules on a terminal: how many of each verdict, then what to act on, rule by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console

from graph.rules.places import ORIGINS
from graph.rules.sentences import (
    ILLUSTRATIVE,
    clause_name,
    common_sentences,
    place,
    quoted,
    verdict_word,
)
from graph.rules.totals import Key, key_of
from graph.rules.verdicts import STANDINGS, TO_ACT_ON, Verdict
from graph.words import say
from views.terminal.followed import said
from views.terminal.page import Page

SHOWN = 5  # sentences of a verdict of a rule
STYLES = {"fail": "bold red", "explain": "yellow", "early": "yellow", "unknown": "dim"}
NOTHING = "·"


def render_rules(
    found: Sequence[Verdict],
    together: Mapping[Key, Sequence[str]],
    lang: str,
    console: Console,
) -> None:
    """Print the overview and the verdicts to act on; no line is wider than the console.

    ``together``: what a clause comes to over all firms.
    """
    page = _Page(lang, console)
    page.together = together
    for policy in dict.fromkeys(one.clause.policy for one in found):
        own = [one for one in found if one.clause.policy == policy]
        page.overview(policy, own)
        for rule in dict.fromkeys(one.rule for one in own):
            page.rule([one for one in own if one.rule == rule and not one.of_no_place])
    page.line()
    page.paragraph(say("rules.page.follow", lang), style="dim")


class _Page(Page):
    """Rules in one language on one console."""

    together: Mapping[Key, Sequence[str]] = {}

    def overview(self, policy: str, found: Sequence[Verdict]) -> None:
        """One line a rule: its item, what it asks, and how many of each verdict."""
        self.paragraph(say("rules.page.rules", self.lang, policy=policy), style="bold")
        if any(one.grade == ILLUSTRATIVE for one in found):
            self.paragraph(say("gap.terminal.illustrative", self.lang), style="bold yellow")
        for text in common_sentences(found, self.lang):
            self.paragraph(text, style="yellow")
        head = [say("rules.page.column.rule", self.lang), say("rules.page.column.item", self.lang)]
        head += [say(f"rules.verdict.{standing}", self.lang) for standing in STANDINGS]
        rows = []
        for rule in dict.fromkeys(one.rule for one in found):
            own = [one for one in found if one.rule == rule]
            items = dict.fromkeys(one.clause.measure for one in own)
            item = say("rules.page.whole", self.lang) if len(items) > 1 else str(*items)
            counts = [sum(1 for one in own if one.standing == each) for each in STANDINGS]
            item = "–" if item == "None" else item
            cells = [f"{count:,}" if count else NOTHING for count in counts]
            rows.append((f"{rule}  {say(f'rules.name.{rule}', self.lang)}", item, *cells))
        self.table(head, rows, set(range(1, 2 + len(STANDINGS))))
        if any(one.early for one in found):
            self.paragraph(say("rules.page.early_means", self.lang), style="dim")

    def rule(self, found: Sequence[Verdict]) -> None:
        """What a rule found: failed and to be explained first, then numbers without a verdict."""
        if not found:
            return
        told = [one for one in found if one.standing in TO_ACT_ON]
        undecided = [one for one in found if one.undecided]
        first = found[0]
        totals = self.together.get(key_of(first.clause), ())
        if not told and not undecided and not totals:
            return
        self.title(f"{first.rule}  {say(f'rules.name.{first.rule}', self.lang)}")
        if first.clause.path is not None and len({one.clause.path for one in found}) == 1:
            self.paragraph(clause_name(first.clause, self.lang), 2, style="dim")
            self.origin(first)
            for words in dict.fromkeys(quoted(one.clause, self.lang) for one in found):
                self.paragraph(words, 2, style="dim")
        for standing in TO_ACT_ON:
            own = [one for one in told if one.standing == standing]
            if own:
                self.verdicts(verdict_word(own[0], self.lang), own, STYLES[standing])
        lowest_first = first.test is not None  # ranks; loads and empty places the most first
        ordered = sorted(undecided, key=lambda one: one.value or 0, reverse=not lowest_first)
        if ordered:
            self.verdicts(say("rules.page.no_number", self.lang), ordered, STYLES["unknown"])
        if totals:
            self.paragraph(say("rules.page.total", self.lang), 2)
            self.points(totals)

    def origin(self, one: Verdict) -> None:
        """Where the clause stands."""
        if one.evidence and one.evidence[0].table in ORIGINS:
            at = place(one.evidence[0])
            self.paragraph(say("rules.page.origin", self.lang, place=at), 2, style="dim")

    def verdicts(self, name: str, several: Sequence[Verdict], style: str) -> None:
        """The first sentences of some verdicts, and how many more there are."""
        self.paragraph(f"{name} {len(several):,}", 2, style=style)
        self.points([said(one, self.lang) for one in several[:SHOWN]])
        if len(several) > SHOWN:
            self.paragraph(say("rules.page.more", self.lang, count=len(several) - SHOWN), 4)
