"""Queries to begin with: the same question in each language, told in its first lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SUFFIXES = {"sparql": ".rq", "cypher": ".cypher", "sql": ".sql"}
_TOLD = re.compile(r"^(?:#|//|--) (zh|en): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One example: its name, what it asks in both languages, the query."""

    name: str
    title_zh: str
    title_en: str
    text: str

    def title(self, lang: str) -> str:
        """What it asks, in a language."""
        return self.title_zh if lang == "zh" else self.title_en


@cache
def examples(language: str) -> tuple[Example, ...]:
    """The examples of a query language, by name."""
    files = sorted(Path(__file__).parent.glob(f"*{SUFFIXES[language]}"))
    return tuple(_read(file) for file in files)


def _read(file: Path) -> Example:
    text = file.read_text(encoding="utf-8")
    told = dict(_TOLD.findall(text))
    return Example(file.stem, told["zh"], told["en"], _TOLD.sub("", text).strip() + "\n")
