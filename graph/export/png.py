"""A scene as PNG, by resvg with our own font and no other."""

from __future__ import annotations

import struct
import tempfile
import zlib
from pathlib import Path

from graph.draw.palette import Theme
from graph.draw.scene import Scene, shown_texts
from graph.export.fonts import FAMILY, of_extra, used_characters, write_files
from graph.export.glyphs import legible
from graph.export.svg import svg

WIDTH = 3_200
PIXELS_A_METRE = 96 / 0.0254  # at the density of a scene
AFTER_HEAD = 33  # bytes: the signature and the first chunk


def png(scene: Scene, theme: Theme = "light", width: int = WIDTH) -> bytes:
    """Return the picture, ``width`` pixels wide.

    Raises:
        WrongInput: the extra is not installed.
    """
    with of_extra("resvg-py"):
        import resvg_py
    scene = legible(scene)
    with tempfile.TemporaryDirectory() as folder:
        files = write_files(used_characters(shown_texts(scene)), Path(folder))
        image = resvg_py.svg_to_bytes(
            svg_string=svg(scene, theme, with_font=False, flat=True),
            width=width,
            font_files=[str(file) for file in files],
            font_family=FAMILY,
            skip_system_fonts=True,
        )
    return with_density(bytes(image), round(width / scene.width * PIXELS_A_METRE))


def with_density(png: bytes, pixels_a_metre: int) -> bytes:
    """Write the density into a picture, so that office programs need not guess its size."""
    data = b"pHYs" + struct.pack(">IIB", pixels_a_metre, pixels_a_metre, 1)
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return png[:AFTER_HEAD] + chunk + png[AFTER_HEAD:]
