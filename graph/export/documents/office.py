"""What office files have in common: who made them, from what, and when: from the data alone."""

from __future__ import annotations

import io
from typing import Any

from graph.draw.scene import Stamp
from graph.export.documents.archive import day_of, settled
from graph.export.documents.model import Document
from graph.export.documents.slide_parts import clean

AUTHOR = "TwinChain"
LONGEST = 255  # characters of a property, by the standard of office files


def properties(core: Any, document: Document, language: str) -> None:
    """The properties of a file."""
    day = day_of(document.stamp.as_of)
    core.title, core.subject = _short(document.title), _short(document.facts)
    core.author = core.last_modified_by = AUTHOR
    core.comments, core.keywords = _short(document.warning), _short(document.mark)
    core.created = core.modified = day.replace(tzinfo=None)
    core.language = language


def finished(file: Any, stamp: Stamp) -> bytes:
    """The bytes of a file, the same for the same content."""
    out = io.BytesIO()
    file.save(out)
    return settled(out.getvalue(), stamp.as_of)


def _short(text: str) -> str:
    return clean(text)[:LONGEST]
