"""Citations of a plan: titles in 《》 with the numbers behind them, and numbers on their own."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from graph.findings import Finding
from ingest.policy.passages import Passage
from ingest.policy.patterns import any_of, pattern, patterns


@dataclass(frozen=True)
class Citation:
    """A citation: title and number in the document's own script, one of which may be None."""

    title: str | None
    number: str | None
    line: int


@cache
def _number() -> re.Pattern[str]:
    return pattern("citations", "number")


@cache
def _lead_in() -> re.Pattern[str]:
    return re.compile(rf"^.*{any_of(patterns('citations')['lead_in'])}(?=.{{2,}})")


_BEHIND_TITLE = re.compile(r"[”\s]*\(")
_NUMBER_LENGTH = 60


def number_in(text: Passage) -> tuple[str, int, int] | None:
    """Return the first document number of a text in a standard form, with its start and end.

    >>> from ingest.policy.passages import passage
    >>> number_in(passage("(国发[2014]19号)", 1))[0], number_in(passage("(赣府发〔201430号)", 1))[0]
    ('国发〔2014〕19号', '赣府发〔2014〕30号')
    """
    match = _number().search(text.plain)
    if match is None:
        return None
    return _written(text, match), match.start("organ"), match.end()


def labelled_number(text: Passage) -> str | None:
    """Return the number behind a label, even without its last sign.

    >>> from ingest.policy.passages import passage
    >>> [labelled_number(passage(t, 1)) for t in ("示政发[2024]5", "第5号", "示例市政府令 第12号")]
    ['示政发〔2024〕5号', None, '示例市政府令第12号']
    """
    if number := number_in(text):
        return number[0]
    if match := pattern("citations", "labelled").fullmatch(text.plain):
        return (
            f"{text.original[slice(*match.span('organ'))]}"
            f"〔{match['year']}〕{int(match['number'])}号"
        )
    match = pattern("citations", "order").search(text.plain)
    return _order(text, match)[0] if match else None


def _order(text: Passage, match: re.Match[str]) -> tuple[str, int]:
    """Return an order as written, without the words before it, and its start."""
    start = match.start()
    if lead := pattern("citations", "before_order").match(match["organ"]):
        start += lead.end()
    return text.original[start : match.end()], start


def _written(text: Passage, match: re.Match[str]) -> str:
    start, end = match.span("organ")
    if lead := _lead_in().match(match["organ"]):
        start += lead.end()
    organ = text.original[start:end]
    mark = text.original[match.end() - 1]
    return f"{organ}〔{match['year'] or match['short']}〕{int(match['number'])}{mark}"


def citations(
    texts: list[Passage], own: list[str], own_number: str | None
) -> tuple[list[Citation], list[Finding]]:
    """List all citations without repetition. ``own``: the document's own titles, plain."""
    by_key: dict[str, Citation] = {}
    titled: set[str] = set()
    findings: list[Finding] = []
    for text in texts:
        if own_number and _is_own_numbers(text, own_number):
            continue
        for citation in _of(text, own, findings):
            if own_number and citation.number == own_number:
                continue
            key = citation.number or citation.title or ""
            if key in by_key or (citation.title in titled and not citation.number):
                continue
            by_key[key] = citation
            titled |= {citation.title} if citation.title else set()
    numbered = {citation.title for citation in by_key.values() if citation.number}
    return [
        citation
        for citation in by_key.values()
        if citation.number or citation.title not in numbered
    ], findings


def _is_own_numbers(text: Passage, own_number: str) -> bool:
    """Tell whether a line holds only the document's own numbers, one for each of its issuers."""
    matches = list(_number().finditer(text.plain))
    rest = len(text.plain) - sum(len(match[0]) for match in matches)
    return rest <= len(matches) + 1 and own_number in {_written(text, match) for match in matches}


def _of(text: Passage, own: list[str], findings: list[Finding]) -> list[Citation]:
    plain = text.plain
    result: list[Citation] = []
    used_spans: list[tuple[int, int]] = []
    for start, end in titles(plain):
        number, until = None, end + 1
        if behind := _BEHIND_TITLE.match(plain, end + 1):
            stop = min(behind.end() + _NUMBER_LENGTH, len(plain))
            closes = plain.find(")", behind.end(), stop)
            number_match = _number().match(plain, behind.end(), stop)
            if number_match:
                number, until = _written(text, number_match), number_match.end()
                if plain[number_match.start() : number_match.end()].count(")") < 1:
                    findings.append(
                        Finding(
                            "damaged-text.document_number",
                            "info",
                            row=text.lines[number_match.start()],
                            value=text.original[number_match.start() : number_match.end()],
                        )
                    )
            elif closes > 0 and (
                decree := pattern("citations", "order").match(plain, behind.end(), stop)
                or pattern("citations", "decree").match(plain, behind.end(), stop)
            ):
                number, until = text.original[decree.start() : decree.end()], decree.end()
        title = text.original[start:end]
        used_spans.append((start, until))
        if number is None and _is_own(plain, start, end, own):
            continue
        result.append(Citation(title, number, text.lines[start]))
    starts = [used_start for used_start, _ in used_spans]
    for match in _number().finditer(plain):
        at = bisect_right(starts, match.end())
        if not at or match.end() > used_spans[at - 1][1]:
            result.append(Citation(None, _written(text, match), text.lines[match.start()]))
    for match in pattern("citations", "order").finditer(plain):
        at = bisect_right(starts, match.end())
        if not at or match.end() > used_spans[at - 1][1]:
            result.append(Citation(None, _order(text, match)[0], text.lines[match.start()]))
    return result


def titles(plain: str) -> list[tuple[int, int]]:
    """List the spans of the outermost titles, inside their 《》.

    >>> titles("印发《关于〈条例〉的通知》的函")
    [(3, 12)]
    """
    spans: list[tuple[int, int]] = []
    depth = start = 0
    for at, character in enumerate(plain):
        if character == "《":
            if depth == 0:
                start = at + 1
            depth += 1
        elif character == "》" and depth:
            depth -= 1
            if depth == 0 and at > start:
                spans.append((start, at))
        elif character == "\n" and depth and at - start > 120:
            depth = 0
    return spans


def _is_own(plain: str, start: int, end: int, own: list[str]) -> bool:
    title = plain[start:end]
    if any(title == own_title or (len(title) > 6 and title in own_title) for own_title in own):
        return True
    if re.match(pattern("citations", "own_after"), plain[end + 1 : end + 90]):
        return True
    return bool(pattern("citations", "own_before").search(plain[max(0, start - 12) : start - 1]))
