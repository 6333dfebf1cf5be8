"""Duties on a terminal: the loads of all units, or one unit's task sheet."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from graph.rules.duties import Duty, Measure, Task, TaskSheet, loads
from graph.rules.sentences import sentence
from graph.words import join, say
from views.terminal.page import Page

FINDINGS_SHOWN = 3
BAR_CELLS = 20


def render_loads(
    duties: Sequence[Duty], orphans: Sequence[Measure], lang: str, console: Console
) -> None:
    """Print the units with the measures they join and lead, then measures without a lead unit."""
    page = Page(lang, console)
    unit_loads = loads(duties)
    if unit_loads:
        items = len({duty.measure.key for duty in duties})
        text = say("duties.heading", lang, units=len(unit_loads), duties=len(duties), items=items)
        page.paragraph(text, style="bold")
        head = [say(f"duties.{name}", lang) for name in ("unit", "measures", "leads", "share")]
        most = max(load.measures for load in unit_loads)
        rows = [
            (
                load.unit.of(lang),
                str(load.measures),
                str(load.leads) if load.leads else "·",
                f"{float(100 * load.lead_share):.0f}%" if load.leads else "",
                "█" * round(BAR_CELLS * load.measures / most),
            )
            for load in unit_loads
        ]
        page.table([*head, ""], rows, {1, 2, 3})
        top = unit_loads[0]
        if top.leads:
            share = float(100 * top.lead_share)
            page.line()
            page.paragraph(say("duties.top", lang, unit=top.unit.of(lang), share=share), 2)
    if orphans:
        page.title(say("duties.orphans", lang, count=len(orphans)))
        page.points([_name(measure, lang) for measure in orphans])


def render_sheet(sheet: TaskSheet, lang: str, console: Console) -> None:
    """Print one unit's duties: the measures it leads, then those it joins."""
    page = Page(lang, console)
    unit, led = sheet.unit.of(lang), len(sheet.led)
    text = say("duties.sheet", lang, unit=unit, leads=led, joins=len(sheet.tasks) - led)
    page.paragraph(text, style="bold")
    page.mark(sheet.grade)
    for task in sheet.tasks:
        page.title(say(f"duties.role.{task.duty.role}", lang, item=_name(task.duty.measure, lang)))
        if task.duty.role != "lead" and task.leads:
            names = join([lead.of(lang) for lead in task.leads], lang)
            page.paragraph(say("duties.led_by", lang, units=names), 2)
        if task.partners:
            names = join([partner.of(lang) for partner in task.partners], lang)
            page.paragraph(say("duties.partners", lang, units=names), 2, style="dim")
        _numbers(page, task, lang)
        if task.findings:
            count_sentence = say("duties.findings", lang, count=task.count, early=task.early)
            page.paragraph(count_sentence, 2, style="red")
            listed = task.findings[:FINDINGS_SHOWN]
            page.points([sentence(verdict, lang, marked=False) for verdict in listed])
            rest = len(task.findings) - len(listed)
            if rest:
                page.paragraph(say("rules.page.more", lang, count=rest), 4)


def _numbers(page: Page, task: Task, lang: str) -> None:
    """Print the targets and the deadline that the document sets."""
    if task.words:
        page.paragraph(say("duties.targets", lang, texts=join(list(task.words), lang)), 2)
    if task.deadline is not None:
        page.paragraph(say("duties.deadline", lang, year=task.deadline), 2)


def _name(measure: Measure, lang: str) -> str:
    return say(
        "rules.clause",
        lang,
        policy=measure.policy,
        measure=measure.number,
        heading=measure.heading or "",
    ).strip()
