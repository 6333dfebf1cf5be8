"""The contents of a policy document on a terminal."""

from __future__ import annotations

from collections import Counter

import polars as pl
from rich.console import Console

from graph.findings import frame
from graph.words import join, say
from ingest.policy.entities import KINDS
from ingest.policy.records import DeadlineRecord, Measure, QuantityRecord, Reading
from views.terminal.findings import render_findings
from views.terminal.page import Page

HEADER = ("title", "doc_number", "issuer", "issued", "published")
LONGEST_NOTE = 60


def render(reading: Reading, file: str, lang: str, console: Console) -> None:
    """Print header, counts, measures with their units, figures, deadlines and findings."""
    page = Page(lang, console)
    page.title(file)
    if reading.measures or reading.title:
        _header(reading, page)
        _citations(reading, page)
        _measures(reading, page)
        _leads(reading, page)
        _figures(reading, page)
        _deadlines(reading, page)
        _entities(reading, page)
    page.line()
    findings = frame(reading.findings).with_columns(file=pl.lit(file))
    render_findings(findings, lang, console)


def _header(reading: Reading, page: Page) -> None:
    unread = say("policy.unread", page.lang)
    page.figures(
        [
            (say(f"policy.{name}", page.lang), "", getattr(reading, name) or unread)
            for name in HEADER
        ]
    )
    goals = sum(measure.kind == "goal" for measure in reading.measures)
    counts = say(
        "policy.counts",
        page.lang,
        sections=len(reading.sections),
        measures=len(reading.measures),
        goals=goals,
        tasks=len(reading.measures) - goals,
        pairs=sum(len(measure.units) for measure in reading.measures),
        units=len({unit.plain for measure in reading.measures for unit in measure.units}),
    )
    page.line()
    page.paragraph(counts, 2)


def _citations(reading: Reading, page: Page) -> None:
    if reading.cites:
        page.title(say("policy.cites", page.lang))
        page.points(
            [
                " ".join(
                    filter(None, (citation.number, citation.title and f"《{citation.title}》"))
                )
                for citation in reading.cites
            ]
        )


def _measures(reading: Reading, page: Page) -> None:
    if not reading.measures:
        return
    page.title(say("policy.measures", page.lang))
    section = None
    for measure in reading.measures:
        if measure.section_written != section:
            section = measure.section_written
            page.line()
            page.paragraph(section or "", 2, style="bold")
        number = str(measure.ordinal) if measure.ordinal is not None else measure.path
        mark = _in_brackets("goal", page.lang) if measure.kind == "goal" else ""
        heading = measure.heading or say("policy.no_heading", page.lang)
        page.paragraph(heading + mark, 7, f"  {number:>3}")
        _units(measure, page)


def _in_brackets(word: str, lang: str) -> str:
    text = say(f"policy.{word}", lang)
    return f"（{text}）" if lang == "zh" else f" ({text})"


def _units(measure: Measure, page: Page) -> None:
    if not measure.units:
        if measure.kind != "goal":
            page.paragraph(say("policy.no_units", page.lang), 9, style="dim")
        return
    leads = [unit for unit in measure.units if unit.role == "lead"]
    joint = [unit.name for unit in measure.units if unit.role == "joint"]
    if leads:
        names = join([unit.name for unit in leads], page.lang)
        basis = _in_brackets(f"basis.{leads[0].basis}", page.lang)
        page.paragraph(say("policy.lead", page.lang, units=names) + basis, 9)
    if joint:
        page.paragraph(say("policy.joint", page.lang, units=join(joint, page.lang)), 9, style="dim")


def _leads(reading: Reading, page: Page) -> None:
    counts = Counter(measure.lead_unit for measure in reading.measures if measure.lead_unit)
    if counts:
        page.title(say("policy.leads", page.lang))
        page.figures([(name, str(count), "") for name, count in counts.most_common()])


def _figures(reading: Reading, page: Page) -> None:
    if not reading.quantities:
        return
    page.title(say("policy.figures", page.lang))
    rows = []
    for quantity in reading.quantities:
        place = _place(quantity, reading, page.lang)
        rows.append((place, _value(quantity, page.lang), quantity.text[:LONGEST_NOTE]))
    page.figures(rows)


def _value(quantity: QuantityRecord, lang: str) -> str:
    unit = quantity.unit or ""
    if quantity.value is None:
        return f"{quantity.comparator} {say('policy.lost', lang)} {unit}".strip()
    if quantity.high is not None:
        return f"{quantity.value:,.10g}–{quantity.high:,.10g} {unit}".strip()
    return f"{quantity.comparator} {quantity.value:,.10g} {unit}".strip()


def _deadlines(reading: Reading, page: Page) -> None:
    if not reading.deadlines:
        return
    page.title(say("policy.deadlines", page.lang))
    rows = []
    for deadline in reading.deadlines:
        year = (
            say("policy.year", page.lang, year=deadline.year)
            if deadline.year
            else say("policy.span", page.lang, years=deadline.span_years)
        )
        about = deadline.text
        if about != deadline.about:
            about += f" · {deadline.about[:LONGEST_NOTE]}"
        rows.append((_place(deadline, reading, page.lang), year, about))
    page.figures(rows)


def _place(record: QuantityRecord | DeadlineRecord, reading: Reading, lang: str) -> str:
    if record.measure is None or reading.restarts:
        return say("policy.place_path", lang, path=record.path)
    return say("policy.place", lang, ordinal=record.measure)


def _entities(reading: Reading, page: Page) -> None:
    if not reading.entities:
        return
    page.title(say("policy.named", page.lang))
    for kind in KINDS:
        names = list(
            dict.fromkeys(entity.name for entity in reading.entities if entity.kind == kind)
        )
        if names:
            lead = say(f"policy.kind.{kind}", page.lang)
            page.paragraph(
                join(names, page.lang), 4 + 2 * len(lead) if page.lang == "zh" else 26, f"  {lead}"
            )
