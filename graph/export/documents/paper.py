"""The sheets that documents are printed on, and the space that pictures have on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from graph.draw.page import MARGIN, Look
from graph.draw.scene import Scene
from graph.export.documents.pictures import LEAST, inside

POINTS_CM = 72 / 2.54
A4_CM = (21.0, 29.7)
SMALLEST = 9.0  # points: no letter of a document is smaller
PIXELS_CM = 34.4  # pixels of a picture in a centimetre: its smallest letters, 11 px, then have 9 pt
TABLE_OFFICIAL, FEW_COLUMNS = 10.5, 6  # 五号, where the columns leave room for it
SLIDE = Look(width=1_040.0, height=520.0)
SLIDE_HIGH = 430.0  # pixels of that look that a slide has room for
TRIES = 4


@dataclass(frozen=True)
class Paper:
    """An A4 sheet: its margins, and the height of the tallest picture, in centimetres."""

    name: str
    left: float
    right: float
    top: float
    bottom: float
    picture_cm: float
    is_official: bool = False

    @property
    def wide_cm(self) -> float:
        """Return the width between the margins."""
        return A4_CM[0] - self.left - self.right

    @property
    def wide_points(self) -> float:
        """Return the width between the margins in points."""
        return self.wide_cm * POINTS_CM

    def picture_width(self, ratio: float) -> float:
        """Return the width in centimetres of a picture; ``ratio``: its height for a width of 1."""
        return min(self.wide_cm, self.picture_cm / ratio)

    def table_size(self, columns: int) -> float:
        """Return the size of letters in a table of so many columns."""
        return TABLE_OFFICIAL if self.is_official and columns <= FEW_COLUMNS else SMALLEST

    def look(self, lang: str, height: float | None = None) -> Look:
        """Return the look of a picture as wide as the text."""
        return Look(lang, round(self.wide_cm * PIXELS_CM) + 2 * (MARGIN - LEAST), height)

    def drawn(self, draw: Callable[[Look], Scene], look: Look) -> Scene:
        """Draw a picture that needs not be made smaller, whatever its legend takes."""
        return fitting(draw, look, self.picture_cm * PIXELS_CM)


NEUTRAL = Paper("neutral", 1.9, 1.9, 1.9, 1.7, 22.0)
# GB/T 9704-2012: 156 mm by 225 mm of text, 22 lines of 28 characters.
OFFICIAL = Paper("official", 2.8, 2.6, 3.7, 3.5, 18.5, True)
PAPERS = {paper.name: paper for paper in (NEUTRAL, OFFICIAL)}
BODY_OFFICIAL, LINE_OFFICIAL, TITLE_OFFICIAL = 16.0, 28.95, 22.0  # 三号, 22 lines, 二号


def fitting(draw: Callable[[Look], Scene], look: Look, most: float) -> Scene:
    """Draw a picture whose content and legend are at most ``most`` pixels high."""
    scene = draw(look)
    for _ in range(TRIES):
        excess = inside(scene)[1][3] - most
        if excess <= 0:
            break
        look = replace(look, height=(look.height or scene.height) - excess)
        scene = draw(look)
    return scene
