"""All rules on a terminal: the number of each verdict, then the ones to act on, by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console

from graph.rules.places import ORIGINS
from graph.rules.sentences import (
    clause_name,
    common_sentences,
    place,
    quoted,
    verdict_word,
)
from graph.rules.totals import Key, key_of
from graph.rules.verdicts import STANDINGS, TO_ACT_ON, Verdict
from graph.words import say
from views.terminal.followed import cited_sentence
from views.terminal.page import Page

SHOWN = 5  # sentences for each rule and verdict
STYLES = {"fail": "bold red", "explain": "yellow", "early": "yellow", "unknown": "dim"}
NOTHING = "·"


def render_rules(
    verdicts: Sequence[Verdict],
    clause_totals: Mapping[Key, Sequence[str]],
    lang: str,
    console: Console,
) -> None:
    """Print the overview and the verdicts to act on; no line is wider than the console.

    ``clause_totals``: the sentences that sum up a clause over all firms.
    """
    page = _Page(lang, console)
    for policy in dict.fromkeys(verdict.clause.policy for verdict in verdicts):
        own_verdicts = [verdict for verdict in verdicts if verdict.clause.policy == policy]
        page.overview(policy, own_verdicts)
        for rule in dict.fromkeys(verdict.rule for verdict in own_verdicts):
            of_rule = [verdict for verdict in own_verdicts if verdict.rule == rule]
            page.rule([v for v in of_rule if not v.of_no_place], clause_totals)
    page.line()
    page.paragraph(say("rules.page.follow", lang), style="dim")


class _Page(Page):
    """The page of the rules, in one language on one console."""

    def overview(self, policy: str, verdicts: Sequence[Verdict]) -> None:
        """Print a line for each rule: its name, its item, and the number of each verdict."""
        self.paragraph(say("rules.page.rules", self.lang, policy=policy), style="bold")
        self.mark(*(verdict.grade for verdict in verdicts))
        for text in common_sentences(verdicts, self.lang):
            self.paragraph(text, style="yellow")
        head = [say("rules.page.column.rule", self.lang), say("rules.page.column.item", self.lang)]
        head += [say(f"rules.verdict.{standing}", self.lang) for standing in STANDINGS]
        rows = []
        for rule in dict.fromkeys(verdict.rule for verdict in verdicts):
            own_verdicts = [verdict for verdict in verdicts if verdict.rule == rule]
            items = dict.fromkeys(verdict.clause.measure for verdict in own_verdicts)
            item = say("rules.page.whole", self.lang) if len(items) > 1 else str(*items)
            counts = Counter(verdict.standing for verdict in own_verdicts)
            item = "–" if item == "None" else item
            cells = [f"{counts[s]:,}" if counts[s] else NOTHING for s in STANDINGS]
            rows.append((f"{rule}  {say(f'rules.name.{rule}', self.lang)}", item, *cells))
        self.table(head, rows, set(range(1, 2 + len(STANDINGS))))
        if any(verdict.early for verdict in verdicts):
            self.paragraph(say("rules.page.early_means", self.lang), style="dim")

    def rule(self, verdicts: Sequence[Verdict], clause_totals: Mapping[Key, Sequence[str]]) -> None:
        """Print a rule's verdicts to act on, then its numbers without a verdict and its totals."""
        if not verdicts:
            return
        to_act_on = [verdict for verdict in verdicts if verdict.standing in TO_ACT_ON]
        undecided = [verdict for verdict in verdicts if verdict.undecided]
        first = verdicts[0]
        totals = clause_totals.get(key_of(first.clause), ())
        if not to_act_on and not undecided and not totals:
            return
        self.title(f"{first.rule}  {say(f'rules.name.{first.rule}', self.lang)}")
        if (
            first.clause.path is not None
            and len({verdict.clause.path for verdict in verdicts}) == 1
        ):
            self.paragraph(clause_name(first.clause, self.lang), 2, style="dim")
            self.origin(first)
            for words in dict.fromkeys(quoted(verdict.clause, self.lang) for verdict in verdicts):
                self.paragraph(words, 2, style="dim")
        for standing in TO_ACT_ON:
            own_verdicts = [verdict for verdict in to_act_on if verdict.standing == standing]
            if own_verdicts:
                self.verdicts(
                    verdict_word(own_verdicts[0], self.lang), own_verdicts, STYLES[standing]
                )
        # Ranks the lowest first; loads and empty places the most first.
        undecided.sort(key=lambda verdict: verdict.value or 0, reverse=first.test is None)
        if undecided:
            self.verdicts(say("rules.page.no_number", self.lang), undecided, STYLES["unknown"])
        if totals:
            self.paragraph(say("rules.page.total", self.lang), 2)
            self.points(totals)

    def origin(self, verdict: Verdict) -> None:
        """Print the place of the clause in its source."""
        if verdict.evidence and verdict.evidence[0].table in ORIGINS:
            at = place(verdict.evidence[0])
            self.paragraph(say("rules.page.origin", self.lang, place=at), 2, style="dim")

    def verdicts(self, name: str, listed: Sequence[Verdict], style: str) -> None:
        """Print the first sentences of some verdicts, and how many more there are."""
        self.paragraph(f"{name} {len(listed):,}", 2, style=style)
        self.points([cited_sentence(verdict, self.lang) for verdict in listed[:SHOWN]])
        if len(listed) > SHOWN:
            self.paragraph(say("rules.page.more", self.lang, count=len(listed) - SHOWN), 4)
