"""What the pages about the gap offer to take along."""

from __future__ import annotations

from dataclasses import replace

from graph.draw.page import Look
from graph.draw.pictures import Wish
from graph.gap.choices import choices
from graph.gap.scope import GapParameters
from views.parts import exports
from views.parts.exports import Offer
from views.parts.session import language, once


def gap_offers(asked: GapParameters, *documents: str) -> list[Offer]:
    """The pictures of a gap, then documents by name."""
    look = Look(language())
    wish = Wish(look, asked)
    offers = [exports.picture("ribbon", wish), exports.picture("blocks", wish)]
    if asked.chain:
        offers.append(exports.picture("chain", replace(wish, chain=asked.chain)))
    if len(once(choices).years) > 1:
        offers.append(exports.picture("trend", Wish(look, replace(asked, year=None))))
    return [*offers, *(exports.paper(name, asked) for name in documents)]
