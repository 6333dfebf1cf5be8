"""Documents for meetings: the same content as PDF, DOCX and PPTX, their tables whole as XLSX."""

from __future__ import annotations

from pathlib import Path

from graph.builds.opened import Build
from graph.errors import WrongInput
from graph.export import whole
from graph.export.documents.material import Material, Order
from graph.export.documents.model import Document
from graph.export.glyphs import NoGlyph
from graph.lazy import imported
from graph.ontology import Ontology

__all__ = ["Order", "document", "document_bytes", "formats", "write_document"]


PAGES = (".pdf", ".docx", ".xlsx")
PAGES_AND_SLIDES = (".pdf", ".docx", ".pptx", ".xlsx")


# Name → what makes it, and the suffixes it may have; suffix → what writes it.
DOCUMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "briefing": ("graph.export.documents.briefing:briefing", PAGES_AND_SLIDES),
    "annual-report": ("graph.export.documents.annual_report:annual_report", PAGES),
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


def document(what: str, build: Build, ontology: Ontology, order: Order) -> Document:
    """The document of a name, of :data:`DOCUMENTS`.

    Raises:
        WrongInput: something asked for is not there.
        NoAnswer: there is nothing to say.
    """
    made: Document = imported(DOCUMENTS[what][0])(Material(build, ontology, order))
    return made


def formats(what: str) -> tuple[str, ...]:
    """The suffixes that a document may be written as."""
    return DOCUMENTS[what][1]


def known_suffix(what: str, to: Path) -> None:
    """Raise where the document has no such format, before anything is computed.

    Raises:
        WrongInput: it names the formats there are.
    """
    if to.suffix.lower() not in formats(what):
        raise WrongInput("error.bad_suffix", file=str(to), suffixes=" ".join(formats(what)))


def document_bytes(told: Document, suffix: str) -> bytes:
    """A document in a format.

    Raises:
        WrongInput: unknown suffix, or the extra is not installed.
    """
    known_suffix(told.kind, Path(f"x{suffix}"))
    written: bytes = imported(WRITERS[suffix.lower()])(told)
    return written


def write_document(told: Document, to: Path) -> tuple[NoGlyph, ...]:
    """Write a document; the file appears only once it is complete.

    Returns:
        The labels in which a mark takes the place of a character; empty where all are whole.

    Raises:
        WrongInput: unknown suffix, the extra is not installed, or the file cannot be written.
    """
    made = document_bytes(told, to.suffix)
    with whole(to) as beside:
        beside.write_bytes(made)
    suffix = to.suffix.lower()
    if suffix not in (".pdf", ".docx"):
        return ()
    from graph.draw.scene import shown_texts
    from graph.export.glyphs import no_glyphs

    drawn = [text for one in told.pictures for text in shown_texts(one.scene)]
    return no_glyphs(drawn if suffix == ".docx" else [*told.texts(), *drawn])
