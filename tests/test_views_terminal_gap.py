"""The gap report on a terminal: what it says, and that no line is too wide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from graph.gap.gap import GapParameters, GapReport, gap
from graph.gap.ladder import ladder
from graph.gap.parts import By, Part, Parts, split
from graph.ontology import Ontology
from graph.regions.candidates import candidates
from graph.regions.coverage import coverage
from graph.tables import Tables
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from views.terminal.gap import render
from views.terminal.gap_levers import (
    render_candidates,
    render_coverage,
    render_ladder,
    render_parts,
)
from views.terminal.lines import CLOSING, OPENING, wrap

ASKED = GapParameters(2024)
BYS: tuple[By, ...] = ("area", "chain")


@pytest.fixture(scope="module")
def city(ontology: Ontology, tiny: Path) -> Tables:
    return ingest(open_datasets([tiny], None, ontology), ontology).tables


@pytest.fixture(scope="module")
def report(city: Tables) -> GapReport:
    return gap(city, ASKED)


def shown(answer: Any, lang: str, width: int, how: Callable[..., None]) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        how(answer, lang, console)
    return captured.get()


def printed(report: GapReport, lang: str, width: int) -> str:
    return shown(report, lang, width, render)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(
    city: Tables, report: GapReport, lang: str, width: int
) -> None:
    pages = [printed(report, lang, width)]
    pages.append(shown(ladder(city, ASKED), lang, width, render_ladder))
    pages += [shown(split(city, by, ASKED), lang, width, render_parts) for by in BYS]
    pages.append(shown(split(city, "year"), lang, width, render_parts))
    pages.append(shown(candidates(city, "990102"), lang, width, render_candidates))
    pages.append(shown(coverage(city), lang, width, render_coverage))
    for page in pages:
        lines = page.splitlines()
        assert max(cell_len(line) for line in lines) <= width
        assert all(line == line.rstrip() for line in lines)


def test_blocks_show_rate_sums_and_cause(report: GapReport) -> None:
    text = printed(report, "zh", 100)
    assert "B3   满足率  64% 需要 47 − 供给 30 = 空缺 17   主因：毕业生外流" in text
    assert "可增规模（单独计） 17  供给 30  护理" in text
    assert "预期缺口       55" in text
    order = [text.index(f"  B{k} ") for k in range(1, 5)]
    assert order == sorted(order)


def test_an_expected_gap_above_its_range_is_explained(report: GapReport) -> None:
    below = replace(report.expected, basis="calibrated", persistence=0.5, gap=80.0)
    text = printed(replace(report, expected=below), "en", 100)
    told = " ".join(text.split())
    assert "the data do not say why; between 51 and" in told
    assert "leave their field" not in told


def test_a_full_percent_is_only_shown_where_nothing_is_empty() -> None:
    almost = Part(None, Fraction(1000), Fraction(999))
    parts = Parts("chain", (), 2024, (almost, Part(None, Fraction(1), Fraction(1))))
    text = shown(parts, "en", 80, render_parts)
    assert text.count("100%") == 1
    assert text.count("99%") == 2


def test_ladder_and_parts_say_their_figures(city: Tables) -> None:
    steps = shown(ladder(city, ASKED), "en", 80, render_ladder)
    assert "16.6% of the placed" in " ".join(steps.split())
    chains = shown(split(city, "chain", ASKED), "zh", 80, render_parts)
    assert [row.split()[-2:] for row in chains.splitlines()[3:7]] == [
        ["17", "78%"],
        ["25", "75%"],
        ["9", "85%"],
        ["51", "79%"],
    ]


def test_inside_a_part_nobody_is_called_surplus(city: Tables) -> None:
    """Who has no place in an area, a chain or at a level may have one outside of it."""
    for asked, is_part in (
        (ASKED, False),
        (replace(ASKED, area=city["areas"]["node_key"][1]), True),
        (replace(ASKED, min_level=3), True),
    ):
        found = split(city, "area", asked)
        zh, en = (
            next(row for row in shown(found, lang, 100, render_parts).splitlines() if head in row)
            for lang, head in (("zh", "满足率"), ("en", "Filled"))
        )
        assert ("过剩" in zh, "未进入本部分" in zh) == (not is_part, is_part)
        assert ("Surplus" in en, "Not placed here" in en) == (not is_part, is_part)
    years = split(city, "year", GapParameters(chain="tea"))
    assert years.spare_word == "not_placed"
    assert split(city, "year").spare_word == "surplus"


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        (
            "zh",
            [
                "示意数据",
                "至少 51 个岗位",
                "总量不足 18",
                "错配 33",
                "供需比 0.92",
                "对照表无专业",
            ],
        ),
        ("en", ["ILLUSTRATIVE", "at least 51 places", "quantity 18 + mismatch 33", "0.92"]),
    ],
)
def test_the_answer_stands_on_the_first_screen(
    report: GapReport, lang: str, parts: list[str]
) -> None:
    text = printed(report, lang, 80)
    first = "".join(text.splitlines()[:24]).replace("  ", "")
    for part in parts[:-1]:
        assert part in first
    assert parts[-1] in text


def test_wrapping_is_lossless_and_keeps_punctuation_in_place() -> None:
    text = "茶艺师［4-03-02-07，不限］每年需要 1,062 人；因此（无论怎样）至少 10 个岗位招不到人。"
    for width in range(16, 60):
        lines = wrap(text, width)
        assert max(cell_len(line) for line in lines) <= width
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert not any(line[0] in CLOSING for line in lines)
        assert not any(line[-1] in OPENING for line in lines)
        assert any("1,062" in line for line in lines)
