"""A scene as PNG, by resvg with our own font and no other."""

from __future__ import annotations

import tempfile
from pathlib import Path

from graph.draw.palette import Theme
from graph.draw.scene import Scene
from graph.export.fonts import FAMILY, missing_extra, used_characters, write_files
from graph.export.svg import shown_texts, svg

WIDTH = 3_200


def png(scene: Scene, theme: Theme = "light", width: int = WIDTH) -> bytes:
    """The picture, so many pixels wide.

    Raises:
        WrongInput: the extra is not installed.
    """
    try:
        import resvg_py
    except ModuleNotFoundError:
        raise missing_extra("resvg-py") from None
    with tempfile.TemporaryDirectory() as folder:
        files = write_files(used_characters(shown_texts(scene)), Path(folder))
        drawn = resvg_py.svg_to_bytes(
            svg_string=svg(scene, theme, with_font=False, flat=True),
            width=width,
            font_files=[str(file) for file in files],
            font_family=FAMILY,
            skip_system_fonts=True,
        )
    return bytes(drawn)
