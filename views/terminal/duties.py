"""Duties on a terminal: the load of all units, or one unit's task sheet."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from graph.rules.duties import Duty, Measure, Task, TaskSheet, loads
from graph.rules.sentences import ILLUSTRATIVE, sentence
from graph.words import join, say
from views.terminal.page import Page

FINDINGS_SHOWN = 3
BAR_CELLS = 20


def render_loads(
    found: Sequence[Duty], without: Sequence[Measure], lang: str, console: Console
) -> None:
    """Units with what they carry and lead; measures that nobody leads."""
    page = Page(lang, console)
    several = loads(found)
    if several:
        items = len({(d.measure.policy, d.measure.path) for d in found})
        text = say("duties.heading", lang, units=len(several), duties=len(found), items=items)
        page.paragraph(text, style="bold")
        head = [say(f"duties.{name}", lang) for name in ("unit", "measures", "leads", "share")]
        most = max(load.measures for load in several)
        rows = [
            (
                load.unit.of(lang),
                str(load.measures),
                str(load.leads) if load.leads else "·",
                f"{float(100 * load.lead_share):.0f}%" if load.leads else "",
                "█" * round(BAR_CELLS * load.measures / most),
            )
            for load in several
        ]
        page.table([*head, ""], rows, {1, 2, 3})
        top = several[0]
        if top.leads:
            share = float(100 * top.lead_share)
            page.line()
            page.paragraph(say("duties.top", lang, unit=top.unit.of(lang), share=share), 2)
    if without:
        page.title(say("duties.orphans", lang, count=len(without)))
        page.points([_name(one, lang) for one in without])


def render_sheet(sheet: TaskSheet, lang: str, console: Console) -> None:
    """What is asked of one unit: measures it leads, then those it joins."""
    page = Page(lang, console)
    unit, led = sheet.unit.of(lang), len(sheet.led)
    text = say("duties.sheet", lang, unit=unit, leads=led, joins=len(sheet.tasks) - led)
    page.paragraph(text, style="bold")
    if sheet.grade == ILLUSTRATIVE:
        page.paragraph(say("gap.terminal.illustrative", lang), style="bold yellow")
    for task in sheet.tasks:
        page.title(say(f"duties.role.{task.duty.role}", lang, item=_name(task.duty.measure, lang)))
        if task.duty.role != "lead" and task.leads:
            names = join([one.of(lang) for one in task.leads], lang)
            page.paragraph(say("duties.led_by", lang, units=names), 2)
        if task.partners:
            names = join([one.of(lang) for one in task.partners], lang)
            page.paragraph(say("duties.partners", lang, units=names), 2, style="dim")
        _numbers(page, task, lang)
        if task.findings:
            told = say("duties.findings", lang, count=task.count, early=task.early)
            page.paragraph(told, 2, style="red")
            shown = task.findings[:FINDINGS_SHOWN]
            page.points([sentence(one, lang, marked=False) for one in shown])
            rest = len(task.findings) - len(shown)
            if rest:
                page.paragraph(say("rules.page.more", lang, count=rest), 4)


def _numbers(page: Page, task: Task, lang: str) -> None:
    """The numbers and the deadline that the document sets."""
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
