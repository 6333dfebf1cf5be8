"""docs/benchmarks.md: a section a part, so that one can be measured anew beside the others."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.row import Guess, Record, Row, Wait

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
ENGINES = ("polars", "pyoxigraph", "duckdb", "scipy", "fastexcel")
TITLES = {
    "commands": "Commands",
    "gap": "The gap engine",
    "ranges": "Ranges of noise",
    "draw": "Pictures",
    "documents": "Documents",
    "policy": "Policy documents and rules",
    "checks": "Checks",
    "xlsx": "Workbooks",
    "packed": "Packed tables",
    "rebuild": "Building again",
    "country": "A country",
    "country-records": "A country with advertisements",
    "mapping": "From CSV to statements",
    "cypher": "The property graph",
    "servers": "Servers",
    "store": "Growth of a build",
    "records": "Job advertisements",
    "browser": "The explorer in a browser",
    "pages": "Pages of the explorer",
    "outlook": "The outlook",
    "plan": "The plan",
    "bands": "Bands of the outlook on real series",
    "programmes": "What colleges open next",
}

HEAD = """# Benchmarks

Made by `make bench` (`ARGS="gap store"` measures some parts and leaves the others as they are;
`ARGS="--data DIR"` names the Californian downloads, `--completions FILE` another file of programmes
by year, `--employment FILE` occupations by year). CPU is the user and system time of the whole
process and its children, Python's start included, unless a row says otherwise; memory is the peak
of the largest process. A ratio is our CPU divided by the peer's, in one run; the seconds of one
machine say little about another. A missed target stays on the page.
"""


def machine() -> str:
    """Day, machine and engines of a measurement."""
    engines = ", ".join(f"{name} {version(name)}" for name in ENGINES)
    cores = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"{date.today()}: {cores}, {engines}"


TABLES = {
    Row: (
        "| what | CPU s | peak MiB | peer | peer CPU s | ratio | target | |",
        "| --- | ---: | ---: | --- | ---: | ---: | --- | --- |",
    ),
    Wait: ("| what | on the clock | target | |", "| --- | ---: | --- | --- |"),
    Record: (
        "| series | origin → year | values | in their 80 % band | score ÷ last value's "
        "| score ÷ damped trend's | error ÷ last value's |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ),
    Guess: ("| guess | mean reciprocal rank | of |", "| --- | ---: | --- |"),
}


def section(rows: Sequence[Row | Wait | Guess | Record], notes: Sequence[str] = ()) -> str:
    """The table of a part, with what is to be known about it."""
    heads = TABLES[type(rows[0])]
    lines = [machine(), "", *heads, *(row.markdown() for row in rows)]
    told = [row.said for row in rows if isinstance(row, Row) and row.said]
    said = dict.fromkeys([*told, *notes])
    if said:
        lines += ["", *(f"* {sentence}" for sentence in said)]
    return "\n".join(lines)


def sections(text: str) -> dict[str, str]:
    """The sections of a page by part.

    >>> sections(page({"gap": "table", "xlsx": "other"}))
    {'gap': 'table', 'xlsx': 'other'}
    """
    part_of = {title: part for part, title in TITLES.items()}
    found = {}
    for one in text.split("\n## ")[1:]:
        title, _, body = one.partition("\n")
        found[part_of[title]] = body.strip()
    return found


def page(parts: Mapping[str, str]) -> str:
    """The page, its parts in their order."""
    told = [f"## {TITLES[part]}\n\n{parts[part]}\n" for part in TITLES if part in parts]
    return "\n".join([HEAD, *told])


def renew(part: str, text: str) -> None:
    """Put a part measured anew in its place."""
    known = sections(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    PAGE.write_text(page(known | {part: text}), encoding="utf-8")
