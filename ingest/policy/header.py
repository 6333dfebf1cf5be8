"""The issuer, title, number and dates of a document, not those of a site that reposts it."""

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
    """The header of a document; ``own_titles`` are for matching."""

    title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    issued: str | None = None
    published: str | None = None
    own_titles: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_header(preface: list[Paragraph], tail: list[Paragraph]) -> Header:
    """Read a document's header. ``preface``: before the first number; ``tail``: the last lines."""
    preface = preface[:_PREFACE_LINES]
    labels = labelled(preface)
    titles = title_lines(preface, labels.lines)
    own = own_title(titles, labels.get(TITLE))
    header = Header(
        title=clean_title(own) if own else None,
        doc_number=_number(preface, titles, labels),
        issuer=_issuer(
            issuer_in(own) if own else None, signature(preface, tail), labels.get(ISSUER)
        ),
        own_titles=[title.plain for title in [*([own] if own else []), *titles]],
    )
    issued = labels.get(ISSUED)
    header.issued = read_day(issued.plain) if issued else None
    if header.issued is None and (signed := _signed_day([*preface, *tail], labels.lines)):
        header.issued = read_day(signed.plain) if is_date_line(_behind_number(signed)) else None
        header.findings += _damage(signed)
    published, publisher = labels.get(PUBLISHED), labels.get(ISSUER)
    if published and publisher and _is_same(publisher.plain, header.issuer):
        header.published = read_day(published.plain)
    if not header.title:
        header.findings.append(Finding("unread-header.title", "warning"))
    if not header.doc_number:
        header.findings.append(Finding("unread-header.number", "info"))
    return header


def _number(preface: list[Paragraph], titles: list[Passage], labels: Labelled) -> str | None:
    """Return the document's number: labelled, in a title, or alone or first on a line."""
    label = labels.get(NUMBER)
    if label and (number := labelled_number(label)):
        return number
    for title in titles:
        if (number_and_span := number_in(title)) and "《" not in title.plain[: number_and_span[1]]:
            return number_and_span[0]
    for paragraph in preface:
        if paragraph.line in labels.lines and not paragraph.cells:
            continue
        if (number_and_span := number_in(paragraph.text)) and (
            is_number_line(paragraph.text)
            or (number_and_span[1] <= 1 and "《" not in paragraph.plain[: number_and_span[1]])
        ):
            return number_and_span[0]
    return _order(preface)


def _order(preface: list[Paragraph]) -> str | None:
    """Return the number of an order, which stands below its name or on the same line."""
    for above, paragraph in zip([None, *preface], preface, strict=False):
        text = paragraph.plain.strip("() ")
        if pattern("citations", "order").fullmatch(text):
            return paragraph.text.stripped("() ").original
        if (
            above
            and pattern("citations", "order_number").fullmatch(paragraph.plain)
            and pattern("citations", "order_name").fullmatch(above.plain)
        ):
            return above.text.original + paragraph.text.stripped("() ").original
    return None


def _issuer(in_title: str | None, signed: list[str], label: Passage | None) -> str | None:
    """Return the issuer in the title, completed or replaced by the signatures, else the label."""
    published_by = issuers(label.original) if label else []
    if in_title and pattern("header", "placeless").match(in_title):
        ending = _short(in_title)
        if complete_names := [
            name for name in (*signed, *published_by) if _short(name).endswith(ending)
        ]:
            return complete_names[0]
    if in_title and not pattern("header", "several_bodies").search(in_title):
        return "、".join(issuers(in_title))
    if len(signed) > (1 if in_title else 0):
        return "、".join(dict.fromkeys(signed))
    return in_title or "、".join(published_by or signed) or None


def _short(name: str) -> str:
    return name.replace("人民政府", "政府")


def _signed_day(paragraphs: list[Paragraph], labelled: set[int]) -> Paragraph | None:
    """Return the first date on its own line, damaged or not."""
    return next(
        (
            paragraph
            for paragraph in paragraphs
            if not paragraph.cells
            and paragraph.line not in labelled
            and (is_date_line(_behind_number(paragraph)) or is_damaged_day(paragraph.plain))
        ),
        None,
    )


def _behind_number(paragraph: Paragraph) -> str:
    """Return a line without the number it begins with: (云政规〔2025〕2号 2025年4月10日印发)."""
    number = number_in(paragraph.text)
    return (
        paragraph.plain[number[2] :].strip(" ()") if number and number[1] <= 1 else paragraph.plain
    )


def _damage(signed: Paragraph) -> list[Finding]:
    if is_date_line(_behind_number(signed)):
        return []
    value, reason = signed.text.original, "damaged-text.date"
    return [Finding(reason, "warning", row=signed.line, value=value)]


def _is_same(publisher: str, issuer: str | None) -> bool:
    """Tell whether a page is the issuer's own: of the same name, or of its office."""
    if not issuer:
        return False
    names = issuer.split("、")
    return _OFFICE.sub("", publisher) in issuer or any(
        name and (name in publisher or publisher in name) for name in names
    )
