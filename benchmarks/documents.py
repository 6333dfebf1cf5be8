"""Documents: the briefing of the shipped example, warm, and a province's yearly report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import polars as pl

from benchmarks.gap import cpu_seconds
from benchmarks.measure import measure
from benchmarks.nation import Size, nation
from benchmarks.row import Row
from graph.door import open_build
from graph.export.documents import Order, document, document_bytes
from graph.ontology import load
from graph.settings import DEMO
from ingest.build import BuildRequest, build

BRIEFING_S = {".pdf": 1.0, ".docx": 1.5, ".pptx": 1.5}
PROVINCE = Size(cities=100, majors=400, occupations=1_500)  # a college each
# 20 CPU seconds and 500 MiB without the coming years; an outlook may take 30 and 1 GiB.
PROVINCE_S, PROVINCE_MIB = 50.0, 1_024


@dataclass(frozen=True, eq=False)
class MadeUp:
    """What documents need of a build."""

    id: str
    manifest: SimpleNamespace
    tables: Mapping[str, pl.DataFrame]


def rows(work: Path) -> Iterator[Row]:
    """From a build to the bytes of a file."""
    home = work / "documents"
    build(BuildRequest((DEMO,), None, home))
    made, ontology = open_build(home), load()

    def written(suffix: str) -> bytes:
        return document_bytes(document("briefing", made, ontology, Order()), suffix)

    for suffix, most in BRIEFING_S.items():
        measured = cpu_seconds(lambda suffix=suffix: written(suffix), 3)
        yield Row(f"briefing of the example as {suffix}, warm", measured, most_cpu_s=most)
    for suffix in (".pdf", ".docx"):
        measured = measure("benchmarks.documents:province", suffix=suffix)
        within = "within" if measured.peak_mib <= PROVINCE_MIB else "beyond"
        yield Row(
            f"yearly report of a province, 100 colleges, 1,500 occupations, as {suffix}",
            measured,
            most_cpu_s=PROVINCE_S,
            said=f"Yearly report as {suffix}: peak memory {within} {PROVINCE_MIB} MiB.",
        )


def province(suffix: str) -> int:
    """The size of the report; all in one process, Python's start and the made-up data included."""
    tables = {
        name: rows.with_columns(uri=pl.col("node_key")) for name, rows in nation(PROVINCE).items()
    }
    grades = {"illustrative": 1}
    origin = SimpleNamespace(as_of="2024-12-31", grades=grades, graded=grades, letterhead={})
    made = MadeUp("made-up", origin, tables)
    return len(document_bytes(document("annual-report", made, load(), Order()), suffix))
