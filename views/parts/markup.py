"""Small pieces of HTML, built as a tree, so that text from data is never read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, tostring

import streamlit as st

Child = Element | str | None


def node(tag: str, kind: str = "", *children: Child, **attributes: str | None) -> Element:
    """Build an element of a class with its children; ``aria_label`` becomes ``aria-label``.

    >>> as_html(node("b", "x", "<i>", title='"'))
    '<b class="x" title="&quot;">&lt;i&gt;</b>'
    """
    element = Element(tag, {"class": kind} if kind else {})
    for name, value in attributes.items():
        if value is not None:
            element.set(name.rstrip("_").replace("_", "-"), value)
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            element.append(child)
            last = child
        elif child and last is None:
            element.text = (element.text or "") + unbroken(child)
        elif child and last is not None:
            last.tail = (last.tail or "") + unbroken(child)
    return element


def anchor(to: str | None, *children: Child, kind: str = "", **attributes: str | None) -> Element:
    """Build a link to a page of the explorer, which opens in the same window."""
    return node("a", kind, *children, href=to, target="_self", **attributes)


def way(to: str | None, text: str) -> Element:
    """Build a line that leads on."""
    return node("p", "tc-facts", anchor(to, text))


def thing_head(
    about: Iterable[Child], name: Child, *below: Child, kind: str = "tc-thing"
) -> Element:
    """Build the head of a thing: what it is, its name, and what stands below."""
    line = node("p", "tc-thing-kind", *about)
    return node("header", kind, line, node("h2", "tc-thing-name", name), *below)


def rank_bar(share: float) -> Element:
    """Build the bar of a line in a ranking, as long as its share of the longest."""
    return node("span", "tc-rank-bar", aria_hidden="true", style=f"width: {100 * share:.1f}%")


def bullets(points: Iterable[Child]) -> Element:
    """Build a list of points."""
    return node("ul", "tc-points", *(node("li", "", point) for point in points))


def as_html(element: Element) -> str:
    """Return the element as HTML."""
    return tostring(element, encoding="unicode", method="html")


def show(*elements: Element | None) -> None:
    """Put elements on the page; what is None is left out, as in a node."""
    st.html("".join(as_html(element) for element in elements if element is not None))


def between(links: Iterable[Child], separator: str = " · ") -> list[Child]:
    """Put a separator between links."""
    return [part for link in links for part in (separator, link)][1:]


def unbroken(text: str) -> str:
    """Keep figures and their signs of per cent on one line."""
    return re.sub(r"(?<=\d) (?=%)", "\u00a0", text)


_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]()#+-.!|<>~$:^="})


def plain(text: str) -> str:
    r"""Escape a text for a place that reads Markdown.

    >>> plain("a*b <c>")
    'a\\*b \\<c\\>'
    """
    return unbroken(text).translate(_SIGNS).replace("\n", " ")
