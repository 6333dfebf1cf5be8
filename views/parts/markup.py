"""Small pieces of HTML, built as a tree: a text is always text, whatever it says."""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

import streamlit as st

Child = Element | str | None


def node(tag: str, kind: str = "", *children: Child, **attributes: str | None) -> Element:
    """An element of a class with its children; ``aria_label`` becomes ``aria-label``.

    >>> as_html(node("b", "x", "<i>", title='"'))
    '<b class="x" title="&quot;">&lt;i&gt;</b>'
    """
    made = Element(tag, {"class": kind} if kind else {})
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), value)
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            made.append(child)
            last = child
        elif child and last is None:
            made.text = (made.text or "") + child
        elif child and last is not None:
            last.tail = (last.tail or "") + child
    return made


def as_html(made: Element) -> str:
    """The element as HTML."""
    return tostring(made, encoding="unicode", method="html")


def show(*made: Element) -> None:
    """Put elements on the page."""
    st.html("".join(map(as_html, made)))


_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]()#+-.!|<>~$:^="})


def plain(text: str) -> str:
    r"""A text for a place that reads Markdown, without effect there.

    >>> plain("a*b <c>")
    'a\\*b \\<c\\>'
    """
    return text.translate(_SIGNS).replace("\n", " ")
