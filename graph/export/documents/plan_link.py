"""Where the explorer plans what a document covers."""

from __future__ import annotations

from graph.export.documents.material import Material
from graph.export.documents.model import Paragraph


def plan_note(m: Material) -> tuple[Paragraph, ...]:
    """Say where the plan and its limits are; nothing where there is nothing to plan."""
    return () if m.ahead() is None else (m.note("document.plan_page"),)
