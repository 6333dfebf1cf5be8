"""What no sentence, document or page may say: see ``forbidden.toml`` beside this module."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import polars.selectors as cs

from graph.ontology import load

HAN = r"\u3400-\u9fff"
RUN = re.compile(rf"[{HAN}](?:[\d%〔〕]*[{HAN}])*")
SPACED = re.compile(rf"(?<=[{HAN}]) +(?=\{{|[\d,.]+(?![A-Za-z\d.,]))|(?<=[\d}}%]) +(?=[{HAN}])")
LATIN = re.compile(r"[A-Za-z][\w.-]*$", re.ASCII)
LEAST_OF_DATA, LONGEST = 2, 40
OF_A_PART = {  # a graduate without a place in a part may find one outside
    "zh": re.compile(r"(?<!不算)(?<!不是)(?<!不叫)过剩(?!专业)"),
    "en": re.compile(r"(?<!not )\bsurplus\b(?! majors?)", re.IGNORECASE),
}


@dataclass(frozen=True)
class Rule:
    """A pattern that no text of a language may match, unless it also matches ``unless``."""

    lang: str
    pattern: str
    reason: str
    instead: str
    example: str
    unless: str = "(?!)"

    def breaks(self, text: str) -> bool:
        """Tell whether a text says what it must not."""
        matches = re.search(self.pattern, text, re.IGNORECASE)
        return bool(matches) and not re.search(self.unless, text, re.IGNORECASE)


FORBIDDEN = [
    Rule(**entry)
    for entry in tomllib.loads((Path(__file__).parent / "forbidden.toml").read_text("utf-8"))[
        "forbidden"
    ]
]


def faults(text: str, lang: str) -> list[str]:
    """Say what a text says that it must not, and what to say instead."""
    return [
        f"“{text}”: {rule.reason}; say: {rule.instead}"
        for rule in FORBIDDEN
        if rule.lang == lang and rule.breaks(text)
    ]


class Names:
    """What the cells of a build say; Chinese in an English text may say nothing else."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        cells: set[str] = set()
        for frame in tables.values():
            for column in frame.select(cs.string()).iter_columns():
                cells.update(column.drop_nulls().unique())
            for column in frame.select(cs.by_dtype(pl.List(pl.String))).iter_columns():
                cells.update(column.explode().drop_nulls().unique())
        self.cells = frozenset(cells)
        self.text = "\n".join(sorted(cells))
        labels = (code.label.zh for codes in load().code_lists.values() for code in codes.codes)
        self.labels = frozenset(labels) - self.cells

    def are_at(self, text: str, start: int, end: int) -> bool:
        """Tell whether the space between two places is inside a name, or behind one."""
        behind = (text[start - length : start] for length in range(1, min(start, LONGEST) + 1))
        inside = text[max(0, start - 2) : end + 2]
        return inside in self.text or any(
            word in self.cells and RUN.search(word) for word in behind
        )


NO_NAMES = Names({})


def loose(text: str, names: Names = NO_NAMES) -> list[str]:
    """Find the spaces between figures and Chinese, which documents do not have.

    >>> named = Names({"enterprises": pl.DataFrame({"name": ["企业 03"]})})
    >>> loose("需要 3人"), loose("需要3人"), loose("企业 03 需要3人", named)
    (['需要 3人'], [], [])
    """
    return [
        text[max(0, match.start() - 8) : match.end() + 8]
        for match in SPACED.finditer(text)
        if not names.are_at(text, match.start(), match.end())
    ]


def strange(text: str, names: Names = NO_NAMES) -> list[str]:
    """Find the Chinese in an English text that is no name and no wording of the data."""
    return [
        run
        for run in RUN.findall(text)
        if run not in names.cells
        and (len(run) < LEAST_OF_DATA or run in names.labels or run not in names.text)
    ]
