"""Pages of the explorer within their budgets, with Debian's Chromium on a server that is warm."""

from __future__ import annotations

import json
import math
import shutil
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from playwright.sync_api import Browser, Page

from benchmarks.browser import (
    CLOCK,
    NAMED,
    REPEAT,
    WINDOW,
    built,
    clocked,
    first_ribbon,
    median,
    open_view,
)
from benchmarks.row import Wait
from graph.settings import EXAMPLES
from tests.browsers import Visit, chromium, serving
from views.parts.registry import names

VERTICES, RADIUS = 3_000, 0.015  # of all areas together; degrees, so that none meets another
SLOWED = 4
THINGS = ("majors/520201", "occupations/4-10-01-05", "chains/tea", "areas/450421", "majors/530302")
MEASURES = ("filled", "demand", "supply", "shortage", "filled")
PICTURE = {"inside": ".tc-ribbon", "read": "holder.view.drawn"}
LIT = {"inside": ".tc-ribbon", "read": "holder.querySelectorAll('.box.on').length"}


def rows(work: Path) -> Iterator[Wait]:
    """On the demonstration, whose areas get outlines."""
    home = built(_with_outlines(work / "data"), work / "home")
    with chromium() as browser, serving(home) as address:
        yield Wait("requests outside and messages of the console", _faults(browser, address), 0, "")
        page = browser.new_page(viewport=WINDOW)
        yield Wait("the page of a thing", statistics.median(_things(page, address)), 0.5)
        took = statistics.median(_maps(page, address))
        yield Wait(f"map of {VERTICES:,} vertices, another measure", took, 0.4)
        page.close()
        yield from _slowed(browser, address)


def _with_outlines(folder: Path) -> Path:
    """Copy the demonstration; around each seat an invented outline of many vertices."""
    shutil.copytree(EXAMPLES / "wuzhou", folder)
    areas = pl.read_csv(folder / "facts" / "areas.csv", schema_overrides={"code": pl.String})
    seats = areas.filter(pl.col("parent").is_not_null()).select("code", "lon", "lat").rows()
    features = [_outline(*seat, VERTICES // len(seats)) for seat in seats]
    collection = {"type": "FeatureCollection", "features": features}
    (folder / "shapes.geojson").write_text(json.dumps(collection), encoding="utf-8")
    return folder


def _outline(code: str, lon: float, lat: float, vertices: int) -> dict[str, Any]:
    turns = [2 * math.pi * k / vertices for k in range(vertices)]
    far = [RADIUS * (1 + 0.2 * math.sin(23 * turn)) for turn in turns]
    ring = [[lon + r * math.cos(t), lat + r * math.sin(t)] for r, t in zip(far, turns, strict=True)]
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def _faults(browser: Browser, address: str) -> int:
    """Open every page, which warms the server, and count what no page may do."""
    visit = Visit(browser.new_page(viewport=WINDOW), address)
    for name in names():
        visit.open(f"/{name}")
    visit.page.close()
    return len(visit.faults)


def _things(page: Page, address: str) -> Iterator[float]:
    """From a click on a link to a thing until its name stands there."""
    open_view(page, f"{address}/thing?of=colleges/4145014171")
    for thing in THINGS:
        page.evaluate(CLOCK, NAMED)
        _follow(page, f"/thing?of={thing}")
        yield clocked(page)


def _follow(page: Page, to: str) -> None:
    """Click a link that leads somewhere."""
    page.evaluate(
        """to => {
            const link = document.createElement('a')
            link.href = to
            link.textContent = to
            link.id = 'benchmark'
            link.style = 'position: fixed; inset: 0 auto auto 0; z-index: 1000000'
            document.getElementById('benchmark')?.remove()
            document.body.append(link)
        }""",
        to,
    )
    page.locator("#benchmark").click()


def _maps(page: Page, address: str) -> Iterator[float]:
    """From a click on a measure until the map shows it."""
    open_view(page, f"{address}/map?lang=en")
    for measure in MEASURES[:REPEAT]:
        page.locator(".tc-ribbon .box").first.wait_for()
        page.evaluate(CLOCK, PICTURE)
        page.get_by_role("radio", name=measure.capitalize(), exact=True).click()
        yield clocked(page)


def _slowed(browser: Browser, address: str) -> Iterator[Wait]:
    """The overview where JavaScript takes several times as long."""
    context = browser.new_context(viewport=WINDOW)
    context.on("page", _slow_down)
    took = median(lambda: first_ribbon(context, address))
    yield Wait(f"first paint of the ribbon, JavaScript {SLOWED}× slower", took, SLOWED * 1.2)
    page = context.new_page()
    open_view(page, address)
    ribbon = page.locator(".tc-ribbon .box")
    ribbon.first.wait_for()
    lights = []
    for k in range(REPEAT):
        page.evaluate(CLOCK, LIT)
        page.mouse.move(0, 0)
        ribbon.nth(k).click()
        lights.append(clocked(page))
    context.close()
    what = f"a click lights the paths of a box, JavaScript {SLOWED}× slower"
    yield Wait(what, statistics.median(lights), 0.3)


def _slow_down(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
