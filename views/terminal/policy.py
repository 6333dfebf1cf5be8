"""The reading of a policy document on a terminal."""

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
    """Header, counts, measures with their units, figures, deadlines, findings."""
    page = Page(lang, console)
    page.title(file)
    if reading.measures or reading.title:
        _header(reading, page)
        _citations(reading, page)
        _measures(reading, page)
        _leads(reading, page)
        _figures(reading, page)
        _deadlines(reading, page)
        _named(reading, page)
    page.line()
    told = frame(reading.findings).with_columns(file=pl.lit(file))
    render_findings(told, lang, console)


def _header(reading: Reading, page: Page) -> None:
    unread = say("policy.unread", page.lang)
    page.figures(
        [
            (say(f"policy.{name}", page.lang), "", getattr(reading, name) or unread)
            for name in HEADER
        ]
    )
    goals = sum(m.kind == "goal" for m in reading.measures)
    told = say(
        "policy.counts",
        page.lang,
        sections=len(reading.sections),
        measures=len(reading.measures),
        goals=goals,
        tasks=len(reading.measures) - goals,
        pairs=sum(len(m.units) for m in reading.measures),
        units=len({u.plain for m in reading.measures for u in m.units}),
    )
    page.line()
    page.paragraph(told, 2)


def _citations(reading: Reading, page: Page) -> None:
    if reading.cites:
        page.title(say("policy.cites", page.lang))
        page.points(
            [
                " ".join(filter(None, (c.number, c.title and f"《{c.title}》")))
                for c in reading.cites
            ]
        )


def _measures(reading: Reading, page: Page) -> None:
    if not reading.measures:
        return
    page.title(say("policy.measures", page.lang))
    section = None
    for m in reading.measures:
        if m.section_written != section:
            section = m.section_written
            page.line()
            page.paragraph(section or "", 2, style="bold")
        number = str(m.ordinal) if m.ordinal is not None else m.path
        mark = (
            f"（{say('policy.goal', page.lang)}）"
            if page.lang == "zh"
            else f" ({say('policy.goal', page.lang)})"
        )
        heading = m.heading or say("policy.no_heading", page.lang)
        page.paragraph(heading + (mark if m.kind == "goal" else ""), 7, f"  {number:>3}")
        _units(m, page)


def _units(m: Measure, page: Page) -> None:
    if not m.units:
        if m.kind != "goal":
            page.paragraph(say("policy.no_units", page.lang), 9, style="dim")
        return
    leads = [u for u in m.units if u.role == "lead"]
    joint = [u.name for u in m.units if u.role == "joint"]
    if leads:
        basis = say(f"policy.basis.{leads[0].basis}", page.lang)
        names = join([u.name for u in leads], page.lang)
        bracket = f"（{basis}）" if page.lang == "zh" else f" ({basis})"
        page.paragraph(say("policy.lead", page.lang, units=names) + bracket, 9)
    if joint:
        page.paragraph(say("policy.joint", page.lang, units=join(joint, page.lang)), 9, style="dim")


def _leads(reading: Reading, page: Page) -> None:
    counts = Counter(m.lead_unit for m in reading.measures if m.lead_unit)
    if counts:
        page.title(say("policy.leads", page.lang))
        page.figures([(name, str(count), "") for name, count in counts.most_common()])


def _figures(reading: Reading, page: Page) -> None:
    if not reading.quantities:
        return
    page.title(say("policy.figures", page.lang))
    rows = []
    for q in reading.quantities:
        place = _place(q, reading, page.lang)
        rows.append((place, _value(q, page.lang), q.text[:LONGEST_NOTE]))
    page.figures(rows)


def _value(q: QuantityRecord, lang: str) -> str:
    unit = q.unit or ""
    if q.value is None:
        return f"{q.comparator} {say('policy.lost', lang)} {unit}".strip()
    if q.high is not None:
        return f"{q.value:,.10g}–{q.high:,.10g} {unit}".strip()
    return f"{q.comparator} {q.value:,.10g} {unit}".strip()


def _deadlines(reading: Reading, page: Page) -> None:
    if not reading.deadlines:
        return
    page.title(say("policy.deadlines", page.lang))
    rows = []
    for d in reading.deadlines:
        year = (
            say("policy.year", page.lang, year=d.year)
            if d.year
            else say("policy.span", page.lang, years=d.span_years)
        )
        about = d.text if d.text == d.about else f"{d.text} · {d.about[:LONGEST_NOTE]}"
        rows.append((_place(d, reading, page.lang), year, about))
    page.figures(rows)


def _place(one: QuantityRecord | DeadlineRecord, reading: Reading, lang: str) -> str:
    if one.measure is None or reading.restarts:
        return say("policy.place_path", lang, path=one.path)
    return say("policy.place", lang, ordinal=one.measure)


def _named(reading: Reading, page: Page) -> None:
    if not reading.entities:
        return
    page.title(say("policy.named", page.lang))
    for kind in KINDS:
        names = list(dict.fromkeys(e.name for e in reading.entities if e.kind == kind))
        if names:
            lead = say(f"policy.kind.{kind}", page.lang)
            page.paragraph(
                join(names, page.lang), 4 + 2 * len(lead) if page.lang == "zh" else 26, f"  {lead}"
            )
