"""A scene as a draw.io file: native boxes, connectors and texts that can be edited."""

from __future__ import annotations

from collections.abc import Iterator

from graph.draw.palette import Theme, mixed
from graph.draw.scene import Scene, Text
from graph.export.fonts import FAMILY
from graph.export.graphs import band_kind, columns
from graph.export.svg import escaped, number

SHAPES = {
    "diamond": "rhombus", "hexagon": "hexagon", "triangle": "triangle;direction=north",
    "triangleDown": "triangle;direction=south", "square": "rounded=0", "box": "rounded=0",
    "database": "cylinder3", "star": "mxgraph.basic.star",
}  # fmt: skip


EDGE = 9  # size of the words beside a connector


def drawio(scene: Scene, theme: Theme = "light") -> str:
    """Return the diagram, uncompressed; streams become connectors of their width."""
    return "\n".join(_lines(scene, theme)) + "\n"


def _lines(scene: Scene, theme: Theme) -> Iterator[str]:
    w, h = number(scene.width), number(scene.height)
    paper = scene.colour("paper", theme)
    yield '<mxfile host="TwinChain">'
    yield f'<diagram id="scene" name="{escaped(scene.title)}">'
    yield f'<mxGraphModel page="1" pageWidth="{w}" pageHeight="{h}" background="{paper}"><root>'
    yield '<mxCell id="0"/><mxCell id="1" parent="0"/>'
    identities = [*(box.id for box in scene.boxes), *(node.id for node in scene.nodes)]
    cells = {identity: f"v{k}" for k, identity in enumerate(identities)}
    column = columns(scene)
    muted = scene.colour("muted", theme)
    for k, band in enumerate(scene.bands):
        colour = mixed(scene.colour(band.key, theme), paper, band.tint)
        style = f"strokeColor={colour};strokeWidth={number(max(band.w, 0.5))};endArrow=none;"
        style += "curved=1;exitX=1;entryX=0;"
        words = "", band_kind(column.get(band.source), scene.lang), band.tooltip
        yield _edge(f"b{k}", style, cells.get(band.source), cells.get(band.target), words)
    for k, edge in enumerate(scene.edges):
        arrow = "classic" if edge.arrow else "none"
        style = f"strokeColor={scene.colour(edge.key, theme)};endArrow={arrow};html=0;"
        style += "dashed=1;" if edge.dashed else "dashed=1;dashPattern=1 3;" if edge.dotted else ""
        style += f"fontSize={EDGE};fontColor={muted};labelBackgroundColor={paper};"
        ends = cells.get(edge.source), cells.get(edge.target)
        yield _edge(f"e{k}", style, *ends, (edge.label, edge.label, edge.tooltip), edge.points)
    for bar in (*scene.lines, *scene.plates):
        colour = mixed(scene.colour(bar.key, theme), paper, bar.tint)
        yield _vertex("", f"fillColor={colour};strokeColor=none;", "", bar.x, bar.y, bar.w, bar.h)
    for box in scene.boxes:
        colour = mixed(scene.colour(box.fill or box.key, theme), paper, box.tint)
        style = f"rounded=0;fillColor={colour};strokeColor=none;html=0;"
        yield _vertex(
            cells[box.id], style, "", box.x, box.y, box.w, box.h, box.tooltip or box.label
        )
        for bar in box.bars:
            colour = mixed(scene.colour(bar.key, theme), paper, bar.tint)
            yield _vertex(
                "", f"fillColor={colour};strokeColor=none;", "", bar.x, bar.y, bar.w, bar.h
            )
        yield from (_text(scene, theme, text) for text in box.texts())
    for node in scene.nodes:
        shape = SHAPES.get(node.shape, "ellipse")
        fill = scene.colour(node.key, theme)
        style = f"shape={shape};fillColor={fill};strokeColor=none;html=0;"
        if "=" in shape.split(";")[0] or shape == "ellipse":
            style = f"{shape};fillColor={fill};strokeColor=none;html=0;"
        x, y, r = node.x - node.r, node.y - node.r, 2 * node.r
        yield _vertex(cells[node.id], style, "", x, y, r, r, node.tooltip or node.label)
        yield from (_text(scene, theme, text) for text in node.texts())
    yield from (_text(scene, theme, text) for text in (*scene.texts, *scene.furniture))
    for item in scene.legend:
        if item.shape:
            fill = mixed(scene.colour(item.key, theme), paper, item.tint)
            style = f"fillColor={fill};strokeColor=none;"
            yield _vertex("", style, "", item.x - 5, item.y - 5, 10, 10)
        yield _text(scene, theme, item.text())
    yield "</root></mxGraphModel></diagram></mxfile>"


def _vertex(
    identity: str, style: str, value: str, x: float, y: float, w: float, h: float, tip: str = ""
) -> str:
    place = f'x="{number(x)}" y="{number(y)}" width="{number(w)}" height="{number(h)}"'
    name = f' id="{identity}"' if identity else ""
    cell = (
        f'vertex="1" parent="1" style="{escaped(style)}"><mxGeometry {place} as="geometry"/>'
        "</mxCell>"
    )
    if not tip:
        return f'<mxCell{name} value="{escaped(value)}" {cell}'
    inner = f"<mxCell {cell}"
    return (
        f'<UserObject{name} label="{escaped(value)}" tooltip="{escaped(tip)}">{inner}</UserObject>'
    )


def _edge(
    identity: str,
    style: str,
    source: str | None,
    target: str | None,
    words: tuple[str, str, str],
    points: tuple[tuple[float, float], ...] = (),
) -> str:
    """Write a connector. ``words``: beside it, its kind, and its tooltip."""
    ends = f' source="{source}"' if source else ""
    ends += f' target="{target}"' if target else ""
    free = ""
    if points and not (source and target):
        named_points = zip(("sourcePoint", "targetPoint"), (points[0], points[-1]), strict=True)
        free = "".join(
            f'<mxPoint x="{number(x)}" y="{number(y)}" as="{name}"/>'
            for name, (x, y) in named_points
        )
    cell = (
        f'<mxCell edge="1" parent="1"{ends} style="{escaped(style)}">'
        f'<mxGeometry relative="1" as="geometry">{free}</mxGeometry></mxCell>'
    )
    label, kind, tip = map(escaped, words)
    return (
        f'<UserObject id="{identity}" label="{label}" kind="{kind}" tooltip="{tip or kind}">'
        f"{cell}</UserObject>"
    )


def _text(scene: Scene, theme: Theme, text: Text) -> str:
    align = {"start": "left", "middle": "center", "end": "right"}[text.anchor]
    style = (
        f"text;html=0;strokeColor=none;fillColor=none;align={align};verticalAlign=middle;spacing=0;"
        f"fontSize={number(text.size)};fontFamily={FAMILY};fontStyle={int(text.bold)};"
        f"fontColor={scene.colour(text.key, theme)};"
    )
    left_edge, right_edge = text.span
    return _vertex(
        "", style, text.text, left_edge, text.y - text.size, right_edge - left_edge, text.size * 1.3
    )
