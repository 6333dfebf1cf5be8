"""What the page of warnings shows: clauses with their counts, the list, one warning in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from graph.rules.exits import TESTS, test_name, warnings
from graph.rules.sentences import said_once, sentence, verdict_word
from graph.rules.subjects import college_of
from graph.rules.tabulated import verdict_rows
from graph.rules.verdicts import STANDINGS, RuleParameters, Verdict
from graph.things import names_of
from graph.words import say
from views.parts import address, matrix
from views.parts.address import asked, choose, one_of, put
from views.parts.clauses import clause_card, measure_link
from views.parts.evidence import evidence
from views.parts.figure import Figure
from views.parts.mark import grade_mark
from views.parts.markup import node, plain, show
from views.parts.scope import rules_year
from views.parts.session import language, once, tell
from views.parts.table import More, heads, table

WARNED, UNKNOWN = "fail", "unknown"
PICKED = "of"
HOWS = ("list", "any", "all")


def once_for_all(each: Sequence[Verdict]) -> None:
    """What holds for many verdicts, said once."""
    for text in said_once(each, language()):
        st.warning(plain(text))


def headline(each: Sequence[Verdict]) -> None:
    """How many programmes are judged, and how many are warned by some clause."""
    each = [one for one in each if not one.of_no_place]
    warned = {one.subject.key for one in each if one.outcome == WARNED}
    unknown = {one.subject.key for one in each if one.outcome == UNKNOWN and not one.undecided}
    told = tell(
        "warnings.headline",
        programmes=len({one.subject.key for one in each}),
        warned=len(warned),
        explain=len({one.subject.key for one in each if one.outcome == "explain"}),
        early=len({one.subject.key for one in each if one.early}),
        unknown=len(unknown),
    )
    show(node("p", "tc-lead", told))


def clause_figures(each: Sequence[Verdict]) -> list[Figure]:
    """One figure a test of the clause: how many it warns; a link to those."""
    lang, found = language(), []
    for test in TESTS:
        mine = [one for one in each if one.test == test and not one.of_no_place]
        if not mine:
            continue
        counts = Counter(one.standing for one in mine)
        found.append(
            Figure(
                label=_begun_large(say(f"rules.test.{test}", lang)),
                value=f"{counts[WARNED]:,}",
                note=_card_note(mine, counts),
                definition=tell(f"warnings.about_{test}"),
                link=address.to("warnings", clause=test),
                tone="occupation-class-starved" if counts[WARNED] else "",
            )
        )  # fmt: skip
    return found


def _begun_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _card_note(mine: Sequence[Verdict], counts: Mapping[str, int]) -> str:
    item = mine[0].clause.measure
    if any(one.undecided for one in mine):
        return tell("warnings.card_ranks", item=item)
    return tell(
        "warnings.card",
        item=item,
        explain=counts["explain"],
        early=counts["early"],
        unknown=counts[UNKNOWN],
    )


def chosen() -> list[Verdict]:
    """The verdicts that the controls ask for, the gravest first."""
    lang = language()
    with st.container(horizontal=True, vertical_alignment="bottom", key="warning-controls"):
        verdict = choose(
            st.pills,
            "verdict",
            [*STANDINGS, "all"],
            label=tell("warnings.verdict"),
            format_func=lambda one: (
                tell("gap.class_all") if one == "all" else say(f"rules.exit_verdict.{one}", lang)
            ),
        )
        tests = {test: test_name(test).of(lang) for test in TESTS}
        clause = one_of("clause", tests, tell("warnings.clause"), tell("warnings.any_clause"), 130)
        names = once(names_of, "colleges", lang)
        college = one_of(
            "college", names, tell("warnings.college"), tell("warnings.any_college"), 190
        )
        how = choose(
            st.selectbox,
            "how",
            HOWS,
            label=tell("warnings.how"),
            help=tell("warnings.how_help"),
            format_func=lambda name: tell(f"warnings.how_{name}"),
            width=190,
        )
    found = once(warnings, RuleParameters(year=rules_year()), how)
    shown = [
        one
        for one in found
        if verdict in ("all", one.standing)
        and (not clause or _is_of(one, clause))
        and (not college or once(college_of, one.subject.key) == college)
    ]
    return sorted(shown, key=lambda one: STANDINGS.index(one.standing))


def _is_of(one: Verdict, test: str) -> bool:
    if one.test is not None:
        return one.test == test
    return any(each.key == test for each in one.values.get(f"{one.outcome}_tests", ()))


def listed(found: Sequence[Verdict]) -> Verdict | None:
    """The list; what is picked in it, else its first."""
    lang = language()
    rows = verdict_rows(found, lang)
    shown = heads("subject", "verdict", "gap_class", "value", "threshold", "rule")
    if rows["verdict"].n_unique() == 1:
        del shown["verdict"]  # it is what the controls ask for
    in_file = heads("verdict", "item", "sentence", "evidence", "grade")
    in_file = {name: head for name, head in in_file.items() if name not in shown}
    table(
        "warnings",
        tell("page.warnings"),
        rows,
        shown,
        more=More(
            in_file=in_file,
            on_pick=lambda at: put(PICKED, _name(found[at])),
        ),
    )
    wanted = asked(PICKED)
    if wanted and wanted not in once(_names, rules_year(), asked("how") or "list"):
        first = found[0].subject.thing.of(lang) if found else "–"
        address.unknown(tell("page.warnings"), wanted, first)
    return next((one for one in found if _name(one) == wanted), found[0] if found else None)


def _names(tables: Mapping[str, pl.DataFrame], year: int | None, how: str) -> frozenset[str]:
    """How the address calls each verdict there is, whatever the controls ask for."""
    how = how if how in HOWS else "list"
    return frozenset(map(_name, warnings(tables, RuleParameters(year=year), how)))


def _name(one: Verdict) -> str:
    """How the address calls a verdict."""
    return f"{one.test or one.rule}:{one.subject.key}"


def details(one: Verdict | None) -> None:
    """One warning: who, why, by which words of which document, who leads it, on which rows."""
    if one is None:
        st.caption(tell("warnings.pick"))
        return
    lang = language()
    name, link = one.subject.thing.of(lang), matrix.around(one.subject.table, one.subject.key)
    titled = node("a", "", name, href=link, target="_self") if link else name
    verdict = verdict_word(one, lang)
    kind = node(
        "p",
        "tc-thing-kind",
        node("strong", f"tc-verdict tc-verdict-{one.standing}", verdict),
        node("span", "", say(f"rules.name.{one.rule}", lang)),
        grade_mark(one.grade),
    )
    show(
        node("header", "tc-thing", kind, node("h3", "tc-thing-name", titled)),
        node("p", "tc-warning-said", sentence(one, lang, marked=False)),
        clause_card(one.clause, measure_link(one.clause)),
        node("h4", "tc-part", tell("warnings.rests_on")),
    )
    evidence("evidence", [(each.table, each.key) for each in one.evidence])
