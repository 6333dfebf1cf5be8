"""Multiples that a sheet states, applied to the columns of their dimension and told."""

from __future__ import annotations

from dataclasses import replace

from graph.findings import Finding
from graph.words import join
from ingest.head_rows import HeadRows
from ingest.meanings import Heading
from ingest.repeats import Place
from ingest.text import fold
from ingest.units import ANY, Unit, UnitWords, contradict, dimension, fits

NOTE_ROWS = 30  # at the foot of a sheet, where a note may state a unit
_COUNTED = ("person", "post", "yuan")


def with_units(
    place: Place,
    headings: list[Heading],
    found: HeadRows,
    units: UnitWords,
    declared: tuple[str, ...],
) -> tuple[list[Heading], list[Finding]]:
    """Headings with the multiple of their unit; a column whose units contradict is not read.

    ``declared``: the units that ``source.toml`` names; they count before all that is written.
    """
    given = [unit for word in declared if (unit := units.read(word))]
    everywhere = _stated(place, headings, found, units)
    kept: list[Heading] = []
    findings: list[Finding] = []
    several = len({dimension(h.column) for h in headings} & set(_COUNTED)) > 1
    for heading in headings:
        own = [unit for cell in heading.path if (unit := units.of_heading(cell))]
        if dimension(heading.column) not in _COUNTED:
            kept.append(heading)
            continue
        meant = [u for u in given if fits(u, heading.column)]
        meant = meant or [u for u in [*own, *everywhere] if fits(u, heading.column)]
        unclear = several and any(u.dimension == ANY for u in meant if u not in own)
        if contradict(meant) or unclear:
            findings.append(_refused(place, heading, meant))
        elif meant and meant[0].times != 1:
            kept.append(replace(heading, times=meant[0].times))
            findings.append(_told(place, heading, meant[0]))
        else:
            kept.append(heading)
    return kept, findings


def _stated(place: Place, headings: list[Heading], found: HeadRows, units: UnitWords) -> list[Unit]:
    """The units of the whole sheet: in its title, in a corner of its head, in notes at its foot."""
    of_figures = {h.index for h in headings if dimension(h.column) in (*_COUNTED, "percent")}
    cells = place.sheet.cells
    texts = [cell for row in cells.head(found.first).iter_rows() for cell in row if cell]
    texts += [cell for i, path in enumerate(found.paths) if i not in of_figures for cell in path]
    foot = max(found.last + 1, cells.height - NOTE_ROWS)
    for row in cells.slice(foot).iter_rows():
        filled = [cell for cell in row if cell and fold(cell)]
        texts += [cell for cell in filled if len(filled) <= 2 and "单位" in cell]
    return [unit for text in dict.fromkeys(texts) for unit in units.stated(text)]


def _told(place: Place, heading: Heading, unit: Unit) -> Finding:
    values = {"unit": unit.written, "times": unit.times}
    return Finding("unit", "info", row=place.row, column=heading.written, values=values)


def _refused(place: Place, heading: Heading, meant: list[Unit]) -> Finding:
    column = heading.column
    written = list(dict.fromkeys(unit.written for unit in meant))
    values = {
        "meaning_zh": column.label.zh,
        "meaning_en": column.label.en,
        "name": column.name,
        "units_zh": join(written, "zh"),
        "units_en": join(written, "en"),
    }
    lost = "missing-heading.contradiction" if column.required else "unit.contradiction"
    return Finding(
        lost.partition(".")[0],
        row=place.row,
        column=heading.written,
        reason=lost,
        values=values,
    )
