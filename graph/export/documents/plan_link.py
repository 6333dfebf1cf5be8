"""The address of the plan page of the explorer, for what a document covers."""

from __future__ import annotations

from urllib.parse import urlencode

from graph.export.documents.material import Material
from graph.export.documents.model import Paragraph


def plan_note(m: Material) -> tuple[Paragraph, ...]:
    """Say where the plan and its limits are; nothing where there is nothing to plan."""
    ahead = m.ahead()
    if ahead is None:
        return ()
    asked = m.order.parameters
    share = f"{asked.entrants:g}" if isinstance(asked.entrants, float) else asked.entrants
    chosen = {"lang": m.lang, "until": ahead.until, "basis": asked.basis, "entrants": share}
    given = {name: value for name, value in chosen.items() if value is not None}
    return (m.note("document.plan_page", address=f"/plan?{urlencode(given)}"),)
