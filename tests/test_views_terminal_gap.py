"""The gap report on a terminal: what it says, and that no line is too wide."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from graph.analysis.gap import GapParameters, GapReport, gap
from graph.ontology import Ontology
from graph.words import catalogue
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from views.terminal.gap import render
from views.terminal.lines import CLOSING, OPENING, wrap


@pytest.fixture(scope="module")
def report(ontology: Ontology, tiny: Path) -> GapReport:
    return gap(ingest(open_datasets([tiny], None, ontology), ontology).tables, GapParameters(2024))


def printed(report: GapReport, lang: str, width: int) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        render(report, lang, console)
    return captured.get()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(report: GapReport, lang: str, width: int) -> None:
    lines = printed(report, lang, width).splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        (
            "zh",
            [
                "示意数据",
                "至少 51 个岗位",
                "总量不足 18",
                "结构错配 33",
                "供需比 0.92",
                "无专业对应",
            ],
        ),
        ("en", ["ILLUSTRATIVE", "at least 51 places", "quantity 18 + composition 33", "0.92"]),
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


def test_every_word_of_the_page_is_used() -> None:
    """No sentence of the page is left over from an earlier form."""
    source = (Path(__file__).parents[1] / "views" / "terminal" / "gap.py").read_text("utf-8")
    built = ("total.", "total_note.", "headline", "majors_", "missing.", "variant.", "major_")
    for key in catalogue():
        if key.startswith("gap.terminal."):
            name = key.removeprefix("gap.terminal.")
            assert f'"{name}"' in source or name.startswith(built), key
