"""Data: sources, findings, advertisements, an upload and what it would change, all builds."""

from __future__ import annotations

from views.parts import data_upload, data_views, record_views
from views.parts.session import tell
from views.parts.view import choose_in_row

VIEWS = {
    "sources": data_views.sources,
    "findings": data_views.findings,
    "quality": record_views.quality,
    "upload": data_upload.upload,
    "history": data_views.history,
}
VIEWS[choose_in_row("part", VIEWS, "data.part", lambda name: tell(f"data.part_{name}"))]()
