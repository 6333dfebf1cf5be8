"""The yearly report on how majors match industries (专业设置与产业发展匹配分析报告)."""

from __future__ import annotations

from dataclasses import replace

from graph.errors import WrongInput
from graph.export.documents.annual_report import parts_blocks
from graph.export.documents.data_sections import (
    absent_parts,
    assumptions,
    data_blocks,
    sources_table,
    sure_points,
    variants_table,
)
from graph.export.documents.first_page import first_page
from graph.export.documents.frames import Frame
from graph.export.documents.gap_sections import (
    RIBBON_HEIGHT_LONG,
    blocks_frame,
    blocks_notes,
    blocks_table,
    ribbon_picture,
    scope_line,
)
from graph.export.documents.lists import levels_blocks
from graph.export.documents.lists_sections import (
    before_blocks,
    counts_sentence,
    counts_table,
    kinds_table,
    list_blocks,
    lists_sections,
    proofs_blocks,
    reading_notes,
    warned_blocks,
)
from graph.export.documents.material import Material
from graph.export.documents.messages import blocks_message, ribbon_message
from graph.export.documents.model import Block, Document, Paragraph, Section, Table
from graph.export.documents.outlook_sections import outlook_in_brief, outlook_point, plan_note
from graph.gap.apart import largest
from graph.gap.report import Major, MajorClass
from graph.lists.report import LISTS
from graph.lists.sentences import list_name
from graph.telling.outlook import record_sentences
from graph.telling.ranges import firm_majors
from graph.telling.sentences import assumption, word

BLOCKS = 8
CLASSES: tuple[MajorClass, ...] = ("scarce", "balanced", "surplus", "unknown")
STEPS = ("lists", "cards", "lead", "limits")


def match_report(m: Material) -> Document:
    """Report both chains, the gap, the years ahead, the three lists, last year's, and the method.

    Raises:
        NoAnswer, WrongInput: there is no gap to report on.
    """
    if m.order.parameters.supply == "plan":
        raise WrongInput("error.match_report_plan")
    blocks = largest(m.report, BLOCKS)
    grade = m.grade(m.report.grade, m.lists.grade, m.grades(m.warnings), m.grade_ahead)
    ahead = _ahead(m)
    findings = (replace(counts_sentence(m), style="point"), counts_table(m))
    sections = (
        first_page(m, blocks, ahead=outlook_point(m), to_do=findings),
        m.section("match_report.industry", *_industry(m)),
        m.section("match_report.education", *_education(m)),
        m.section(
            "match_report.gap",
            ribbon_picture(m, RIBBON_HEIGHT_LONG),
            *_blocks(m),
            message=ribbon_message(m),
        ),
        ahead,
        m.section(
            "match_report.lists",
            counts_sentence(m),
            *warned_blocks(m),
            counts_table(m),
            kinds_table(m),
            *plan_note(m),
            *reading_notes(m),
        ),
        *lists_sections(m),
        m.section("match_report.before", *before_blocks(m)),
        m.section("match_report.proof", *proofs_blocks(m)),
        m.section(
            "match_report.method",
            *(m.text(f"match_report.method_step.{step}") for step in STEPS),
            *_rests_ahead(m),
            *assumptions(m),
            variants_table(m),
            *sure_points(m),
        ),
        m.section("match_report.data", *data_blocks(m, grade), *absent_parts(m), sources_table(m)),
    )
    title = m.say("match_report.title", place=m.place, year=m.report.year)
    made = m.document("match-report", title, grade, sections, contents=True, scope=scope_line(m))
    return replace(made, slides=_slides(m, sections[0], ahead))


def _industry(m: Material) -> tuple[Block, ...]:
    """Tabulate demand and empty places by chain; by required level where there are no chains."""
    return parts_blocks(m, "chain") or levels_blocks(m)


def _education(m: Material) -> tuple[Block, ...]:
    """Tabulate majors by class and graduates by level, unless another section does."""
    classes = _classes_table(m)
    frame = classes.frame
    cells = {
        f"{name}_{figure}": frame.cell(row, figure)
        for row, name in ((0, "scarce"), (2, "surplus"))
        for figure in ("majors", "supply")
    }
    levels = levels_blocks(m) if parts_blocks(m, "chain") else ()
    return (m.paragraph("match_report.classes", cells), classes, *levels)


def _classes_table(m: Material) -> Table:
    groups: dict[MajorClass | None, list[Major]] = {group: [] for group in CLASSES}
    for major in m.report.majors:  # None: of those that enter no place of the part
        groups.setdefault(major.group if major.enters else None, []).append(major)

    def name(group: MajorClass | None) -> str:
        return (
            m.say("document.not_of_part") if group is None else word("major_class", group, m.lang)
        )

    frame = Frame.of(
        groups.items(),
        (m.column("class", share=1.6), lambda pair: name(pair[0])),
        (m.column("majors", "persons"), lambda pair: len(pair[1])),
        (m.column("firm", "persons"), lambda pair: pair[0] and firm_majors(m.report, pair[0])),
        (m.column("supply", "persons"), lambda pair: sum(major.supply for major in pair[1])),
        (m.figure("without"), lambda pair: sum(major.unplaced for major in pair[1])),
    )
    frame = frame if m.report.ranges else frame.without("firm")
    frame = frame.summed(m.say("gap.parts.whole"))
    return Table(frame, m.say("match_report.table.classes"), m.gap_tag)


def _blocks(m: Material) -> tuple[Block, ...]:
    blocks = largest(m.report, BLOCKS)
    if not blocks:
        return (m.text("briefing.no_blocks"),)
    frame = blocks_frame(m, blocks)
    return (blocks_message(m, frame), blocks_table(m, frame), *blocks_notes(m))


def _ahead(m: Material) -> Section:
    """Report on the coming years in brief; say so where there is nothing to report."""
    section = outlook_in_brief(m)
    heading = m.say("match_report.ahead")
    if not section.blocks:
        return Section(heading, (m.text("match_report.no_ahead"),))
    return replace(section, heading=heading)


def _rests_ahead(m: Material) -> tuple[Block, ...]:
    """List what the coming years rest on, without what holds for every year."""
    assumed = {note.key for note in m.report.assumptions}
    notes = [note for note in m.list_facts.ahead.assumptions if note.key not in assumed]
    texts = [*record_sentences(m.list_facts.ahead, m.lang)]
    texts += [assumption(note, m.lang) for note in notes]
    return (m.text("match_report.ahead_assumptions"), *map(m.quoted, texts))


def _slides(m: Material, first: Section, ahead: Section) -> tuple[Section, ...]:
    """Return nine sections that fit a slide each, behind the cover."""
    paragraphs = [block for block in first.blocks if isinstance(block, Paragraph)]
    totals = next(block for block in first.blocks if isinstance(block, Table))
    lead, why = paragraphs[0], paragraphs[1]
    chains = next(block for block in _industry(m) if isinstance(block, Table))
    shares = next(block for block in _education(m) if isinstance(block, Paragraph))
    return (
        Section(first.heading, (lead, why, totals), message=first.message),
        m.section("match_report.both", chains, _classes_table(m), message=shares),
        m.section(
            "match_report.gap", ribbon_picture(m, RIBBON_HEIGHT_LONG), message=ribbon_message(m)
        ),
        ahead,
        m.section(
            "match_report.lists", *warned_blocks(m), kinds_table(m), message=counts_sentence(m)
        ),
        *(
            replace(section, blocks=tuple(b for b in section.blocks if isinstance(b, Table)))
            if m.lists.of(place)
            else Section(list_name(place, m.lang), list_blocks(m, place))
            for place, section in zip(LISTS, lists_sections(m), strict=False)
        ),
        _last_slide(m),
    )


def _last_slide(m: Material) -> Section:
    """Return last year's lists and how to read those of now, in small type."""
    came, *table = before_blocks(m, short=True)
    assert isinstance(came, Paragraph)
    notes = tuple(replace(note, style="note") for note in reading_notes(m))
    return m.section("match_report.before_and_limits", *table, *notes, message=came)
