"""Which distributions the product's modules import, read from their text."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from graph.settings import ROOT

OURS = {"graph", "ingest", "views", "tests", "benchmarks", "scripts"}


def normal(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(folders: Iterable[str]) -> dict[str, set[str]]:
    """Distribution → the modules, relative to the checkout, that import it."""
    distributions = packages_distributions()
    found: dict[str, set[str]] = {}
    for folder in folders:
        place = ROOT / folder
        for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
            for package in _packages(file):
                names = distributions.get(package, [package])
                where = file.relative_to(ROOT).as_posix()
                found.setdefault(normal(names[0]), set()).add(where)
    return found


def _packages(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        for name in names:
            package = name.partition(".")[0]
            if package and package not in OURS | sys.stdlib_module_names:
                yield package
