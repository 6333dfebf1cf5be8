"""``make bench``: measure, print Markdown tables, and renew them on docs/benchmarks.md.

``ARGS="gap store"`` measures some parts only; the others stay on the page as they are. ``--print``
leaves the page alone. ``--data DIR`` names the folder of the Californian downloads; without it the
report on them is left out. ``--completions FILE`` names a larger file of new programmes: CSV or
Parquet with institution, CIP code, and awards in a column a year. ``--employment FILE``: persons by
occupation, a column a year.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import (
    ahead,
    bands,
    browser,
    checks,
    commands,
    country,
    country_records,
    cypher,
    documents,
    draw,
    gap,
    mapping,
    new_programmes,
    packed,
    pages,
    plans,
    policy,
    ranges,
    rebuilds,
    records,
    servers,
    stores,
    workbooks,
)
from benchmarks.page import renew, section
from benchmarks.region import NODES
from benchmarks.row import Guess, Record, Row, Wait

SIZES = [12_500, 25_000, 50_000, 100_000]
NO_DATA = "Left out: the report on California (no `--data`)."
NOTHING = (
    "left out, as it needs `--data`, `--completions` or `--employment`; its section stays as it is"
)

Part = Callable[
    [Path, argparse.Namespace], Iterator[Row] | Iterator[Wait] | Iterator[Guess] | Iterator[Record]
]
PARTS: dict[str, Part] = {
    "commands": lambda work, asked: commands.rows(work, asked.data),
    "gap": lambda work, _asked: gap.rows(work),
    "ranges": lambda _work, asked: ranges.rows(asked.data),
    "draw": lambda work, _asked: draw.rows(work),
    "documents": lambda work, _asked: documents.rows(work),
    "policy": lambda work, _asked: policy.rows(work),
    "checks": lambda work, _asked: checks.rows(work),
    "xlsx": lambda work, _asked: workbooks.rows(work),
    "packed": lambda work, _asked: packed.rows(work),
    "rebuild": lambda work, _asked: rebuilds.rows(work),
    "country": lambda work, _asked: country.rows(work),
    "country-records": lambda work, _asked: country_records.rows(work),
    "mapping": lambda work, _asked: mapping.rows(work),
    "cypher": lambda work, asked: cypher.rows(work, asked.nodes),
    "servers": lambda work, asked: servers.rows(work, asked.nodes),
    "store": lambda work, asked: stores.rows(work, asked.rows),
    "records": lambda work, asked: records.rows(work, asked.postings),
    "browser": lambda work, _asked: browser.rows(work),
    "pages": lambda work, _asked: pages.rows(work),
    "outlook": lambda _work, _asked: ahead.rows(),
    "plan": lambda work, _asked: plans.rows(work),
    "bands": lambda _work, asked: bands.rows(asked.completions, asked.employment),
    "programmes": lambda _work, asked: new_programmes.rows(asked.data, asked.completions),
}


def measured(part: str, asked: argparse.Namespace) -> str:
    """The table of a part; each row is told as soon as it is there. Empty without its data."""
    rows: list[Row | Wait | Guess | Record] = []
    with tempfile.TemporaryDirectory(prefix="twinchain-bench-") as folder:
        for row in PARTS[part](Path(folder), asked):
            print(f"{part}: {row.told}", flush=True)
            rows.append(row)
    if not rows:
        return ""
    return section(rows, [NO_DATA] if part == "commands" and asked.data is None else [])


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=" ".join(PARTS))
    parser.add_argument("--data", type=Path, help="folder of the Californian downloads")
    parser.add_argument("--completions", type=Path, help="file of programmes by year")
    parser.add_argument("--employment", type=Path, help="file of occupations by year")
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="sizes of the store")
    parser.add_argument(
        "--postings", type=int, nargs="+", default=records.SIZES, help="numbers of advertisements"
    )
    parser.add_argument("--print", action="store_true", help="leave the page as it is")
    parser.add_argument("--nodes", type=int, default=NODES, help="size of the graph")
    asked = parser.parse_args()
    if unknown := [part for part in asked.parts if part not in PARTS]:
        parser.error(f"no part {', '.join(unknown)}; there are: {', '.join(PARTS)}")
    began = time.monotonic()
    for part in asked.parts or PARTS:
        text = measured(part, asked)
        print(f"\n{text or f'{part}: {NOTHING}'}\n", flush=True)
        if text and not asked.print:
            renew(part, text)
    print(f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
