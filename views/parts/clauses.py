"""A clause of a policy document: its number, its words, and who leads it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from graph.rules.duties import duties
from graph.rules.sentences import quoted
from graph.rules.verdicts import Clause
from graph.rules.wording import leads, whole_text
from graph.words import join, say
from views.parts import address
from views.parts.markup import node
from views.parts.session import build, language, once, tell


def clause_card(
    clause: Clause, on: Element | None = None, words: Sequence[str] | None = None
) -> Element:
    """The clause with its words and its lead units. ``on``: a link to where one goes from here.

    ``words``: of a whole measure, those of all its numbers; of a verdict's clause its own.
    """
    lang, whole = language(), whole_text(build().tables, clause)
    own = [clause.words] if clause.words else []
    said = own if words is None else words
    missing = quoted(clause, lang) if words is None else tell("warnings.no_words")
    title = say(
        "rules.clause", lang, policy=clause.policy, measure=clause.measure,
        heading=clause.heading or "",
    ).strip()  # fmt: skip
    return node(
        "section",
        "tc-clause",
        node("h4", "tc-clause-name", title if clause.path else clause.policy),
        *(node("blockquote", "tc-clause-words", one) for one in said),
        None if said or (whole and words is not None) else node("p", "tc-facts", missing),
        _whole(whole, is_open=not said) if whole else None,
        _led(clause, on),
    )


def _whole(text: str, is_open: bool) -> Element:
    summary = node("summary", "tc-soft", tell("warnings.whole"))
    lines = (node("p", "", line) for line in text.splitlines())
    return node("details", "tc-clause-whole", summary, *lines, open="" if is_open else None)


def measure_link(clause: Clause) -> Element | None:
    """To the measure of a clause."""
    if clause.path is None:
        return None
    to = address.to("measures", item=f"{clause.policy}/{clause.path}")
    return node("a", "tc-clause-more", tell("warnings.to_measure"), href=to, target="_self")


def _led(clause: Clause, on: Element | None) -> Element | None:
    units = leads(once(duties), clause)
    if not units:
        return on
    links: list[Element | str] = []
    for unit in units:
        links += [join(["", ""], language())] if links else []
        to = address.to("measures", unit=unit.key)
        links.append(node("a", "", unit.of(language()), href=to, target="_self"))
    led = node("span", "tc-soft", tell("warnings.led"))
    return node("p", "tc-clause-led", led, *links, on)
