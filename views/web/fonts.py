"""The Chinese font, served in parts to browsers that have none of their own.

The whole font is 18 MB. A browser loads the parts whose characters a page contains: mostly one for
the words of the explorer and one for the names in the data, together less than a megabyte.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.builds.home import Home
from graph.builds.opened import Build
from graph.errors import TwinChainError, WrongInput
from graph.export.fonts import PACKAGE, font_file, known_characters, part
from graph.settings import ONTOLOGY_FILE
from graph.words import catalogue
from views.parts.theme import OWN_FONT

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

STYLESHEET = "/fonts/cjk.css"
FOLDER = "/fonts/part"
FOR_A_YEAR = {"cache-control": "public, max-age=31536000, immutable"}
ALWAYS_ASKED = {"cache-control": "no-cache"}
BLOCK = 512  # code points
FIRST = 0x2E80  # below it are letters that every browser has a font for
PARTS_KEPT = 64


def are_there() -> bool:
    """Tell whether this server has the font and the package that cuts it into parts."""
    return font_file() is not None and find_spec("uharfbuzz") is not None


class Parts:
    """The parts of the font that a server offers: the name and characters of each."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.characters_of: dict[str, str] = {}

    def stylesheet(self) -> str:
        """Declare all parts. A browser takes a character from the last part that has it."""
        words = set(_words())
        names = _names(self.home) - words
        groups = [*_blocks(), "".join(sorted(names)), "".join(sorted(words))]
        return "".join(self._face(group) for group in groups if group)

    def _face(self, characters: str) -> str:
        name = f"{zlib.crc32(characters.encode()):08x}-{version(PACKAGE)}"
        self.characters_of[name] = characters
        return (
            f'@font-face{{font-family:"{OWN_FONT}";font-weight:100 900;font-display:swap;'
            f'src:url("{FOLDER}/{name}.ttf");unicode-range:{ranges(map(ord, characters))}}}\n'
        )

    def font(self, name: str) -> bytes | None:
        """Return the part of a name; None where there is no such part."""
        if name not in self.characters_of:  # the page was loaded before this server started
            self.stylesheet()
        characters = self.characters_of.get(name)
        return None if characters is None else _cut(characters)


_cut = lru_cache(maxsize=PARTS_KEPT)(part)


def ranges(points: Iterable[int]) -> str:
    """Write code points as CSS does.

    >>> ranges([0x4E00, 0x4E01, 0x4E02, 0x4E8C])
    'U+4E00-4E02,U+4E8C'
    """
    runs = []
    for _, run in groupby(enumerate(sorted(points)), lambda indexed: indexed[1] - indexed[0]):
        run_points = [point for _, point in run]
        end = f"-{run_points[-1]:X}" if len(run_points) > 1 else ""
        runs.append(f"U+{run_points[0]:X}{end}")
    return ",".join(runs)


def _covered(texts: Iterable[str]) -> set[str]:
    """Return the characters of texts that the font has and browsers may lack."""
    covered = known_characters()
    return {
        character
        for text in texts
        for character in text
        if ord(character) >= FIRST and ord(character) in covered
    }


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    texts = (text for entry in catalogue().values() for text in entry.values())
    return frozenset(_covered([*texts, ONTOLOGY_FILE.read_text(encoding="utf-8")]))


def _names(home: Path) -> set[str]:
    """Return the characters of the names in the current build."""
    try:
        return set(_names_of(Home(home).folder()))
    except (TwinChainError, OSError):
        return set()


@lru_cache(maxsize=4)
def _names_of(folder: Path) -> frozenset[str]:
    names = Build(folder).search_keys["names"]
    return frozenset(_covered(names.str.split("").explode().unique().drop_nulls()))


@lru_cache(maxsize=1)
def _blocks() -> tuple[str, ...]:
    """Return the characters of the font, in blocks of code points."""
    points = sorted(point for point in known_characters() if point >= FIRST)
    blocks = groupby(points, lambda point: point // BLOCK)
    return tuple("".join(map(chr, block)) for _, block in blocks)


def _unless_gone(make: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function return None where the font's package was removed since the start."""

    def guarded(*arguments: str) -> Any:
        try:
            return make(*arguments)
        except (WrongInput, PackageNotFoundError, OSError):
            return None

    return guarded


def routes(home: Path) -> list[BaseRoute]:
    """Return the routes of the font; none where this server lacks it."""
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    if not are_there():
        return []
    parts = Parts(home)

    async def stylesheet(_request: Request) -> Response:
        text = await run_in_threadpool(_unless_gone(parts.stylesheet))
        if text is None:
            return Response(status_code=404)
        return Response(text, media_type="text/css", headers=ALWAYS_ASKED)

    async def font(request: Request) -> Response:
        content = await run_in_threadpool(_unless_gone(parts.font), request.path_params["name"])
        if content is None:
            return Response(status_code=404)
        return Response(content, media_type="font/ttf", headers=FOR_A_YEAR)

    return [Route(STYLESHEET, stylesheet), Route(f"{FOLDER}/{{name}}.ttf", font)]
