"""A made-up country with advertisements: demand of them, every answer on it, the first page."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.country import CITIES, write_advertisements, write_country
from benchmarks.measure import measure as measure_within
from benchmarks.measure import run
from benchmarks.row import Row
from graph.settings import ROOT

ADVERTISEMENTS, LONGEST_S = 1_000_000, 3_600.0
PAGES = ("overview", "gap", "map")
measure = partial(measure_within, longest_s=LONGEST_S)


def rows(work: Path, cities: int = CITIES, advertisements: int = ADVERTISEMENTS) -> Iterator[Row]:
    """Commands on the country, pages of the explorer, and the plan of one of its provinces."""
    dataset, file, postings = work / "country", work / "advertisements.csv", work / "postings"
    home, of_one = str(work / "home"), str(work / "one-home")
    write_country(dataset, cities, intakes=True)
    write_advertisements(file, advertisements, cities)
    made = f"{file} --for {dataset} --to {postings} --home {home}"
    yield _command(f"{advertisements:,} advertisements made demand of {cities} cities",
                   "records", *made.split())  # fmt: skip
    build = ("build", str(dataset), str(postings), "--stores", "tables", "--home", home)
    yield _command("the country and that demand, `build --stores tables`", *build)
    on_postings = ("--basis", "postings", "--home", home)
    yield _command("`gap --basis postings`", "gap", *on_postings)
    yield _command("`gap --basis postings --by area`", "gap", "--by", "area", *on_postings)
    own = ("gap", "--by", "area", "--market", "own", *on_postings)
    yield _command("`gap --basis postings --by area --market own`", *own)
    yield _command(
        "`outlook --basis postings --draws 33`", "outlook", "--draws", "33", *on_postings
    )
    for page in PAGES:
        took = measure("benchmarks.country_records:opened", page=page, home=home)
        yield Row(f"page *{page}*, nothing computed before", took)
    province = ("build", str(dataset / "common"), str(dataset / "P0001"), "--stores", "tables")
    run([*_twinchain(), *province, "--home", of_one], longest_s=LONGEST_S)
    yield _command("`plan` of one of its provinces", "plan", "--home", of_one)


def opened(page: str, home: str) -> None:
    """Open a page of the explorer, without a browser."""
    from streamlit.testing.v1 import AppTest

    os.environ["TWINCHAIN_HOME"] = home
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=LONGEST_S)
    if page != "overview":
        test.switch_page(str(ROOT / "views" / "pages" / f"{page}.py"))
    if (shown := test.run()).exception:
        raise SystemExit(f"{page}: {shown.exception[0].message}")


def _command(what: str, *arguments: str) -> Row:
    return Row(what, run([*_twinchain(), *arguments], longest_s=LONGEST_S))


def _twinchain() -> list[str]:
    return [sys.executable, "-m", "views.cli"]
