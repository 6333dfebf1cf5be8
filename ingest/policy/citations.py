"""What a plan cites: titles in 《》 with the numbers behind them, and numbers that stand alone."""

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
    """title and number in the document's own script; one of them may be None."""

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


def number_in(text: Passage, start: int = 0, end: int | None = None) -> tuple[str, int, int] | None:
    """The first document number of a text, in one form, and where it stands.

    >>> from ingest.policy.passages import passage
    >>> number_in(passage("(国发[2014]19号)", 1))[0], number_in(passage("(赣府发〔201430号)", 1))[0]
    ('国发〔2014〕19号', '赣府发〔2014〕30号')
    """
    hit = _number().search(text.plain, start, len(text) if end is None else end)
    if hit is None:
        return None
    return _written(text, hit), hit.start("organ"), hit.end()


def labelled_number(text: Passage) -> str | None:
    """The number that a label gives, also without its last sign.

    >>> from ingest.policy.passages import passage
    >>> [labelled_number(passage(t, 1)) for t in ("示政发[2024]5", "第5号", "示例市政府令 第12号")]
    ['示政发〔2024〕5号', None, '示例市政府令第12号']
    """
    if found := number_in(text):
        return found[0]
    if hit := pattern("citations", "labelled").fullmatch(text.plain):
        return f"{text.shown[slice(*hit.span('organ'))]}〔{hit['year']}〕{int(hit['number'])}号"
    hit = pattern("citations", "order").search(text.plain)
    return _order(text, hit)[0] if hit else None


def _order(text: Passage, hit: re.Match[str]) -> tuple[str, int]:
    """An order as written, without what leads to it, and where it begins."""
    start = hit.start()
    if lead := pattern("citations", "before_order").match(hit["organ"]):
        start += lead.end()
    return text.shown[start : hit.end()], start


def _written(text: Passage, hit: re.Match[str]) -> str:
    a, b = hit.span("organ")
    if found := _lead_in().match(hit["organ"]):
        a += found.end()
    organ = text.shown[a:b]
    mark = text.shown[hit.end() - 1]
    return f"{organ}〔{hit['year'] or hit['short']}〕{int(hit['number'])}{mark}"


def citations(
    texts: list[Passage], own: list[str], own_number: str | None
) -> tuple[list[Citation], list[Finding]]:
    """All citations, each once. ``own``: the document's own titles (for matching)."""
    found: dict[str, Citation] = {}
    titled: set[str] = set()
    findings: list[Finding] = []
    for text in texts:
        if own_number and _is_own_numbers(text, own_number):
            continue
        for one in _of(text, own, findings):
            if own_number and one.number == own_number:
                continue
            key = one.number or one.title or ""
            if key in found or (one.title in titled and not one.number):
                continue
            found[key] = one
            titled |= {one.title} if one.title else set()
    numbered = {c.title for c in found.values() if c.number}
    return [c for c in found.values() if c.number or c.title not in numbered], findings


def _is_own_numbers(text: Passage, own_number: str) -> bool:
    """Whether a line holds the document's numbers and nothing else: one for each of its issuers."""
    hits = list(_number().finditer(text.plain))
    rest = len(text.plain) - sum(len(hit[0]) for hit in hits)
    return rest <= len(hits) + 1 and own_number in {_written(text, hit) for hit in hits}


def _of(text: Passage, own: list[str], findings: list[Finding]) -> list[Citation]:
    plain = text.plain
    found: list[Citation] = []
    taken: list[tuple[int, int]] = []
    for start, end in titles(plain):
        number, until = None, end + 1
        if behind := _BEHIND_TITLE.match(plain, end + 1):
            stop = min(behind.end() + _NUMBER_LENGTH, len(plain))
            closes = plain.find(")", behind.end(), stop)
            told = _number().match(plain, behind.end(), stop)
            if told:
                number, until = _written(text, told), told.end()
                if plain[told.start() : told.end()].count(")") < 1:
                    findings.append(
                        Finding(
                            "damaged-text",
                            "info",
                            row=text.lines[told.start()],
                            value=text.shown[told.start() : told.end()],
                            reason="damaged-text.document_number",
                        )
                    )
            elif closes > 0 and (
                decree := pattern("citations", "order").match(plain, behind.end(), stop)
                or pattern("citations", "decree").match(plain, behind.end(), stop)
            ):
                number, until = text.shown[decree.start() : decree.end()], decree.end()
        title = text.shown[start:end]
        taken.append((start, until))
        if number is None and _is_own(plain, start, end, own):
            continue
        found.append(Citation(title, number, text.lines[start]))
    starts = [a for a, _ in taken]
    for hit in _number().finditer(plain):
        at = bisect_right(starts, hit.end())
        if not at or hit.end() > taken[at - 1][1]:
            found.append(Citation(None, _written(text, hit), text.lines[hit.start()]))
    for hit in pattern("citations", "order").finditer(plain):
        at = bisect_right(starts, hit.end())
        if not at or hit.end() > taken[at - 1][1]:
            found.append(Citation(None, _order(text, hit)[0], text.lines[hit.start()]))
    return found


def titles(plain: str) -> list[tuple[int, int]]:
    """Spans of the outermost titles, inside their 《》.

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
    if any(title == one or (len(title) > 6 and title in one) for one in own):
        return True
    if re.match(pattern("citations", "own_after"), plain[end + 1 : end + 90]):
        return True
    return bool(pattern("citations", "own_before").search(plain[max(0, start - 12) : start - 1]))
