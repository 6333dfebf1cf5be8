"""A scene as a file, by suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from graph.draw.palette import Theme
from graph.draw.scene import Scene
from graph.errors import WrongInput
from graph.export import whole
from graph.export.glyphs import NoGlyph


def _svg(scene: Scene, theme: Theme) -> bytes:
    from graph.export.svg import svg

    return svg(scene, theme).encode()


def _png(scene: Scene, theme: Theme) -> bytes:
    from graph.export.png import png

    return png(scene, theme)


def _pdf(scene: Scene, theme: Theme) -> bytes:
    from graph.export.pdf import pdf

    return pdf(scene, theme)


def _pptx(scene: Scene, theme: Theme) -> bytes:
    from graph.export.pptx import pptx

    return pptx(scene, theme)


def _docx(scene: Scene, theme: Theme) -> bytes:
    from graph.export.docx import docx

    del theme  # paper is white
    return docx(scene)


def _html(scene: Scene, theme: Theme) -> bytes:
    from graph.export.html import html

    del theme  # the reader's own
    return html([scene]).encode()


def _drawio(scene: Scene, theme: Theme) -> bytes:
    from graph.export.drawio import drawio

    return drawio(scene, theme).encode()


def _graphml(scene: Scene, theme: Theme) -> bytes:
    from graph.export.graphs import graphml

    del theme
    return graphml(scene)


def _gexf(scene: Scene, theme: Theme) -> bytes:
    from graph.export.graphs import gexf

    del theme
    return gexf(scene)


def _xlsx(scene: Scene, theme: Theme) -> bytes:
    from graph.export.rows import workbook

    del theme
    return workbook(scene)


# Suffix → writer.
WRITERS: dict[str, Callable[[Scene, Theme], bytes]] = {
    ".svg": _svg,
    ".png": _png,
    ".pdf": _pdf,
    ".pptx": _pptx,
    ".docx": _docx,
    ".html": _html,
    ".drawio": _drawio,
    ".graphml": _graphml,
    ".gexf": _gexf,
    ".xlsx": _xlsx,
}


NETWORKS = (".graphml", ".gexf")


def formats(what: str) -> tuple[str, ...]:
    """The suffixes that a picture may be written as; a trend is no network."""
    return tuple(one for one in WRITERS if what != "trend" or one not in NETWORKS)


def scene_bytes(scene: Scene, suffix: str, theme: Theme = "light") -> bytes:
    """The scene in the format of a suffix.

    Raises:
        WrongInput: unknown suffix, or the extra is not installed.
    """
    writer = WRITERS.get(suffix.lower())
    if writer is None:
        raise WrongInput("error.bad_suffix", file=suffix, suffixes=" ".join(WRITERS))
    return writer(scene, theme)


def write_scene(
    scene: Scene, to: Path, theme: Theme = "light", translated: Scene | None = None
) -> tuple[NoGlyph, ...]:
    """Write a scene; the file appears only once it is complete.

    ``translated``: the same in the other language, for pages that speak both.

    Returns:
        The labels in which a mark takes the place of a character, to be told; empty where all are
        whole.

    Raises:
        WrongInput: unknown suffix, the extra is not installed, or the file cannot be written.
    """
    if to.suffix.lower() == ".html" and translated is not None:
        from graph.export.html import html

        made = html([scene, translated]).encode()
    else:
        made = scene_bytes(scene, to.suffix, theme)
    with whole(to) as beside:
        beside.write_bytes(made)
    if to.suffix.lower() not in (".svg", ".png", ".pdf", ".html", ".docx"):
        return ()
    from graph.draw.scene import shown_texts
    from graph.export.glyphs import no_glyphs

    return no_glyphs(shown_texts(scene))


def known_suffix(to: Path) -> None:
    """Raise where no writer knows the suffix, before anything is computed.

    Raises:
        WrongInput: it names the known ones.
    """
    if to.suffix.lower() not in WRITERS:
        raise WrongInput("error.bad_suffix", file=str(to), suffixes=" ".join(WRITERS))
