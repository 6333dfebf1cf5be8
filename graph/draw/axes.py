"""The axes of a picture over the years: persons upwards, a place for each year."""

from __future__ import annotations

from dataclasses import dataclass

from graph.draw.measure import LINE, width
from graph.draw.page import Elements
from graph.draw.scene import Bar, Text

STEPS = 5
FACTORS = (1.5, 2.0, 2.5, 4.0, 5.0, 10.0)
SPACE = 3.0  # pixels between two labels side by side
HEADROOM = 22.0  # above the axes, for what they count
LETTERS, ABOVE, YEAR = 11.5, 5.0, 13.0  # sizes of letters, and the space above them


@dataclass(frozen=True)
class Axes:
    """The positions of years, from the left, and of persons, in pixels."""

    left: float
    right: float
    top: float
    bottom: float
    highest: float
    years: tuple[int, ...]

    @property
    def step(self) -> float:
        """Return the room of a year."""
        return (self.right - self.left) / len(self.years)

    def x(self, year: int) -> float:
        """Return the middle of a year."""
        return round(self.left + self.step * (self.years.index(year) + 0.5), 2)

    def y(self, persons: float) -> float:
        """Return the height of a figure."""
        share = persons / self.highest if self.highest else 0.0
        return round(self.bottom - share * (self.bottom - self.top), 2)


def rounded_up(persons: float) -> float:
    """Return the next figure that five steps divide roundly.

    >>> rounded_up(4883), rounded_up(6414), rounded_up(7), rounded_up(0)
    (5000.0, 7500.0, 10.0, 5.0)
    """
    step = 1.0
    while step * STEPS < persons:
        for factor in FACTORS:
            size = step * factor
            if size.is_integer() and size * STEPS >= persons:
                return size * STEPS
        step *= 10
    return step * STEPS


def grid(inside: Elements, axes: Axes, unit: str) -> None:
    """Draw a line and its figure for each step, and above them what they count."""
    name = Text("axis", axes.left - 10, axes.top - 16, unit, 11.5, "muted", False, "end")
    inside.texts.append(name)
    for k in range(STEPS + 1):
        persons = axes.highest / STEPS * k
        y = axes.y(persons)
        inside.lines.append(Bar("rule", axes.left, y, axes.right - axes.left, 0.8))
        label = f"{persons:,.0f}"
        inside.texts.append(Text("axis", axes.left - 10, y + 4, label, 11.5, "muted", False, "end"))


def labelled(step: float, labels: dict[int, str]) -> list[int]:
    """Choose years whose labels fit ``step`` pixels apart: all, else both ends, else the last."""
    widths = {year: width(label, LETTERS, True) + ABOVE for year, label in labels.items()}
    years = sorted(labels)
    if all(wide <= step for wide in widths.values()):
        return years
    ends = years[:1] + years[-1:]
    if len(years) > 1 and sum(widths[year] for year in ends) / 2 <= step * (len(years) - 1):
        return ends
    return years[-1:]


def write_years(inside: Elements, axes: Axes) -> None:
    """Write the years below the axes, as many as fit."""
    years = {year: str(year) for year in axes.years}
    for year in labelled(axes.step, years):
        place = axes.x(year), axes.bottom + 18, years[year]
        inside.texts.append(Text(f"years/{year}", *place, YEAR, "ink", True, "middle"))


def raised(label: Text, placed: list[Text]) -> float:
    """Return the base line at which a label stands above all others that it would touch.

    >>> low = Text("a", 50, 100, "4,690", 12.5, anchor="middle")
    >>> raised(Text("b", 60, 104, "4,883", 12.5, anchor="middle"), [low])
    83.75
    >>> raised(Text("b", 95, 104, "4,883", 12.5, anchor="middle"), [low])
    104
    """
    left, right = label.span
    y = label.y
    for other in sorted(placed, key=lambda text: -text.y):
        is_beside = left < other.span[1] + SPACE and other.span[0] < right + SPACE
        if is_beside and abs(y - other.y) < label.size * LINE:
            y = other.y - label.size * LINE
    return y
