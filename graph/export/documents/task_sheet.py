"""A unit's task sheet: its duties by document, partners, deadlines, and the rules' findings."""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import NoAnswer, WrongInput
from graph.export.documents.data_sections import origin_block
from graph.export.documents.gap_sections import heading
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Document, Frame, Paragraph, Section, Table
from graph.export.documents.rule_sections import rule_name, verdict_blocks
from graph.rules.duties import LEAD, Task, TaskSheet
from graph.rules.duties import task_sheet as sheet_of
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
    sections = [Section(m.say("task_sheet.overview"), _overview(m, sheet))]
    sections += [_section(m, task) for task in sheet.tasks]
    sections.append(Section(m.say("document.origin"), (origin_block(m, sheet.grade),)))
    title = m.say("task_sheet.title", unit=sheet.unit.of(m.lang))
    return m.document("task-sheet", title, sheet.grade, sections)


def _overview(m: Material, sheet: TaskSheet) -> tuple[Block, ...]:
    """Sum up the tasks, and list every measure in a line."""
    counts = Frame(
        (
            heading(m, "measures", "persons"),
            heading(m, "leads", "persons"),
            heading(m, "joins", "persons"),
            heading(m, "with_findings", "persons"),
        ),
        (
            (
                len(sheet.tasks),
                len(sheet.led),
                len(sheet.tasks) - len(sheet.led),
                sum(1 for task in sheet.tasks if task.count),
            ),
        ),
    )
    columns = (
        heading(m, "measure", share=3.6),
        heading(m, "role", share=0.7),
        heading(m, "lead_unit", share=1.9),
        heading(m, "targets", share=2.4),
        heading(m, "deadline", "plain", 0.8),
        heading(m, "findings", "persons", 0.8),
        heading(m, "early", "persons", 0.8),
    )
    rows = tuple(
        (
            _name(m, task),
            m.say(f"task_sheet.role.{task.duty.role}"),
            _names(m, task.leads),
            _targets(m, task),
            task.deadline,
            task.count,
            task.early,
        )
        for task in sheet.tasks
    )
    cells, tag = counts.cells(0), m.tag(sheet.grade)
    return (
        m.lead("task_sheet.summary", cells, unit=sheet.unit.of(m.lang)),
        Table(counts, m.say("task_sheet.table.counts"), tag),
        Table(Frame(columns, rows), m.say("task_sheet.table.measures"), tag),
    )


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
        blocks.append(m.text("task_sheet.nothing_found"))
    title = m.say(
        "task_sheet.measure", role=m.say(f"task_sheet.role.{task.duty.role}"), name=_name(m, task)
    )
    return Section(title, tuple(blocks))


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
