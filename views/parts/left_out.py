"""The note on what a build left out, shown above the figures it affects."""

from __future__ import annotations

from collections.abc import Sequence

from graph.left_out import LeftOut, sentences
from graph.words import say
from views.parts.markup import node, show
from views.parts.session import language


def left_out_note(omissions: Sequence[LeftOut]) -> None:
    """Show the rows and persons left out, by table and reason; nothing where all was read."""
    points = [node("li", "", sentence) for sentence in sentences(omissions, language())]
    if points:
        head = node("p", "tc-facts", say("left_out.heading", language()))
        show(node("section", "tc-left-out", head, node("ul", "tc-points", *points), role="note"))
