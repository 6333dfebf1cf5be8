"""A unit's task sheet: its duties by document, partners, deadlines, and the rules' findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.errors import NoAnswer, WrongInput
from graph.export.documents.data_sections import origin_block
from graph.export.documents.frames import Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Document, Paragraph, Section, Table
from graph.export.documents.rule_sections import rule_name, verdict_blocks
from graph.export.documents.rules_page import (
    actions_of_rules,
    change_blocks,
    grade_of_actions,
    rests,
    scope_of_rules,
)
from graph.rules.duties import LEAD, Task, TaskSheet
from graph.rules.duties import task_sheet as sheet_of
from graph.rules.verdicts import Verdict
from graph.things import Thing, things
from graph.words import join

DASH = "–"


def task_sheet(m: Material) -> Document:
    """Return the sheet of the unit that was asked for.

    Raises:
        WrongInput: no unit was named, or none is called so; the message lists them.
        NoAnswer: the data have no units, or the documents ask nothing of this one.
    """
    tables = m.build.tables
    if not m.order.unit:
        units = things(tables["units"])
        if not units:
            raise NoAnswer("error.document_no_units")
        names = join([unit.of(m.lang) for unit in units], m.lang)
        raise WrongInput("error.document_needs_unit", units=names)
    sheet = sheet_of(tables, m.order.unit, m.verdicts)
    if not sheet.tasks:
        raise NoAnswer("error.document_no_tasks", unit=sheet.unit.of(m.lang))
    verdicts = [verdict for task in sheet.tasks for verdict in task.verdicts]
    sheet = replace(sheet, grade=m.grade(sheet.grade, grade_of_actions(m, verdicts)))
    measures = _measures(m, sheet)
    sections = [
        _first_page(m, sheet, verdicts, measures.frame),
        Section(m.say("task_sheet.overview"), (measures,), message=_nearest(m, measures.frame)),
    ]
    sections += [_section(m, task) for task in sheet.tasks]
    title = m.say("task_sheet.title", unit=sheet.unit.of(m.lang))
    return m.document("task-sheet", title, sheet.grade, sections, scope=scope_of_rules(m))


def _first_page(
    m: Material, sheet: TaskSheet, verdicts: Sequence[Verdict], measures: Frame
) -> Section:
    """Sum up the tasks: what is found, what changed, what to do, what it rests on."""
    figures = {
        "measures": len(sheet.tasks),
        "leads": len(sheet.led),
        "joins": len(sheet.tasks) - len(sheet.led),
        "with_findings": sum(1 for task in sheet.tasks if task.count),
    }
    columns = tuple(m.column(name, "persons") for name in figures)
    counts = Frame(columns, (tuple(figures.values()),))
    summary = m.paragraph("task_sheet.summary", counts.cells(0), unit=sheet.unit.of(m.lang))
    points = [_most_found(m, measures), _nearest(m, measures)]
    changed, *change_table = change_blocks(m, verdicts)
    checks: tuple[Block, ...] = (*actions_of_rules(m, verdicts), *rests(m, verdicts, sheet.grade))
    if not verdicts:
        checks = (m.text("task_sheet.none_checked"), origin_block(m, sheet.grade))
    content = (
        replace(summary, style="lead"),
        *(replace(point, style="point") for point in points if point),
        *((changed,) if verdicts else ()),
        Table(counts, m.say("task_sheet.table.counts"), m.tag(sheet.grade)),
        *change_table,
        *checks,
    )
    return m.section("first_page.heading", *content, message=summary)


def _most_found(m: Material, frame: Frame) -> Paragraph | None:
    """Name the measure with the most findings."""
    row = max(range(len(frame.rows)), key=lambda k: frame.rows[k][frame.column("findings")])
    findings = frame.cell(row, "findings")
    if not findings.value:
        return None
    name = str(frame.cell(row, "measure"))
    return m.paragraph("task_sheet.most_found", {"findings": findings}, name=name)


def _nearest(m: Material, frame: Frame) -> Paragraph:
    """Name the earliest deadline, or say that the documents set none."""
    place = frame.column("deadline")
    dated = [k for k, row in enumerate(frame.rows) if row[place] is not None]
    if not dated:
        return m.text("task_sheet.no_deadlines")
    row = min(dated, key=lambda k: frame.rows[k][place])
    name = str(frame.cell(row, "measure"))
    return m.paragraph(
        "task_sheet.first_deadline", {"deadline": frame.cell(row, "deadline")}, name=name
    )


def _measures(m: Material, sheet: TaskSheet) -> Table:
    """List every measure in a line."""
    frame = Frame.of(
        sheet.tasks,
        (m.column("measure", share=3.6), lambda task: _name(m, task)),
        (m.column("role", share=0.7), lambda task: m.say(f"task_sheet.role.{task.duty.role}")),
        (m.column("lead_unit", share=1.9), lambda task: _names(m, task.leads)),
        (m.column("targets", share=2.4), lambda task: _targets(m, task)),
        (m.column("deadline", "plain", 0.8), lambda task: task.deadline),
        (m.column("findings", "persons", 0.8), lambda task: task.count),
        (m.column("early", "persons", 0.8), lambda task: task.early),
    )
    return Table(frame, m.say("task_sheet.table.measures"), m.tag(sheet.grade))


def _section(m: Material, task: Task) -> Section:
    """Describe one measure: role, partners, numbers, and the findings rule by rule."""
    key = "task_sheet.leads" if task.duty.role == LEAD else "task_sheet.joins"
    blocks: list[Block] = [
        m.text(
            key,
            policy=task.duty.measure.policy,
            leads=_names(m, task.leads),
            partners=_names(m, task.partners),
        ),
        _numbers(m, task),
    ]
    rules = dict.fromkeys((finding.rule, finding.test) for finding in task.findings)
    for rule, test in rules:
        rule_findings = [
            finding for finding in task.findings if (finding.rule, finding.test) == (rule, test)
        ]
        caption = m.say(
            "task_sheet.table.findings",
            rule=rule_name(rule, test, m.lang),
            n=sum(1 for finding in rule_findings if not finding.early),
            early=sum(1 for finding in rule_findings if finding.early),
        )
        blocks += verdict_blocks(m, rule_findings, caption)
    if not task.findings:
        blocks.insert(0, m.text("task_sheet.nothing_found"))
    title = m.say(
        "task_sheet.measure", role=m.say(f"task_sheet.role.{task.duty.role}"), name=_name(m, task)
    )
    item = m.say("document.item", number=task.duty.measure.number, heading="").strip()
    found = m.text("task_sheet.found", item=item, n=task.count, early=task.early)
    return Section(title, tuple(blocks), message=found if task.findings else None)


def _numbers(m: Material, task: Task) -> Paragraph:
    """Word the numbers and the deadline, as far as the document sets them."""
    targets = _targets(m, task)
    if targets == DASH and task.deadline is None:
        return m.text("task_sheet.no_numbers")
    if task.deadline is None:
        return m.text("task_sheet.no_deadline", targets=targets)
    return m.text("task_sheet.numbers", targets=targets, deadline=task.deadline)


def _name(m: Material, task: Task) -> str:
    measure = task.duty.measure
    return m.say("document.item", number=measure.number, heading=measure.heading or "").strip()


def _names(m: Material, units: Sequence[Thing]) -> str:
    return join([unit.of(m.lang) for unit in units], m.lang) or DASH


def _targets(m: Material, task: Task) -> str:
    return join(list(task.words), m.lang) or DASH
