"""Documents for meetings: the same content as PDF, DOCX and PPTX, their tables whole as XLSX."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from graph.builds.opened import Build
from graph.errors import WrongInput
from graph.export import whole
from graph.export.documents.material import Material, Order
from graph.export.documents.model import Document
from graph.export.glyphs import NoGlyph
from graph.ontology import Ontology

__all__ = ["Order", "document", "document_bytes", "formats", "write_document"]


PAGES = (".pdf", ".docx", ".xlsx")
PAGES_AND_SLIDES = (".pdf", ".docx", ".pptx", ".xlsx")


def _briefing(m: Material) -> Document:
    from graph.export.documents.briefing import briefing

    return briefing(m)


def _annual_report(m: Material) -> Document:
    from graph.export.documents.annual_report import annual_report

    return annual_report(m)


def _task_sheet(m: Material) -> Document:
    from graph.export.documents.task_sheet import task_sheet

    return task_sheet(m)


def _warnings(m: Material) -> Document:
    from graph.export.documents.warnings import warnings

    return warnings(m)


def _gap(m: Material) -> Document:
    from graph.export.documents.gap import gap

    return gap(m)


def _pdf(told: Document) -> bytes:
    from graph.export.documents.to_pdf import to_pdf

    return to_pdf(told)


def _docx(told: Document) -> bytes:
    from graph.export.documents.to_docx import to_docx

    return to_docx(told)


def _pptx(told: Document) -> bytes:
    from graph.export.documents.to_pptx import to_pptx

    return to_pptx(told)


def _xlsx(told: Document) -> bytes:
    from graph.export.documents.to_xlsx import to_xlsx

    return to_xlsx(told)


# Name → what makes it, and the suffixes it may have; suffix → writer.
DOCUMENTS: dict[str, tuple[Callable[[Material], Document], tuple[str, ...]]] = {
    "briefing": (_briefing, PAGES_AND_SLIDES),
    "annual-report": (_annual_report, PAGES),
    "task-sheet": (_task_sheet, PAGES_AND_SLIDES),
    "warnings": (_warnings, PAGES_AND_SLIDES),
    "gap": (_gap, PAGES_AND_SLIDES),
}
WRITERS: dict[str, Callable[[Document], bytes]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".pptx": _pptx,
    ".xlsx": _xlsx,
}


def document(what: str, build: Build, ontology: Ontology, order: Order) -> Document:
    """The document of a name, of :data:`DOCUMENTS`.

    Raises:
        WrongInput: something asked for is not there.
        NoAnswer: there is nothing to say.
    """
    maker, _ = DOCUMENTS[what]
    return maker(Material(build, ontology, order))


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
    return WRITERS[suffix.lower()](told)


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
