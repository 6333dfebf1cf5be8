"""The material of documents: a build's answers, each computed once and only when needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from graph.builds.opened import Build
from graph.draw.pictures import stamp
from graph.export.documents.model import Cell, Document, Paragraph, Section, Tag, paragraph
from graph.gap.apart import Apart, apart
from graph.gap.figures import grade_over, worst
from graph.gap.parts import By, Parts, split
from graph.gap.paths import Paths, paths
from graph.gap.report import GapReport
from graph.gap.scope import EVERYTHING, GapParameters
from graph.ontology import Ontology
from graph.rules import judge
from graph.rules.exits import RULES as EXIT_RULES
from graph.rules.sentences import ILLUSTRATIVE
from graph.rules.verdicts import RuleParameters, Verdict
from graph.words import say


@dataclass(frozen=True)
class Order:
    """The options of a document. ``unit``: of a task sheet, by key, name or alias.

    ``rules_year``: the year of the rules (None: that of the build's date).
    """

    lang: str = "zh"
    parameters: GapParameters = EVERYTHING
    unit: str | None = None
    rules_year: int | None = None


@dataclass(frozen=True)
class Material:
    """A build and the options of a document about it."""

    build: Build
    ontology: Ontology
    order: Order

    @property
    def lang(self) -> str:
        """Return the language of the document."""
        return self.order.lang

    @cached_property
    def everything(self) -> Paths:
        """Return the gap report of all jobs asked for, and the paths through it."""
        return paths(self.build.tables, self.order.parameters)

    @cached_property
    def below(self) -> Apart:
        """Return the jobs that ask for no level taught here."""
        return apart(self.everything.report)

    @property
    def is_set_apart(self) -> bool:
        """Tell whether such jobs are most of the demand; the document then covers the others.

        A level that the reader chose is kept.
        """
        return self.order.parameters.min_level is None and self.below.leads

    @cached_property
    def parameters(self) -> GapParameters:
        """Return the scope that the document covers."""
        requested = self.order.parameters
        return replace(requested, min_level=self.below.level) if self.is_set_apart else requested

    @cached_property
    def paths(self) -> Paths:
        """Return the gap report that the document covers, and the paths through it."""
        if not self.is_set_apart:
            return self.everything
        return paths(self.build.tables, self.parameters)

    @property
    def report(self) -> GapReport:
        """Return the gap report."""
        return self.paths.report

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return the verdicts of every rule for which a policy document has a clause."""
        return judge(self.build.tables, RuleParameters(year=self.order.rules_year))

    @property
    def warnings(self) -> tuple[Verdict, ...]:
        """Return the verdicts of the exit clause."""
        return tuple(verdict for verdict in self.verdicts if verdict.rule in EXIT_RULES)

    def parts(self, by: By) -> Parts:
        """Return the gap by area or chain."""
        return split(self.build.tables, by, self.parameters)

    @cached_property
    def years(self) -> Parts:
        """Return the gap of every year that has demand and supply."""
        return split(self.build.tables, "year", replace(self.parameters, year=None))

    @property
    def place(self) -> str:
        """Return the name of the place, as people say it."""
        things = [thing for thing in (self.report.place, self.report.chain) if thing]
        names = [thing.of(self.lang) for thing in things]
        return say("draw.part", self.lang).join(names) or say("draw.ribbon.everywhere", self.lang)

    def say(self, key: str, **words: Any) -> str:
        """Return a sentence in the language of the document."""
        return say(key, self.lang, **words)

    def text(self, key: str, **words: Any) -> Paragraph:
        """Return a paragraph without figures of a frame."""
        return self.paragraph(key, {}, **words)

    def note(self, key: str, **words: Any) -> Paragraph:
        """Return a small paragraph without figures of a frame."""
        return replace(self.paragraph(key, {}, **words), style="note")

    def paragraph(self, key: str, cells: Mapping[str, Cell], **words: Any) -> Paragraph:
        """Return a paragraph with figures of a frame."""
        return paragraph(key, self.lang, cells, **words)

    def lead(self, key: str, cells: Mapping[str, Cell], **words: Any) -> Paragraph:
        """Return a paragraph with figures of a frame that opens a section."""
        return replace(self.paragraph(key, cells, **words), style="lead")

    def grade(self, *figure_grades: str | None) -> str | None:
        """Return the worst of some grades."""
        return worst(list(figure_grades))

    def grade_word(self, grade: str | None) -> str:
        """Return a grade in words."""
        if grade is None:
            return self.say("draw.source.unstated")
        return self.ontology.code_lists["grade"].by_notation[grade].label.of(self.lang)

    def tag(self, grade: str | None) -> Tag:
        """Return a grade as a tag beside a caption."""
        if grade == ILLUSTRATIVE:
            return Tag(self.say("draw.illustrative"), True)
        return Tag(self.say("document.graded", grade=self.grade_word(grade)))

    @property
    def gap_tag(self) -> Tag:
        """Return the grade of the gap report."""
        return self.tag(self.report.grade)

    def tables_tag(self, *names: str) -> Tag:
        """Return the worst grade of the rows of some tables."""
        return self.tag(grade_over(self.build.tables, names))

    def document(
        self,
        kind: str,
        title: str,
        grade: str | None,
        sections: Sequence[Section],
        contents: bool = False,
        scope: str = "",
    ) -> Document:
        """Assemble the sections with a title, the origin of the data and the mark of the grade.

        Empty sections are left out.
        """
        origin = stamp(self.build, grade)
        illustrative = grade == ILLUSTRATIVE
        facts = self.say(
            "document.facts",
            as_of=origin.as_of or self.say("document.no_date"),
            grade=self.grade_word(grade),
            build=origin.build,
        )
        return Document(
            kind=kind,
            lang=self.lang,
            title=title,
            facts=facts,
            mark=self.say("draw.illustrative") if illustrative else "",
            warning=self.say("document.warning") if illustrative else "",
            stamp=origin,
            sections=tuple(section for section in sections if section.blocks),
            contents=contents,
            compact=not contents,
            scope=scope,
        )

    def grades(self, verdicts: Iterable[Verdict]) -> str | None:
        """Return the worst grade of some verdicts."""
        return worst([verdict.grade for verdict in verdicts])
