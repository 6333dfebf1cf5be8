"""What the documentation shows as code."""

from __future__ import annotations

import re

from graph.settings import ROOT


def blocks(page: str, language: str = "") -> list[str]:
    """The blocks of code of ``docs/<page>``; ``language`` as it stands behind the fence."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
