"""The material of documents: a build's answers, each computed once and only when needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Any

from graph.builds.earlier import before_of_lists
from graph.builds.letterhead import Letterhead
from graph.builds.opened import Build
from graph.draw.answers import before_of, gap_of, outlook_of, parts_of, paths_of, verdicts_of
from graph.draw.pictures import stamp
from graph.errors import NoAnswer
from graph.export.documents.frames import Cell, Column, Form
from graph.export.documents.model import Block, Document, Paragraph, Section, Style, Tag, paragraph
from graph.export.documents.paper import NEUTRAL, Paper
from graph.gap.apart import Apart, apart
from graph.gap.before import Before
from graph.gap.figures import grade_over, worst
from graph.gap.noise import DRAWS
from graph.gap.parts import By, Parts
from graph.gap.paths import Paths
from graph.gap.report import GapReport
from graph.gap.scope import EVERYTHING, GapParameters
from graph.lists.before import Before as ListsBefore
from graph.lists.before import earlier_of, followed
from graph.lists.facts import Facts
from graph.lists.lists import lists_of
from graph.lists.planned import planned
from graph.lists.report import ListParameters, Lists
from graph.ontology import Ontology
from graph.outlook.parameters import of_gap
from graph.outlook.report import Outlook
from graph.regions.candidates import Candidate, candidates
from graph.rules.exits import RULES as EXIT_RULES
from graph.rules.part import Part, narrowed, part_of
from graph.rules.sentences import ILLUSTRATIVE
from graph.rules.verdicts import RuleParameters, Verdict
from graph.telling.ranges import class_shares
from graph.telling.sentences import region
from graph.words import heading, say, tight


@dataclass(frozen=True)
class Order:
    """The options of a document. ``unit``: of a task sheet, by key, name or alias.

    ``college``: the only one that the rules judge, by key or name.
    ``rules_year``: the year of the rules (None: that of the build's date). ``paper``: of pages.
    ``letterhead``: instead of the build's. ``lists_before``: earlier lists, a file or a build.
    ``is_planned``: whether lists say what the plan does to each entry.
    """

    lang: str = "zh"
    parameters: GapParameters = EVERYTHING
    unit: str | None = None
    college: str | None = None
    rules_year: int | None = None
    paper: Paper = NEUTRAL
    letterhead: Letterhead | None = None
    lists_before: str | None = None
    is_planned: bool = False


@lru_cache(maxsize=4)
def facts_of(build: Build, parameters: ListParameters) -> Facts:
    """Return what lists are made of, for documents of all languages: a build never changes."""
    return Facts(build.tables, parameters, partial(outlook_of, build), partial(gap_of, build))


@lru_cache(maxsize=4)
def three_lists(build: Build, parameters: ListParameters) -> Lists:
    """Return the three lists, for documents of all languages."""
    return lists_of(facts_of(build, parameters))


@lru_cache(maxsize=4)
def planned_lists(build: Build, parameters: ListParameters) -> Lists:
    """Return the three lists with what the plan does, for documents of all languages."""
    return planned(build.tables, three_lists(build, parameters))


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

    @property
    def paper(self) -> Paper:
        """Return the paper that pages are printed on."""
        return self.order.paper

    @property
    def letterhead(self) -> Letterhead:
        """Return the letterhead that was chosen, else that of the build, in the language."""
        chosen = self.order.letterhead or Letterhead(**self.build.manifest.letterhead)
        return chosen.of(self.lang)

    @cached_property
    def everything(self) -> Paths:
        """Return the gap report of all jobs asked for, and the paths through it."""
        return paths_of(self.build, self.question)

    @cached_property
    def question(self) -> GapParameters:
        """Return what was asked for; unless it says otherwise, with draws of noise."""
        question = self.order.parameters
        return replace(question, draws=DRAWS) if question.draws is None else question

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
        requested = self.question
        return replace(requested, min_level=self.below.level) if self.is_set_apart else requested

    @cached_property
    def paths(self) -> Paths:
        """Return the gap report that the document covers, and the paths through it."""
        if not self.is_set_apart:
            return self.everything
        return paths_of(self.build, self.parameters)

    @property
    def report(self) -> GapReport:
        """Return the gap report."""
        return self.paths.report

    @cached_property
    def before(self) -> Before:
        """Return the last comparable year before, in the same scope."""
        return before_of(self.build, self.parameters)

    def ahead(self, *scenarios: str) -> Outlook | None:
        """Return the years after the newest one, under some scenarios.

        None where the document is on an earlier year, or supposes other graduates than those of
        the cohorts.
        """
        scope = self.parameters
        if scope.supply == "plan":
            return None
        parameters = of_gap(replace(scope, noise=None, persistence=None), scenarios=scenarios)
        try:
            report = outlook_of(self.build, parameters)
        except NoAnswer:
            return None
        return report if report.newest == self.report.year else None

    @property
    def grade_ahead(self) -> str | None:
        """Return the grade of the years ahead."""
        report = self.ahead()
        return report.grade if report else None

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return the majors nobody here teaches that would fill empty places of the scope.

        None are sought where each area is its own market: nobody knows where they would be taught.
        """
        if self.parameters.market == "own":
            return ()
        return candidates(self.build.tables, parameters=self.parameters).candidates

    @cached_property
    def list_facts(self) -> Facts:
        """Return what the three lists are made of."""
        return facts_of(self.build, self._of_lists(self._year_of_lists))

    @cached_property
    def lists(self) -> Lists:
        """Return the three lists."""
        made = planned_lists if self.order.is_planned else three_lists
        return made(self.build, self._of_lists(self._year_of_lists))

    @cached_property
    def listed_levels(self) -> dict[str, set[int | None]]:
        """Return the levels at which the majors of each name are listed."""
        levels: dict[str, set[int | None]] = {}
        for entry in self.lists.entries:
            levels.setdefault(entry.major.of(self.lang), set()).add(entry.level)
        return levels

    @cached_property
    def lists_if_any(self) -> Lists | None:
        """Return the three lists, None where they cannot be made."""
        if self.order.parameters.supply == "plan":
            return None
        try:
            return self.lists
        except NoAnswer:
            return None

    @property
    def grade_listed(self) -> str | None:
        """Return the grade of the three lists."""
        return self.lists_if_any.grade if self.lists_if_any else None

    @cached_property
    def lists_before(self) -> ListsBefore | None:
        """Return the lists that are kept of an earlier year, and what came.

        Where none are, those of the comparable year before are made from its data.
        """
        facts, lists = self.list_facts, self.lists
        kept = before_of_lists(self.build, facts, lists, self.order.lists_before)
        earlier = self.before.report
        if kept is not None or earlier is None:
            return kept
        made = three_lists(self.build, self._of_lists(earlier.year))
        return followed(earlier_of(made, "recomputed"), facts, lists)

    @property
    def _year_of_lists(self) -> int | None:
        year = self.order.parameters.year
        return self.order.rules_year if year is None else year

    def _of_lists(self, year: int | None) -> ListParameters:
        question = replace(self.parameters, year=year, persistence=None)
        gap = replace(question, draws=None, noise=None, seed=None)
        return ListParameters(gap, self.order.college)

    @property
    def rules(self) -> RuleParameters:
        """Return the year of the rules, and the gap that gives majors their classes."""
        return RuleParameters(self.order.rules_year, gap=self.order.parameters)

    @cached_property
    def drawn_classes(self) -> Mapping[str, Mapping[str, float]]:
        """Return major → class → the share of draws of noise in which it has that class.

        Of the gap that the rules know; empty where it has no answer or nothing is drawn.
        """
        noise = {name: getattr(self.question, name) for name in ("draws", "seed", "noise")}
        try:
            report = paths_of(self.build, replace(self.rules.of_region, **noise)).report
        except NoAnswer:
            return {}
        if report.ranges is None:
            return {}
        keys = (major.thing.key for major in report.majors)
        return dict(zip(keys, class_shares(report), strict=True))

    @cached_property
    def part(self) -> Part:
        """Return the part that the rules judge."""
        return part_of(self.build.tables, self.order.parameters, self.order.college)

    @cached_property
    def judged(self) -> tuple[Verdict, ...]:
        """Return the verdicts of every rule for which a policy document has a clause.

        Raises:
            NoAnswer: the year asked for has no figures to judge by.
        """
        year = self.order.rules_year
        years = self.build.tables["enrolment"]["year"].drop_nulls().unique().sort().to_list()
        if year is not None and years and year not in years:
            raise NoAnswer("error.document_no_year", year=year, years=", ".join(map(str, years)))
        return verdicts_of(self.build, year, self.order.parameters)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return the verdicts on the part asked for; what belongs to no part stays."""
        return narrowed(self.build.tables, self.judged, self.part)

    @property
    def warnings(self) -> tuple[Verdict, ...]:
        """Return the verdicts of the exit clause."""
        return tuple(verdict for verdict in self.verdicts if verdict.rule in EXIT_RULES)

    def parts(self, by: By) -> Parts:
        """Return the gap by area or chain."""
        return parts_of(self.build, by, self.parameters)

    @property
    def of_years(self) -> GapParameters:
        """Return the scope of the gap by year."""
        return replace(self.parameters, year=None)

    @property
    def years(self) -> Parts:
        """Return the gap of every year that has demand and supply."""
        return parts_of(self.build, "year", self.of_years)

    @property
    def place(self) -> str:
        """Return the name of the place, as people say it."""
        return region((self.report.place, self.report.chain), self.lang)

    def say(self, key: str, **words: Any) -> str:
        """Return a sentence in the language of the document."""
        return say(key, self.lang, **words)

    def section(self, key: str, *blocks: Block, message: Paragraph | None = None) -> Section:
        """Return a section under a heading; ``message``: the title of its slides."""
        return Section(self.say(key), blocks, message=message)

    def column(self, name: str, form: Form = "text", share: float = 1.0, **more: Any) -> Column:
        """Return a column with its heading; ``more``: see ``Column``."""
        return Column(name, heading(name, "document", self.lang), form, share, **more)

    def figure(self, name: str, **more: Any) -> Column:
        """Return a column of persons; spare graduates of a part are not called surplus."""
        is_spare = self.report.is_part and name in ("surplus", "without")
        return replace(
            self.column("not_placed" if is_spare else name, "persons", **more), name=name
        )

    def text(self, key: str, **words: Any) -> Paragraph:
        """Return a paragraph without figures of a frame."""
        return self.paragraph(key, {}, **words)

    def note(self, key: str, **words: Any) -> Paragraph:
        """Return a small paragraph without figures of a frame."""
        return replace(self.paragraph(key, {}, **words), style="note")

    def paragraph(self, key: str, cells: Mapping[str, Cell], **words: Any) -> Paragraph:
        """Return a paragraph with figures of a frame."""
        return paragraph(key, self.lang, cells, **words)

    def quoted(self, text: str, style: Style = "point") -> Paragraph:
        """Return a sentence of the gap or the lists, whose figures are words of its own."""
        text = tight(text, self.lang)
        return Paragraph(text, style, words=(text,))

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
            paper=self.paper,
            letterhead=self.letterhead,
        )

    def grades(self, verdicts: Iterable[Verdict]) -> str | None:
        """Return the worst grade of some verdicts."""
        return worst([verdict.grade for verdict in verdicts])
