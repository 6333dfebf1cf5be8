"""A fingerprint of the code that turns files into builds: other code, other builds and caches.

A number raised by hand would be forgotten, and a build of older rules would answer for a new one.
"""

from __future__ import annotations

import hashlib
from functools import cache

from graph.settings import ROOT

# Analysis, queries and exports only read builds.
MAKING = (
    "ingest",
    "graph/ontology",
    "graph/checks",
    "graph/convert",
    "graph/schema",
    "graph/stores",
    "graph/builds",
)
ALONE = ("graph/tables.py", "graph/findings.py")


@cache
def code_sha256() -> str:
    """Hash of all modules that decide what a build holds."""
    found = [
        file
        for folder in MAKING
        for file in (ROOT / folder).rglob("*.*")
        if file.suffix in (".py", ".toml")
    ]
    digest = hashlib.sha256()
    for file in sorted([*found, *(ROOT / name for name in ALONE)]):
        digest.update(file.relative_to(ROOT).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
