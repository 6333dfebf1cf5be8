"""The grade of a figure as a small badge, and the line that marks invented figures."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from graph.telling.sentences import word
from views.parts.markup import node, show
from views.parts.session import language, tell


def grade_mark(grade: str | None, tooltip: str | None = None) -> Element:
    """Build a badge with the grade's word and a tooltip."""
    label = tell("grade.label", grade=grade_word(grade))
    return node("span", f"tc-grade tc-grade-{grade or 'unstated'}", label, title=tooltip)


def grade_word(grade: str | None) -> str:
    """Return the word for a grade in the language of the view."""
    return tell("grade.unstated") if grade is None else word("grade", grade, language())


def mark(grade: str | None) -> None:
    """Show a line above figures that rest on invented ones; nothing above others."""
    if grade == "illustrative":
        show(node("p", "tc-mark", tell("grade.illustrative"), role="note"))
