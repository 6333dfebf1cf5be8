"""Lines of ``source.toml`` that findings propose, and their place among what is written there.

A finding proposes lines as ``settings`` among its values. What a sheet was taken for is proposed as
it is; of several possible lines a person chooses, so these are written as comments.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from graph.errors import WrongInput
from graph.words import say
from ingest.readers import Sheet
from ingest.rules import DECLARATION_FILE

TAKEN = "taken-for"
_MERGED = ("missing-value.merged", "merged-cells")  # empty cells that may repeat the one above
_HEAD = re.compile(r"^\s*\[[^\[].*\]\s*(#.*)?$")


@dataclass(frozen=True)
class Proposal:
    """Lines for a sheet, for a file (no ``sheet``), or for the whole dataset (no ``file``)."""

    file: str | None
    sheet: str | None
    lines: tuple[str, ...]
    is_choice: bool

    @property
    def head(self) -> str:
        """Return the heading of the block that the lines belong to; empty for the top."""
        if self.file is None:
            return ""
        of = f".sheets.{_quoted(self.sheet)}" if self.sheet is not None else ""
        return f"[files.{_quoted(self.file)}{of}]"

    def text(self, lang: str) -> list[str]:
        """Return the lines as they are written; choices as comments."""
        if not self.is_choice:
            return list(self.lines)
        return [f"# {say('source.choose', lang)}", *(f"# {line}" for line in self.lines)]


def of_sheet(sheet: Sheet) -> str:
    """Return what stands behind the file in the key of a sheet's settings."""
    return "" if sheet.name is None else f".sheets.{_quoted(sheet.name)}"


def proposals(findings: pl.DataFrame, dataset: str) -> list[Proposal]:
    """Return what the findings on a dataset propose, each once."""
    proposed: dict[Proposal, None] = {}
    having = findings.filter(
        pl.col("dataset") == dataset, pl.col("values").str.contains('"settings"', literal=True)
    )
    for rule, file, sheet, text in having.select("rule", "file", "sheet", "values").iter_rows():
        values = json.loads(text)
        lines = tuple(values["settings"])
        if lines:
            if values.get("of_dataset"):
                file = sheet = None
            proposed[Proposal(file, sheet, lines, rule != TAKEN)] = None
    merged_cells = findings.filter(
        pl.col("dataset") == dataset,
        pl.col("reason").is_in(_MERGED),
        pl.col("column").is_not_null(),
    )
    for (file, sheet), rows in merged_cells.group_by("file", "sheet", maintain_order=True):
        columns = rows["column"].unique(maintain_order=True)
        line = f"carry_down = [{', '.join(map(_quoted, columns))}]"
        proposed[Proposal(str(file), sheet and str(sheet), (line,), is_choice=True)] = None
    return list(proposed)


def as_toml(proposed: Iterable[Proposal], lang: str) -> str:
    """Return proposals as text to paste into ``source.toml``."""
    blocks: dict[str, list[str]] = {}
    for proposal in sorted(proposed, key=lambda p: p.file is not None):
        blocks.setdefault(proposal.head, []).extend(proposal.text(lang))
    texts = ("\n".join(filter(None, [head, *lines])) for head, lines in blocks.items())
    return "\n\n".join(texts)


def merged(text: str, proposed: Iterable[Proposal], lang: str) -> str:
    """Add proposals to what is written in ``source.toml``; what is set there stays.

    Raises:
        WrongInput: the lines fit nowhere without changing what is written.
    """
    written = tomllib.loads(text)
    new = [left for p in proposed if (left := _unsettled(p, written, text)).lines]
    lines = text.splitlines()
    for proposal in new:
        added = proposal.text(lang)
        at = next((i for i, line in enumerate(lines) if _is_head(line, proposal.head)), None)
        if not proposal.head:
            lines[:0] = added
        elif at is not None:
            lines[at + 1 : at + 1] = added
        else:
            lines += [*([""] if lines else []), proposal.head, *added]
    result = "\n".join(lines) + "\n" if lines else ""
    try:
        is_kept = _holds(tomllib.loads(result), written)
    except tomllib.TOMLDecodeError:
        is_kept = False
    if not is_kept:
        raise WrongInput("error.source_not_merged", lines=as_toml(new, lang))
    return result


def write_source(folder: Path, proposed: Sequence[Proposal], lang: str) -> Path:
    """Write proposals into the ``source.toml`` of a dataset; return the file.

    Raises:
        WrongInput: the dataset is no folder, the lines do not fit, or the file cannot be written.
    """
    if not folder.is_dir():
        raise WrongInput("error.source_needs_folder", path=str(folder))
    file = folder / DECLARATION_FILE
    try:
        text = file.read_text(encoding="utf-8-sig") if file.is_file() else ""
        file.write_text(merged(text, proposed, lang), encoding="utf-8")
    except OSError as error:
        problem = error.strerror or str(error)
        raise WrongInput("error.cannot_write", file=str(file), problem=problem) from None
    return file


def _quoted(text: str | None) -> str:
    return json.dumps(text or "", ensure_ascii=False)


def _is_head(line: str, head: str) -> bool:
    if not head or not _HEAD.match(line):
        return False
    try:
        return tomllib.loads(line) == tomllib.loads(head)
    except tomllib.TOMLDecodeError:
        return False


def _unsettled(proposal: Proposal, written: Mapping[str, Any], text: str) -> Proposal:
    """Return the proposal without the keys that are set, and without lines that stand there."""
    scopes: list[Mapping[str, Any]] = [written]
    if proposal.file is not None:
        of_file = written.get("files", {}).get(proposal.file, {})
        scopes = [of_file, of_file.get("sheets", {}).get(proposal.sheet, {})]
    is_set = {key for scope in scopes for key in scope}
    left = [line for line in proposal.lines if line.partition("=")[0].strip() not in is_set]
    if proposal.is_choice:
        left = [line for line in left if f"# {line}" not in text]
    return replace(proposal, lines=tuple(left))


def _holds(new: Any, old: Any) -> bool:
    """Tell whether settings hold all of earlier ones."""
    if not isinstance(old, dict):
        return bool(new == old)
    return isinstance(new, dict) and all(k in new and _holds(new[k], old[k]) for k in old)
