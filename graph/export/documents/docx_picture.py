"""Pictures of a DOCX: vectors for programs that show them, pixels for the others."""

from __future__ import annotations

import io
from typing import Any

from graph.draw.scene import Scene
from graph.export.documents.paper import Paper
from graph.export.documents.pictures import inside_png, inside_svg
from graph.export.documents.slide_parts import clean

MEDIA = "image/svg+xml"
# The extension of a picture in which programs since 2016 look for vectors.
VECTOR = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'r:embed="{relation}"/></a:ext></a:extLst>'
)


def add_picture(file: Any, scene: Scene, paper: Paper) -> None:
    """Add a paragraph with a picture as wide as the text, or as its height allows."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    pixels, ratio = inside_png(scene)
    shape = file.add_picture(io.BytesIO(pixels), width=Cm(paper.picture_width(ratio)))
    shape._inline.docPr.set("descr", clean(scene.description))
    for side in "TBLR":  # some programs keep a distance where none is given
        shape._inline.set(f"dist{side}", "0")
    blip = next(shape._inline.iter(qn("a:blip")))
    blip.append(parse_xml(VECTOR.format(relation=_vectors(file, scene))))
    paragraph = file.paragraphs[-1]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(2)


def _vectors(file: Any, scene: Scene) -> str:
    """Add the picture as SVG; return its relation."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.part import Part

    part = file.part.package
    markup, _, _ = inside_svg(scene, outlines=True)
    name = part.next_partname("/word/media/vectors%d.svg")
    relation: str = file.part.relate_to(
        Part(name, MEDIA, markup.encode(), part), RELATIONSHIP_TYPE.IMAGE
    )
    return relation
