"""The properties of office files: author, origin and date, from the data alone."""

from __future__ import annotations

import io
from typing import Any

from graph.draw.scene import Stamp
from graph.export.documents.archive import day_of, settled
from graph.export.documents.model import Document
from graph.export.documents.slide_parts import clean

AUTHOR = "TwinChain"
LONGEST = 255  # characters of a property, by the office file standard


def properties(core: Any, document: Document, language: str) -> None:
    """Set the properties of a document's file."""
    facts = (document.title, document.facts, document.warning, document.mark)
    described(core, document.stamp, *facts)
    core.language = language


def described(
    core: Any, stamp: Stamp, title: str, subject: str, comments: str, keywords: str
) -> None:
    """Set what a file says of itself, cut to the length that the standard allows."""
    day = day_of(stamp.as_of)
    core.title, core.subject = _short(title), _short(subject)
    core.comments, core.keywords = _short(comments), _short(keywords)
    core.author = core.last_modified_by = AUTHOR
    core.created = core.modified = day.replace(tzinfo=None)


def finished(file: Any, stamp: Stamp) -> bytes:
    """Return the bytes of a file, the same for the same content."""
    out = io.BytesIO()
    file.save(out)
    return settled(out.getvalue(), stamp.as_of)


def _short(text: str) -> str:
    return clean(text)[:LONGEST]
