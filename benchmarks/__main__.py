"""``make bench``: run the benchmarks, print a Markdown table, write it to docs/benchmarks.md.

``ARGS="stores xlsx"`` runs some parts only, and prints without writing the page. ``--data DIR``
names the folder of the Californian downloads; without it the report on them is left out.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks import checks, commands, documents, gap, mapping, rebuilds, stores, workbooks
from benchmarks.row import Row

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
ENGINES = ("polars", "pyoxigraph", "duckdb", "scipy", "fastexcel")
SIZES = [12_500, 25_000, 50_000, 100_000]

HEAD = """# Benchmarks

Made by `make bench` (`ARGS="store xlsx"` for some parts; `ARGS="--data DIR"` for the Californian
downloads). CPU is the user and system time of the whole process and its children, Python's start
included; memory is the peak of the largest process. A ratio is our CPU divided by the peer's, in
one run; the seconds of one machine say little about another. A missed target stays on the page.

"""

Part = Callable[[Path, argparse.Namespace], Iterator[Row]]
PARTS: dict[str, Part] = {
    "commands": lambda work, asked: commands.rows(work, asked.data),
    "gap": lambda work, _asked: gap.rows(work),
    "documents": lambda work, _asked: documents.rows(work),
    "checks": lambda work, _asked: checks.rows(work),
    "xlsx": lambda work, _asked: workbooks.rows(work),
    "rebuild": lambda work, _asked: rebuilds.rows(work),
    "mapping": lambda work, _asked: mapping.rows(work),
    "store": lambda work, asked: stores.rows(work, asked.rows),
}


def machine() -> str:
    engines = ", ".join(f"{name} {version(name)}" for name in ENGINES)
    cores = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"{date.today()}: {cores}, {engines}"


def page(rows: list[Row], data: Path | None) -> str:
    lines = [
        "| what | CPU s | peak MiB | peer | peer CPU s | ratio | target | |",
        "| --- | ---: | ---: | --- | ---: | ---: | --- | --- |",
        *(row.markdown() for row in rows),
    ]
    said = [row.said for row in rows if row.said]
    if data is None:
        said.append("Left out: the report on California (no `--data`).")
    notes = [f"* {sentence}" for sentence in said]
    return HEAD + "\n".join([machine(), "", *lines, "", *notes]).rstrip() + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=" ".join(PARTS))
    parser.add_argument("--data", type=Path, help="folder of the Californian downloads")
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="sizes of the store")
    asked = parser.parse_args()
    if unknown := [part for part in asked.parts if part not in PARTS]:
        parser.error(f"no part {', '.join(unknown)}; there are: {', '.join(PARTS)}")
    rows: list[Row] = []
    began = time.monotonic()
    for name in asked.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="twinchain-bench-") as folder:
            for row in PARTS[name](Path(folder), asked):
                ratio = "" if row.ratio is None else f", ratio {row.ratio:.3f} to {row.peer_name}"
                print(f"{name}: {row.what}: {row.ours.cpu_s:.2f} s{ratio}", flush=True)
                rows.append(row)
    text = page(rows, asked.data)
    print(f"\n{text}\n{time.monotonic() - began:.0f} s")
    if not asked.parts:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
