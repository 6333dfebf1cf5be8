"""A document that is no plan says so: which kind of text it seems to be."""

from __future__ import annotations

import re

from graph.findings import Finding
from ingest.policy.passages import HAN
from ingest.policy.patterns import pattern

_LEAST_HAN_SHARE = 0.2  # of the letters


def why_no_plan(text: str, paragraphs: list[str], *, has_measures: bool) -> Finding | None:
    """A finding on a document in another language, or without measures; ``paragraphs``: plain.

    >>> why_no_plan("Dear all", [], has_measures=False).reason
    'not-a-plan.language'
    """
    letters = sum(c.isalpha() for c in text)
    han = len(re.findall(f"[{HAN}]", text))
    if letters and han < _LEAST_HAN_SHARE * letters:
        return Finding("not-a-plan", "warning", reason="not-a-plan.language")
    if has_measures:
        return None
    digits = sum(c.isdigit() for c in text)
    is_letter = any(pattern("header", "salutation").search(p) for p in paragraphs)
    reason = "letter" if is_letter else "figures" if digits > han else "nothing"
    values = {"characters": len(text)}
    return Finding("not-a-plan", "warning", reason=f"not-a-plan.{reason}", values=values)
