"""Pictures of the explorer for people to look at: ``python -m tests.screenshots FOLDER [PAGE …]``.

Every page of the demonstration in both languages, as ``PAGE.LANG.png``; with ``--every-look`` also
dark, and at the widths of a tablet and of a large screen.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from graph.settings import EXAMPLES
from graph.words import LANGUAGES
from ingest.build import BuildRequest, build
from tests.browsers import Visit, chromium, serving
from views.parts import registry

WIDTHS, WIDTH, HEIGHT = (768, 1280, 1920), 1280, 900
NOT_THE_FIRST = "localStorage.setItem('twinchain-tour', 'seen')"  # no tour is offered
COLOURS = 128  # a page has few; the files stay small enough to keep


def write(folder: Path, pages: list[str], every_look: bool) -> Iterator[Path]:
    """Take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        build(BuildRequest((EXAMPLES / "wuzhou",), None, Path(home)))
        with serving(Path(home)) as address, chromium() as browser:
            for page, lang in product(pages, LANGUAGES):
                view = f"{address}/{page}", lang
                yield _screenshot(browser, *view, folder / f"{page}.{lang}.png")
                if every_look:
                    yield _screenshot(browser, *view, folder / f"{page}.{lang}.dark.png", "dark")
                    for width in WIDTHS:
                        file = folder / f"{page}.{lang}.{width}.png"
                        yield _screenshot(browser, *view, file, width=width)


def _screenshot(
    browser: Browser, url: str, lang: str, file: Path, scheme: str = "light", width: int = WIDTH
) -> Path:
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    context.add_init_script(NOT_THE_FIRST)
    tab = Visit(context.new_page(), url)
    tab.open(f"?lang={lang}")
    tab.page.wait_for_timeout(1500)  # pictures and tables are drawn after the script has ended
    tab.page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")
    image = Image.open(io.BytesIO(tab.page.screenshot()))
    # Median cuts would drop the rare colours.
    few = image.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1)
    few.save(file, optimize=True)
    context.close()
    return file


def main() -> None:
    """Read the options and print the files written."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("pages", nargs="*", default=list(registry.names()))
    options.add_argument("--every-look", action="store_true")
    arguments = options.parse_args()
    for file in write(arguments.folder, arguments.pages, arguments.every_look):
        print(f"{file}  {file.stat().st_size / 1000:.0f} kB")  # noqa: T201


if __name__ == "__main__":
    main()
