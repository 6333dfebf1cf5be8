"""What a build left out, said above whatever rests on it."""

from __future__ import annotations

from collections.abc import Sequence

from graph.left_out import LeftOut, sentences
from graph.words import say
from views.parts.markup import node, show
from views.parts.session import language


def left_out_note(several: Sequence[LeftOut]) -> None:
    """Rows and persons left out, by table and reason; nothing where all was read."""
    points = [node("li", "", one) for one in sentences(several, language())]
    if points:
        head = node("p", "tc-facts", say("left_out.heading", language()))
        show(node("section", "tc-left-out", head, node("ul", "tc-points", *points), role="note"))
