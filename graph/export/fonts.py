"""The font of pictures and documents: Noto Sans SC (OFL), cut down to the characters in use.

A picture carries its own font, so Chinese shows on machines without any Chinese font. The package
brings a variable font whose default is Thin: HarfBuzz cuts it down and sets the weight in one go,
in milliseconds, so that nothing is kept between runs.
"""

from __future__ import annotations

import base64
import importlib.util
import io
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from graph.errors import WrongInput

FAMILY = "TwinChain Sans"
REGULAR, BOLD = 400, 700
EXTRA = "briefing"
PACKAGE = "justmytype_intl_cjk"
FEATURES = ("kern", "mark", "mkmk", "palt", "pwid")
_CACHED = 24
UNSEEN = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "…·–—“”‘’、。，；：（）［］【】《》％"


def font_file() -> Path | None:
    """Return the variable font of its package, None where the package is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations)))
    return next(iter(sorted(folder.glob("fonts/ofl/notosanssc/*.ttf"))), None)


@contextmanager
def of_extra(package: str) -> Iterator[None]:
    """Import from a package of the extra, or say how to install it."""
    try:
        yield
    except ModuleNotFoundError:
        raise WrongInput("error.no_extra", package=package, extra=EXTRA) from None


@lru_cache(maxsize=1)
def font_face() -> Any:
    """Return the variable font, mapped into memory, not read.

    Raises:
        WrongInput: a package is not installed.
    """
    with of_extra("uharfbuzz"):
        import uharfbuzz
    file = font_file()
    if file is None:
        raise WrongInput("error.no_extra", package="justmytype-intl-cjk", extra=EXTRA)
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))


@lru_cache(maxsize=1)
def known_characters() -> frozenset[int]:
    """Return the code points that the font has."""
    return frozenset(font_face().unicodes)


def missing_characters(texts: Iterable[str]) -> str:
    """Return the visible characters of texts without a glyph in the font, in order.

    >>> missing_characters(["㙍 𬭚 镕", "a ⴲ b"])
    'ⴲ'
    """
    available = known_characters()
    missing: dict[str, None] = {}
    for text in texts:
        for character in text:
            if ord(character) not in available and _is_visible(character):
                missing[character] = None
    return "".join(sorted(missing))


def _is_visible(character: str) -> bool:
    """Tell whether a character needs a glyph: no line ends, joiners, direction or variant marks."""
    if character in UNSEEN:
        return False
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def used_characters(texts: Iterable[str]) -> str:
    """Return the characters of some texts, sorted, with those that every subset has."""
    return "".join(sorted({c for text in texts for c in text} | set(_ALWAYS)))


@lru_cache(maxsize=_CACHED)
def subset(characters: str, weight: int = REGULAR) -> bytes:
    """Return a TrueType font of one weight with the glyphs of these characters.

    Raises:
        WrongInput: a package is not installed.
    """
    face = font_face()
    import uharfbuzz

    with of_extra("fonttools"):
        from fontTools.ttLib import TTFont
    request = _subset_input(characters)
    request.pin_axis_location(face, "wght", weight)
    request.flags = uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    cut = request.subset(face).blob.data
    with TTFont(io.BytesIO(cut), recalcTimestamp=False) as font:
        _name(font, weight)
        out = io.BytesIO()
        font.save(out, reorderTables=False)
    return out.getvalue()


def part(characters: str) -> bytes:
    """Return the variable font, of every weight, with the glyphs of these characters alone.

    Raises:
        WrongInput: a package is not installed.
    """
    return bytes(_subset_input(characters).subset(font_face()).blob.data)


def _subset_input(characters: str) -> Any:
    import uharfbuzz

    request = uharfbuzz.SubsetInput()
    request.unicode_set.update(map(ord, characters))
    features = request.layout_feature_tag_set
    features.clear()
    features.update(int.from_bytes(name.encode(), "big") for name in FEATURES)
    return request


def _name(font: Any, weight: int) -> None:
    """Set family and style, so that readers of font files find both weights of one family."""
    bold = weight >= BOLD
    style = "Bold" if bold else "Regular"
    full = f"{FAMILY} {style}"
    names = {1: FAMILY, 2: style, 4: full, 6: full.replace(" ", ""), 16: FAMILY, 17: style}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = 1 if bold else 0


def compressed(font: bytes) -> bytes:
    """Return the font as WOFF."""
    from fontTools.ttLib import TTFont

    out = io.BytesIO()
    with TTFont(io.BytesIO(font), recalcTimestamp=False) as typeface:
        typeface.flavor = "woff"
        typeface.save(out, reorderTables=False)
    return out.getvalue()


@lru_cache(maxsize=_CACHED)
def embedded(characters: str, weight: int = REGULAR) -> str:
    """Return a subset as the ``@font-face`` rule of a style sheet, the font inside."""
    data = base64.b64encode(compressed(subset(characters, weight))).decode()
    return (
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};"
        f"src:url(data:font/woff;base64,{data}) format('woff')}}"
    )


def write_files(characters: str, folder: Path) -> list[Path]:
    """Write both weights into a folder, for programs that read fonts from there."""
    files = []
    for weight in (REGULAR, BOLD):
        file = folder / f"{FAMILY.replace(' ', '')}-{weight}.ttf"
        with suppress(FileExistsError):
            file.write_bytes(subset(characters, weight))
        files.append(file)
    return files
