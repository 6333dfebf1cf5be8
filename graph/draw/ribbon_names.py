"""The names of a ribbon's parts and the figures beside them."""

from __future__ import annotations

from collections import Counter

from graph.draw.strands import MAJOR, NONE, OCCUPATION, Part, Strands
from graph.gap.paths import Paths
from graph.telling.sentences import level_in_short
from graph.words import join, say


class Names:
    """The words of a ribbon's parts. ``signs``: whether marks are signed figures, not words."""

    signs = False

    def __init__(self, whole: Strands, paths: Paths, lang: str) -> None:
        self.lang = lang
        self.levels = _levels(whole, paths, lang)

    def say(self, key: str, **values: object) -> str:
        """Return a text of the ribbon in its language."""
        return say(f"draw.ribbon.{key}", self.lang, **values)

    def name(self, part: Part) -> str:
        """Return the name of a part."""
        if part.folded:
            return self.say("rest", n=len(part.folded))
        if part.key == NONE:
            return self.say("no_chain")
        name = part.thing.of(self.lang) if part.thing else part.key
        level = self.levels.get(part.id)
        return say("gap.with_level", self.lang, name=name, level=level) if level else name

    def figures(self, column: int, part: Part) -> tuple[str, str]:
        """Word the persons of a part, and those short or to spare (empty where none are)."""
        have, lacks = ("need", "short") if column <= OCCUPATION else ("supply", "spare")
        return (
            self.say(have, persons=part.whole),
            self.say(lacks, persons=part.whole_spare) if part.whole_spare else "",
        )

    def mark(self, column: int, part: Part) -> str:
        """Return the figure at the right of a box: persons short or to spare, else all persons."""
        if not part.whole_spare:
            return self.persons(part)
        key = "short" if column <= OCCUPATION else "spare"
        return self.say(f"{key}_brief" if self.signs else key, persons=part.whole_spare)

    def persons(self, part: Part) -> str:
        """Word a number of persons; less than one is worded as few, not as none."""
        if part.whole or not part.persons:
            return self.say("persons", persons=part.whole)
        return self.say("few")

    def tooltip(self, column: int, part: Part) -> str:
        """Return the full name of a part with all its figures."""
        figures = [text for text in self.figures(column, part) if text]
        name = self.name(part)
        if part.folded:
            inside = join([self.name(member) for member in part.folded], self.lang)
            name = self.say("named_rest", name=name, names=inside)
        elif part.thing is not None:
            name = say("gap.named", self.lang, name=name, inside=part.key)
        return self.say("tooltip", name=name, figures=say("draw.part", self.lang).join(figures))


def _levels(whole: Strands, paths: Paths, lang: str) -> dict[str, str]:
    """Return the levels of majors that share their name with others."""
    parts = whole.columns[MAJOR].values()
    names = Counter(part.thing.of(lang) for part in parts if part.thing)
    level = {major.thing.key: major.level for major in paths.report.majors}
    return {
        part.id: level_in_short(level[part.key], lang)
        for part in parts
        if part.thing and names[part.thing.of(lang)] > 1
    }
