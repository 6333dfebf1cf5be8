"""The manifest of a build: its input and its output, counted in every store."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FILE = "manifest.json"
TABLES, RDF, FINDINGS = "tables", "rdf", "findings.parquet"  # what stands beside it
SEARCH = "search.parquet"
COLUMNS = Path(TABLES, "_columns.parquet")
CYPHER = "graph.duckdb"
ALL, TABLES_ALONE = "all", "tables"  # which stores a build has
UNSTATED = "unstated"  # rows without a grade


@dataclass(frozen=True)
class Manifest:
    """A manifest.

    ``sources``: dataset, file, sha256. ``tables``: name → read, kept. ``counts``: store → classes
    and relations → number. ``as_of``: newest date of the sources. ``grades``: grade
    (``UNSTATED`` without one) → rows. ``code_sha256``: of the code that made it.
    ``packs``: the reference packs among the datasets. ``letterhead``: of its documents, by key.
    ``map_approval_no``: of the shapes of areas.
    """

    build: str
    created: str
    as_of: str | None
    ontology_sha256: str
    sources: list[dict[str, Any]]
    tables: dict[str, dict[str, int]]
    findings: dict[str, int]
    counts: dict[str, dict[str, dict[str, int]]]
    engines: dict[str, str] = field(default_factory=dict)
    grades: dict[str, int] = field(default_factory=dict)
    code_sha256: str = ""
    packs: list[str] = field(default_factory=list)
    letterhead: dict[str, str] = field(default_factory=dict)
    map_approval_no: str = ""

    @property
    def stores(self) -> str:
        """Tell whether it has all stores, or its tables alone."""
        return ALL if "rdf" in self.counts else TABLES_ALONE

    @property
    def graded(self) -> dict[str | None, int]:
        """Grade → rows; None for rows without one."""
        return {None if grade == UNSTATED else grade: n for grade, n in self.grades.items()}

    @property
    def grade(self) -> str | None:
        """The worst grade of its rows: what anything that may rest on all of them carries."""
        from graph.gap.figures import worst  # brings solvers, which building does without

        return worst(list(self.graded))

    def write(self, folder: Path) -> None:
        """Write it as readable JSON."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of a build folder."""
        return cls(**json.loads((folder / FILE).read_text(encoding="utf-8")))
