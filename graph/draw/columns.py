"""The positions of boxes in several columns: one scale for all, few crossings, no overlaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Links = Sequence[Mapping[tuple[str, str], float]]
SWEEPS = 8
WIDEST_GAP = 26.0


@dataclass(frozen=True)
class Entry:
    """A box to be placed. ``zone``: boxes of a lower zone stand above those of a higher one.

    ``within``: boxes of one group stay together, in the order in which ``within`` stands in the
    column before. ``lead``: free pixels above it; ``wish``: the height at which its name is whole.
    """

    key: str
    persons: float
    zone: int = 0
    within: str | None = None
    rank: int = 0
    lead: float = 0.0
    wish: float = 0.0


@dataclass(frozen=True)
class Place:
    """Upper edge and height of a box, and of the part of it that its persons take up."""

    y: float
    h: float
    bar_y: float
    bar_h: float


def arranged(columns: Sequence[Sequence[Entry]], links: Links) -> list[list[Entry]]:
    """Order each column so that streams stay short: barycentre sweeps, ties by key."""
    order = [
        sorted(column, key=lambda entry: (entry.zone, entry.rank, -entry.persons, entry.key))
        for column in columns
    ]
    streams = [_by_end(streams_by_pair) for streams_by_pair in links]
    best, least = order, _tangle(order, links)
    for sweep in range(SWEEPS):
        order = [list(column) for column in order]
        numbers = range(len(order)) if sweep % 2 == 0 else reversed(range(len(order)))
        for c in numbers:
            middle: dict[str, float] = {}
            before, after = (c - 1, c + 1) if sweep % 2 == 0 else (c + 1, c - 1)
            for neighbour in (before, after):
                if 0 <= neighbour < len(order) and not middle:
                    position = _middles(order[neighbour])
                    ends = streams[min(c, neighbour)][1 if neighbour < c else 0]
                    middle = _barycentres(order[c], ends, position)
            order[c] = _sorted(order[c], middle, order[c - 1] if c else ())
        tangle = _tangle(order, links)
        if tangle < least - 1e-9:
            best, least = order, tangle
    return best


def _sorted(
    column: Sequence[Entry], middle: Mapping[str, float], previous: Sequence[Entry]
) -> list[Entry]:
    place = {entry.key: k for k, entry in enumerate(previous)}

    def rank(entry: Entry) -> tuple[int, int, int, float, str]:
        group = place.get(entry.within, len(place)) if entry.within is not None else 0
        return entry.zone, group, entry.rank, round(middle.get(entry.key, 0.5), 6), entry.key

    return sorted(column, key=rank)


def _by_end(
    links: Mapping[tuple[str, str], float],
) -> tuple[dict[str, list[tuple[str, float]]], dict[str, list[tuple[str, float]]]]:
    """Map each source to its targets, and each target to its sources, with the persons."""
    out: dict[str, list[tuple[str, float]]] = {}
    into: dict[str, list[tuple[str, float]]] = {}
    for (source, target), persons in links.items():
        out.setdefault(source, []).append((target, persons))
        into.setdefault(target, []).append((source, persons))
    return out, into


def _middles(column: Sequence[Entry]) -> dict[str, float]:
    """Return the position of each box in its column by persons, from 0 (top) to 1 (bottom)."""
    total = sum(entry.persons for entry in column) or 1.0
    middles, reached = {}, 0.0
    for entry in column:
        middles[entry.key] = (reached + entry.persons / 2) / total
        reached += entry.persons
    return middles


def _barycentres(
    column: Sequence[Entry],
    ends: Mapping[str, list[tuple[str, float]]],
    position: Mapping[str, float],
) -> dict[str, float]:
    barycentres = {}
    for entry in column:
        neighbours = ends.get(entry.key, [])
        weight = sum(persons for _, persons in neighbours)
        if weight:
            barycentres[entry.key] = sum(position[key] * n for key, n in neighbours) / weight
    return barycentres


def _tangle(columns: Sequence[Sequence[Entry]], links: Links) -> float:
    """Return how far streams rise or fall, weighted by persons."""
    positions = [_middles(column) for column in columns]
    return sum(
        persons * abs(positions[c][source] - positions[c + 1][target])
        for c, streams in enumerate(links)
        for (source, target), persons in streams.items()
    )


def scale_for(columns: Sequence[Sequence[Entry]], room: float, least: float, gap: float) -> float:
    """Return the pixels per person, the same in all columns, at which the fullest just fits.

    A box is never lower than ``least``.
    """
    scales = []
    for column in columns:
        if not column:
            continue
        free = room - gap * (len(column) - 1) - sum(entry.lead for entry in column)
        scales.append(_largest([entry.persons for entry in column], free, least))
    return min(scales, default=0.0)


def _largest(persons: Sequence[float], free: float, least: float) -> float:
    """Return the largest k with ``sum(max(k p, least)) <= free``, trying large boxes first."""
    ordered, total = sorted(persons, reverse=True), 0.0
    for position, n in enumerate(ordered):
        total += n
        lowest = len(ordered) - position - 1
        scale = max(0.0, free - least * lowest) / total if total else 0.0
        if not lowest or scale * ordered[position + 1] <= least:
            return scale
    return 0.0


def placed(
    column: Sequence[Entry], scale: float, top: float, room: float, least: float, gap: float
) -> dict[str, Place]:
    """Place the boxes of a column one below the other.

    Free room first heightens the boxes that wish it, the largest first, then widens gaps and
    margins.
    """
    heights = [max(entry.persons * scale, least) for entry in column]
    free = room - sum(heights) - sum(entry.lead for entry in column)
    for k in sorted(range(len(column)), key=lambda k: (-column[k].persons, k)):
        more = column[k].wish - heights[k]
        if 0 < more <= free - gap * (len(column) - 1):
            heights[k], free = column[k].wish, free - more
    between = min(max(free / (len(column) - 1), gap), WIDEST_GAP) if len(column) > 1 else 0.0
    y = top + max(0.0, free - between * (len(column) - 1)) / 2
    places = {}
    for entry, height in zip(column, heights, strict=True):
        y += entry.lead
        bar = entry.persons * scale
        places[entry.key] = Place(y, height, y + (height - bar) / 2, bar)
        y += height + between
    return places
