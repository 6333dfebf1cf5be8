"""The years ahead in documents: the figures of the outlook, and when there are none."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from graph.builds.opened import Build
from graph.door import open_build
from graph.draw.outlook import outlook as draw
from graph.draw.scene import Stamp
from graph.export.documents import Order, document
from graph.export.documents.frames import Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Document, Paragraph, Section, Table
from graph.export.documents.outlook_sections import headline_year, outlook_in_brief, outlook_section
from graph.gap.gap import gap
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.outlook.outlook import outlook
from graph.outlook.parameters import OutlookParameters
from graph.outlook.report import Interval, Outlook
from graph.words import LANGUAGES, say

ONTOLOGY = load()


@pytest.fixture(scope="module")
def tiny(homes: dict[str, Path]) -> Build:
    return open_build(homes["tiny"])


@cache
def projected(build: Build, *scenarios: str) -> Outlook:
    return outlook(build.tables, OutlookParameters(scenarios=scenarios))


@cache
def section(build: Build, lang: str = "zh", *, brief: bool = False) -> Section:
    material = Material(build, ONTOLOGY, Order(lang))
    return outlook_in_brief(material) if brief else outlook_section(material)


def frames(one: Section) -> list[Frame]:
    return [block.frame for block in one.blocks if isinstance(block, Table)]


def figures(interval: Interval) -> list[int | None]:
    return [interval.median, interval.low, interval.high]


def sections_of(found: Document, lang: str) -> list[Section]:
    heading = say("outlook_document.heading", lang)
    return [one for one in found.sections if one.heading == heading]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_is_the_outlook(tiny: Build, lang: str) -> None:
    """The newest year first, then each year with both sides, their bands, and who is in class."""
    years, report = frames(section(tiny, lang))[0], projected(tiny)
    now = gap(tiny.tables)
    known = [value for value in years.rows[0][1:] if value != ""]
    assert known == [now.demand, now.supply, now.shortage]
    assert [row[-1] is None for row in years.rows[1:]] == [True, False, False, False, False]
    for row, year in zip(years.rows[1:], report.years, strict=True):
        sides = (year.demand, year.supply, year.shortage)
        assert list(row[1:-1]) == [value for side in sides for value in figures(side)]
        assert (row[-1] or 0.0) == year.known_share


def test_the_headline_is_the_last_year_with_a_band(tiny: Build) -> None:
    report = projected(tiny)
    year = headline_year(report)
    assert year.has_band
    assert not any(later.has_band for later in report.years if later.year > year.year)
    for one in (section(tiny, "en"), section(tiny, "en", brief=True)):
        assert one.message is not None
        assert f"{year.shortage.median} places stay empty in {year.year}" in one.message.text
        assert f"({year.shortage.low}–{year.shortage.high}, 80 % band)" in one.message.text


def test_a_given_projection_has_no_band_and_is_said(wuzhou: Build) -> None:
    """Its basis is another than that of the newest year: the sentence says so, too."""
    years = frames(section(wuzhou, "en"))[0]
    names = [column.name for column in years.columns]
    assert {"supply_low", "supply_high"} <= set(names)
    assert not {"demand_low", "demand_high"} & set(names)
    message = section(wuzhou, "en").message
    assert message is not None
    assert "80 % band: demand as projected, its error left out)" in message.text
    assert "(basis then: Survey)" in message.text


def test_the_briefing_lists_years_with_bands_and_counts_majors_warned_of(wuzhou: Build) -> None:
    (years,), report = frames(section(wuzhou, brief=True)), projected(wuzhou)
    banded = [year for year in report.years if year.has_band]
    assert [row[3:6] for row in years.rows] == [tuple(figures(year.shortage)) for year in banded]
    for side, place in (("scarce", -2), ("surplus", -1)):
        warned = [major for major in report.majors if major.warned == side]
        assert years.rows[-1][place] == len(warned)
        assert years.rows[0][place] == sum(major.since == banded[0].year for major in warned)


def test_majors_to_decide_on_are_counted_by_intake_and_listed(wuzhou: Build) -> None:
    _, likely, by_intake, majors, scenarios = frames(section(wuzhou))
    report = projected(wuzhou)
    warned = [major for major in report.majors if major.warned]
    assert len(majors.rows) == len(warned)
    assert sum(row[1] + row[2] for row in by_intake.rows) == len(warned)
    place = majors.column("intake")
    assert [row[place] for row in majors.rows] == [major.decide_by for major in warned]
    at = report.years.index(headline_year(report))
    most = max(entry.years[at].short.median for entry in report.occupations)
    assert likely.cell(0, "short").value == most
    alone = [projected(wuzhou, id_) for id_ in ("plant", "care")]
    assert [row[1:] for row in scenarios.rows] == [
        tuple(year.shortage.median for year in one.years) for one in (report, *alone)
    ]


def test_a_part_warns_of_nobody_to_spare(wuzhou: Build) -> None:
    order = Order("zh", GapParameters(chain="tea"))
    one = outlook_in_brief(Material(wuzhou, ONTOLOGY, order))
    assert "warned_surplus" not in [column.name for column in frames(one)[0].columns]


def test_without_draws_nothing_is_called_likely(tiny: Build) -> None:
    one = outlook_in_brief(Material(tiny, ONTOLOGY, Order("zh", GapParameters(draws=0))))
    (years,) = frames(one)
    assert len(years.rows) == 5
    assert {row[4:6] for row in years.rows} == {(None, None)}
    said = [block.text for block in one.blocks if isinstance(block, Paragraph)]
    assert said[0] == say("outlook_document.decide.no_probability", "zh")
    assert not any("80" in text for text in said)


@pytest.mark.parametrize(
    "asked", [GapParameters(year=2023), GapParameters(supply="plan")], ids=["earlier", "plan"]
)
def test_a_document_that_supposes_otherwise_has_no_outlook(
    wuzhou: Build, asked: GapParameters
) -> None:
    """Who leads then stands in its place."""
    found = document("briefing", wuzhou, ONTOLOGY, Order("zh", asked))
    assert sections_of(found, "zh") == []
    assert say("briefing.duties", "zh") in [one.heading for one in found.sections]


@pytest.mark.parametrize("what", ["briefing", "annual-report"])
def test_documents_have_the_section_and_its_finding_on_page_one(tiny: Build, what: str) -> None:
    found = document(what, tiny, ONTOLOGY, Order("en"))
    (one,) = sections_of(found, "en")
    assert one.message is not None
    assert any(text.startswith("If nothing is decided") for text in found.sections[0].sentences())


def test_years_in_class_are_solid_open_ones_dashed_and_bases_apart(
    wuzhou: Build, tiny: Build
) -> None:
    stamp = Stamp()
    for build in (wuzhou, tiny):
        report, now = projected(build), gap(build.tables)
        scene = draw([now], report, ONTOLOGY, stamp)
        is_joined = now.basis == report.basis
        ahead = report.years if is_joined else report.years[1:]
        assert [edge.dashed for edge in scene.edges] == [not year.is_known for year in ahead]
        assert not any(edge.dotted for edge in scene.edges)  # no scenario
        shortages = [now.shortage, *(year.shortage.median for year in report.years)]
        assert [row[5] for row in scene.rows.rows] == shortages
