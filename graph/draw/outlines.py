"""Shapes of areas in the pixels of a picture, with as many points as can be seen there.

Longitudes are shortened by the cosine of the middle latitude: shapes of a province look as they
are. Points closer than a pixel become one for all areas at once, so neighbours keep their border.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
import polars as pl
from numpy.typing import NDArray

CELL = 0.8  # pixels in which points become one
LEAST = 3.0  # half of the square that stands for an area too small to be seen
LEVELS = 15  # lines on which the place of a label is looked for
ENOUGH, ASIDE = 120.0, 0.5  # room beyond which the middle counts more; what a pixel away costs
Points = NDArray[np.float64]
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Frame:
    """The room for shapes in a picture: left and upper edge, and the most of each side."""

    left: float
    top: float
    wide: float
    high: float


@dataclass(frozen=True)
class Outline:
    """Rings in pixels, closed by themselves, and where a label fits: its middle and its room.

    ``is_square``: it stands for an area without a shape.
    """

    rings: tuple[Ring, ...]
    x: float
    y: float
    room: float
    is_square: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, width and height."""
        xs, ys = zip(*(point for ring in self.rings for point in ring), strict=True)
        return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def flat(lon: Points, lat: Points) -> Points:
    """Return positions on a plane, north upwards: units are degrees of latitude."""
    middle = (lat.min() + lat.max()) / 2 if len(lat) else 0.0
    return np.stack([lon * max(0.1, cos(radians(middle))), -lat], axis=1)


def outlines(shapes: pl.DataFrame, frame: Frame, lines: float) -> tuple[dict[str, Outline], float]:
    """Fit shapes into a frame, in its middle; return them by code, and the height they take.

    ``shapes``: see :mod:`graph.builds.shapes`; ``lines``: height of a label in pixels.
    """
    points = flat(shapes["lon"].to_numpy(), shapes["lat"].to_numpy())
    low = points.min(axis=0)
    wide, high = np.maximum(points.max(axis=0) - low, 1e-9)
    scale = min(frame.wide / wide, frame.high / high)
    corner = np.array([frame.left + (frame.wide - wide * scale) / 2, frame.top])
    pixels = corner + (points - low) * scale
    merged = _merged(pixels)
    ends = np.flatnonzero(np.diff(shapes["ring"].to_numpy())) + 1
    codes = shapes["code"].gather([0, *ends.tolist()]).to_list()
    by_code: dict[str, list[tuple[Points, Points]]] = {}
    for code, ring, seen in zip(codes, np.split(pixels, ends), np.split(merged, ends), strict=True):
        by_code.setdefault(code, []).append((ring, seen))
    return {code: _outline(rings, lines) for code, rings in by_code.items()}, high * scale


def _merged(pixels: Points) -> Points:
    """Move every point to the first of those in its cell."""
    _, first, of = np.unique(
        np.floor(pixels / CELL), axis=0, return_index=True, return_inverse=True
    )
    merged: Points = pixels[first[of.reshape(-1)]]
    return merged


def _outline(rings: Sequence[tuple[Points, Points]], lines: float) -> Outline:
    kept = [thin for _, seen in rings if len(thin := _thinned(seen)) >= 3]
    if not kept:
        x, y = np.concatenate([ring for ring, _ in rings]).mean(axis=0).tolist()
        kept = [np.array([(x - LEAST, y), (x, y - LEAST), (x + LEAST, y), (x, y + LEAST)])]
    x, y, room = _label(kept, lines)
    rounded = tuple(
        tuple((round(float(a), 2), round(float(b), 2)) for a, b in ring) for ring in kept
    )
    return Outline(rounded, round(x, 2), round(y, 2), round(room, 2))


def _thinned(ring: Points) -> Points:
    """Drop points equal to the one before, and the last, which is the first."""
    changes = np.ones(len(ring), bool)
    changes[1:] = (ring[1:] != ring[:-1]).any(axis=1)
    thin: Points = ring[changes]
    return thin[:-1] if len(thin) > 1 and (thin[0] == thin[-1]).all() else thin


def _label(rings: Sequence[Points], lines: float) -> tuple[float, float, float]:
    """Return the middle of a wide place for a label ``lines`` high, not far out, and its width."""
    starts = np.concatenate(rings)
    ends = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    (left, top), (right, bottom) = starts.min(axis=0).tolist(), starts.max(axis=0).tolist()
    best, most = ((left + right) / 2, (top + bottom) / 2, 0.0), -float("inf")
    for k in range(1, LEVELS + 1):
        y = top + (bottom - top) * k / (LEVELS + 1)
        above, below = (_within(starts, ends, y + side * lines / 2) for side in (-1, 1))
        for a, b in _within(starts, ends, y):
            middle = (a + b) / 2
            for others in (above, below):
                own = [pair for pair in others if pair[0] <= middle <= pair[1]]
                a, b = (max(a, own[0][0]), min(b, own[0][1])) if own else (middle, middle)
            score = min(b - a, ENOUGH) - ASIDE * abs(y - (top + bottom) / 2)
            if b > a and score > most:
                best, most = ((a + b) / 2, y, b - a), score
    return best


def _within(starts: Points, ends: Points, y: float) -> list[tuple[float, float]]:
    """Return the stretches of a horizontal line that lie within the rings."""
    cuts = (starts[:, 1] <= y) != (ends[:, 1] <= y)
    a, b = starts[cuts], ends[cuts]
    xs = np.sort(a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])).tolist()
    return list(zip(xs[::2], xs[1::2], strict=False))
