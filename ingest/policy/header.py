"""Who issued a document, under which title and number, when; a re-poster's word is not taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from graph.findings import Finding
from ingest.policy.citations import labelled_number, number_in
from ingest.policy.days import is_damaged_day, read_day
from ingest.policy.head_values import ISSUED, ISSUER, NUMBER, PUBLISHED, TITLE
from ingest.policy.header_labels import Labelled, labelled
from ingest.policy.issuers import issuers, signature
from ingest.policy.paragraphs import Paragraph
from ingest.policy.passages import Passage
from ingest.policy.patterns import pattern
from ingest.policy.shapes import is_date_line, is_number_line
from ingest.policy.titles import clean_title, issuer_in, own_title, title_lines

_PREFACE_LINES = 80
_OFFICE = re.compile("(办公厅|办公室)$")


@dataclass
class Header:
    """What a document says of itself; ``own_titles`` are for matching."""

    title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    issued: str | None = None
    published: str | None = None
    own_titles: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_header(preface: list[Paragraph], tail: list[Paragraph]) -> Header:
    """The header of a document. ``preface``: before the first number; ``tail``: its last lines."""
    preface = preface[:_PREFACE_LINES]
    told = labelled(preface)
    titles = title_lines(preface, told.lines)
    own = own_title(titles, told.get(TITLE))
    header = Header(
        title=clean_title(own) if own else None,
        doc_number=_number(preface, titles, told),
        issuer=_issuer(issuer_in(own) if own else None, signature(preface, tail), told.get(ISSUER)),
        own_titles=[t.plain for t in [*([own] if own else []), *titles]],
    )
    issued = told.get(ISSUED)
    header.issued = read_day(issued.plain) if issued else None
    if header.issued is None and (signed := _signed_day([*preface, *tail], told.lines)):
        header.issued = read_day(signed.plain) if is_date_line(_behind_number(signed)) else None
        header.findings += _damage(signed)
    published, publisher = told.get(PUBLISHED), told.get(ISSUER)
    if published and publisher and _is_same(publisher.plain, header.issuer):
        header.published = read_day(published.plain)
    if not header.title:
        header.findings.append(Finding("unread-header", "warning", reason="unread-header.title"))
    if not header.doc_number:
        header.findings.append(Finding("unread-header", "info", reason="unread-header.number"))
    return header


def _number(preface: list[Paragraph], titles: list[Passage], told: Labelled) -> str | None:
    """The document's number: labelled, in a title, or alone or first on a line."""
    label = told.get(NUMBER)
    if label and (number := labelled_number(label)):
        return number
    for title in titles:
        if (found := number_in(title)) and "《" not in title.plain[: found[1]]:
            return found[0]
    for p in preface:
        if p.line in told.lines and not p.cells:
            continue
        if (found := number_in(p.text)) and (
            is_number_line(p.text) or (found[1] <= 1 and "《" not in p.plain[: found[1]])
        ):
            return found[0]
    return _order(preface)


def _order(preface: list[Paragraph]) -> str | None:
    """The number of an order, which stands below its name or with it on one line."""
    for above, p in zip([None, *preface], preface, strict=False):
        text = p.plain.strip("() ")
        if pattern("citations", "order").fullmatch(text):
            return p.text.stripped("() ").shown
        if (
            above
            and pattern("citations", "order_number").fullmatch(p.plain)
            and pattern("citations", "order_name").fullmatch(above.plain)
        ):
            return above.text.shown + p.text.stripped("() ").shown
    return None


def _issuer(in_title: str | None, signed: list[str], label: Passage | None) -> str | None:
    """The issuer by the title, completed or replaced by who signed, else as labelled."""
    published_by = issuers(label.shown) if label else []
    if in_title and pattern("header", "placeless").match(in_title):
        ending = _short(in_title)
        if whole := [n for n in (*signed, *published_by) if _short(n).endswith(ending)]:
            return whole[0]
    if in_title and not pattern("header", "several_bodies").search(in_title):
        return "、".join(issuers(in_title))
    if len(signed) > (1 if in_title else 0):
        return "、".join(dict.fromkeys(signed))
    return in_title or "、".join(published_by or signed) or None


def _short(name: str) -> str:
    return name.replace("人民政府", "政府")


def _signed_day(paragraphs: list[Paragraph], labelled: set[int]) -> Paragraph | None:
    """The first date on a line of its own, damaged or not."""
    return next(
        (
            p
            for p in paragraphs
            if not p.cells
            and p.line not in labelled
            and (is_date_line(_behind_number(p)) or is_damaged_day(p.plain))
        ),
        None,
    )


def _behind_number(p: Paragraph) -> str:
    """A line without the number it begins with: (云政规〔2025〕2号 2025年4月10日印发)."""
    number = number_in(p.text)
    return p.plain[number[2] :].strip(" ()") if number and number[1] <= 1 else p.plain


def _damage(signed: Paragraph) -> list[Finding]:
    if is_date_line(_behind_number(signed)):
        return []
    value, reason = signed.text.shown, "damaged-text.date"
    return [Finding("damaged-text", "warning", row=signed.line, value=value, reason=reason)]


def _is_same(publisher: str, issuer: str | None) -> bool:
    """Whether a page is the issuer's own: the same name, or its office."""
    if not issuer:
        return False
    names = issuer.split("、")
    return _OFFICE.sub("", publisher) in issuer or any(
        name and (name in publisher or publisher in name) for name in names
    )
