"""What documents are made of: a build's answers, each computed once and only when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from graph.builds.opened import Build
from graph.draw.pictures import stamp
from graph.export.documents.model import Cell, Document, Paragraph, Section, Tag, told
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
    """What of a document is asked for. ``unit``: of a task sheet, by key, name or alias.

    ``rules_year``: the year that rules answer for (None: nobody chose one, the build's date).
    """

    lang: str = "zh"
    parameters: GapParameters = EVERYTHING
    unit: str | None = None
    rules_year: int | None = None


@dataclass(frozen=True)
class Material:
    """A build and what is asked of it."""

    build: Build
    ontology: Ontology
    order: Order

    @property
    def lang(self) -> str:
        """The language of the document."""
        return self.order.lang

    @cached_property
    def everything(self) -> Paths:
        """The gap report of what was asked for, and the paths through it."""
        return paths(self.build.tables, self.order.parameters)

    @cached_property
    def below(self) -> Apart:
        """The jobs that ask for no level taught here."""
        return apart(self.everything.report)

    @property
    def is_set_apart(self) -> bool:
        """Whether those are most of the demand: then the document is about the others.

        Whoever names a level has chosen.
        """
        return self.order.parameters.min_level is None and self.below.leads

    @cached_property
    def parameters(self) -> GapParameters:
        """What the document is about."""
        asked = self.order.parameters
        return replace(asked, min_level=self.below.level) if self.is_set_apart else asked

    @cached_property
    def paths(self) -> Paths:
        """The gap report of what the document is about, and the paths through it."""
        if not self.is_set_apart:
            return self.everything
        return paths(self.build.tables, self.parameters)

    @property
    def report(self) -> GapReport:
        """The gap report."""
        return self.paths.report

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Of every rule that a document has a clause for."""
        return judge(self.build.tables, RuleParameters(year=self.order.rules_year))

    @property
    def warnings(self) -> tuple[Verdict, ...]:
        """Those of the exit clause."""
        return tuple(one for one in self.verdicts if one.rule in EXIT_RULES)

    def parts(self, by: By) -> Parts:
        """The gap by area or chain."""
        return split(self.build.tables, by, self.parameters)

    @cached_property
    def years(self) -> Parts:
        """Every year with both sides."""
        return split(self.build.tables, "year", replace(self.parameters, year=None))

    @property
    def place(self) -> str:
        """Where the gap is, as people say it."""
        things = [one for one in (self.report.place, self.report.chain) if one]
        names = [one.of(self.lang) for one in things]
        return say("draw.part", self.lang).join(names) or say("draw.ribbon.everywhere", self.lang)

    def say(self, key: str, **words: Any) -> str:
        """A sentence in the language of the document."""
        return say(key, self.lang, **words)

    def text(self, key: str, **words: Any) -> Paragraph:
        """A paragraph without figures of a frame."""
        return self.told(key, {}, **words)

    def note(self, key: str) -> Paragraph:
        """A small one."""
        return replace(self.told(key, {}), style="note")

    def noted(self, key: str, **words: Any) -> Paragraph:
        """A small one with names in it."""
        return replace(self.told(key, {}, **words), style="note")

    def told(self, key: str, cells: Mapping[str, Cell], **words: Any) -> Paragraph:
        """A paragraph with figures of a frame."""
        return told(key, self.lang, cells, **words)

    def lead(self, key: str, cells: Mapping[str, Cell], **words: Any) -> Paragraph:
        """The same, to open a section."""
        return replace(self.told(key, cells, **words), style="lead")

    def grade(self, *others: str | None) -> str | None:
        """The worst grade of some figures."""
        return worst(list(others))

    def grade_word(self, grade: str | None) -> str:
        """A grade as people read it."""
        if grade is None:
            return self.say("draw.source.unstated")
        return self.ontology.code_lists["grade"].by_notation[grade].label.of(self.lang)

    def tag(self, grade: str | None) -> Tag:
        """The grade as it stands beside a caption."""
        if grade == ILLUSTRATIVE:
            return Tag(self.say("draw.illustrative"), True)
        return Tag(self.say("document.graded", grade=self.grade_word(grade)))

    @property
    def gap_tag(self) -> Tag:
        """The grade of the gap report."""
        return self.tag(self.report.grade)

    def tables_tag(self, *names: str) -> Tag:
        """The worst grade of the rows of some tables."""
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
        """The sections with a title, the place of the data, and the mark that the grade asks for.

        Sections without anything in them are left out.
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
            sections=tuple(one for one in sections if one.blocks),
            contents=contents,
            compact=not contents,
            scope=scope,
        )

    def grades(self, verdicts: Iterable[Verdict]) -> str | None:
        """The worst grade of some verdicts."""
        return worst([one.grade for one in verdicts])
