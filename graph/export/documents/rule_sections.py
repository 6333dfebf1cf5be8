"""Sections on rules: warnings by clause, programmes to look at, leading units, findings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from graph.draw.pictures import DUTY_TABLES
from graph.export.documents.frames import Frame
from graph.export.documents.material import Material
from graph.export.documents.messages import verdicts_message
from graph.export.documents.model import Block, Paragraph, Section, Table
from graph.gap.flows.rounding import added_up, chance_said
from graph.rules.duties import duties, loads
from graph.rules.exits import TESTS, by_programme
from graph.rules.sentences import clause_name, common_sentences, quoted, sentence
from graph.rules.verdicts import STANDINGS, TO_ACT_ON, Clause, Verdict
from graph.telling.sentences import level_inside, word
from graph.words import first_few, join, say, titled

NAMES_SHOWN = 8
RULES_SHOWN = 2  # rows in a briefing, above the sum of the others
LEAST_COMMON = 3
_SENTENCES = re.compile(r".+?(?:。[”’）]?|[.?!](?=\s|$)\s*|$)", re.S)


def clauses_frame(m: Material, verdicts: Sequence[Verdict]) -> Frame:
    """Count the verdicts of each kind, rule by rule and clause by clause."""
    columns = (
        m.column("clause", share=5.0),
        m.column("rule", share=2.8),
        *(m.column(name, "persons", 1.0 if name == "fail" else 0.9) for name in STANDINGS),
    )
    counts: dict[tuple[str, str | None], dict[str, int]] = {}
    clauses: dict[tuple[str, str | None], dict[Clause, None]] = {}
    for verdict in verdicts:
        key = (verdict.rule, verdict.test)
        count = counts.setdefault(key, dict.fromkeys(STANDINGS, 0))
        count[verdict.standing] += 1
        bare = replace(verdict.clause, threshold=None, words=None, passage=None)
        clauses.setdefault(key, {})[bare] = None
    alone = len({verdict.clause.policy for verdict in verdicts}) == 1
    rows = tuple(
        (_clauses(m, list(clauses[key]), alone), rule_name(*key, m.lang), *count.values())
        for key, count in counts.items()
    )
    return Frame(columns, rows)


def _clauses(m: Material, clauses: Sequence[Clause], alone: bool) -> str:
    """Name the clauses of a rule; without the document's number if there is only one document."""
    if len(clauses) > 1 or clauses[0].path is None:
        return m.say("document.clauses_of", n=len(clauses))
    clause = clauses[0]
    if alone:
        heading = clause.heading or ""
        return m.say("document.item", number=clause.measure, heading=heading).strip()
    return clause_name(clause, m.lang)


def rule_name(rule: str, test: str | None, lang: str) -> str:
    """Return the name of a rule; of the exit clause, the name of the test."""
    return titled(say(f"rules.page.test.{test}" if test else f"rules.name.{rule}", lang))


def to_act_on(frame: Frame) -> Frame:
    """Return the rows with something breached, to be explained, or to be watched.

    The rows with most breaches come first.
    """
    places = [frame.column(name) for name in TO_ACT_ON]
    rows = [row for row in frame.rows if any(row[k] for k in places)]
    return Frame(frame.columns, tuple(sorted(rows, key=lambda row: [-row[k] for k in places])))


def clauses_blocks(m: Material, *, short: bool, opened: bool = False) -> tuple[Block, ...]:
    """Report the findings of the rules by clause; ``short``: only those to act on.

    ``opened``: a first page has named the rule breached most often, and what is judged.
    """
    if not m.judged:
        return ()
    if not m.verdicts:
        return (m.text("document.none_of_part"), *narrowed_notes(m, ()))
    whole = clauses_frame(m, m.verdicts)
    frame = to_act_on(whole) if short else whole
    first = tuple(
        m.text("document.of_clause", text=text) for text in common_sentences(m.verdicts, m.lang)
    )
    notes = () if opened else narrowed_notes(m, () if short else m.verdicts)
    if not frame.rows:
        unplaced = any(verdict.of_no_place for verdict in m.verdicts)
        kept = () if unplaced else (m.text("document.clauses_kept"),)
        return (*first, *kept, *notes)
    blocks: list[Block] = [*first, *(() if opened else (most_met(m, frame),))]
    caption = m.say("document.table.clauses", policies=policies_of_rules(m))
    most = RULES_SHOWN if short else None
    blocks.append(Table(frame, caption, m.tag(m.grades(m.verdicts)), most=most))
    blocks.append(m.note("document.clauses_short_note" if short else "document.clauses_note"))
    return (*blocks, *notes)


def narrowed_notes(m: Material, verdicts: Sequence[Verdict]) -> tuple[Paragraph, ...]:
    """Say what the results for clauses were narrowed to, and what could not be; else nothing."""
    part = m.part
    words = {
        "area": part.area and part.area.of(m.lang),
        "chain": part.chain and part.chain.of(m.lang),
        "min_level": None if part.min_level is None else level_inside(part.min_level, m.lang),
        "college": part.college and part.college.of(m.lang),
    }
    notes = [m.note(f"document.narrowed.{name}", part=text) for name, text in words.items() if text]
    tables = part.whole(verdicts) if notes and part.college is None else ()
    if tables:
        kinds = [m.ontology.tables[name].label.of(m.lang) for name in tables]
        notes.append(m.note("document.narrowed.whole", kinds=join(kinds, m.lang)))
    return tuple(notes)


def most_met(m: Material, frame: Frame) -> Paragraph:
    """Name the rule breached most often; if none is, the one to be explained most often."""
    figures = frame.column("fail"), frame.column("explain")
    first = max(range(len(frame.rows)), key=lambda k: [frame.rows[k][place] for place in figures])
    words = {name: str(frame.cell(first, name)) for name in ("clause", "rule")}
    fail, explain, unknown = (frame.cell(first, name) for name in ("fail", "explain", "unknown"))
    if not fail.value and not explain.value:
        return m.text("document.clauses_kept")
    if not fail.value:
        return m.paragraph("document.clauses_explain", {"explain": explain}, **words)
    if not unknown.value:
        return m.paragraph("document.clauses_known", {"fail": fail}, **words)
    return m.paragraph("document.clauses", {"fail": fail, "unknown": unknown}, **words)


def failing_several_tests(m: Material) -> tuple[Paragraph, ...]:
    """Name the programmes that fail two or more tests of the exit clause; nothing if none does."""
    programmes = [programme for programme in by_programme(m.warnings) if len(programme.failed) > 1]
    if not programmes:
        return ()
    names = [programme.first.subject.thing.of(m.lang) for programme in programmes]
    return (m.text("document.several_tests", names=first_few(names, m.lang, NAMES_SHOWN)),)


def policies_of_rules(m: Material) -> str:
    """Name the documents whose clauses are computed."""
    return join(list(dict.fromkeys(verdict.clause.policy for verdict in m.verdicts)), m.lang)


def warning_sections(m: Material) -> tuple[Section, ...]:
    """List the programmes of each test of the exit clause, each with its sentence."""
    sections, counts = [], clauses_frame(m, m.verdicts)
    for test in TESTS:
        test_verdicts = [
            verdict for verdict in m.warnings if verdict.test == test and not verdict.of_no_place
        ]
        actionable = [verdict for verdict in test_verdicts if verdict.standing in TO_ACT_ON]
        actionable.sort(key=lambda verdict: STANDINGS.index(verdict.standing))
        quotes = dict.fromkeys(quoted(verdict.clause, m.lang) for verdict in test_verdicts)
        blocks: list[Block] = [m.text("document.of_clause", text=text) for text in quotes]
        if test_verdicts and not actionable:
            blocks.append(m.text("document.test_none"))
        if actionable:
            blocks += verdict_blocks(m, actionable, titled(m.say(f"rules.page.test.{test}")))
        unknown = [verdict for verdict in test_verdicts if verdict.outcome == "unknown"]
        if not all(verdict.undecided for verdict in unknown):
            frame = _by_reason(m, unknown)
            blocks.append(Table(frame, m.say("document.table.unknown"), m.tag(m.grades(unknown))))
        name = titled(m.say(f"rules.page.test.{test}"))
        message = verdicts_message(m, counts, name) if test_verdicts else None
        sections.append(Section(name, tuple(blocks), message=message))
    return tuple(section for section in sections if section.blocks)


def verdict_blocks(m: Material, verdicts: Sequence[Verdict], caption: str) -> tuple[Block, ...]:
    """Tabulate verdicts with subject and sentence; sentences common to all stand below.

    Where the class of the major matters, so does how sure it is.
    """
    has_classes = any(verdict.classes for verdict in verdicts)
    columns = (
        m.column("subject", share=2.6),
        m.column("outcome", share=0.5),
        *((m.column("class_chance", share=1.5),) if has_classes else ()),
        m.column("sentence", share=5.0),
    )
    names = [verdict.subject.thing.of(m.lang) for verdict in verdicts]
    texts = [
        _without_subject(sentence(_beside_class(verdict), m.lang, marked=False), name)
        for verdict, name in zip(verdicts, names, strict=True)
    ]
    notes: list[Paragraph] = []
    standings = [verdict.standing for verdict in verdicts]
    for standing in dict.fromkeys(standings):
        places = [k for k, other in enumerate(standings) if other == standing]
        remaining, common = without_common([texts[k] for k in places])
        for k, text in zip(places, remaining, strict=True):
            texts[k] = text
        if common:
            key = "all" if len(places) == len(texts) else "standing"
            outcome = m.say(f"document.outcome.{standing}")
            notes.append(m.note(f"document.of_{key}", text=common, outcome=outcome))
    rows = []
    for verdict, name, text in zip(verdicts, names, texts, strict=True):
        classes = (_class_chance(m, verdict),) if has_classes else ()
        rows.append((name, m.say(f"document.outcome.{verdict.standing}"), *classes, text))
    if has_classes:
        drawn = m.question.draws if m.drawn_classes else None
        key = "drawn" if drawn else "not_drawn"
        notes.append(m.note(f"document.class_chance.{key}", draws=drawn))
    table = Table(Frame(columns, tuple(rows)), caption, m.tag(m.grades(verdicts)))
    return (table, *notes)


def _class_chance(m: Material, verdict: Verdict) -> str | None:
    """Word the class of a programme's major, and in which share of the draws it has that class.

    Where the draws mostly give another class, that one is named, too.
    """
    if not verdict.classes:
        return None
    group = verdict.classes[0]
    shares = m.drawn_classes.get(verdict.subject.major or "", {})
    name = word("major_class", group, m.lang)
    if group not in shares:
        return name
    likeliest = max(shares, key=lambda other: (shares[other], other == group))
    return m.say(
        f"document.class_chance.{'of' if likeliest == group else 'unlikely'}",
        name=name,
        chance=chance_said(shares[group]),
        likeliest=word("major_class", likeliest, m.lang).lower(),
        likely=chance_said(shares[likeliest]),
    )


def _beside_class(verdict: Verdict) -> Verdict:
    """Return a verdict whose sentence leaves the class to its column, unless it warns of it."""
    return verdict if "scarce" in verdict.classes else replace(verdict, classes=())


def without_common(texts: Sequence[str]) -> tuple[list[str], str]:
    """Split off the sentences that all of the texts have.

    Nothing is split off if there are fewer than three texts, or if one would be left empty.

    >>> without_common(["A. Same.", "B. Same.", "C. Same."])
    (['A.', 'B.', 'C.'], 'Same.')
    """
    split = [_SENTENCES.findall(text) for text in texts]
    common = [part for part in split[0] if all(part in parts for parts in split)] if split else []
    remaining = [[part for part in parts if part not in common] for parts in split]
    if len(texts) < LEAST_COMMON or not common or not all(remaining):
        return list(texts), ""
    return ["".join(parts).strip() for parts in remaining], "".join(common).strip()


def _without_subject(text: str, name: str) -> str:
    """Return a sentence without the subject in front, which has a column of its own."""
    if not text.startswith(name):
        return text
    remainder = text[len(name) :].lstrip("：:，, ")
    return remainder[:1].upper() + remainder[1:] if remainder else text


def _by_reason(m: Material, verdicts: Sequence[Verdict]) -> Frame:
    """Count the verdicts that could not be reached, by reason, with an example; no number last."""
    columns = (m.column("count", "persons", 0.6), m.column("example", share=6.0))
    counts: dict[str, list[Verdict]] = {}
    undecided = [verdict for verdict in verdicts if verdict.undecided]
    for verdict in verdicts:
        if not verdict.undecided:
            counts.setdefault(verdict.reason, []).append(verdict)
    rows = [(len(group), sentence(group[0], m.lang, marked=False)) for group in counts.values()]
    if undecided:
        rows.append((len(undecided), m.say("document.no_number")))
    return Frame(columns, tuple(rows))


def loads_frame(m: Material) -> Frame:
    """Tabulate the units that lead a measure, with all of theirs."""
    unit_loads = [load for load in loads(duties(m.build.tables)) if load.leads]
    percents = added_up([100 * load.lead_share for load in unit_loads]).tolist()
    return Frame.of(
        list(zip(unit_loads, percents, strict=True)),
        (m.column("unit", share=3.0), lambda pair: pair[0].unit.of(m.lang)),
        (m.column("measures", "persons"), lambda pair: pair[0].measures),
        (m.column("leads", "persons"), lambda pair: pair[0].leads),
        (m.column("lead_share", "share"), lambda pair: Fraction(int(pair[1]), 100)),
    )


def duty_blocks(m: Material) -> tuple[Block, ...]:
    """Report the units that lead a measure; nothing where none does."""
    frame = loads_frame(m)
    if not frame.rows:
        return ()
    top = {name: frame.cell(0, name) for name in ("measures", "leads", "lead_share")}
    return (
        m.paragraph("document.leader", top, unit=frame.cell(0, "unit")),
        Table(frame, m.say("document.table.loads"), m.tables_tag(*DUTY_TABLES)),
    )
