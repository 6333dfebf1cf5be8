"""The command line: one function per command, each of which calls a module of its own.

Nothing heavy is imported before a command runs, so that ``twinchain --help`` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from graph.errors import TwinChainError, WrongInput
from graph.processes.limits import QueryLimits
from graph.settings import CALM_ENVIRONMENT, DEFAULT_HOME, lang_from_environment, version
from graph.words import LANGUAGES, say
from views import interrupts
from views.language import asked_language, help_text
from views.terminal.commands import argument, in_groups, offer, option
from views.terminal.help import Commands, complaint

if TYPE_CHECKING:
    from graph.gap.scope import GapParameters

HOME = Path(DEFAULT_HOME)
UsageError = typer.BadParameter.__base__  # typer does not offer it by name
TO_BUILD, TO_ASK, TO_SHARE, TO_GO_BACK = (
    help_text(f"panel.{name}") for name in ("build", "ask", "share", "history")
)

# Options of several commands ---------------------------------------------------------------------

Datasets = Annotated[list[Path], argument("datasets", "DATASET")]
Ranges = Annotated[Literal["low", "middle"] | None, option("ranges")]
Data = Annotated[Path | None, option("data", metavar="DIR")]
Packs = Annotated[list[str] | None, option("pack", "--pack", metavar="NAME")]
WholePack = Annotated[bool, option("whole_pack", "--whole-pack")]
Year = Annotated[int | None, option("year")]
Area = Annotated[str | None, option("area")]
Chain = Annotated[str | None, option("chain")]
Basis = Annotated[str | None, option("basis")]
Persistence = Annotated[float | None, option("lambda", "--lambda", metavar="λ")]
Entrants = Annotated[str | None, option("entrants", metavar="PCT|derived")]
Before = Annotated[str | None, option("lists_before", metavar="FILE|BUILD")]
Planned = Annotated[bool, option("lists_plan", "--plan")]
Supply = Annotated[Literal["graduates", "plan"], option("supply")]
Draws = Annotated[int | None, option("draws", min=0, metavar="N")]
DrawsAhead = Annotated[int, option("outlook_draws", min=0, metavar="N")]
Seed = Annotated[int | None, option("seed", min=0, metavar="N")]
Until = Annotated[int | None, option("until")]
Scenarios = Annotated[list[str] | None, option("scenario", "--scenario", metavar="ID")]
NoiseText = Annotated[str | None, option("noise", metavar="own=10,common=10,counts=on")]
RulesYear = Annotated[int | None, option("rules_year")]
Unit = Annotated[str | None, option("unit")]
Database = Annotated[str | None, option("database", metavar="D")]
Force = Annotated[bool, option("force", "--force")]
Port = Annotated[int | None, option("port", min=0, max=65535)]


class Face(NamedTuple):
    """The home that a command speaks of, and how it answers."""

    home: Annotated[Path, option("home", envvar="TWINCHAIN_HOME")] = HOME
    lang: Annotated[Literal["zh", "en"], option("lang", envvar="TWINCHAIN_LANG")] = "zh"
    format: Annotated[Literal["table", "json", "csv"], option("format")] = "table"


FACE = Face()


class Scope(NamedTuple):
    """What a gap is computed for."""

    year: Year = None
    area: Area = None
    chain: Chain = None
    min_level: Annotated[int | None, option("min_level", min=0, max=8)] = None
    tier: Annotated[int, option("tier", min=1, max=2)] = 1
    market: Annotated[Literal["pooled", "own"], option("market")] = "pooled"
    basis: Basis = None
    entrants: Entrants = None


def _gap_parameters(scope: Scope | None = None, **others: Any) -> GapParameters:
    from graph.gap.scope import GapParameters, share_of_entrants

    values = {**(scope._asdict() if scope else {}), **others}
    return GapParameters(**values | {"entrants": share_of_entrants(values["entrants"])})


app = typer.Typer(
    name="twinchain",
    cls=Commands,
    help=help_text("app"),
    epilog=help_text("exit_codes"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(is_requested: bool) -> None:
    if is_requested:
        sys.stdout.write(f"twinchain {version()}\n")
        raise typer.Exit


@app.callback(help=help_text("app"))
def root(
    show: Annotated[
        bool, option("version", "--version", callback=_say_version, is_eager=True)
    ] = False,
) -> None:
    del show


# Commands ----------------------------------------------------------------------------------------


@offer(app, "build", TO_BUILD)
def build(
    datasets: Datasets,
    data: Data = None,
    strict: Annotated[bool, option("strict", "--strict")] = False,
    stores: Annotated[Literal["all", "tables"], option("stores")] = "all",
    pack: Packs = None,
    whole_pack: WholePack = False,
    ranges: Ranges = None,
    face: Face = FACE,
) -> int:
    from ingest.build import BuildRequest
    from views.commands import build as command

    request = BuildRequest(
        tuple(datasets),
        data,
        face.home,
        strict,
        stores=stores,
        packs=tuple(pack or ()),
        whole_pack=whole_pack,
        ranges=ranges,
    )
    return command.build(request, face.lang, face.format)


@offer(app, "check", TO_BUILD)
def check(
    datasets: Datasets,
    data: Data = None,
    annotate: Annotated[Path | None, option("annotate", metavar="OUT.xlsx")] = None,
    write_source: Annotated[bool, option("write_source", "--write-source")] = False,
    ranges: Ranges = None,
    pack: Packs = None,
    whole_pack: WholePack = False,
    face: Face = FACE,
) -> int:
    from views.commands import build as command

    packs = tuple(pack or ())
    options = command.CheckOptions(data, annotate, packs, whole_pack, write_source, ranges)
    return command.check(datasets, options, face.lang, face.format)


@offer(app, "template", TO_BUILD)
def template(
    file: Annotated[Path, argument("template_file", "FILE.xlsx")],
    force: Force = False,
    pack: Packs = None,
    face: Face = FACE,
) -> int:
    from views.commands import export as command

    return command.template(file, force, tuple(pack or ()), face.lang)


@offer(app, "records", TO_BUILD)
def records(
    read: Annotated[list[Path], argument("records_read", "READ")],
    titles: Annotated[list[Path] | None, option("records_titles", metavar="TITLES.csv")] = None,
    datasets: Annotated[
        list[Path] | None, option("records_for", "--for", metavar="DATASET")
    ] = None,
    area: Annotated[str | None, option("records_area")] = None,
    day: Annotated[str | None, option("records_day", metavar="YYYY-MM-DD")] = None,
    engine: Annotated[Literal["duckdb", "spark"], option("records_engine")] = "duckdb",
    master: Annotated[str | None, option("records_master", metavar="URL")] = None,
    to: Annotated[Path | None, option("records_to", metavar="DIR")] = None,
    force: Force = False,
    pack: Packs = None,
    face: Face = FACE,
) -> int:
    from ingest.records.run import Run
    from views.commands import records as command

    run = Run(
        tuple(map(str, read)), tuple(map(str, titles or ())), tuple(map(str, datasets or ())),
        tuple(pack or ()), area, day, engine, master, str(to) if to else None, force,
    )  # fmt: skip
    return command.make(run, *face)


@offer(app, "titles", TO_BUILD)
def titles(
    next_: Annotated[int, option("titles_next", "--next", min=0, metavar="N")] = 20,
    folder: Annotated[Path | None, option("titles_from", "--from", metavar="DIR")] = None,
    face: Face = FACE,
) -> int:
    from views.commands import records as command

    return command.show_titles(folder, next_, *face)


@offer(app, "gap", TO_ASK)
def gap(
    scope: Scope,
    persistence: Persistence = None,
    supply: Supply = "graduates",
    draws: Draws = None,
    seed: Seed = None,
    noise: NoiseText = None,
    scenario: Scenarios = None,
    by: Annotated[Literal["area", "chain", "year"] | None, option("by")] = None,
    ladder: Annotated[bool, option("ladder", "--ladder")] = False,
    face: Face = FACE,
) -> int:
    from views.commands import gap as command

    parameters = _gap_parameters(
        scope, persistence=persistence, supply=supply, draws=draws, seed=seed, noise=noise
    )
    if by and ladder:
        raise WrongInput("error.gap_by_and_ladder")
    if (by or ladder) and scenario:
        raise WrongInput("error.gap_scenario")
    if (by or ladder) and (draws or seed is not None or noise):
        raise WrongInput("error.gap_draws_alone")
    if by:
        return command.show_parts(by, parameters, *face)
    if ladder:
        return command.show_ladder(parameters, *face)
    return command.show(parameters, scenario or (), *face)


@offer(app, "outlook", TO_ASK)
def outlook(
    until: Until = None,
    scenario: Scenarios = None,
    cover: Annotated[int, option("cover", min=50, max=95)] = 80,
    draws: DrawsAhead = 200,
    seed: Seed = None,
    area: Area = None,
    chain: Chain = None,
    basis: Basis = None,
    entrants: Entrants = None,
    by: Annotated[
        Literal["area", "chain", "occupation", "major"] | None, option("outlook_by")
    ] = None,
    backtest: Annotated[bool, option("backtest", "--backtest")] = False,
    keep: Annotated[bool, option("keep", "--keep")] = False,
    score: Annotated[bool, option("score", "--score")] = False,
    face: Face = FACE,
) -> int:
    from graph.outlook.parameters import SEED, OutlookParameters
    from views.commands import outlook as command

    parameters = OutlookParameters(
        gap=_gap_parameters(area=area, chain=chain, basis=basis, entrants=entrants),
        until=until,
        scenarios=tuple(scenario or ()),
        cover=cover / 100,
        draws=draws,
        seed=SEED if seed is None else seed,
    )
    if score:
        is_narrowed = parameters != OutlookParameters() or seed is not None
        if is_narrowed or by or backtest or keep:
            raise WrongInput("error.outlook_score_alone")
        return command.show_scores(*face)
    if by and backtest:
        raise WrongInput("error.outlook_by_and_backtest")
    return command.show(parameters, "backtest" if backtest else by, keep, *face)


@offer(app, "lists", TO_ASK)
def lists(
    scope: Scope,
    college: Annotated[str | None, option("list_college")] = None,
    draws: DrawsAhead = 200,
    seed: Seed = None,
    before: Before = None,
    planned: Planned = False,
    face: Face = FACE,
) -> int:
    from graph.lists.report import ListParameters
    from graph.outlook.parameters import SEED
    from views.commands import lists as command

    seed = SEED if seed is None else seed
    parameters = ListParameters(_gap_parameters(scope), college, draws, seed)
    return command.show(parameters, before, planned, *face)


class PlanChoices(NamedTuple):
    """What a plan is asked for, by the names of ``PlanParameters``."""

    until: Until = None
    scenarios: Scenarios = None
    budget: Annotated[int | None, option("plan_budget", min=0, metavar="PLACES")] = None
    target: Annotated[int | None, option("plan_target", min=0, metavar="PERSONS")] = None
    front: Annotated[int, option("plan_front", min=0, max=20, metavar="N")] = 0
    front_by: Annotated[Literal["change", "cost"], option("plan_front_by")] = "change"
    fixes: Annotated[list[str] | None, option("plan_fix", "--fix", metavar="PROGRAMME")] = None
    opens: Annotated[bool, option("plan_new", "--new")] = False
    close: Annotated[str | None, option("plan_close", metavar="OCCUPATION")] = None
    draws: Annotated[int, option("plan_draws", min=0, max=1000)] = 0
    regret: Annotated[list[str] | None, option("plan_regret", metavar="ID")] = None
    gap: Annotated[float, option("plan_gap", min=0, max=50)] = 0.2
    seconds: Annotated[float, option("plan_time", "--time", min=1, max=3600)] = 60
    exact: Annotated[bool, option("plan_exact", "--exact")] = False
    prove: Annotated[bool, option("plan_prove", "--prove")] = False


@offer(app, "plan", TO_ASK)
def plan(
    choices: PlanChoices,
    limits: Annotated[Path | None, option("plan_limits", metavar="FILE")] = None,
    to: Annotated[Path | None, option("plan_to", metavar="FILE.xlsx")] = None,
    seed: Seed = None,
    basis: Basis = None,
    entrants: Entrants = None,
    face: Face = FACE,
) -> int:
    from graph.plan.plan import PlanParameters
    from views.commands import plan as command

    several = {
        name: tuple(getattr(choices, name) or ()) for name in ("scenarios", "fixes", "regret")
    }
    parameters = PlanParameters(
        _gap_parameters(basis=basis, entrants=entrants),
        given=None if limits is None else command.limits_of_file(limits),
        seed=seed or 0,
        **choices._asdict() | several | {"gap": choices.gap / 100},
    )
    return command.show(parameters, to, *face)


@offer(app, "candidates", TO_ASK)
def candidates(area: Area = None, face: Face = FACE) -> int:
    from views.commands import gap as command

    return command.show_candidates(area, *face)


review_app = typer.Typer(
    cls=Commands, help=help_text("review"), invoke_without_command=True, rich_markup_mode=None
)
app.add_typer(review_app, name="review", rich_help_panel=TO_ASK)


def review(
    *,
    context: typer.Context,
    kind: Annotated[
        Literal["pair", "required_level", "college_area", "further_study", "local_share"] | None,
        option("review_kind", metavar="KIND"),
    ] = None,
    limit: Annotated[int, option("review_limit", min=0)] = 20,
    scope: Scope,
    supply: Supply = "graduates",
    face: Face = FACE,
) -> int | None:
    from views.commands import review as command

    if context.invoked_subcommand:
        return None
    return command.show(_gap_parameters(scope, supply=supply), kind, limit, *face)


review_app.callback(invoke_without_command=True)(in_groups(review))


@offer(review_app, "review_decide", TO_ASK, "decide")
def review_decide(
    item: Annotated[str | None, argument("review_item", "ITEM")] = None,
    answer: Annotated[str | None, argument("review_answer", "ANSWER")] = None,
    file: Annotated[Path | None, option("review_file", metavar="FILE.csv")] = None,
    reviewer: Annotated[str | None, option("reviewer", envvar="TWINCHAIN_REVIEWER")] = None,
    note: Annotated[str | None, option("review_note")] = None,
    face: Face = FACE,
) -> int:
    from views.commands import review as command

    return command.decide(item, answer, file, reviewer, note, face.home, face.lang)


@offer(review_app, "review_apply", TO_ASK, "apply")
def review_apply(face: Face = FACE) -> int:
    from views.commands import review as command

    return command.apply(*face)


@offer(app, "coverage", TO_ASK)
def coverage(
    chain: Annotated[str | None, option("coverage_chain")] = None, face: Face = FACE
) -> int:
    from views.commands import gap as command

    return command.show_coverage(chain, *face)


@offer(app, "warn", TO_ASK)
def warn(
    year: RulesYear = None,
    exit: Annotated[Literal["list", "any", "all"], option("exit")] = "list",
    lowest: Annotated[float | None, option("lowest", min=0, max=100, metavar="PCT")] = None,
    face: Face = FACE,
) -> int:
    from graph.rules.verdicts import RuleParameters
    from views.commands import rules as command

    return command.show_warnings(RuleParameters(year=year, lowest_pct=lowest), exit, *face)


@offer(app, "rules", TO_ASK)
def rules(
    set: Annotated[list[str] | None, option("set", metavar="NAME")] = None,
    year: RulesYear = None,
    face: Face = FACE,
) -> int:
    from graph.rules.verdicts import RuleParameters
    from views.commands import rules as command

    return command.show_rules(RuleParameters(year=year, sets=tuple(set or ())), *face)


@offer(app, "duties", TO_ASK)
def duties(unit: Unit = None, face: Face = FACE) -> int:
    from views.commands import rules as command

    return command.show_duties(unit, *face)


policy = typer.Typer(
    cls=Commands, help=help_text("policy"), no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(policy, name="policy", rich_help_panel=TO_ASK)


@offer(policy, "policy_read", TO_ASK, "read")
def policy_read(
    files: Annotated[list[Path], argument("policy_files", "FILE")], face: Face = FACE
) -> int:
    from views.commands import policy as command

    return command.read(files, face.lang, face.format)


@offer(app, "query", TO_ASK)
def query(
    file: Annotated[Path | None, argument("query_file", "[NAME|FILE]")] = None,
    list_: Annotated[bool, option("list", "--list")] = False,
    sparql: Annotated[str | None, option("sparql", metavar="Q")] = None,
    cypher: Annotated[str | None, option("cypher", metavar="Q")] = None,
    sql: Annotated[str | None, option("sql", metavar="Q")] = None,
    param: Annotated[list[str] | None, option("param", metavar="K=V")] = None,
    timeout: Annotated[float, option("timeout", min=0.1)] = QueryLimits.timeout_s,
    limit: Annotated[int, option("limit", min=1)] = QueryLimits.rows,
    store: Annotated[str | None, option("ask_store", metavar="S")] = None,
    url: Annotated[str | None, option("server_url", metavar="U")] = None,
    database: Database = None,
    to: Annotated[Path | None, option("answer_to", metavar="FILE")] = None,
    force: Force = False,
    face: Face = FACE,
) -> int:
    from views.commands import query as command
    from views.commands import questions

    if list_:
        return questions.show_list(str(file) if file else None, *face)
    limits = QueryLimits(timeout_s=timeout, rows=limit)
    place = command.Place(store, url, database)
    request = command.QueryRequest(file, sparql, cypher, sql, param or [], place)
    return command.query(request, limits, to, force, *face)


class ExportChoices(NamedTuple):
    """How a picture or document is to be, by the names of ``ExportOptions``."""

    id: Annotated[str | None, argument("export_one", "ID")] = None
    around: Annotated[str | None, option("export_around", metavar="CODE")] = None
    chain: Annotated[str | None, option("export_chain")] = None
    college: Annotated[str | None, option("export_college")] = None
    block: Annotated[str | None, option("export_block")] = None
    unit: Unit = None
    year: Year = None
    area: Area = None
    min_level: Annotated[int | None, option("export_min_level", min=0, max=8)] = None
    tier: Annotated[int | None, option("tier", min=1, max=2)] = None
    market: Annotated[Literal["pooled", "own"] | None, option("market")] = None
    basis: Basis = None
    persistence: Persistence = None
    entrants: Entrants = None
    supply: Annotated[Literal["graduates", "plan"] | None, option("supply")] = None
    draws: Draws = None
    seed: Seed = None
    noise: NoiseText = None
    theme: Annotated[Literal["light", "dark"] | None, option("export_theme")] = None
    paper: Annotated[Literal["neutral", "official"] | None, option("export_paper")] = None
    letterhead: Annotated[Path | None, option("export_letterhead", metavar="FILE")] = None
    until: Annotated[int | None, option("export_until")] = None
    measure: Annotated[str | None, option("export_measure")] = None
    before: Before = None
    plan: Planned = False


@offer(app, "export", TO_SHARE)
def export(
    *,
    what: Annotated[str, argument("what", "WHAT")] = "all",
    to: Annotated[Path, option("to", metavar="FILE")],
    choices: ExportChoices,
    force: Force = False,
    face: Face = FACE,
) -> int:
    from graph.gap.scope import share_of_entrants
    from views.commands import export as command

    entrants = share_of_entrants(choices.entrants)
    chosen = choices._asdict() | {"entrants": entrants, "plan": choices.plan or None}
    options = command.ExportOptions(**chosen)
    return command.export(what, to, options, force, face.home, face.lang)


@offer(app, "push", TO_SHARE)
def push(
    url: Annotated[str, argument("push_url", "URL")], database: Database = None, face: Face = FACE
) -> int:
    from views.commands import push as command

    return command.send(url, database, *face)


@offer(app, "builds", TO_GO_BACK)
def builds(face: Face = FACE) -> int:
    from views.commands import history as command

    return command.builds(*face)


@offer(app, "diff", TO_GO_BACK)
def diff(
    old: Annotated[str, argument("diff_old", "A")],
    new: Annotated[str, argument("diff_new", "B")],
    year: Annotated[int | None, option("diff_year")] = None,
    face: Face = FACE,
) -> int:
    from views.commands import history as command

    return command.diff(old, new, year, *face)


@offer(app, "use", TO_GO_BACK)
def use(build: Annotated[str, argument("use_id", "ID")], face: Face = FACE) -> int:
    from views.commands import history as command

    return command.use(build, face.home, face.lang)


@offer(app, "serve", TO_ASK)
def serve(
    host: Annotated[str, option("host")] = "127.0.0.1",
    port: Port = None,
    name: Annotated[list[str] | None, option("server_name")] = None,
    without_login: Annotated[bool, option("without_login", "--without-login")] = False,
    no_web: Annotated[bool, option("serve_no_web", "--no-web")] = False,
    face: Face = FACE,
) -> int:
    from views.commands import serve as command
    from views.web.settings import ServeOptions

    options = ServeOptions(face.home, host, port, tuple(name or ()), without_login, face.lang)
    return command.serve(options, with_web=not no_web)


@offer(app, "demo", TO_BUILD)
def demo(
    port: Port = None,
    no_web: Annotated[bool, option("demo_no_web", "--no-web")] = False,
    face: Face = FACE,
) -> int:
    from views.commands import demo as command

    return command.demo(face.home, face.lang, port, with_web=not no_web)


def main() -> None:
    """Run the command line; report a fault as one readable message, never as a traceback."""
    gc.set_threshold(100_000, 50, 50)  # imports leave many lasting objects; collections are costly
    os.environ.update({**CALM_ENVIRONMENT, **os.environ})
    if (lang := lang_from_environment()) in LANGUAGES:  # typer reads it, too
        os.environ["TWINCHAIN_LANG"] = lang
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        interrupts.watch()
        code, fault = _run_command(asked_language(sys.argv[1:]))
    except KeyboardInterrupt:
        code, fault = interrupts.CODE, ""
    except Exception:
        if not interrupts.came():  # otherwise the interrupt caused the failure
            raise
        code, fault = interrupts.CODE, ""
    if code == interrupts.CODE or (fault and interrupts.came()):
        interrupts.end()
    interrupts.is_too_late()
    sys.stderr.write(fault)
    sys.exit(code)


def _run_command(lang: str) -> tuple[int, str]:
    """Run the command, and return its exit code and the message of the fault that ended it."""
    try:
        return app(prog_name="twinchain", standalone_mode=False) or 0, ""
    except UsageError as error:  # type: ignore[misc]
        return 2, complaint(error, lang)
    except TwinChainError as error:
        return error.exit_code, f"{say('cli.error', lang)}{error.text(lang)}\n"
    except OSError as error:
        from graph.processes.system import system_problem

        problem = say("error.system", lang, problem=system_problem(error))
        return 2, f"{say('cli.error', lang)}{problem}\n"


if __name__ == "__main__":
    main()
