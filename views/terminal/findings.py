"""Findings on the terminal: grouped, each with its place and its remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.findings import Group, grouped, one_line, sentence
from graph.words import say
from views.terminal.lines import wrap

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
SHOWN_GROUPS = 40


def render_findings(
    findings: pl.DataFrame, lang: str, console: Console, *, name_datasets: bool = False
) -> None:
    """Print all findings, errors first. ``name_datasets``: with each file's data set."""
    from rich.text import Text

    groups = grouped(findings)
    for group in groups[:SHOWN_GROUPS]:
        severity = group.first["severity"]
        head = Text.assemble(
            (say(f"severity.{severity}", lang), STYLES[severity]),
            "  ",
            (_place(group, lang, name_datasets), "bold"),
        )
        console.print(head, soft_wrap=True)
        remedy = sentence(group.first, lang, "remedy")
        for text, first, style in ((_message(group, lang), "  ", ""), (remedy, "  → ", "cyan")):
            for number, line in enumerate(wrap(text, console.width - len(first))):
                start = first if number == 0 else " " * len(first)
                console.print(Text(start + line, style=style), soft_wrap=True)
    if len(groups) > SHOWN_GROUPS:
        console.print(say("findings.more", lang, count=len(groups) - SHOWN_GROUPS), markup=False)
    if groups:
        console.print()
    console.print(summary(findings, lang), markup=False)


def summary(findings: pl.DataFrame, lang: str) -> str:
    """Count the findings of each severity, in one line."""
    counts: dict[str, Any] = dict(findings["severity"].value_counts().iter_rows())
    if not counts:
        return say("findings.none", lang)
    return say(
        "findings.summary", lang, **{severity: counts.get(severity, 0) for severity in STYLES}
    )


def _place(group: Group, lang: str, name_datasets: bool) -> str:
    first = group.first
    dataset, file = first["dataset"] or "", first["file"] or ""
    has_dataset = name_datasets and dataset and not file.startswith(f"{dataset}.")
    parts = [f"{dataset}/{file}" if has_dataset and file else file or dataset]
    if first["sheet"]:
        parts.append(first["sheet"])
    if first["row"] is not None:
        parts.append(say("findings.row", lang, row=first["row"]))
    if first["column"]:
        parts.append(one_line(first["column"]))
    return " · ".join(part for part in parts if part)


def _message(group: Group, lang: str) -> str:
    message = sentence(group.first, lang)
    if group.count == 1:
        return message
    more = say("findings.grouped", lang, message=message, count=group.count)
    if group.commonest is not None:
        more += say("findings.commonest", lang, value=group.commonest)
    return more + say("findings.close", lang)
