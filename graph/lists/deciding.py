"""Where a major stands: one table of decisions, from its standing, card and exit clause."""

from __future__ import annotations

from dataclasses import dataclass

from graph.lists.report import Place, Standing
from graph.rules.cards import Card

# Causes of empty places that more seats do not mend, and come before them.
BEFORE_SEATS = ("retention", "place", "field", "level")


@dataclass(frozen=True)
class Decision:
    """A place, what to do (``kind``), and what speaks against it (``conflict``)."""

    place: Place
    kind: str
    conflict: str | None = None


def decide(standing: Standing, card: Card | None = None, to_explain: bool = False) -> Decision:
    """Decide where a major stands; who is short never stands among those to let go.

    >>> decide(Standing("surplus", ahead="surplus")).place
    'limit'
    >>> decide(Standing("scarce"), Card("red", ()))
    Decision(place='adjust', kind='strengthen', conflict='card_though_short')
    """
    if standing.is_short_now:
        return _of_short(standing, card)
    if standing.is_short_ahead:
        if card:
            return Decision("adjust", "strengthen", "card_though_short")
        if standing.now == "surplus":
            return Decision("adjust", "hold", "spare_now")
    if card and standing.now in (None, "unknown"):
        return Decision("adjust", "watch", "need_unknown")
    if card and card.colour == "red":
        return Decision("limit", "exit")
    if standing.now == "surplus":
        if standing.ahead == "surplus":
            return Decision("limit", "reduce")
        return Decision("adjust", "hold")
    if standing.ahead == "scarce":
        return Decision("open", "grow")
    if standing.ahead == "surplus":
        return Decision("adjust", "prepare")
    if card:
        return Decision("adjust", "watch")
    if to_explain:
        return Decision("adjust", "explain")
    if standing.now == "balanced":
        return Decision("unchanged", "none")
    return Decision("undecided", "none")


def _of_short(standing: Standing, card: Card | None) -> Decision:
    if card:
        return Decision("adjust", "strengthen", "card_though_short")
    if standing.ahead == "surplus":
        return Decision("adjust", "turn", "short_now")
    causes = standing.causes
    if causes and not any(cause not in BEFORE_SEATS for cause in causes):
        return Decision("adjust", causes[0])
    return Decision("open", "grow")
