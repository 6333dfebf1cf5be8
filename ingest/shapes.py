"""``shapes.geojson``: the shapes of areas, read within limits; a bad shape never costs a good one.

Coordinates are longitude and latitude on WGS 84 (RFC 7946); any other system that the file or its
dataset declares is refused. Findings name the place of a feature in the file, counted from 1.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.builds.shapes import SCHEMA, no_shapes
from graph.findings import Finding
from graph.words import first_few
from ingest.crossing import crossing
from ingest.crs import refusal
from ingest.datasets import Dataset, InputFile
from ingest.readers import BadFileError

MOST_BYTES, MOST_FEATURES, MOST_POINTS = 16 << 20, 5_000, 300_000
NAMED = 5  # areas without a shape that a finding names
_LEAST = 4  # positions of a closed ring
Ring = NDArray[np.float64]
Place = dict[str, Any]  # the file, and row and value of a feature


class _Refused(Exception):
    """A file or a feature that is not drawn: the reason, and the values of its sentence."""

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


@dataclass(frozen=True)
class ReadShapes:
    """The shapes of a dataset, as :data:`graph.builds.shapes.SCHEMA`, and what is wrong in them."""

    rows: pl.DataFrame
    findings: list[Finding]


def shapes_of(dataset: Dataset) -> ReadShapes:
    """Read the shapes of a dataset, if it brings any."""
    file, findings = dataset.shapes, []
    if file is None or (dataset.declaration.crs and refusal(dataset.declaration.crs)):
        return ReadShapes(no_shapes(), [])
    rings: dict[str, list[Ring]] = {}
    points = 0
    try:
        for row, feature in enumerate(_features(file), 1):
            code = _code(feature)
            place: Place = {"file": file.name, "row": row, "value": code}
            try:
                if code is None or code in rings:
                    raise _Refused("shape.twice" if code else "shape.no_code")
                read = _rings(feature)
            except _Refused as refused:
                findings.append(_finding("error", refused, place))
                continue
            rings[code] = [ring for ring, _ in read]
            if (points := points + sum(map(len, rings[code]))) > MOST_POINTS:
                raise _Refused("shape.points", most=MOST_POINTS)
            if not all(is_closed for _, is_closed in read):
                findings.append(_finding("warning", _Refused("shape.open"), place))
            if (at := next(filter(None, map(crossing, rings[code])), None)) is not None:
                values = {"lon": round(at[0], 5), "lat": round(at[1], 5)}
                findings.append(_finding("warning", _Refused("shape.crossing", **values), place))
    except _Refused as refused:
        return ReadShapes(no_shapes(), [_finding("error", refused, {"file": file.name})])
    except BadFileError as fault:
        return ReadShapes(no_shapes(), [fault.finding(file.name)])
    return ReadShapes(_frame(rings), findings)


def fitting(read: ReadShapes, areas: pl.DataFrame, file: str) -> ReadShapes:
    """Keep the shapes of areas that there are; report the others, and areas without a shape.

    An area that has parts needs none: the shapes of its parts make it up.
    """
    if read.rows.is_empty():
        return read
    codes = set(areas["node_key"])
    shaped = read.rows["code"].unique(maintain_order=True).to_list()
    findings = [
        Finding("shape.unknown", "warning", file, value=code)
        for code in shaped
        if code not in codes
    ]
    parents = areas["parent"].drop_nulls().implode()
    bare = areas.filter(~pl.col("node_key").is_in([*shaped]), ~pl.col("node_key").is_in(parents))
    if not bare.is_empty():
        names = {
            f"names_{lang}": first_few(bare["name"].to_list(), lang, NAMED) for lang in ("zh", "en")
        }
        values = {"count": bare.height, **names}
        findings.append(Finding("shape.without", "warning", file, values=values))
    return ReadShapes(read.rows.filter(pl.col("code").is_in([*codes])), [*read.findings, *findings])


def twice(file: str) -> ReadShapes:
    """Report the shapes of a second dataset, which are not read."""
    return ReadShapes(no_shapes(), [Finding("shape.second", file=file)])


def _finding(severity: str, refused: _Refused, place: Place) -> Finding:
    return Finding(refused.reason, severity, values=refused.values, **place)


def _features(file: InputFile) -> Iterator[dict[str, Any]]:
    """Yield the features of a file.

    Raises:
        _Refused: it is too large, no GeoJSON, or in a coordinate system that is not read.
    """
    content = file.content
    if len(content) > MOST_BYTES:
        size = {"megabytes": len(content) >> 20, "most": MOST_BYTES >> 20}
        raise _Refused("shape.large", **size)
    try:
        parsed = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _Refused("shape.no_geojson") from None
    features = parsed.get("features") if isinstance(parsed, dict) else None
    if not isinstance(features, list) or parsed.get("type") != "FeatureCollection":
        raise _Refused("shape.no_geojson")
    if parsed.get("crs") is not None:
        name = _name_of_crs(parsed["crs"])
        if (reason := refusal(name)) is not None:
            raise _Refused(reason, crs=name[:80])
    if len(features) > MOST_FEATURES:
        raise _Refused("shape.features", count=len(features), most=MOST_FEATURES)
    yield from (feature if isinstance(feature, dict) else {} for feature in features)


def _name_of_crs(crs: Any) -> str:
    """Return the name in a ``crs`` member, as it was before RFC 7946; else the member itself."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else json.dumps(crs)


def _code(feature: dict[str, Any]) -> str | None:
    """Return the code of a feature's area; a whole number may be one."""
    properties = feature.get("properties")
    code = properties.get("code") if isinstance(properties, dict) else None
    if isinstance(code, bool) or not isinstance(code, str | int):
        return None
    try:
        return str(code).strip()[:100] or None
    except ValueError:  # a number of thousands of digits
        return None


def _rings(feature: dict[str, Any]) -> list[tuple[Ring, bool]]:
    """Return the closed rings of a feature, and whether each was closed.

    Raises:
        _Refused: it is no polygon, or a position of it is nowhere.
    """
    geometry = feature.get("geometry")
    geometry = geometry if isinstance(geometry, dict) else {}
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise _Refused("shape.geometry", type=str(kind)[:40])
    polygons = geometry.get("coordinates")
    polygons = [polygons] if kind == "Polygon" else polygons
    if not isinstance(polygons, list) or not all(isinstance(p, list) and p for p in polygons):
        raise _Refused("shape.ring")
    rings = [_ring(ring) for polygon in polygons for ring in polygon]
    if not rings:
        raise _Refused("shape.ring")
    return rings


def _ring(positions: Any) -> tuple[Ring, bool]:
    if not isinstance(positions, list) or not all(map(_is_position, positions)):
        raise _Refused("shape.ring")
    if len(positions) > MOST_POINTS:
        raise _Refused("shape.points", most=MOST_POINTS)
    for lon, lat, *_ in positions:
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            reason = "shape.swapped" if abs(lat) <= 180 and abs(lon) <= 90 else "shape.range"
            raise _Refused(reason, lon=str(lon)[:20], lat=str(lat)[:20])
    ring: Ring = np.array([position[:2] for position in positions], np.float64).reshape(-1, 2)
    is_closed = len(ring) > 0 and bool((ring[0] == ring[-1]).all())
    if not is_closed:
        ring = np.concatenate([ring, ring[:1]])
    if len(ring) < _LEAST:
        raise _Refused("shape.ring")
    return ring, is_closed


def _is_position(position: Any) -> bool:
    return (
        isinstance(position, list)
        and len(position) >= 2
        and all(type(number) in (int, float) for number in position[:2])
        and not any(isinstance(n, float) and math.isnan(n) for n in position[:2])
    )


def _frame(rings: dict[str, list[Ring]]) -> pl.DataFrame:
    numbered = [(code, ring) for code, own in rings.items() for ring in own]
    parts = [
        pl.DataFrame(
            {"lon": ring[:, 0], "lat": ring[:, 1]}, {"lon": pl.Float64, "lat": pl.Float64}
        ).select(pl.lit(code).alias("code"), pl.lit(k, pl.Int32).alias("ring"), "lon", "lat")
        for k, (code, ring) in enumerate(numbered)
    ]
    return pl.concat(parts).cast(SCHEMA) if parts else no_shapes()  # type: ignore[arg-type]
