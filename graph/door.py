"""The door for programs: open a home of builds and put any question to a build.

Terminal, explorer, HTTP and notebooks use the same methods; ``docs/python.md`` shows each. Results,
errors and parameters are those of the function that a method calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from graph.builds.home import Home
from graph.builds.opened import Build
from graph.ontology import load
from graph.processes.limits import QueryLimits
from graph.settings import DEFAULT_LANG, home_from_environment

if TYPE_CHECKING:
    from graph.builds.ask import Place
    from graph.builds.diff import BuildDiff
    from graph.convert.network import Network
    from graph.export.glyphs import NoGlyph
    from graph.export.options import ExportOptions
    from graph.gap.gap import GapParameters, GapReport
    from graph.gap.ladder import Ladder
    from graph.gap.parts import By, Parts
    from graph.lists.report import ListParameters, Lists
    from graph.outlook.parameters import OutlookParameters
    from graph.outlook.report import OneSide, Outlook
    from graph.outlook.score import Scores
    from graph.plan.plan import PlanParameters
    from graph.plan.report import Plan
    from graph.queries.answers import Answer
    from graph.queries.search import SearchResult
    from graph.regions.candidates import Candidates
    from graph.regions.coverage import ChainCoverage
    from graph.review.review import Review
    from graph.rules.duties import Duty
    from graph.rules.exits import Exit
    from graph.rules.verdicts import RuleParameters, Verdict


class OpenHome:
    """A folder of builds, opened for reading."""

    def __init__(self, path: Path) -> None:
        self._home = Home(path)

    def builds(self) -> list[str]:
        """List the ids of all complete builds, oldest first."""
        return self._home.names()

    def current(self) -> OpenBuild:
        """Open the published build.

        Raises:
            NoSuchBuild: there is none.
        """
        return OpenBuild(self._home.folder())

    def build(self, id: str) -> OpenBuild:
        """Open the build whose id begins with ``id``.

        Raises:
            NoSuchBuild: there is none, or several begin so.
        """
        return OpenBuild(self._home.folder(id))


class OpenBuild(Build):
    """A build with all its analyses; its tables are ``build.tables.enrolment`` etc."""

    # The gap and what a region could do ----------------------------------------------------------

    def gap(
        self,
        parameters: GapParameters | None = None,
        /,
        scenarios: Sequence[str] = (),
        **options: Any,
    ) -> GapReport:
        """Work out the gap: see :func:`graph.gap.gap.gap`, :class:`graph.gap.scope.GapParameters`.

        Ask with ``year=2024, area="990101", market="own"`` and so on, or with the parameters. A
        year to come, where ``scenarios`` may hold: see :func:`graph.outlook.ahead.gap_ahead`.

        Raises:
            WrongInput: scenarios without a year to come.
        """
        from graph.errors import WrongInput
        from graph.gap.gap import gap
        from graph.outlook.parameters import is_ahead

        question = _gap_parameters(parameters, options)
        if is_ahead(self.tables, question):
            from graph.outlook.ahead import gap_ahead

            return gap_ahead(self.tables, question, scenarios)
        if scenarios:
            raise WrongInput("error.gap_scenario")
        return gap(self.tables, question)

    def parts(self, by: By, parameters: GapParameters | None = None, /, **options: Any) -> Parts:
        """Split the gap by ``area``, ``chain`` or ``year``: see :func:`graph.gap.parts.split`."""
        from graph.gap.parts import split

        return split(self.tables, by, _gap_parameters(parameters, options))

    def ladder(self, parameters: GapParameters | None = None, /, **options: Any) -> Ladder:
        """Work out the effect of each lever: see :func:`graph.gap.ladder.ladder`."""
        from graph.gap.ladder import ladder

        return ladder(self.tables, _gap_parameters(parameters, options))

    def candidates(self, area: str | None = None) -> Candidates:
        """Find new majors for an area: see :func:`graph.regions.candidates.candidates`."""
        from graph.regions.candidates import candidates

        return candidates(self.tables, area)

    def coverage(self, chain: str | None = None) -> ChainCoverage:
        """Compare chains with education: see :func:`graph.regions.coverage.coverage`."""
        from graph.regions.coverage import coverage

        return coverage(self.tables, chain)

    def review(self, parameters: GapParameters | None = None, /, **options: Any) -> Review:
        """List what would change the shortage: see :func:`graph.review.review.review`."""
        from graph.review.review import review

        return review(self.tables, _gap_parameters(parameters, options)).open(
            self.tables["decisions"]
        )

    def outlook(
        self,
        parameters: OutlookParameters | None = None,
        /,
        progress: Callable[[float], None] = lambda _share: None,
        **options: Any,
    ) -> Outlook | OneSide:
        """Project the coming years: see :func:`graph.outlook.one_side.outlook_of_known`.

        Ask with ``until=2030, scenarios=("plant",)`` and so on, or with the parameters.
        """
        from graph.outlook.one_side import outlook_of_known
        from graph.outlook.parameters import OutlookParameters

        return outlook_of_known(self.tables, parameters or OutlookParameters(**options), progress)

    def outlook_parts(
        self,
        by: Literal["area", "chain"],
        parameters: OutlookParameters | None = None,
        /,
        **options: Any,
    ) -> dict[int, Parts]:
        """Divide the coming years by area or chain: see :func:`graph.outlook.ahead.parts_ahead`."""
        from graph.outlook.ahead import parts_ahead
        from graph.outlook.parameters import OutlookParameters

        return parts_ahead(self.tables, by, parameters or OutlookParameters(**options))

    def keep_outlook(self, report: Outlook | OneSide, parameters: OutlookParameters) -> Path:
        """Keep an outlook in the home: see :func:`graph.builds.outlooks.keep`."""
        from graph.builds.outlooks import keep
        from graph.telling.kept import to_keep

        return keep(Home(self.folder.parents[1]), self.id, to_keep(report, parameters, self.id))

    def scores(self) -> Scores:
        """Compare the home's kept outlooks with this build: see :mod:`graph.outlook.score`."""
        from graph.builds.outlooks import scores

        return scores(Home(self.folder.parents[1]), self.tables)

    def lists(
        self,
        parameters: ListParameters | None = None,
        /,
        progress: Callable[[float], None] = lambda _share: None,
        before: str | None = None,
        planned: bool = False,
        **options: Any,
    ) -> Lists:
        """Make the three lists of majors: see :func:`graph.lists.lists.lists`.

        Ask with ``college="C1", draws=0`` and the options of the gap, or with the parameters.
        ``before``: earlier lists, see :func:`graph.builds.earlier.before_of_lists`. ``planned``:
        with what the plan does to each entry, see :mod:`graph.lists.planned`.
        """
        from graph.builds.earlier import before_of_lists
        from graph.gap.gap import gap
        from graph.gap.scope import GapParameters
        from graph.lists.facts import Facts
        from graph.lists.lists import lists_of
        from graph.lists.planned import planned as with_moves
        from graph.lists.report import ListParameters
        from graph.outlook.outlook import outlook

        own = {name: options.pop(name) for name in ("college", "draws", "seed") if name in options}
        question = parameters or ListParameters(GapParameters(**options), **own)
        project = partial(outlook, self.tables, progress=progress)
        facts = Facts(self.tables, question, project, partial(gap, self.tables))
        found = lists_of(facts)
        if planned:
            found = with_moves(self.tables, found)
        return replace(found, before=before_of_lists(self, facts, found, before))

    def plan(
        self,
        parameters: PlanParameters | None = None,
        /,
        progress: Callable[[float], None] = lambda _share: None,
        **options: Any,
    ) -> Plan:
        """Choose which places to open and close: see :func:`graph.plan.plan.plan`.

        Ask with ``until=2030, front=6`` and so on, or with the parameters.
        """
        from graph.plan.plan import PlanParameters, plan

        return plan(self.tables, parameters or PlanParameters(**options), progress)

    # Policies ------------------------------------------------------------------------------------

    def rules(
        self, parameters: RuleParameters | None = None, /, **options: Any
    ) -> tuple[Verdict, ...]:
        """Judge by every clause of the build's documents: see :func:`graph.rules.judge`."""
        from graph.rules import judge

        return judge(self.tables, _rule_parameters(parameters, options))

    def warnings(
        self, how: Exit = "list", parameters: RuleParameters | None = None, /, **options: Any
    ) -> tuple[Verdict, ...]:
        """Judge programmes by the exit clause: see :func:`graph.rules.exits.warnings`."""
        from graph.rules.exits import warnings

        return warnings(self.tables, _rule_parameters(parameters, options), how)

    def duties(self, unit: str | None = None) -> tuple[Duty, ...]:
        """List the units that lead and join each measure: see :func:`graph.rules.duties.duties`."""
        from graph.rules.duties import duties

        return duties(self.tables, unit)

    # Questions -----------------------------------------------------------------------------------

    def ask(
        self,
        *,
        sparql: str | None = None,
        cypher: str | None = None,
        sql: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        limits: QueryLimits = QueryLimits(),
        place: Place | None = None,
    ) -> Answer:
        """Run a query in one of the languages: see :func:`graph.builds.ask.ask`.

        Raises:
            WrongInput: not exactly one query is given.
        """
        from graph.builds.ask import Place, Question, ask
        from graph.errors import WrongInput

        texts = {"sparql": sparql, "cypher": cypher, "sql": sql}
        queries = [(language, text) for language, text in texts.items() if text is not None]
        if len(queries) != 1:
            raise WrongInput("error.one_query")
        return ask(self, Question(*queries[0], parameters or {}, place or Place()), limits)

    def question(
        self,
        name: str,
        given: Mapping[str, str] | None = None,
        limits: QueryLimits = QueryLimits(),
        place: Place | None = None,
    ) -> Answer:
        """Run a named question: see :func:`graph.builds.ask.ask_named`."""
        from graph.builds.ask import Place, ask_named

        return ask_named(self, name, given or {}, limits, place or Place())

    def find(self, text: str, limit: int = 20) -> list[SearchResult]:
        """Find things by key, name, alias, pinyin: see :func:`graph.queries.search.search`."""
        from graph.queries.search import search

        return search(self.search_keys, text, limit)

    # The build as something else -----------------------------------------------------------------

    def network(self, around: str | None = None, steps: int = 1) -> Network:
        """Return the property graph, or the part around a thing's URI, as a networkx graph.

        See :func:`graph.convert.network.whole` and :func:`graph.convert.network.around`.
        """
        from graph.convert.network import around as part
        from graph.convert.network import whole
        from graph.convert.property_graph import PropertyGraph

        network = whole(PropertyGraph(load(), self.tables))
        return network if around is None else part(network, around, steps)

    def export(
        self,
        name: str,
        to: Path | str,
        lang: str = DEFAULT_LANG,
        export_options: ExportOptions | None = None,
        /,
        **options: Any,
    ) -> tuple[NoGlyph, ...]:
        """Write a table, a picture or a document: see :func:`graph.export.by_name.write`."""
        from graph.export.by_name import write
        from graph.export.options import ExportOptions

        return write(name, Path(to), export_options or ExportOptions(**options), self, lang)

    def diff(self, later: Build, year: int | None = None) -> BuildDiff:
        """Compare with a later build: see :func:`graph.builds.diff.diff`."""
        from graph.builds.diff import diff

        return diff(self, later, load(), year)


def open_home(path: Path | str | None = None) -> OpenHome:
    """Open a home of builds; by default that of the environment, as the commands do."""
    return OpenHome(home_from_environment() if path is None else Path(path))


def open_build(home: Path, id: str | None = None) -> OpenBuild:
    """Open the current build of a home, or the one whose id begins with ``id``.

    Raises:
        NoSuchBuild: there is none.
    """
    opened = open_home(home)
    return opened.current() if id is None else opened.build(id)


def _gap_parameters(parameters: GapParameters | None, options: dict[str, Any]) -> GapParameters:
    from graph.gap.scope import GapParameters

    return parameters or GapParameters(**options)


def _rule_parameters(parameters: RuleParameters | None, options: dict[str, Any]) -> RuleParameters:
    from graph.rules.verdicts import RuleParameters

    return parameters or RuleParameters(**options)
