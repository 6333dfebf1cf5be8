"""The page of benchmarks: a part measured anew takes its own place and leaves the others alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import page
from benchmarks.__main__ import PARTS
from benchmarks.measure import Measured
from benchmarks.row import Row


def test_every_part_has_a_title() -> None:
    assert list(page.TITLES) == list(PARTS)


def test_the_page_as_it_is_can_be_renewed() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.page(page.sections(text)) == text


def test_one_part_anew_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "PAGE", tmp_path / "benchmarks.md")
    page.renew("store", "s1")
    page.renew("gap", "g1")
    page.renew("store", "s2")
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.sections(text) == {"gap": "g1", "store": "s2"}
    assert text.index("## The gap engine") < text.index("## Growth of a build")


def test_a_table_says_what_was_met_and_what_is_to_be_known_once() -> None:
    rows = [
        Row("fast", Measured(1, 50), most_cpu_s=2, said="Warm."),
        Row("slow", Measured(3, 50), "peer", Measured(1, 9), most_ratio=0.5, said="Warm."),
    ]
    text = page.section(rows, ["No data."])
    assert "| fast | 1.00 | 50 | – | – | – | ≤ 2 CPU s | met |" in text
    assert "| slow | 3.00 | 50 | peer | 1.00 | 3.00 | ≥ 2× faster | missed |" in text
    assert text.count("* Warm.") == 1
    assert text.endswith("* No data.")
