"""What can be decided on: a link that is missing, or a value that is unknown."""

from __future__ import annotations

from dataclasses import dataclass

from graph.review.pairs import Reason
from graph.things import Thing

Value = int | float | Thing


@dataclass(frozen=True)
class Item:
    """Something to decide on. ``effect``: persons a year by which it alone would move the shortage.

    ``kind``: of a decision, see :mod:`graph.review.decided`. ``level``: of the major; of a college
    or occupation None. ``persons``: whom it touches: graduates of the major, or places and
    graduates whose level, area or share is unknown. ``reasons``: of a pair. ``values``: of an
    unknown, what was tried, and the shortage then. A pair fills places, so its effect is downwards.
    ``is_known_elsewhere``: the values are those of others; else all that are possible.
    ``is_first``: no college tells its share, so that the first one told counts for all; ``persons``
    are all theirs.
    """

    kind: str
    effect: int
    persons: int
    major: Thing | None = None
    occupation: Thing | None = None
    college: Thing | None = None
    year: int | None = None
    level: int | None = None
    reasons: tuple[Reason, ...] = ()
    values: tuple[tuple[Value, int], ...] = ()
    is_known_elsewhere: bool = True
    is_first: bool = False

    @property
    def matter(self) -> tuple[str, str | None, str | None, str | None, int | None]:
        """What a decision on it is about, as :data:`graph.review.decided.MATTER`."""
        keys = (
            thing.key if thing else None for thing in (self.major, self.occupation, self.college)
        )
        return self.kind, *keys, self.year  # type: ignore[return-value]
