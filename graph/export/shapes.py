"""The outlines of node shapes, by their names in the declaration."""

from __future__ import annotations

from math import cos, pi, sin

# Regular shapes: number of corners, and the angle of the first in quarters of a turn.
_CORNERS = {
    "triangle": (3, -1.0),
    "triangleDown": (3, 1.0),
    "square": (4, -0.5),
    "diamond": (4, -1.0),
    "hexagon": (6, 0.0),
}


def outline(shape: str, x: float, y: float, r: float) -> str:
    """Return the SVG path of a shape around a point; shapes without corners are round.

    >>> outline("diamond", 0, 0, 2)
    'M0 -2L2 0L0 2L-2 0Z'
    """
    if shape == "star":
        points = [_corner(x, y, r if k % 2 == 0 else r * 0.45, -1 + k * 0.4) for k in range(10)]
    elif shape in _CORNERS:
        count, first = _CORNERS[shape]
        points = [_corner(x, y, r, first + k * 4 / count) for k in range(count)]
    elif shape in ("box", "database"):
        points = [(x - r * 1.2, y - r * 0.8), (x + r * 1.2, y - r * 0.8)]
        points += [(x + r * 1.2, y + r * 0.8), (x - r * 1.2, y + r * 0.8)]
    else:
        wide = r * 1.25 if shape == "ellipse" else r
        arc = f"A{_n(wide)} {_n(r * 0.85 if shape == 'ellipse' else r)} 0 1 0"
        return f"M{_n(x - wide)} {_n(y)}{arc} {_n(x + wide)} {_n(y)}{arc} {_n(x - wide)} {_n(y)}Z"
    return "M" + "L".join(f"{_n(px)} {_n(py)}" for px, py in points) + "Z"


def _corner(x: float, y: float, r: float, quarter: float) -> tuple[float, float]:
    return x + r * cos(quarter * pi / 2), y + r * sin(quarter * pi / 2)


def _n(value: float) -> str:
    digits = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits
