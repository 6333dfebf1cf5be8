"""A scene as PNG, by resvg with our own font and no other."""

from __future__ import annotations

import struct
import tempfile
import zlib
from functools import lru_cache
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
    scene = legible(scene)
    markup = svg(scene, theme, with_font=False, flat=True)
    image = pixels(markup, used_characters(shown_texts(scene)), width)
    return with_density(image, round(width / scene.width * PIXELS_A_METRE))


@lru_cache(maxsize=16)  # the pictures of a document, which is often written more than once
def pixels(markup: str, characters: str, width: int) -> bytes:
    """Return a picture as PNG, its texts of some characters.

    Raises:
        WrongInput: the extra is not installed.
    """
    with of_extra("resvg-py"):
        import resvg_py
    with tempfile.TemporaryDirectory() as folder:
        image = resvg_py.svg_to_bytes(
            svg_string=markup,
            width=width,
            font_files=[str(file) for file in write_files(characters, Path(folder))],
            font_family=FAMILY,
            skip_system_fonts=True,
        )
    return bytes(image)


def with_density(png: bytes, pixels_a_metre: int) -> bytes:
    """Write the density into a picture, so that office programs need not guess its size."""
    data = b"pHYs" + struct.pack(">IIB", pixels_a_metre, pixels_a_metre, 1)
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return png[:AFTER_HEAD] + chunk + png[AFTER_HEAD:]
