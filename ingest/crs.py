"""Coordinate systems by their names: which are read, which are refused, and why."""

from __future__ import annotations

import re

from ingest.text import fold

# Longitude and latitude on WGS 84; CGCS2000 differs from it by centimetres.
_READ = re.compile(
    r"wgs-?84|cgcs-?2000|crs84|epsg:(4326|4490|4979|4480)"
    r"|urn:ogc:def:crs:(ogc:[\d.]*:crs84h?|epsg:[\d.]*:(4326|4490|4979|4480))"
    r"|https?://www\.opengis\.net/def/crs/(ogc/[\d.]+/crs84h?|epsg/\d+/(4326|4490|4979|4480))"
)
_SHIFTED = re.compile(r"gcj-?0?2|bd-?0?9|火星坐标系?|百度坐标系?|国测局(坐标系?)?|mars")


def refusal(name: str) -> str | None:
    """Return the reason why coordinates of a system are not read; None where they are.

    >>> refusal("CGCS 2000"), refusal("urn:ogc:def:crs:OGC:1.3:CRS84")
    (None, None)
    >>> refusal("GCJ-02"), refusal("EPSG:3857")
    ('shape.shifted', 'shape.crs')
    """
    word = fold(name).replace("_", "-")
    if _READ.fullmatch(word):
        return None
    return "shape.shifted" if _SHIFTED.fullmatch(word) else "shape.crs"
