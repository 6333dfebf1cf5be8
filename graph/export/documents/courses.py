"""The areas or chains of a region over the years, a small panel for each."""

from __future__ import annotations

from graph.draw.answers import courses_of
from graph.draw.panels import panels
from graph.draw.pictures import stamp
from graph.export.documents.gap_sections import years_grade, years_tag
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Picture
from graph.gap.parts import By
from graph.telling.sentences import choices


def courses_picture(m: Material, by: By) -> tuple[Block, ...]:
    """Draw the parts over the comparable years; nothing where there are too few of either."""
    courses = courses_of(m.build, by, m.parameters, m.of_years)
    if courses is None:
        return ()
    origin = stamp(m.build, years_grade(m), choices(m.report, m.lang))
    scene = m.paper.drawn(
        lambda look: panels(courses, m.ontology, origin, look), m.paper.look(m.lang)
    )
    return (Picture(scene, scene.title, years_tag(m)),)
