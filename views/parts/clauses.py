"""The card of a clause of a policy document: its number, its text and its lead units."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from graph.rules.clauses import leads, whole_text
from graph.rules.duties import duties
from graph.rules.sentences import clause_name, quoted
from graph.rules.verdicts import Clause
from graph.words import join
from views.parts import address
from views.parts.markup import anchor, between, node
from views.parts.session import build, language, once, tell


def clause_card(
    clause: Clause, on: Element | None = None, words: Sequence[str] | None = None
) -> Element:
    """Build the card of a clause. ``on``: a link that stands after the lead units.

    ``words``: the texts of a whole measure; without them, the clause's own text is quoted.
    """
    lang, full_text = language(), whole_text(build().tables, clause)
    own_words = [clause.words] if clause.words else []
    paragraphs = own_words if words is None else words
    missing = quoted(clause, lang) if words is None else tell("warnings.no_words")
    return node(
        "section",
        "tc-clause",
        node("h3", "tc-clause-name", clause_name(clause, lang)),
        *(node("blockquote", "tc-clause-words", paragraph) for paragraph in paragraphs),
        None if paragraphs or (full_text and words is not None) else node("p", "tc-facts", missing),
        _full_text(full_text, is_open=not paragraphs) if full_text else None,
        _led(clause, on),
    )


def _full_text(text: str, is_open: bool) -> Element:
    summary = node("summary", "tc-soft", tell("warnings.whole"))
    lines = (node("p", "", line) for line in text.splitlines())
    return node("details", "tc-clause-whole", summary, *lines, open="" if is_open else None)


def measure_link(clause: Clause) -> Element | None:
    """Build a link to the measure that holds a clause; None where the clause names none."""
    if clause.path is None:
        return None
    to = address.to("measures", item=f"{clause.policy}/{clause.path}")
    return anchor(to, tell("warnings.to_measure"), kind="tc-clause-more")


def _led(clause: Clause, on: Element | None) -> Element | None:
    units = leads(once(duties), clause)
    if not units:
        return on
    links = [anchor(address.to("measures", unit=u.key), u.of(language())) for u in units]
    led = node("span", "tc-soft", tell("warnings.led"))
    return node("p", "tc-clause-led", led, *between(links, join(["", ""], language())), on)
