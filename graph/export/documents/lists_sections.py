"""Sections on the three lists: counts, each list with its reasons, proofs, last year's lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from graph.export.documents.frames import Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Paragraph, Section, Table
from graph.lists.before import CAME, Before
from graph.lists.came import came as came_of
from graph.lists.came import counts, intake_of, major_of, origin, promised, result
from graph.lists.lists import KINDS
from graph.lists.report import LISTS, TOLD, Entry, Place
from graph.lists.sentences import (
    action,
    colleges,
    conflict,
    date,
    leads_short,
    list_name,
    major_name,
    missing,
    notes,
    reasons,
)
from graph.lists.tabulated import places
from graph.rules.sentences import quoted
from graph.words import join, tight, titled

COLLEGES_SHOWN = 3
PROOFS_SHOWN = 5  # on a page; the workbook has all
SHOWN_LETTERS = 120  # of all colleges; the workbook has all
WARNED = ("yellow", "red")


def counts_frame(m: Material) -> Frame:
    """Count entries, majors at colleges, cards and conflicts of each list; the last row adds up."""
    columns = (
        m.column("list", share=2.0),
        *(m.column(name, "persons") for name in ("entries", "programmes", *WARNED, "conflicts")),
    )
    rows = []
    for place in TOLD:
        entries = m.lists.of(place)
        colours: Counter[str] = Counter(entry.card.colour for entry in entries if entry.card)
        rows.append(
            (
                list_name(place, m.lang),
                len(entries),
                m.lists.programmes[place],
                *(colours[colour] for colour in WARNED),
                sum(entry.conflict is not None for entry in entries),
            )
        )
    rows.append((list_name("unchanged", m.lang), 0, m.lists.unchanged, 0, 0, 0))
    return Frame(columns, tuple(rows)).summed(m.say("gap.parts.whole"))


def counts_table(m: Material) -> Table:
    """Return the counts of the lists as a table."""
    frame = counts_frame(m)
    if not any(frame.cell(len(frame.rows) - 1, name).value for name in (*WARNED, "conflicts")):
        frame = frame.without(*WARNED, "conflicts")
    return Table(frame, m.say("match_report.table.counts"), m.tag(m.lists.grade))


def counts_sentence(m: Material) -> Paragraph:
    """Count the entries of each list in a sentence."""
    frame = counts_frame(m)
    cells = {str(place): frame.cell(row, "entries") for row, place in enumerate(TOLD)}
    return m.paragraph("match_report.counts", cells)


def warned_blocks(m: Material) -> tuple[Paragraph, ...]:
    """Count cards and conflicts in a sentence; nothing where there are none."""
    frame = counts_frame(m)
    cells = {name: frame.cell(len(frame.rows) - 1, name) for name in (*WARNED, "conflicts")}
    if not any(cell.value for cell in cells.values()):
        return ()
    return (m.paragraph("match_report.warned", cells),)


def kinds_table(m: Material) -> Table:
    """Count what to do: entries and majors at colleges of each kind."""
    kinds = [
        (place, kind, [entry for entry in m.lists.of(place) if entry.kind == kind])
        for place in LISTS
        for kind in KINDS
    ]
    listed = [(place, kind, entries) for place, kind, entries in kinds if entries]
    frame = Frame.of(
        listed,
        (m.column("list", share=1.6), lambda row: list_name(row[0], m.lang)),
        (m.column("action", share=1.6), lambda row: action(row[2][0], m.lang)),
        (m.column("meaning", share=4.0), lambda row: m.say(f"match_report.kind.{row[1]}")),
        (m.column("entries", "persons"), lambda row: len(row[2])),
        (m.column("programmes", "persons"), lambda row: sum(e.programmes for e in row[2])),
    ).summed(m.say("gap.parts.whole"))
    caption, tag = m.say("match_report.table.kinds"), m.tag(m.lists.grade)
    return Table(frame, caption, tag, most=len(listed))


def lists_sections(m: Material) -> tuple[Section, ...]:
    """Return a section for each list, and one for what could not be decided."""
    return tuple(
        Section(list_name(place, m.lang), list_blocks(m, place), message=_message(m, place))
        for place in TOLD
    )


def list_blocks(m: Material, place: Place) -> tuple[Block, ...]:
    """Tabulate the entries of a list; say so where there are none."""
    entries = m.lists.of(place)
    if not entries:
        return (m.text("lists.none"),) if place in LISTS else ()
    intro = m.text(f"match_report.intro.{place}")
    return (intro, entries_table(m, place, entries))


def entries_table(m: Material, place: Place, entries: Sequence[Entry]) -> Table:
    """Tabulate entries with what to do, why, who leads and by when."""
    above: dict[str, Entry] = {}  # by block: whose places an entry below would fill, too
    frame = Frame.of(
        entries,
        (m.column("code", share=0.9), lambda e: e.major.key),
        (m.column("major", share=1.8), lambda e: major_name(e, m.lang)),
        (m.column("colleges", share=2.8), lambda e: colleges(e, m.lang, COLLEGES_SHOWN) or None),
        (m.column("action", share=0.9), lambda e: action(e, m.lang)),
        (m.column("reason", share=5.6), lambda e: tight(why(m, e, above), m.lang)),
        (m.column("leads", share=1.3), lambda e: leads_short(e, m.lang) if e.decide_by else None),
        (m.column("decide", share=1.3), lambda e: date(e, m.lang) or None),
    )
    if place == "undecided":
        frame = frame.without("action", "leads", "decide")
    elif not any(entry.responsible for entry in entries):
        frame = frame.without("leads")
    return Table(frame, list_name(place, m.lang), m.tag(m.grade(*(e.grade for e in entries))))


def why(m: Material, entry: Entry, above: dict[str, Entry]) -> str:
    """Say why an entry stands there, what speaks against it, and what is missing.

    ``above``: the first entry of each block so far; others compete for the same places.
    """
    first = [
        above.setdefault(reason.values["block"].id, entry)
        for reason in entry.reasons
        if reason.key == "block"
    ]
    others = [major_name(other, m.lang) for other in first if other is not entry]
    parts = [reasons(entry, m.lang, *others)]
    for label, text in (
        ("conflict", conflict(entry, m.lang, short=True)),
        ("missing", missing(entry, m.lang)),
    ):
        if text:
            parts.append(m.say(f"lists.label.{label}", text=text))
    return titled(m.say("lists.reason.separator").join(part for part in parts if part))


def _message(m: Material, place: Place) -> Paragraph | None:
    """Name the first entries of a list, as the title of its slide."""
    entries = m.lists.of(place)
    if not entries:
        return None
    frame = counts_frame(m)
    cell = frame.cell(TOLD.index(place), "entries")
    names = join([major_name(entry, m.lang) for entry in entries[:2]], m.lang)
    return m.paragraph(f"match_report.message.{place}", {"entries": cell}, names=names)


def proofs_blocks(m: Material) -> tuple[Block, ...]:
    """Tabulate the rows and the clause that each entry rests on."""
    if not m.lists.entries:
        return ()
    frame = Frame.of(
        m.lists.entries,
        (m.column("list", share=1.2), lambda e: list_name(e.place, m.lang)),
        (m.column("code", share=1.0), lambda e: e.major.key),
        (m.column("major", share=1.7), lambda e: major_name(e, m.lang)),
        (
            m.column("colleges", share=2.0, letters=SHOWN_LETTERS),
            lambda e: colleges(e, m.lang, len(e.colleges)) or None,
        ),
        (
            m.column("proof_rows", share=4.0, letters=2 * SHOWN_LETTERS),
            lambda e: places(e, m.lang) or None,
        ),
        (m.column("clause_words", share=3.0), lambda e: _clause(m, e)),
    ).without_empty("clause_words")
    table = Table(frame, m.say("match_report.table.proofs"), m.tag(m.lists.grade))
    return (m.text("match_report.proofs"), replace(table, most=PROOFS_SHOWN))


def _clause(m: Material, entry: Entry) -> str | None:
    """Quote the clauses of an entry, and name who leads."""
    verdicts = [reason.verdict for reason in entry.reasons if reason.verdict is not None]
    clauses = [verdict.clause for verdict in verdicts]
    words = dict.fromkeys(quoted(clause, m.lang) for clause in clauses if clause.words)
    parts = [leads_short(entry, m.lang, len(entry.responsible))] if entry.responsible else []
    return m.say("lists.reason.separator").join([*parts, *words]) or None


def before_blocks(m: Material, *, short: bool = False) -> tuple[Block, ...]:
    """Set the lists of an earlier year beside what came; say so in the first year.

    ``short``: for a slide, whose title says what came.
    """
    before = m.lists_before
    if before is None:
        return (m.text("match_report.before.none"),)
    frame = Frame.of(
        before.lists,
        (m.column("list", share=2.0), lambda row: list_name(row.place, m.lang)),
        *((m.column(name, "persons"), attrgetter(name)) for name in ("programmes", *CAME)),
        (m.column("still", "persons", adds=False), lambda row: row.still),
    ).summed(m.say("gap.parts.whole"))
    years = {"year": before.year, "now": before.now}
    cells = {
        "open": frame.cell(0, "programmes"),
        "rose": frame.cell(0, "rose"),
        "limit": frame.cell(2, "programmes"),
        "fell": frame.cell(2, "fell"),
        "stopped": frame.cell(2, "stopped"),
    }
    table = Table(frame, m.say("match_report.table.before", **years), m.tag(m.lists.grade))
    came = m.paragraph("match_report.before.came", cells, **years)
    kept = m.quoted(origin(before, m.lang), "body")
    if short:
        return (came, table, replace(kept, style="note"))
    return (kept, came, table, *_new_blocks(m, before), *_outcomes(m, before))


def _new_blocks(m: Material, before: Before) -> tuple[Block, ...]:
    """Count the majors that were to open and those that did."""
    new = before.new
    if not new:
        return ()
    opened = sum(outcome.came == "opened" for outcome in new)
    columns = tuple(m.column(name, "persons") for name in ("new_asked", "new_opened"))
    frame = Frame(columns, ((len(new), opened),))
    counted = {"asked": frame.cell(0, "new_asked"), "opened": frame.cell(0, "new_opened")}
    caption = m.say("match_report.table.new", year=before.year)
    return (m.paragraph("match_report.before.new", counted), Table(frame, caption))


def _outcomes(m: Material, before: Before) -> tuple[Block, ...]:
    """Tabulate each entry of the earlier lists with what came; the workbook has all."""
    if not before.outcomes:
        return ()
    frame = Frame.of(
        before.outcomes,
        (m.column("list", share=1.6), lambda o: list_name(o.promise.place, m.lang)),
        (m.column("code", share=0.9), lambda o: o.promise.major.key),
        (m.column("major", share=2.0), lambda o: major_of(o.promise, m.lang)),
        (
            m.column("college", share=2.0),
            lambda o: o.promise.college and o.promise.college.of(m.lang),
        ),
        (m.column("action", share=1.1), lambda o: promised(o.promise, m.lang)),
        (m.column("decide", share=1.2), lambda o: intake_of(o.promise, m.lang) or None),
        (m.column("what_came", share=3.0), lambda o: tight(titled(came_of(o, m.lang)), m.lang)),
        (m.column("result", share=1.6), lambda o: result(o, m.lang)),
    )
    caption = m.say("match_report.table.outcomes", year=before.year, now=before.now)
    table = Table(frame, caption, m.tag(m.lists.grade))
    return (m.quoted(counts(before, m.lang), "body"), table)


def reading_notes(m: Material) -> tuple[Paragraph, ...]:
    """Say how to read the lists."""
    return tuple(map(m.quoted, notes(m.lists, m.lang)))
