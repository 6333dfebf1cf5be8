"""The explorer in a real browser: a running server, and Debian's Chromium restricted to it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    Locator,
    Page,
    TimeoutError,
    ViewportSize,
    expect,
    sync_playwright,
)

from graph.settings import ROOT
from graph.words import say
from views.parts.table import HEAD_PX, ROW_PX

# Without windows of its own it does the same for a quarter less.
WINDOWLESS = "/usr/lib/chromium/chromium-headless-shell"
CHROMIUM = WINDOWLESS if Path(WINDOWLESS).exists() else "/usr/bin/chromium"
SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
PATIENCE_MS = 30_000
WINDOW: ViewportSize = {"width": 1280, "height": 900}
expect.set_options(timeout=PATIENCE_MS)
PICKS, PICK_MS = 5, 4_000
# Resolves when a thing has stood at the same place for five frames.
STILL = """thing => new Promise(done => {
  let [last, same] = ["", 0]
  const look = () => {
    const { x, y } = thing.getBoundingClientRect()
    same = last === `${x} ${y}` ? same + 1 : 0
    last = `${x} ${y}`
    same < 5 ? requestAnimationFrame(look) : done()
  }
  look()
})"""
# Goes to a view as a link in the page does, without what is chosen so far.
FOLLOW = """view => {
  history.pushState({}, "", view)
  window.dispatchEvent(new PopStateEvent("popstate"))
}"""
NEAR = ("data", "blob", "about")


@contextmanager
def serving(
    home: Path, *options: str, port: int = 0, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run ``twinchain serve`` and yield its address; it must end quietly when interrupted.

    ``port``: 0 for a free one; ``environment``: variables that differ from ours.
    """
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TWINCHAIN_")}
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "views.cli",
            "serve",
            "--port",
            str(port),
            "--home",
            str(home),
            *options,
        ],
        cwd=ROOT,
        env=clean | dict(environment or {}) | {"PYTHONPATH": path},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.extend(server.stderr or ()), daemon=True)
    try:
        first_line = server.stderr.readline()
        match = re.search(r"http://[\w.:\[\]]+", first_line)
        assert match, first_line + server.stderr.read()
        reader.start()
        yield match.group()
    finally:
        server.send_signal(signal.SIGINT)
        try:
            code = server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            code = server.wait()
        if reader.is_alive():
            reader.join(timeout=5)
        server.stderr.close()
    assert (code, lines) == (0, []), lines


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser without any feature that uses the network by itself."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield browser
        browser.close()


class Visit:
    """A tab that records faults: requests to other hosts, errors, refused files."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.faults: list[str] = []
        self._listeners: dict[Any, Callable[[Any], None]] = {
            "console": lambda said: self._note(said.type in ("error", "warning"), said.text),
            "pageerror": lambda error: self._note(True, str(error)),
            "request": lambda asked: self._note(self._is_far(asked.url), asked.url),
            "response": lambda got: self._note(got.status >= 400, f"{got.status} {got.url}"),
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)

    def leave(self) -> None:
        """Leave the tab as a new one is: nothing of this visit listens, is shown or is kept."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        self.page.unroute_all(behavior="ignoreErrors")
        if self.page.url.startswith(self.address):
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        self.page.context.clear_cookies()
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        self.page.set_viewport_size(WINDOW)
        self.page.emulate_media(color_scheme="light")

    def _note(self, is_fault: bool, text: str) -> None:
        if is_fault:
            self.faults.append(text)

    def _is_far(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme not in NEAR and parts.netloc != urlsplit(self.address).netloc

    def open(self, view: str = "/") -> Page:
        """Load a view and wait until its script has ended."""
        self.page.goto(self.address + view)
        return self.wait()

    def follow(self, view: str) -> Page:
        """Go to a view as by a link to it: the tab keeps its session and what it has loaded."""
        self.page.evaluate(FOLLOW, view)
        return self.wait()

    def wait(self) -> Page:
        """Wait until the script of the page has ended."""
        self.page.wait_for_timeout(150)  # a click is sent before the script is seen to run
        self.page.wait_for_selector(READY, timeout=PATIENCE_MS)
        return self.page

    def pick(self, table: str, row: int) -> None:
        """Click into a row of a table, 1 the first, and wait until the address has it."""
        grid = self.page.locator(f".st-key-table-{table} [data-testid=stDataFrame]")
        cell = grid.get_by_test_id(f"glide-cell-0-{row - 1}")  # there once the table takes clicks
        cell.wait_for(state="attached", timeout=PATIENCE_MS)
        grid.scroll_into_view_if_needed()
        before = self.page.url
        for _ in range(PICKS):
            grid.evaluate(STILL)
            box = grid.bounding_box()
            assert box
            self.page.mouse.click(box["x"] + 60, box["y"] + HEAD_PX + ROW_PX * (row - 0.5))
            try:  # a table drawn anew while one clicks forgets the click
                self.page.wait_for_url(lambda url: url != before, timeout=PICK_MS)
            except TimeoutError:
                continue
            self.wait()
            return
        raise AssertionError(f"row {row} of {table} takes no click")

    def view(self) -> str:
        """Path and query of the address."""
        return self.page.url.removeprefix(self.address)


Tabs = Callable[[str], AbstractContextManager[Visit]]  # of an explorer, by its address


class Walk:
    """A person at the overview who may click so many times."""

    def __init__(self, visit: Visit, lang: str, clicks: int) -> None:
        self.visit, self.left, self.lang = visit, clicks, lang
        self.page = visit.open(f"/?lang={lang}")

    def click(self, what: Locator) -> None:
        """Click something, and wait until the page has answered."""
        self.left -= 1
        assert self.left >= 0, "too many clicks"
        what.click()
        self.visit.wait()

    def menu(self, page: str) -> None:
        """Click a page in the menu."""
        name = say(f"web.page.{page}", self.lang)
        self.click(self.page.locator("[data-testid=stSidebarNav]").get_by_text(name, exact=True))

    def top(self, place: int) -> Locator:
        """The links of one of the three lists of what to do first."""
        return self.page.locator(".st-key-top-three ol.tc-top").nth(place).locator("li > a")

    def name(self) -> Locator:
        """The name of the thing whose page this is."""
        return self.page.locator(".tc-thing-page .tc-thing-name")


def spot(canvas: Locator, thing: str) -> tuple[float, float]:
    """Return the place of a thing of the graph on the screen; ``canvas``: the graph's element."""
    x, y = canvas.evaluate(
        """(root, id) => {
            const { network, plane } = root.view
            const { x, y } = network.canvasToDOM(network.getPositions([id])[id])
            const box = plane.getBoundingClientRect()
            return [box.left + x, box.top + y]
        }""",
        thing,
    )
    return x, y
