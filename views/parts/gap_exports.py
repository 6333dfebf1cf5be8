"""The exports that the pages about the gap offer."""

from __future__ import annotations

from dataclasses import replace

from graph.draw.page import Look
from graph.draw.pictures import Wish
from graph.gap.choices import choices
from graph.gap.scope import GapParameters
from views.parts import exports
from views.parts.exports import Offer
from views.parts.session import language, once


def gap_offers(parameters: GapParameters, *documents: str) -> list[Offer]:
    """Return the pictures of a gap, then the named documents."""
    look = Look(language())
    wish = Wish(look, parameters)
    offers = [exports.picture("ribbon", wish), exports.picture("blocks", wish)]
    if parameters.chain:
        offers.append(exports.picture("chain", replace(wish, chain=parameters.chain)))
    if len(once(choices).years) > 1:
        offers.append(exports.picture("trend", Wish(look, replace(parameters, year=None))))
    return [*offers, *(exports.paper(name, parameters) for name in documents)]
