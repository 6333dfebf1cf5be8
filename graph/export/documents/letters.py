"""The lines of a letterhead, as pages and slides word them."""

from __future__ import annotations

import re

from graph.export.documents.model import Document
from graph.export.documents.paper import OFFICIAL
from graph.export.documents.widths import title_size
from graph.words import say

BRACKETED = re.compile(r"^[（(]([^（()）]*)[）)]$")
LABELLED = re.compile(r"[（(]?[^\W\d][^\d：:，,；;。@/]{0,15}[：:](?!//)")  # “联系人：”


def recipients_line(document: Document) -> str:
    """Word whom the document is for; empty if nobody is named."""
    names = document.letterhead.recipients.rstrip("：:")
    return say("letterhead.recipients", document.lang, names=names) if names else ""


def contact_line(document: Document) -> str:
    """Word whom to ask; official papers put it into brackets. Empty if nobody is named.

    A text in brackets gets no more of them, and one that begins with a label of its own no other.
    """
    contact = document.letterhead.contact.strip()
    if document.paper.is_official:
        contact = BRACKETED.sub(r"\1", contact)
        return say("letterhead.note", document.lang, contact=contact) if contact else ""
    if not contact or LABELLED.match(contact):
        return contact
    return say("letterhead.contact", document.lang, contact=contact)


def signed_lines(document: Document) -> list[str]:
    """Word who signs, when and whom to ask: in a line; official papers have each in its place."""
    head = document.letterhead
    lines = [text for text in (head.signature, head.date) if text]
    if document.paper.is_official:
        return lines
    return list(filter(None, ["　".join(filter(None, (*lines, contact_line(document))))]))


def numbered(titles: tuple[str, ...]) -> list[str]:
    """Number the titles of annexes, if there are several."""
    if len(titles) == 1:
        return [*titles]
    return [f"{k}．{title}" for k, title in enumerate(titles, 1)]


def annex_lines(titles: tuple[str, ...], lang: str) -> list[str]:
    """List the annexes after the word for them."""
    lead = say("letterhead.annexes", lang)
    return [lead + title if k == 0 else title for k, title in enumerate(numbered(titles))]


def annex_name(number: int, count: int, lang: str) -> str:
    """Word the number above an annex; an only one has none."""
    return say("letterhead.annex", lang, number=str(number) if count > 1 else "").strip()


def issuer_size(issuer: str) -> float:
    """Return the size of the issuer's red line, which is one line where that can be read."""
    return title_size(issuer, 42, OFFICIAL.wide_points) if issuer else 42
