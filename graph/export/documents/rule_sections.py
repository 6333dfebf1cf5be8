"""Sections on rules: warnings by clause, programmes to look at, who leads, findings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.draw.pictures import DUTY_TABLES
from graph.export.documents.gap_sections import heading
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Frame, Paragraph, Section, Table, titled
from graph.rules.duties import duties, loads, orphans
from graph.rules.exits import TESTS, by_programme
from graph.rules.sentences import clause_name, common_sentences, quoted, sentence
from graph.rules.verdicts import STANDINGS, TO_ACT_ON, Clause, Verdict
from graph.words import join, say

NAMES_SHOWN = 8
RULES_SHOWN = 5  # in a briefing, before the sum of the others
LEAST_COMMON = 3
_SENTENCES = re.compile(r".+?(?:。[”’）]?|[.?!](?=\s|$)\s*|$)", re.S)


def clauses_frame(m: Material, several: Sequence[Verdict]) -> Frame:
    """Rule by rule and clause by clause, how many verdicts of each kind."""
    columns = (
        heading(m, "clause", share=3.9),
        heading(m, "rule", share=3.1),
        heading(m, "fail", "persons", 1.0),
        heading(m, "explain", "persons", 0.9),
        heading(m, "early", "persons", 0.9),
        heading(m, "unknown", "persons", 0.9),
        heading(m, "pass", "persons", 0.9),
    )
    counts: dict[tuple[str, str | None], dict[str, int]] = {}
    clauses: dict[tuple[str, str | None], dict[Clause, None]] = {}
    for one in several:
        key = (one.rule, one.test)
        count = counts.setdefault(key, dict.fromkeys(STANDINGS, 0))
        count[one.standing] += 1
        bare = replace(one.clause, threshold=None, words=None, passage=None)
        clauses.setdefault(key, {})[bare] = None
    alone = len({one.clause.policy for one in several}) == 1
    rows = tuple(
        (_clauses(m, list(clauses[key]), alone), rule_name(*key, m.lang), *count.values())
        for key, count in counts.items()
    )
    return Frame(columns, rows)


def _clauses(m: Material, several: Sequence[Clause], alone: bool) -> str:
    """The clauses of a rule; without the document's number where there is only one document."""
    if len(several) > 1 or several[0].path is None:
        return m.say("document.clauses_of", n=len(several))
    one = several[0]
    if alone:
        heading = one.heading or ""
        return m.say("document.item", number=one.measure, heading=heading).strip()
    return clause_name(one, m.lang)


def rule_name(rule: str, test: str | None, lang: str) -> str:
    """A rule as people call it; the tests of the exit clause by theirs."""
    return titled(say(f"rules.page.test.{test}" if test else f"rules.name.{rule}", lang))


def to_act_on(frame: Frame) -> Frame:
    """The rows with something that is not kept, has to be explained, or is to be watched.

    The first are those with most that is not kept.
    """
    places = [frame.column(name) for name in TO_ACT_ON]
    rows = [row for row in frame.rows if any(row[k] for k in places)]
    return Frame(frame.columns, tuple(sorted(rows, key=lambda row: [-row[k] for k in places])))


def clauses_blocks(m: Material, *, short: bool) -> tuple[Block, ...]:
    """What the rules found, by clause; ``short``: only what is to be acted on."""
    if not m.verdicts:
        return ()
    whole = clauses_frame(m, m.verdicts)
    shown = to_act_on(whole) if short else whole
    first = tuple(
        m.text("document.of_clause", text=text) for text in common_sentences(m.verdicts, m.lang)
    )
    if not shown.rows:
        unplaced = any(one.of_no_place for one in m.verdicts)
        return first if unplaced else (*first, m.text("document.clauses_kept"))
    blocks: list[Block] = [*first, _most_met(m, shown)]
    caption = m.say("document.table.clauses", policies=place_of_rules(m))
    most = RULES_SHOWN if short else None
    blocks.append(Table(shown, caption, m.tag(m.grades(m.verdicts)), most=most))
    blocks.append(m.note("document.clauses_short_note" if short else "document.clauses_note"))
    return tuple(blocks)


def _most_met(m: Material, frame: Frame) -> Paragraph:
    """The rule that is met most often; the one to be explained most often where none is met."""
    figures = frame.column("fail"), frame.column("explain")
    first = max(range(len(frame.rows)), key=lambda k: [frame.rows[k][one] for one in figures])
    words = {name: str(frame.cell(first, name)) for name in ("clause", "rule")}
    fail, explain, unknown = (frame.cell(first, name) for name in ("fail", "explain", "unknown"))
    if not fail.value and not explain.value:
        return m.text("document.clauses_kept")
    if not fail.value:
        return m.told("document.clauses_explain", {"explain": explain}, **words)
    if not unknown.value:
        return m.told("document.clauses_known", {"fail": fail}, **words)
    return m.told("document.clauses", {"fail": fail, "unknown": unknown}, **words)


def several_tests(m: Material) -> Paragraph | None:
    """The programmes that fail two tests of the exit clause or more."""
    found = [one for one in by_programme(m.warnings) if len(one.failed) > 1]
    if not found:
        return None
    names = [one.first.subject.thing.of(m.lang) for one in found]
    return m.text("document.several_tests", names=_shortened(names, m.lang))


def _shortened(names: Sequence[str], lang: str) -> str:
    shown, rest = join(list(names[:NAMES_SHOWN]), lang), len(names) - NAMES_SHOWN
    return say("gap.and_more", lang, names=shown, rest=rest) if rest > 0 else shown


def place_of_rules(m: Material) -> str:
    """The documents whose clauses are computed."""
    return join(list(dict.fromkeys(one.clause.policy for one in m.verdicts)), m.lang)


def warning_sections(m: Material, level: int = 2) -> tuple[Section, ...]:
    """The programmes of each test of the exit clause, with the sentence of each."""
    sections = []
    for test in TESTS:
        own = [one for one in m.warnings if one.test == test and not one.of_no_place]
        shown = [one for one in own if one.standing in TO_ACT_ON]
        shown.sort(key=lambda one: STANDINGS.index(one.standing))
        quotes = dict.fromkeys(quoted(one.clause, m.lang) for one in own)
        blocks: list[Block] = [m.text("document.of_clause", text=text) for text in quotes]
        if own and not shown:
            blocks.append(m.text("document.test_none"))
        if shown:
            blocks += verdict_blocks(m, shown, titled(m.say(f"rules.page.test.{test}")))
        unknown = [one for one in own if one.outcome == "unknown" and not one.undecided]
        if unknown:
            frame = _by_reason(m, unknown)
            blocks.append(Table(frame, m.say("document.table.unknown"), m.tag(m.grades(unknown))))
        sections.append(Section(titled(m.say(f"rules.page.test.{test}")), tuple(blocks), level))
    return tuple(one for one in sections if one.blocks)


def verdict_blocks(m: Material, several: Sequence[Verdict], caption: str) -> tuple[Block, ...]:
    """Verdicts one a row: whom they are on, and what is said; what is said of all, once below."""
    columns = (
        heading(m, "subject", share=2.6),
        heading(m, "outcome", share=0.5),
        heading(m, "sentence", share=5.0),
    )
    names = [one.subject.thing.of(m.lang) for one in several]
    texts = [
        _rest(sentence(one, m.lang, marked=False), name)
        for one, name in zip(several, names, strict=True)
    ]
    texts, common = without_common(texts)
    rows = []
    for one, name, text in zip(several, names, texts, strict=True):
        rows.append((name, m.say(f"document.outcome.{one.standing}"), text))
    table = Table(Frame(columns, tuple(rows)), caption, m.tag(m.grades(several)))
    if not common:
        return (table,)
    return (table, replace(m.text("document.of_all", text=common), style="note"))


def without_common(texts: Sequence[str]) -> tuple[list[str], str]:
    """Texts without the sentences that all of them have, and those sentences.

    Where there are fewer than three texts, or one would say nothing else, nothing is taken out.

    >>> without_common(["A. Same.", "B. Same.", "C. Same."])
    (['A.', 'B.', 'C.'], 'Same.')
    """
    split = [_SENTENCES.findall(text) for text in texts]
    common = [one for one in split[0] if all(one in own for own in split)] if split else []
    kept = [[one for one in own if one not in common] for own in split]
    if len(texts) < LEAST_COMMON or not common or not all(kept):
        return list(texts), ""
    return ["".join(own).strip() for own in kept], "".join(common).strip()


def _rest(text: str, name: str) -> str:
    """A sentence without the subject in front, which has a column of its own."""
    if not text.startswith(name):
        return text
    rest = text[len(name) :].lstrip("：:，, ")
    return rest[:1].upper() + rest[1:] if rest else text


def _by_reason(m: Material, several: Sequence[Verdict]) -> Frame:
    """How many could not be judged, by reason, with one as an example."""
    columns = (heading(m, "count", "persons", 0.6), heading(m, "example", share=6.0))
    counts: dict[str, list[Verdict]] = {}
    for one in several:
        counts.setdefault(one.reason, []).append(one)
    rows = tuple((len(own), sentence(own[0], m.lang, marked=False)) for own in counts.values())
    return Frame(columns, rows)


def loads_frame(m: Material, *, leading: bool) -> Frame:
    """Units with what they carry and lead; ``leading``: only those that lead something."""
    columns = (
        heading(m, "unit", share=3.0),
        heading(m, "measures", "persons"),
        heading(m, "leads", "persons"),
        heading(m, "lead_share", "share"),
    )
    several = [one for one in loads(duties(m.build.tables)) if one.leads or not leading]
    rows = tuple((one.unit.of(m.lang), one.measures, one.leads, one.lead_share) for one in several)
    return Frame(columns, rows)


def duty_blocks(m: Material, *, leading: bool) -> tuple[Block, ...]:
    """Who leads, and what nobody leads."""
    frame = loads_frame(m, leading=leading)
    if not frame.rows:
        return ()
    top = {name: frame.cell(0, name) for name in ("measures", "leads", "lead_share")}
    blocks: list[Block] = [m.told("document.leader", top, unit=str(frame.cell(0, "unit")))]
    blocks.append(Table(frame, m.say("document.table.loads"), m.tables_tag(*DUTY_TABLES)))
    without = orphans(m.build.tables)
    if without:
        names = [
            m.say("document.item", number=one.number, heading=one.heading or "").strip()
            for one in without
        ]
        blocks.append(m.text("document.orphans", names=join(names, m.lang)))
    return tuple(blocks)
