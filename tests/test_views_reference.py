"""The generated reference pages are what the code says, and say all of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.settings import ROOT
from views import reference

DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_pages_are_fresh(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == reference.PAGES[name](), f"docs/{name} is stale: make docs"


def test_check_says_what_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main([str(tmp_path), "--check"]) == 1
    assert "dictionary.md is stale" in capsys.readouterr().err
    assert reference.main([str(tmp_path)]) == 0
    assert reference.main([str(tmp_path), "--check"]) == 0
    (tmp_path / "cli.md").write_text("old", encoding="utf-8")
    assert reference.stale(tmp_path) == ["cli.md"]


def test_every_command_and_option_is_told_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    page = reference.cli_page()
    for language in ("zh", "en"):
        monkeypatch.setenv("TWINCHAIN_LANG", language)
        assert reference.cli_page() == page
    assert not re.search(r"[\u4e00-\u9fff]", page)
    commands = re.findall(r"^## `(.+)`$", page, flags=re.MULTILINE)
    assert {"twinchain build", "twinchain check", "twinchain template"} <= set(commands)
    assert {f"(#{name.replace(' ', '-')})" for name in commands} == set(
        re.findall(r"\(#[^)]+\)", page)
    )
    for section in page.split("\n## ")[1:]:
        assert re.search(r"```\ntwinchain", section)
        assert "| |" not in section  # an option without a meaning
