"""What the pages say is in the catalogue, in both languages."""

from __future__ import annotations

import ast
import re

from graph.settings import ROOT
from graph.telling.tabulated import MAJOR_COLUMNS, OCCUPATION_COLUMNS, PART_FIGURES
from graph.words import catalogue, has


def said() -> set[str]:
    """Literal keys of ``tell``; an f-string as a pattern."""
    found = set()
    folders = (ROOT / "views" / "parts", ROOT / "views" / "pages")
    for file in [ROOT / "app.py", *(one for folder in folders for one in folder.glob("*.py"))]:
        for part in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(part, ast.Call) and getattr(part.func, "id", "") == "tell" and part.args:
                found |= {_pattern(one) for one in _ends(part.args[0])}
    return found


def _ends(key: ast.expr) -> list[ast.expr]:
    return [key.body, key.orelse] if isinstance(key, ast.IfExp) else [key]


def _pattern(key: ast.expr) -> str:
    parts = key.values if isinstance(key, ast.JoinedStr) else [key]
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w*" for part in parts
    )


def test_whatever_a_page_says_is_there() -> None:
    keys = [key.removeprefix("web.") for key in catalogue() if key.startswith("web.")]
    patterns = said()
    assert len(patterns) > 20
    assert [one for one in patterns if not any(re.fullmatch(one, key) for key in keys)] == []


def test_every_column_of_the_gap_has_its_head() -> None:
    columns = {*OCCUPATION_COLUMNS, *MAJOR_COLUMNS, *PART_FIGURES}
    heads = {one: (f"web.column.{one}", f"column.{one}") for one in columns}
    assert [one for one, keys in sorted(heads.items()) if not any(map(has, keys))] == []
