"""Two notices in one file: only the first is read, and the finding says where the second begins."""

from __future__ import annotations

import re

from graph.findings import Finding
from ingest.policy.paragraphs import Paragraph
from ingest.policy.patterns import pattern
from ingest.policy.shapes import title_pattern

_NEAR = 8
_MOST_SKIPPED = 12


def first_notice(paragraphs: list[Paragraph]) -> tuple[list[Paragraph], list[Finding]]:
    """The paragraphs of the first notice, and a finding where there is a second.

    A second one has an addressee of its own, behind a title of its own.
    """
    greeted = [
        k for k, p in enumerate(paragraphs) if pattern("header", "salutation").match(p.plain)
    ]
    for at in greeted[1:]:
        if at - greeted[0] < 3:
            continue
        start = _title_above(paragraphs, at)
        if start is None or start <= greeted[0]:
            continue
        titles = " ".join(p.plain for p in paragraphs[: greeted[0] + 1])
        if re.search("转发|批转", titles):
            return paragraphs, []
        begins = paragraphs[start]
        told = Finding(
            "several-documents", "warning", row=begins.line, value=begins.text.shown[:40]
        )
        return paragraphs[:start], [told]
    return paragraphs, []


def _title_above(paragraphs: list[Paragraph], at: int) -> int | None:
    shape = title_pattern()
    for k in range(at - 1, max(0, at - _NEAR), -1):
        plain = paragraphs[k].plain
        if shape.fullmatch(plain) and ("关于" in plain or "印发" in plain):
            while (
                k > 0
                and at - k < _MOST_SKIPPED
                and re.fullmatch(
                    r"\(?.{1,24}号\)?|.{2,30}(?:文件|政府|办公室|办公厅|局|厅|委员会)",
                    paragraphs[k - 1].plain,
                )
            ):
                k -= 1
            return k
    return None
