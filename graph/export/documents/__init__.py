"""Documents for meetings: the same content as PDF, DOCX and PPTX, their tables whole as XLSX."""

from __future__ import annotations

from pathlib import Path

from graph.builds.opened import Build
from graph.errors import WrongInput, require_suffix
from graph.export import whole
from graph.export.documents.material import Material, Order
from graph.export.documents.model import Document
from graph.export.glyphs import NoGlyph
from graph.lazy import imported
from graph.ontology import Ontology

__all__ = ["Order", "document", "document_bytes", "formats", "write_document"]


PAGES = (".pdf", ".docx", ".xlsx")
PAGES_AND_SLIDES = (".pdf", ".docx", ".pptx", ".xlsx")


# Name → its maker and suffixes; suffix → its writer.
DOCUMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "briefing": ("graph.export.documents.briefing:briefing", PAGES_AND_SLIDES),
    "annual-report": ("graph.export.documents.annual_report:annual_report", PAGES),
    "match-report": ("graph.export.documents.match_report:match_report", PAGES_AND_SLIDES),
    "task-sheet": ("graph.export.documents.task_sheet:task_sheet", PAGES_AND_SLIDES),
    "warnings": ("graph.export.documents.warnings:warnings", PAGES_AND_SLIDES),
    "gap": ("graph.export.documents.gap:gap", PAGES_AND_SLIDES),
}
WRITERS = {
    ".pdf": "graph.export.documents.to_pdf:to_pdf",
    ".docx": "graph.export.documents.to_docx:to_docx",
    ".pptx": "graph.export.documents.to_pptx:to_pptx",
    ".xlsx": "graph.export.documents.to_xlsx:to_xlsx",
}


def document(name: str, build: Build, ontology: Ontology, order: Order) -> Document:
    """Return the document of a name, of :data:`DOCUMENTS`.

    Raises:
        WrongInput: something asked for is not there.
        NoAnswer: there is nothing to say.
    """
    if order.paper.is_official and order.lang != "zh":
        raise WrongInput("error.official_paper")
    built: Document = imported(DOCUMENTS[name][0])(Material(build, ontology, order))
    return built


def formats(name: str) -> tuple[str, ...]:
    """Return the suffixes that a document may be written as."""
    return DOCUMENTS[name][1]


def document_bytes(document: Document, suffix: str) -> bytes:
    """Return a document in a format.

    Raises:
        WrongInput: unknown suffix, or the extra is not installed.
    """
    require_suffix(f"x{suffix}", formats(document.kind))
    paged = document if suffix.lower() == ".xlsx" else document.on_pages()
    written: bytes = imported(WRITERS[suffix.lower()])(paged)
    return written


def write_document(document: Document, to: Path) -> tuple[NoGlyph, ...]:
    """Write a document; the file appears only once it is complete.

    Returns:
        The labels in which a mark takes the place of a character; empty where all are whole.

    Raises:
        WrongInput: unknown suffix, the extra is not installed, or the file cannot be written.
    """
    content = document_bytes(document, to.suffix)
    with whole(to) as beside:
        beside.write_bytes(content)
    suffix = to.suffix.lower()
    if suffix not in (".pdf", ".docx"):
        return ()
    from graph.draw.scene import shown_texts
    from graph.export.glyphs import no_glyphs

    picture_texts = [text for picture in document.pictures for text in shown_texts(picture.scene)]
    return no_glyphs(picture_texts if suffix == ".docx" else [*document.texts(), *picture_texts])
