"""Sections on the years ahead: what they bring if nothing is decided, and what that rests on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain

from graph.draw.outlook import outlook as draw_outlook
from graph.draw.palette import entries
from graph.draw.pictures import stamp
from graph.export.documents.first_page import totals_frame
from graph.export.documents.frames import Cell, Column, Frame
from graph.export.documents.gap_sections import EMPTY
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Chart, Paragraph, Picture, Section, Table, Tag
from graph.outlook.report import Interval, MajorAhead, Outlook, YearAhead
from graph.telling.outlook import probability, record_sentences, rests_on
from graph.telling.outlook_lead import headline_year
from graph.telling.sentences import assumption, choices, word
from graph.words import join, tight

HEIGHT = 360.0  # of the picture, in pixels
MOST_SCENARIOS = 6
SIDES = ("scarce", "surplus")
BANDED = ("demand", "supply")
LED_BY = 3  # scarce majors that are named


def outlook_point(m: Material, *, whole: bool = False) -> tuple[Paragraph, ...]:
    """Word what nothing decided leads to, as a finding of the first page.

    ``whole``: beside the section in full.
    """
    report = m.ahead()
    return (replace(_sentence(m, report, whole=whole), style="point"),) if report else ()


def plan_note(m: Material) -> tuple[Paragraph, ...]:
    """Say where the explorer plans what a document covers; nothing where nothing is to plan."""
    return () if m.ahead() is None else (m.note("document.plan_page"),)


def outlook_in_brief(m: Material) -> Section:
    """Tabulate the years whose band is claimed, with what to decide; empty without an outlook."""
    report = m.ahead()
    if report is None:
        return m.section("outlook_document.heading")
    frame = _years_frame(m, report)
    colours = (entries(m.ontology, m.lang)[EMPTY].colour,)
    chart = Chart(frame, "of_year", ("shortage",), colours)
    caption = m.say("outlook_document.table.years")
    rests = tight(" ".join(rests_on(report, m.lang)), m.lang)
    return m.section(
        "outlook_document.heading",
        _decide_sentence(m, report),
        Table(frame, caption, _tag(m, report), chart),
        Paragraph(_with_bands(m, report) + rests, "note", words=(_with_bands(m, report), rests)),
        message=_sentence(m, report),
    )


def outlook_section(m: Material) -> Section:
    """Report on the years ahead in full; empty without an outlook."""
    report = m.ahead()
    if report is None:
        return m.section("outlook_document.heading")
    frame = _years_frame(m, report, whole=True)
    has_share = any(column.name == "in_class" for column in frame.columns)
    in_class = m.say("outlook_document.in_class") if has_share else ""
    return m.section(
        "outlook_document.heading",
        replace(_sentence(m, report, whole=True), style="lead"),
        _picture(m, report),
        Table(frame, m.say("outlook_document.table.years"), _tag(m, report)),
        m.note("outlook_document.years_note", in_class=in_class),
        *map(m.quoted, record_sentences(report, m.lang)),
        *_likely(m, report),
        *_decisions(m, report),
        *_scenarios(m, report),
        *_assumptions(m, report),
        message=_sentence(m, report, whole=True),
    )


def _sentence(m: Material, report: Outlook, *, whole: bool = False) -> Paragraph:
    """Set the shortage of the last year with a band beside that of the newest year."""
    frame, year = _years_frame(m, report, whole=whole), headline_year(report)
    row = _listed(report, whole=whole).index(year) + whole
    cells = {"shortage": frame.cell(row, "shortage")}
    cells["now"] = (frame if whole else totals_frame(m)).cell(0, "shortage")
    words = {"year": year.year, "newest": report.newest, "within": "", "bases": "", "given": ""}
    if year.has_band:
        ends: dict[str, Cell] = {end: frame.cell(row, end) for end in ("low", "high")}
        cover = f"{100 * report.cover:.0f}"
        given = "_given" if report.demand_is_given else ""
        words["within"] = m.say(f"outlook_document.within{given}", cover=cover, **ends)
        cells |= ends
    if report.basis != m.report.basis:
        measured = word("basis", m.report.basis, m.lang)
        words["bases"] = m.say("outlook_document.bases", measured=measured)
    if report.demand_is_given and not year.has_band:
        words["given"] = m.say("outlook_document.given")
    return m.paragraph("outlook_document.sentence", cells, **words)


def _listed(report: Outlook, *, whole: bool = False) -> list[YearAhead]:
    """Return all years, or those with a band, if any claims one."""
    banded = [year for year in report.years if year.has_band]
    return list(report.years) if whole or not banded else banded


def _years_frame(m: Material, report: Outlook, *, whole: bool = False) -> Frame:
    """Tabulate the years ahead; ``whole``: all and the newest, both sides with their bands."""

    def figure(name: str) -> Column:
        return m.column(name, "persons", adds=False)

    sides, years = _sides(m), _listed(report, whole=whole)
    intervals = {side: [getattr(year, side) for year in years] for side in BANDED}
    banded = [side for side in BANDED if whole and any(map(_has_ends, intervals[side]))]
    columns = [m.column("of_year", share=2.0)]
    for side in BANDED:
        columns.append(figure(side))
        columns += [figure(f"{side}_{end}") for end in ("low", "high") if side in banded]
    has_share = any(report.in_class(year) is not None for year in years)
    columns += [figure("shortage"), figure("low"), figure("high")]
    columns += [m.column("in_class", "share")] if has_share else []
    columns += [] if whole else [figure(f"warned_{side}") for side in sides]
    rows: list[tuple[object, ...]] = []
    if whole:
        edges = dict.fromkeys((*banded, "shortage"), ("", ""))
        measures = [
            (getattr(m.report, side), *edges.get(side, ())) for side in (*BANDED, "shortage")
        ]
        first = m.say("outlook_document.measured", year=report.newest)
        rows.append((first, *chain.from_iterable(measures), *([""] if has_share else [])))
    for year in years:
        row: list[object] = [m.say("first_page.year", year=year.year)]
        for side in BANDED:
            interval = getattr(year, side)
            row += [interval.median, *(_ends(interval) if side in banded else [])]
        row += [year.shortage.median, year.shortage.low, year.shortage.high]
        row += [report.in_class(year)] if has_share else []
        if not whole:
            row += [_warned(report, side, year) for side in sides]
        rows.append(tuple(row))
    return Frame(tuple(columns), tuple(rows))


def _ends(interval: Interval) -> tuple[int | None, int | None]:
    """Return the ends of a band; a figure taken as it is given has none."""
    return (interval.low, interval.high) if _has_ends(interval) else (None, None)


def _has_ends(interval: Interval) -> bool:
    return interval.low != interval.high


def _warned(report: Outlook, side: str, year: YearAhead) -> int | None:
    """Count the majors warned of in a year; None where no probability is claimed."""
    if not year.has_band:
        return None
    return sum(
        major.warned == side and major.since is not None and major.since <= year.year
        for major in report.majors
    )


def _sides(m: Material) -> tuple[str, ...]:
    """Return what majors are warned of: nobody of a part is in surplus."""
    return SIDES[:1] if m.report.is_part else SIDES


def _tag(m: Material, report: Outlook) -> Tag:
    return m.tag(m.grade(m.report.grade, report.grade))


def _with_bands(m: Material, report: Outlook) -> str:
    if not report.draws:
        return ""
    return m.say("outlook_document.bands", cover=f"{100 * report.cover:.0f}", draws=report.draws)


def _picture(m: Material, report: Outlook) -> Picture:
    """Draw the shortage of the years measured and ahead."""
    measured = [part.report for part in m.years.parts if part.report is not None]
    past = [gap for gap in measured if gap.year <= report.newest]
    grade = m.grade(report.grade, *(gap.grade for gap in past))
    origin = stamp(m.build, grade, choices(m.report, m.lang))
    scene = draw_outlook(past, report, m.ontology, origin, m.paper.look(m.lang, HEIGHT))
    return Picture(scene, scene.title, m.tag(grade))


def _likely(m: Material, report: Outlook) -> tuple[Block, ...]:
    """Tabulate the occupations with most empty places in the year of the headline."""
    at = report.years.index(headline_year(report))
    listed = [entry for entry in report.occupations if entry.years[at:][:1]]
    listed = [entry for entry in listed if entry.years[at].short.median]
    if not listed:
        return ()
    listed.sort(key=lambda entry: (-entry.years[at].short.median, entry.thing.key, entry.level))
    frame = Frame.of(
        listed,
        (m.column("code", share=1.3), lambda e: e.thing.key),
        (m.column("occupation", share=2.6), lambda e: e.thing.of(m.lang)),
        (m.column("required", share=1.5), lambda e: word("level", e.level, m.lang)),
        (m.column("area", share=1.2), lambda e: e.area and e.area.of(m.lang)),
        (m.column("demand", "persons", 0.8, adds=False), lambda e: e.years[at].demand.median),
        (m.column("short", "persons", 0.8, adds=False), lambda e: e.years[at].short.median),
        (m.column("low", "persons", 0.8, adds=False), lambda e: _ends(e.years[at].short)[0]),
        (m.column("high", "persons", 0.8, adds=False), lambda e: _ends(e.years[at].short)[1]),
        (m.column("likely", share=1.2), lambda e: probability(e.years[at].p_starved, m.lang)),
    )
    caption = m.say("outlook_document.table.likely", year=report.years[at].year)
    table = Table(frame.without_empty("area"), caption, _tag(m, report))
    return (table, m.note("outlook_document.likely_note"))


def _warned_majors(m: Material, report: Outlook) -> list[MajorAhead]:
    return [major for major in report.majors if major.warned in _sides(m)]


def _decide_sentence(m: Material, report: Outlook) -> Paragraph:
    """Word how many of the majors are warned of, the largest, and the first intake to decide on."""
    warned = _warned_majors(m, report)
    if not warned:
        key = "nothing" if headline_year(report).has_band else "no_probability"
        return m.text(f"outlook_document.decide.{key}")
    frame, year = _years_frame(m, report), headline_year(report)
    row = _listed(report).index(year)
    cells = {side: frame.cell(row, f"warned_{side}") for side in _sides(m)}
    intakes = [major.decide_by for major in warned if major.decide_by]
    words = {"year": year.year, "majors": f"{len(report.majors):,}", "intake": "", "led": ""}
    at = report.years.index(year)
    scarce = [major for major in warned if major.warned == "scarce"]
    scarce.sort(key=lambda major: -major.years[at].supply.median)
    largest = list(dict.fromkeys(major.thing.of(m.lang) for major in scarce))[:LED_BY]
    if largest:
        words["led"] = m.say("outlook_document.decide.led", names=join(largest, m.lang))
    if intakes:
        words["intake"] = m.say("outlook_document.decide.intake", intake=min(intakes))
    key = "both" if "surplus" in cells else "scarce"
    return m.paragraph(f"outlook_document.decide.{key}", cells, **words)


def _decisions(m: Material, report: Outlook) -> tuple[Block, ...]:
    """Count the majors warned of by the intake to decide on, and list them."""
    warned = _warned_majors(m, report)
    if not warned:
        return (_decide_sentence(m, report),)
    counts = Counter((major.decide_by, major.warned) for major in warned)
    intakes = sorted({major.decide_by for major in warned}, key=lambda year: (year is None, year))
    unknown = m.say("outlook_document.intake_unknown")
    sides = _sides(m)
    frame = Frame(
        (
            m.column("intake", share=1.5),
            *(m.column(f"warned_{side}", "persons") for side in sides),
        ),
        tuple(
            (str(intake) if intake else unknown, *(counts[intake, side] for side in sides))
            for intake in intakes
        ),
    ).summed(m.say("gap.parts.whole"))
    by_intake = Table(frame, m.say("outlook_document.table.intakes"), _tag(m, report))
    return (by_intake, _majors_table(m, report, warned), m.note("outlook_document.decide_note"))


def _majors_table(m: Material, report: Outlook, warned: list[MajorAhead]) -> Table:
    frame = Frame.of(
        warned,
        (m.column("code", share=1.2), lambda major: major.thing.key),
        (m.column("major", share=2.8), lambda major: major.thing.of(m.lang)),
        (m.column("level", share=1.5), lambda major: word("level", major.level, m.lang)),
        (m.column("area", share=1.2), lambda major: major.area and major.area.of(m.lang)),
        (m.column("class", share=0.9), lambda major: word("major_class", major.warned, m.lang)),
        (m.column("since", "plain", 0.8), lambda major: major.since),
        (m.column("intake", "plain", 0.8), lambda major: major.decide_by),
        (m.column("effect", "plain", 0.8), lambda major: major.effect),
    ).without_empty("area")
    return Table(frame, m.say("outlook_document.table.majors"), _tag(m, report))


def _scenarios(m: Material, report: Outlook) -> tuple[Block, ...]:
    """Set the shortage of each scenario beside that of none."""
    table = m.build.tables["scenarios"]
    ids = table["id"].unique(maintain_order=True).to_list()
    compared = [alone for id_ in ids[:MOST_SCENARIOS] if (alone := m.ahead(id_)) is not None]
    if not compared:
        return ()
    columns = (
        m.column("scenario", share=3.0),
        *(Column(str(year.year), str(year.year), "persons", adds=False) for year in report.years),
    )
    rows = [(m.say("outlook_document.undecided"), *_shortages(report))]
    rows += [(alone.scenario_names[0], *_shortages(alone)) for alone in compared]
    caption = m.say("outlook_document.table.scenarios")
    blocks: list[Block] = [Table(Frame(columns, tuple(rows)), caption, _tag(m, report))]
    if rest := len(ids) - len(compared):
        blocks.append(Paragraph(m.say("outlook_document.other_scenarios", rest=rest), "note"))
    return tuple(blocks)


def _shortages(report: Outlook) -> list[int]:
    return [year.shortage.median for year in report.years]


def _assumptions(m: Material, report: Outlook) -> list[Paragraph]:
    """List what the years ahead assume; what the gap assumes too is listed with it."""
    listed = {entry.key for entry in m.report.assumptions}
    own = [entry for entry in report.assumptions if entry.key not in listed]
    return [
        m.text("outlook_document.assumptions"),
        *(m.quoted(assumption(entry, m.lang)) for entry in own),
    ]
