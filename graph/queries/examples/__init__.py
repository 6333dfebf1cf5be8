"""Example queries: the same questions in each query language, stated in the first lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph.ontology import Text

SUFFIXES = {"sparql": ".rq", "cypher": ".cypher", "sql": ".sql"}
_TITLE = re.compile(r"^(?:#|//|--) (zh|en): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """An example: its name, its question in both languages, and the query."""

    name: str
    title: Text
    text: str


@cache
def examples(language: str) -> tuple[Example, ...]:
    """Return the examples of a query language, by name."""
    files = sorted(Path(__file__).parent.glob(f"*{SUFFIXES[language]}"))
    return tuple(_read(file) for file in files)


def _read(file: Path) -> Example:
    text = file.read_text(encoding="utf-8")
    titles = dict(_TITLE.findall(text))
    return Example(file.stem, Text(**titles), _TITLE.sub("", text).strip() + "\n")
