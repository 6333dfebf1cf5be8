"""Fingerprint of the code that turns files into builds: other code, other builds and caches.

A number raised by hand would be forgotten, and a build of older rules would answer for a new one.
So every module and word of ``graph`` and ``ingest`` counts, also limits and what starts processes,
and the version of every library that reads or writes.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from graph.settings import ROOT

MAKING = ("graph", "ingest")
SUFFIXES = (".py", ".toml")
# Distributions that read sources or write builds; a test holds the list to what is imported.
LIBRARIES = (
    "charset-normalizer",
    "duckdb",
    "fastexcel",
    "lxml",
    "numpy",
    "opencc",
    "openpyxl",
    "pdfminer.six",
    "pdfplumber",
    "polars",
    "pyarrow",
    "pyoxigraph",
    "pypinyin",
    "python-calamine",
    "python-docx",
    "rapidfuzz",
    "scipy",
    "xlsxwriter",
)


@cache
def code_sha256() -> str:
    """Return a hash of the code, the words and the libraries that decide what a build holds."""
    return fingerprint(ROOT, LIBRARIES)


def fingerprint(root: Path, libraries: Iterable[str]) -> str:
    """Return a hash of the code and words below a folder, and of the installed versions."""
    digest = hashlib.sha256()
    files = [
        file
        for folder in MAKING
        for file in (root / folder).rglob("*.*")
        if file.suffix in SUFFIXES
    ]
    for file in sorted(files):
        digest.update(f"{file.relative_to(root).as_posix()}\n".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    digest.update(f"python {platform.python_version()}\n".encode())
    for name in libraries:
        digest.update(f"{name} {_installed(name)}\n".encode())
    return digest.hexdigest()


def _installed(name: str) -> str:
    """Return the version of a library, or ``absent``."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
