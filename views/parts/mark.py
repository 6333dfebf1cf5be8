"""The grade of a figure as a small badge; what is invented is marked, and not to be overlooked."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from graph.telling.sentences import word
from views.parts.markup import node, show
from views.parts.session import language, tell


def grade_mark(grade: str | None, told: str | None = None) -> Element:
    """A badge with the grade's word; ``told`` is shown when pointed at."""
    label = tell("grade.label", grade=grade_word(grade))
    return node("span", f"tc-grade tc-grade-{grade or 'unstated'}", label, title=told)


def grade_word(grade: str | None) -> str:
    """A grade as people read it."""
    return tell("grade.unstated") if grade is None else word("grade", grade, language())


def mark(grade: str | None) -> None:
    """A line above figures that rest on invented ones."""
    if grade == "illustrative":
        show(node("p", "tc-mark", tell("grade.illustrative"), role="note"))
