"""Findings on documents that are no plan, with the kind of text they seem to be."""

from __future__ import annotations

import re

from graph.findings import Finding
from ingest.policy.paragraphs import Paragraph
from ingest.policy.passages import HAN
from ingest.policy.patterns import pattern
from ingest.policy.records import Measure

_LEAST_HAN_SHARE = 0.2  # of the letters
_FIRST, _LEAST_ROWS, _LEAST_CELLS = 6, 3, 2
NO_TEXT = ("not-a-plan.report", "not-a-plan.table")
UNCLEAR = ("not-a-plan.language", "not-a-plan.nothing")  # it may be a plan all the same


def is_report(paragraphs: list[Paragraph], measures: list[Measure]) -> bool:
    """Tell whether a document is a report or list by its title and assigns no task."""
    if any(measure.units for measure in measures):
        return False
    first = [paragraph for paragraph in paragraphs if not paragraph.cells][:_FIRST]
    return any(pattern("header", "report").fullmatch(paragraph.plain) for paragraph in first)


def is_table(paragraphs: list[Paragraph]) -> bool:
    """Tell whether most of a document is rows of a table."""
    rows = sum(len(paragraph.cells) >= _LEAST_CELLS for paragraph in paragraphs)
    return rows >= _LEAST_ROWS and rows * 2 >= len(paragraphs)


def why_no_plan(text: str, document: list[Paragraph], measures: list[Measure]) -> Finding | None:
    """Return a finding on a document in another language, on a report, or without measures.

    >>> why_no_plan("Dear all", [], []).reason
    'not-a-plan.language'
    """
    paragraphs, has_measures = [paragraph.plain for paragraph in document], bool(measures)
    letters = sum(character.isalpha() for character in text)
    han = len(re.findall(f"[{HAN}]", text))
    if letters and han < _LEAST_HAN_SHARE * letters:
        return Finding("not-a-plan", "warning", reason="not-a-plan.language")
    if is_report(document, measures):
        return Finding("not-a-plan", "warning", reason="not-a-plan.report")
    if has_measures:
        return None
    if is_table(document):
        return Finding("not-a-plan", "warning", reason="not-a-plan.table")
    digits = sum(character.isdigit() for character in text)
    is_letter = any(pattern("header", "salutation").search(paragraph) for paragraph in paragraphs)
    reason = "letter" if is_letter else "figures" if digits > han else "nothing"
    values = {"characters": len(text)}
    return Finding("not-a-plan", "warning", reason=f"not-a-plan.{reason}", values=values)
