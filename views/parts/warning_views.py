"""The views of the warnings page: clauses with their counts, the list, one warning in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

import streamlit as st

from graph.rules.exits import TESTS, test_name, warnings
from graph.rules.sentences import common_sentences, sentence, verdict_word
from graph.rules.subjects import PROGRAMMES, college_of, owners
from graph.rules.tabulated import verdict_rows
from graph.rules.verdicts import STANDINGS, RuleParameters, Verdict, gravest_first
from graph.tables import Tables
from graph.words import say, titled
from views.parts import address
from views.parts.address import choose, choose_college, choose_one, parameter_value, put
from views.parts.clauses import clause_card, measure_link
from views.parts.evidence import evidence
from views.parts.figure import Figure
from views.parts.mark import grade_mark
from views.parts.markup import Child, between, node, plain, show, thing_head
from views.parts.scope import rule_parameters
from views.parts.session import build, language, once, tell
from views.parts.table import More, heads, table
from views.parts.thing import link_to

WARNED, UNKNOWN = "fail", "unknown"
PICKED = "of"
HOWS = ("list", "any", "all")


def common_notes(verdicts: Sequence[Verdict]) -> None:
    """Show once the remarks that hold for many verdicts."""
    for text in common_sentences(verdicts, language()):
        st.warning(plain(text))


def headline(verdicts: Sequence[Verdict]) -> None:
    """Say how many programmes are judged, and how many some clause warns of."""
    verdicts = [verdict for verdict in verdicts if not verdict.of_no_place]
    warned = {verdict.subject.key for verdict in verdicts if verdict.outcome == WARNED}
    unknown = {
        verdict.subject.key
        for verdict in verdicts
        if verdict.outcome == UNKNOWN and not verdict.undecided
    }
    text = tell(
        "warnings.headline",
        programmes=len({verdict.subject.key for verdict in verdicts}),
        warned=len(warned),
        explain=len({verdict.subject.key for verdict in verdicts if verdict.outcome == "explain"}),
        early=len({verdict.subject.key for verdict in verdicts if verdict.early}),
        unknown=len(unknown),
    )
    show(node("p", "tc-lead", text))


def clause_figures(verdicts: Sequence[Verdict]) -> list[Figure]:
    """Return a figure for each test: the number of programmes it warns of, linked to them."""
    lang, figures = language(), []
    for test in TESTS:
        judged = [
            verdict for verdict in verdicts if verdict.test == test and not verdict.of_no_place
        ]
        if not judged:
            continue
        counts = Counter(verdict.standing for verdict in judged)
        figures.append(
            Figure(
                label=titled(say(f"rules.test.{test}", lang)),
                value="–" if _is_undecided(judged) else f"{counts[WARNED]:,}",
                note=_card_note(judged, counts),
                definition=tell(f"warnings.about_{test}"),
                link=address.to("warnings", clause=test),
                tone="occupation-class-starved" if counts[WARNED] else "",
            )
        )  # fmt: skip
    return figures


def _is_undecided(judged: Sequence[Verdict]) -> bool:
    """Tell whether the document gives no number, so that nothing can be said to be met."""
    return any(verdict.undecided for verdict in judged)


def _card_note(judged: Sequence[Verdict], counts: Mapping[str, int]) -> str:
    item = judged[0].clause.measure
    if _is_undecided(judged):
        return tell("warnings.card_ranks", item=item)
    return tell(
        "warnings.card",
        item=item,
        explain=counts["explain"],
        early=counts["early"],
        unknown=counts[UNKNOWN],
    )


def chosen_verdicts() -> list[Verdict]:
    """Show the controls and return the verdicts that they select, the gravest first."""
    lang = language()
    standing = choose(
        st.pills,
        "verdict",
        [*STANDINGS, "all"],
        label=tell("warnings.verdict"),
        format_func=lambda option: (
            tell("gap.class_all")
            if option == "all"
            else titled(say(f"rules.exit_verdict.{option}", lang))
        ),
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="warning-controls"):
        tests = {test: test_name(test).of(lang) for test in TESTS}
        clause = choose_one(
            "clause", tests, tell("warnings.clause"), tell("warnings.any_clause"), 190
        )
        college = choose_college(260)
        joined = choose(
            st.selectbox,
            "how",
            HOWS,
            label=tell("warnings.how"),
            help=tell("warnings.how_help"),
            format_func=lambda name: tell(f"warnings.how_{name}"),
            width=260,
        )
    verdicts = once(warnings, rule_parameters(), joined)
    return gravest_first(
        verdict
        for verdict in verdicts
        if standing in ("all", verdict.standing)
        and (not clause or _is_of(verdict, clause))
        and (not college or once(college_of, verdict.subject.key) == college)
    )


def _is_of(verdict: Verdict, test: str) -> bool:
    if verdict.test is not None:
        return verdict.test == test
    return any(
        failed_test.key == test
        for failed_test in verdict.values.get(f"{verdict.outcome}_tests", ())
    )


def show_list(verdicts: Sequence[Verdict]) -> Verdict | None:
    """Show the list of verdicts and return the picked one, else the first."""
    lang = language()
    rows = verdict_rows(verdicts, lang)
    columns = heads("subject", "verdict", "value", "threshold", "gap_class", "rule")
    if rows["verdict"].n_unique() == 1:
        del columns["verdict"]  # it is what the controls ask for
    in_file = heads("verdict", "item", "sentence", "evidence", "grade")
    in_file = {name: head for name, head in in_file.items() if name not in columns}
    picked = parameter_value(PICKED)
    table(
        "warnings",
        tell("page.warnings"),
        rows,
        columns,
        more=More(
            in_file=in_file,
            on_pick=lambda at: put(PICKED, _name(verdicts[at])),
            picked=next((at for at, v in enumerate(verdicts) if _name(v) == picked), 0),
        ),
    )
    if picked and picked not in once(_names, rule_parameters(), parameter_value("how") or "list"):
        shown_instead = verdicts[0].subject.thing.of(lang) if verdicts else None
        address.unknown(tell("page.warnings"), picked, shown_instead)
    return next(
        (verdict for verdict in verdicts if _name(verdict) == picked),
        verdicts[0] if verdicts else None,
    )


def _names(tables: Tables, parameters: RuleParameters, joined: str) -> frozenset[str]:
    """Return the names of all verdicts in the address, whatever the controls select."""
    joined = joined if joined in HOWS else "list"
    return frozenset(map(_name, warnings(tables, parameters, joined)))


def _name(verdict: Verdict) -> str:
    """Return the name of a verdict in the address."""
    return f"{verdict.test or verdict.rule}:{verdict.subject.key}"


def details(verdict: Verdict | None) -> None:
    """Show one warning: programme, reason, clause with its lead units, and source rows."""
    if verdict is None:
        st.caption(tell("warnings.pick"))
        return
    lang = language()
    show(
        _head(verdict),
        node("p", "tc-warning-said", sentence(verdict, lang, marked=False)),
        clause_card(verdict.clause, measure_link(verdict.clause)),
        node("h3", "tc-part", tell("warnings.rests_on")),
    )
    evidence("evidence", [(source.table, source.key) for source in verdict.evidence])


def _head(verdict: Verdict) -> Element:
    """Build the head of a warning: its subject, which leads to its page, or to both of its pages.

    A programme has none of its own: it is a major at a college.
    """
    lang, subject = language(), verdict.subject
    word = node("strong", f"tc-verdict tc-verdict-{verdict.standing}", verdict_word(verdict, lang))
    rule = node("span", "", say(f"rules.name.{verdict.rule}", lang))
    name: Child = subject.thing.of(lang)
    ends: list[Child] = []
    if subject.table == PROGRAMMES:
        whose = owners(build().tables, subject.key)
        ends = [link_to(f"{table}/{key}") for table, key in whose.items()]
    else:
        name = link_to(f"{subject.table}/{subject.key}", subject.thing.of(lang))
    below = node("p", "tc-facts", *between(ends))
    return thing_head((word, rule, grade_mark(verdict.grade)), name, below)
