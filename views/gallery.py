"""The gallery of pictures of the shipped example, in both languages; ``make gallery``.

``python -m views.gallery docs`` builds the example, draws, and writes the two pages.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from graph.builds.opened import Build
from graph.door import open_build
from graph.draw.page import Look
from graph.draw.palette import Theme
from graph.draw.pictures import Wish, picture
from graph.export.documents import Order, document
from graph.export.documents.to_pdf import to_pages
from graph.export.png import png
from graph.ontology import load
from graph.settings import DEMO
from graph.words import LANGUAGES, say

PAGES = {"en": "gallery.md", "zh": "gallery.zh.md"}
FOLDER = "pictures"
WIDE = 1600
DOTS_PER_INCH, BRIEFING_PAGES = 110.0, 2
MOST_BYTES = 200_000
COLOURS = (160, 128, 96, 80, 64, 48, 32)  # the most that keep the file small enough


@dataclass(frozen=True)
class GalleryPicture:
    """A picture of the gallery: its name and the other arguments of the command."""

    what: str
    key: str = ""
    around: str = ""
    college: str = ""
    until: int | None = None
    dark: bool = False

    @property
    def command(self) -> str:
        """Return the command that draws the same picture."""
        options = (("--around", self.around), ("--college", self.college))
        typed = [f'{option} "{value}"' for option, value in options if value]
        typed += [f"--until {self.until}"] if self.until else []
        typed += ["--theme dark"] if self.dark else []
        return " ".join(["twinchain export", self.what, *filter(None, [self.key]), *typed])

    @property
    def stem(self) -> str:
        """Return the stem of the names of its files."""
        parts = (self.what, "college" if self.college else "", "dark" if self.dark else "")
        return "-".join(filter(None, parts))

    def wish(self, lang: str) -> Wish:
        """Return the request for the picture."""
        look = Look(lang, WIDE)
        return Wish(
            look,
            chain=self.key or None,
            around=self.around or None,
            college=self.college or None,
            until=self.until,
        )


GALLERY = (
    GalleryPicture("ribbon"),
    GalleryPicture("ribbon", dark=True),
    GalleryPicture("ribbon", college="ex-B"),
    GalleryPicture("network", around="4-10-01-05"),
    GalleryPicture("chain", "tea"),
    GalleryPicture("duties"),
    GalleryPicture("blocks"),
    GalleryPicture("trend", until=2029),
    GalleryPicture("map"),
)


def write(folder: Path) -> None:
    """Draw everything and write the pages."""
    from ingest.build import BuildRequest, build

    with tempfile.TemporaryDirectory() as home:
        build(BuildRequest((DEMO,), None, Path(home)))
        opened = open_build(Path(home))
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        for lang in LANGUAGES:
            for entry in GALLERY:
                file = folder / FOLDER / f"{entry.stem}.{lang}.png"
                file.write_bytes(draw(entry, opened, lang))
            for k, image in enumerate(briefing(opened, lang), 1):
                (folder / FOLDER / f"briefing-{k}.{lang}.png").write_bytes(image)
            (folder / PAGES[lang]).write_text(page(lang), encoding="utf-8")


def draw(entry: GalleryPicture, build: Build, lang: str) -> bytes:
    """Draw one picture as a small file."""
    theme: Theme = "dark" if entry.dark else "light"
    scene = picture(entry.what, build, load(), entry.wish(lang))
    return small(png(scene, theme, WIDE))


def briefing(build: Build, lang: str) -> list[bytes]:
    """Draw the pages of the briefing as small files."""
    paper = document("briefing", build, load(), Order(lang))
    return [small(image) for image in to_pages(paper, DOTS_PER_INCH)]


def small(picture: bytes) -> bytes:
    """Reduce a picture to as many colours as :data:`MOST_BYTES` allow."""
    from PIL import Image

    full_colour = Image.open(io.BytesIO(picture)).convert("RGB")
    content = b""
    for colours in COLOURS:
        reduced = full_colour.quantize(
            colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
        out = io.BytesIO()
        reduced.save(out, "PNG", optimize=True)
        content = out.getvalue()
        if len(content) <= MOST_BYTES:
            break
    return content


def page(lang: str) -> str:
    """Write the page of a language."""
    other_language = next(language for language in LANGUAGES if language != lang)
    lines = [
        f"# {say('gallery.title', lang)}",
        "",
        say(
            "gallery.lead",
            lang,
            other=f"[{say('draw.html.language', other_language)}]({PAGES[other_language]})",
        ),
    ]
    for entry in GALLERY:
        key = f"gallery.{entry.stem.replace('-', '_')}"
        title = say(f"{key}.title", lang)
        lines += ["", f"## {title}", "", say(f"{key}.text", lang)]
        lines += ["", "```", f"{entry.command} --to {entry.stem}.png", "```"]
        lines += ["", f"![{title}]({FOLDER}/{entry.stem}.{lang}.png)"]
    title = say("gallery.briefing.title", lang)
    lines += ["", f"## {title}", "", say("gallery.briefing.text", lang)]
    lines += ["", "```", "twinchain export briefing --to briefing.pdf", "```"]
    for k in range(1, BRIEFING_PAGES + 1):
        lines += ["", f"![{title}]({FOLDER}/briefing-{k}.{lang}.png)"]
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m views.gallery", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pages are kept: docs")
    write(parser.parse_args(arguments).folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
