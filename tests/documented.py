"""The code blocks of the documentation."""

from __future__ import annotations

import re

from graph.settings import ROOT


def blocks(page: str, language: str = "") -> list[str]:
    """Return the code blocks of ``docs/<page>``; ``language``: as written after the fence."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
