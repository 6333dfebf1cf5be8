"""What people wait for in the explorer, with Debian's Chromium on a server that is warm.

Seconds are those on the clock between what somebody does and what they see, medians of five.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from benchmarks.province import hub_key, write_province
from benchmarks.row import Wait
from graph.settings import EXAMPLES
from tests.browsers import READY, chromium, serving, spot

REPEAT = 5
WINDOW = {"width": 1280, "height": 900}
PATIENCE_MS = 60_000
CROWD = 20
PAGES = ("explore", "gap", "warnings", "measures", "ask", "data", "dictionary", "overview")


def rows(work: Path) -> Iterator[Wait]:
    """On the demonstration, then on a province of 300,000 nodes."""
    with chromium() as browser:
        yield from on_the_demonstration(browser, built(EXAMPLES / "wuzhou", work / "wuzhou"))
        data = write_province(work / "province-data")
        yield from on_a_province(browser, built(data, work / "province"))


def built(dataset: Path, home: Path) -> Path:
    """A home with a build of the dataset."""
    command = [sys.executable, "-m", "views.cli", "build", str(dataset), "--home", str(home)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return home


def on_the_demonstration(browser: Browser, home: Path) -> Iterator[Wait]:
    with serving(home) as address:
        context = browser.new_context(viewport=WINDOW)
        page = context.new_page()
        for one in ("", *PAGES):
            open_view(page, f"{address}/{one}")
        yield Wait(
            "Wuzhou: first paint of the ribbon", median(lambda: first_ribbon(context, address)), 1.2
        )
        yield Wait("Wuzhou: click to detail", statistics.median(_clicks(page, address)), 0.3)
        yield Wait("Wuzhou: expand", statistics.median(_expansions(page, address)), 0.4)
        turns = _turns(page, address)
        for name, seconds in turns.items():
            yield Wait(f"Wuzhou: to the page {name}", seconds, 0.8)
        context.close()
        yield from _crowd(browser, address)


def on_a_province(browser: Browser, home: Path) -> Iterator[Wait]:
    with serving(home) as address:
        context = browser.new_context(viewport=WINDOW)
        page = context.new_page()
        for one in ("", "explore"):
            open_view(page, f"{address}/{one}")
        yield Wait("province: overview", median(lambda: first_ribbon(context, address)), 3)
        yield Wait("province: search as you type", statistics.median(_searches(page, address)), 0.3)
        yield Wait("province: a hub of 10,000", median(lambda: _hub(page, address)), 1)
        context.close()


def _crowd(browser: Browser, address: str) -> Iterator[Wait]:
    """Twenty people: what each further one costs the server, then all of them click at once.

    Their browsers share the two cores with the server.
    """
    before = _server_mib()
    contexts = [browser.new_context(viewport=WINDOW) for _ in range(CROWD)]
    pages = [context.new_page() for context in contexts]
    canvases = [_canvas(page, address, "/explore?node=chains/tea") for page in pages]
    yield Wait(f"memory of the server, each of {CROWD} more people", _each(before), 150, "MiB")
    waits = []
    spent = _server_cpu_s()
    for k in range(REPEAT):
        for page in pages:
            page.evaluate(CLOCK, NAMED)
        for page, canvas in zip(pages, canvases, strict=True):
            things = _things(canvas, ON_ITS_OWN)
            page.mouse.click(*spot(canvas, things[k]))
        waits += [clocked(page) for page in pages]
    spent = (_server_cpu_s() - spent) / len(waits)
    for context in contexts:
        context.close()
    yield Wait(f"{CROWD} people at once: click to detail, 95th percentile", _p95(waits), 1.5)
    yield Wait(f"{CROWD} people at once: CPU of the server for each click", spent, 1.5 / CROWD)


def _each(before_mib: float) -> float:
    return (_server_mib() - before_mib) / CROWD


def _p95(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=20)[-1]


def _servers() -> Iterator[Path]:
    """The servers that this process started, with their workers, as the system tells of them."""
    waiting = [os.getpid()]
    while waiting:
        told = Path(f"/proc/{waiting.pop()}")
        for task in (told / "task").iterdir():
            waiting += map(int, (task / "children").read_text().split())
        command = (told / "cmdline").read_text()
        if "serve" in command or "graph.processes.child" in command:
            yield told


def _server_mib() -> float:
    """Their resident memory."""
    pages = sum(int((told / "statm").read_text().split()[1]) for told in _servers())
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _server_cpu_s() -> float:
    """User and system time they have spent."""
    times = [(told / "stat").read_text().rpartition(")")[2].split()[11:13] for told in _servers()]
    return sum(int(ticks) for pair in times for ticks in pair) / os.sysconf("SC_CLK_TCK")


def median(act: Callable[[], float], repeat: int = REPEAT) -> float:
    return statistics.median(act() for _ in range(repeat))


def open_view(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_timeout(200)
    page.wait_for_selector(READY, timeout=PATIENCE_MS)


def first_ribbon(context: BrowserContext, address: str) -> float:
    """A new tab, from its navigation until the ribbon is there."""
    page = context.new_page()
    began = time.perf_counter()
    page.goto(f"{address}/", wait_until="commit")
    page.wait_for_selector(".tc-ribbon svg .box", timeout=PATIENCE_MS)
    took = time.perf_counter() - began
    page.wait_for_selector(READY, timeout=PATIENCE_MS)
    page.close()
    return took


def _canvas(page: Page, address: str, view: str) -> Locator:
    open_view(page, f"{address}{view}")
    canvas = page.locator(".tc-canvas")
    canvas.wait_for()
    page.wait_for_timeout(300)
    return canvas


def _things(canvas: Locator, test: str) -> list[str]:
    found: list[str] = canvas.evaluate(
        f"root => [...root.view.items.values()].filter(one => {test}).map(one => one.id)"
    )
    return found


ON_ITS_OWN = "!one.anchor && !one.pile && !one.id.includes('/areas/')"


def _clicks(page: Page, address: str) -> Iterator[float]:
    """From a click on a thing until its details stand there."""
    canvas = _canvas(page, address, "/explore?node=chains/tea")
    for thing in _things(canvas, ON_ITS_OWN)[:REPEAT]:
        page.evaluate(CLOCK, NAMED)
        page.mouse.click(*spot(canvas, thing))
        yield clocked(page)


def _expansions(page: Page, address: str) -> Iterator[float]:
    """From the second press of a double click on a thing until its neighbours are drawn."""
    canvas = _canvas(page, address, "/explore?node=chains/tea")
    opened: set[str] = set()
    for _ in range(REPEAT):
        wanted = _things(canvas, "one.hidden > 2 && !one.pile && !one.id.includes('/areas/')")
        thing = next(one for one in wanted if one not in opened)
        opened.add(thing)
        yield _opening(page, canvas, thing)


def _opening(page: Page, canvas: Locator, thing: str) -> float:
    page.evaluate(CLOCK, DRAWN)
    page.mouse.dblclick(*spot(canvas, thing))
    return clocked(page)


# What the page shows is looked at once a frame, from the last press of the mouse or of a key until
# it is another than it was then; the clock is the page's own.
CLOCK = """told => {
    const shadows = (root) => [...root.querySelectorAll('*')].map((one) => one.shadowRoot)
    const inside = (root, wanted) => root.querySelector(wanted)
        ?? shadows(root).map((one) => one && inside(one, wanted)).find(Boolean)
    const holder = told.inside && inside(document, told.inside)
    const read = new Function('holder', `return ${told.read}`)
    const before = read(holder)
    delete window.took
    let began = null
    const press = () => (began = performance.now())
    for (const kind of ['mousedown', 'keydown']) addEventListener(kind, press, { capture: true })
    const look = () => {
        if (began !== null && read(holder) !== before) window.took = performance.now() - began
        else requestAnimationFrame(look)
    }
    look()
}"""
NAMED = {"read": "document.querySelector('.tc-thing-name')?.innerText"}
DRAWN = {"inside": ".tc-canvas", "read": "holder.view.items.size"}


def clocked(page: Page) -> float:
    page.wait_for_function("window.took !== undefined", timeout=PATIENCE_MS, polling=50)
    took: float = page.evaluate("window.took")
    page.wait_for_selector(READY, timeout=PATIENCE_MS)
    page.wait_for_timeout(500)
    return took / 1000


def _turns(page: Page, address: str) -> dict[str, float]:
    """From a click in the sidebar until the page it names has answered."""
    open_view(page, address)
    took: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(REPEAT):
        for name in PAGES:
            end = "" if name == PAGES[-1] else name
            page.evaluate(ANSWERED, f"/{end}")
            page.locator(f"[data-testid=stSidebarNavLink][href$='/{end}']").first.click()
            took[name].append(clocked(page))
    return {name: statistics.median(seconds) for name, seconds in took.items()}


# A page has answered when it is the one in the address, has put its own name at the head and its
# script rests, for half a second. Before the server answers, the script rests too.
ANSWERED = """path => {
    const app = document.querySelector('[data-testid=stApp]')
    const head = () => document.querySelector('h1')?.innerText
    const before = head()
    delete window.took
    let [began, rested] = [null, null]
    addEventListener('mousedown', () => (began = performance.now()), { capture: true, once: true })
    const look = () => {
        const now = performance.now()
        const rests = app.getAttribute('data-test-script-state') === 'notRunning'
        const isHere = began !== null && location.pathname === path && head() !== before
        if (!isHere || !rests) rested = null
        else rested ??= now
        if (rested !== null && now - rested > 500) window.took = rested - began
        else requestAnimationFrame(look)
    }
    look()
}"""


def _searches(page: Page, address: str) -> Iterator[float]:
    """From a text that is there at once until what it finds is listed, the pause included.

    Letter by letter, the list would be that of the letters before wherever they took long enough.
    """
    _canvas(page, address, "/explore?node=chains/K01")
    box = page.locator(".finder input").first
    for typed in ("示例企业", "slqy", "E123456", "示例职业学院C0042", "sheng"):
        box.fill("")
        page.wait_for_timeout(300)
        page.wait_for_selector(READY)
        began = time.perf_counter()
        box.fill(typed)
        page.locator(".finder li[role=option]").first.wait_for(timeout=PATIENCE_MS)
        yield time.perf_counter() - began


def _hub(page: Page, address: str) -> float:
    canvas = _canvas(page, address, f"/explore?node=areas/{hub_key()}")
    [hub] = _things(canvas, "one.anchor")
    return _opening(page, canvas, hub)
