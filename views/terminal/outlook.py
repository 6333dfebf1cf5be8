"""The outlook on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console

from graph.gap.parts import Parts
from graph.outlook.backtest import ALL
from graph.outlook.report import OneSide, Outlook
from graph.telling.outlook import (
    Class,
    band,
    decisions,
    heading,
    lack,
    parts_rows,
    probability,
    record_sentences,
)
from graph.telling.sentences import assumption, level_in_short, where
from graph.words import say
from views.terminal.page import Page

SHOWN = 8
NOTHING = "–"


def render(
    report: Outlook | OneSide,
    part: str | None,
    parts: Mapping[int, Parts] | None,
    lang: str,
    console: Console,
) -> None:
    """Print the record of the bands, the years, what to decide, and the assumptions.

    ``part``: ``backtest``, or by what to divide the years instead; ``parts`` of areas or chains.
    """
    page = Page(lang, console)
    place = where([part for part in (report.place, report.chain) if part is not None], lang)
    page.paragraph(f"{place} · {heading(report, lang)}", style="bold")
    page.mark(report.grade)
    if isinstance(report, OneSide):
        page.paragraph(lack(report, lang), style="bold yellow")
    page.title(say("outlook.record.title", lang))
    page.points(record_sentences(report, lang))
    if part == "backtest":
        _trials(page, report)
    elif part is not None:
        _divided(page, report, part, parts)
    elif isinstance(report, OneSide):
        _years(page, report)
        for of_side in ("occupation", "major"):
            _divided(page, report, of_side, None, SHOWN)
    else:
        _years(page, report)
        _occupations(page, report)
        _decisions(page, report)
    page.title(say("gap.terminal.assumptions", lang))
    page.points([assumption(note, lang) for note in report.assumptions])


def _trials(page: Page, report: Outlook) -> None:
    """Print the bands of earlier years, judged by what came."""
    names = ("side", "origin", "horizon", "size", "count", "covered", "error")
    rows = [
        [
            say(f"outlook.head.{trial.side}", page.lang),
            str(trial.origin),
            str(trial.horizon),
            say("outlook.trial.all", page.lang) if trial.size == ALL else trial.size,
            f"{trial.n:,}",
            f"{100 * trial.covered:.0f} %",
            f"{100 * trial.error:.0f} %",
        ]
        for trial in report.backtest
    ]
    if rows:
        head = [say(f"outlook.trial.{name}", page.lang) for name in names]
        page.table(head, rows, {1, 2, 4, 5, 6})
        page.line()
        page.paragraph(say("outlook.trial.note", page.lang), 2)


def _divided(
    page: Page,
    report: Outlook | OneSide,
    part: str,
    parts: Mapping[int, Parts] | None,
    most: int | None = None,
) -> None:
    """Print a table by year of each figure that areas, chains, occupations or majors have.

    ``most``: how many rows are printed; the rest is counted.
    """
    tables: dict[str, dict[str, dict[int, str]]] = {}
    if parts is not None:
        for row in parts_rows(parts, page.lang):
            for name in ("demand", "supply", "shortage"):
                if row[name] is not None:
                    cells = tables.setdefault(name, {}).setdefault(row["name"], {})
                    cells[row["year"]] = f"{row[name]:,}"
    else:
        entries: Sequence[Class] = report.occupations if part == "occupation" else report.majors
        for name in ("demand", "short") if part == "occupation" else ("supply",):
            for entry in entries:
                years_ahead = [year for year in entry.years if hasattr(year, name)]
                if years_ahead:
                    cells = {year.year: band(getattr(year, name)) for year in years_ahead}
                    tables.setdefault(name, {})[_class_name(entry, page.lang)] = cells
    years = [year.year for year in report.years]
    for name, rows in tables.items():
        page.title(say(f"outlook.head.{name}", page.lang))
        head = [say(f"outlook.head.{part}", page.lang), *map(str, years)]
        lines = [[title, *(cells.get(y, NOTHING) for y in years)] for title, cells in rows.items()]
        page.table(head, lines[:most], set(range(1, len(head))))
        if lines[most:] and most:
            page.paragraph(say("outlook.more_by", page.lang, rest=len(lines) - most, by=part), 4)
    if parts is not None:
        page.line()
        page.paragraph(say("outlook.parts_without_bands", page.lang), 2)


def _class_name(entry: Class, lang: str) -> str:
    where = [entry.area.of(lang)] if entry.area else []
    level = level_in_short(entry.level, lang)
    return " ".join([entry.thing.of(lang), entry.thing.key, *where, level])


def _share(share: float | None) -> str:
    return NOTHING if share is None else f"{100 * share:.0f} %"


def _years(page: Page, report: Outlook | OneSide) -> None:
    columns = report.sides if isinstance(report, OneSide) else ("demand", "supply", "shortage")
    has_supply = "supply" in report.sides
    rows = [
        [
            str(year.year),
            *(band(getattr(year, name)) for name in columns),
            *([_share(report.in_class(year))] if has_supply else []),
        ]
        for year in report.years
    ]
    known_columns = ["known"] if has_supply else []
    head = [say(f"outlook.head.{name}", page.lang) for name in ("year", *columns, *known_columns)]
    page.table(head, rows, set(range(1, len(head))))
    page.line()
    if any(getattr(year, name).low is not None for year in report.years for name in columns):
        values = {"cover": 100 * report.cover, "draws": report.draws}
        page.paragraph(say("outlook.bands", page.lang, **values), 2)
        if report.demand_is_given and has_supply:
            page.paragraph(say("outlook.demand_as_given", page.lang), 2)
    if has_supply:
        page.paragraph(say("outlook.in_class", page.lang), 2)


def _occupations(page: Page, report: Outlook) -> None:
    """Print the occupations with most empty places in the last year."""
    listed = [entry for entry in report.occupations if entry.years[-1].short.median][:SHOWN]
    if not listed:
        return
    page.title(say("outlook.occupations", page.lang, year=report.until))
    head = [say(f"outlook.head.{name}", page.lang) for name in ("occupation", "demand", "short")]
    rows = [
        [
            f"{entry.thing.of(page.lang)} {entry.thing.key}",
            band(entry.years[-1].demand),
            band(entry.years[-1].short),
            probability(entry.years[-1].p_starved, page.lang) or NOTHING,
        ]
        for entry in listed
    ]
    page.table([*head, say("outlook.head.empty", page.lang)], rows, {1, 2})


def _decisions(page: Page, report: Outlook) -> None:
    """Print which majors to decide on, and on which intake."""
    page.title(say("outlook.decide.title", page.lang))
    is_any = False
    for side in ("scarce", "surplus"):
        sentences = decisions(report, page.lang, side)
        if not sentences:
            continue
        is_any = True
        page.paragraph(say(f"outlook.decide.{side}", page.lang, majors=len(sentences)), 2)
        page.points(sentences[:SHOWN])
        rest = len(sentences) - SHOWN
        if rest > 0:
            page.paragraph(say("outlook.decide.more", page.lang, rest=rest), 4)
    if not is_any:
        page.points([say("outlook.decide.none", page.lang)])
