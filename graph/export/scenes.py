"""A scene as a file, by suffix."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graph.draw.palette import Theme
from graph.draw.scene import Scene
from graph.errors import WrongInput
from graph.export import whole
from graph.export.glyphs import NoGlyph
from graph.lazy import imported

# Suffix → writer of a scene; the first ones draw in a theme, the others have their own look.
THEMED = {
    ".svg": "graph.export.svg:svg",
    ".png": "graph.export.png:png",
    ".pdf": "graph.export.pdf:pdf",
    ".pptx": "graph.export.pptx:pptx",
    ".drawio": "graph.export.drawio:drawio",
}
WRITERS = THEMED | {
    ".docx": "graph.export.docx:docx",
    ".html": "graph.export.html:html",
    ".graphml": "graph.export.graphs:graphml",
    ".gexf": "graph.export.graphs:gexf",
    ".xlsx": "graph.export.rows:workbook",
}
NETWORKS = (".graphml", ".gexf")
CHARTS = ("trend", "outlook", "plan", "map")
RECTANGLES = (".drawio",)  # knows no other outlines


def formats(name: str) -> tuple[str, ...]:
    """Return the suffixes that a picture may be written as; a chart is no network."""
    without = (*NETWORKS, *RECTANGLES) if name == "map" else NETWORKS if name in CHARTS else ()
    return tuple(suffix for suffix in WRITERS if suffix not in without)


def scene_bytes(
    scene: Scene, suffix: str, theme: Theme = "light", translations: Sequence[Scene] = ()
) -> bytes:
    """Return the scene in the format of a suffix.

    ``translations``: the same in other languages, for pages that speak all.

    Raises:
        WrongInput: unknown suffix, or the extra is not installed.
    """
    suffix = suffix.lower()
    if suffix not in WRITERS:
        raise WrongInput("error.bad_suffix", file=suffix, suffixes=" ".join(WRITERS))
    more = (theme,) if suffix in THEMED else translations if suffix == ".html" else ()
    content: str | bytes = imported(WRITERS[suffix])(scene, *more)
    return content.encode() if isinstance(content, str) else content


def write_scene(
    scene: Scene, to: Path, theme: Theme = "light", translations: Sequence[Scene] = ()
) -> tuple[NoGlyph, ...]:
    """Write a scene; the file appears only once it is complete. ``translations``: as above.

    Returns:
        The labels in which a mark takes the place of a character; empty where all are
        whole.

    Raises:
        WrongInput: unknown suffix, the extra is not installed, or the file cannot be written.
    """
    content = scene_bytes(scene, to.suffix, theme, translations)
    with whole(to) as beside:
        beside.write_bytes(content)
    if to.suffix.lower() not in (".svg", ".png", ".pdf", ".html", ".docx"):
        return ()
    from graph.draw.scene import shown_texts
    from graph.export.glyphs import no_glyphs

    return no_glyphs(shown_texts(scene))
