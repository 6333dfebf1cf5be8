"""The command line: one function per command, each of which calls a module of its own.

Nothing heavy is imported before a command runs, so that ``twinchain --help`` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from graph.errors import TwinChainError, WrongInput
from graph.processes.limits import QueryLimits
from graph.settings import CALM_ENVIRONMENT, DEFAULT_HOME, lang_from_environment, version
from graph.words import LANGUAGES, say
from views import interrupts
from views.language import asked_language, help_text
from views.terminal.help import Command, Commands, complaint

Home = Annotated[Path, typer.Option(envvar="TWINCHAIN_HOME", help=help_text("home"))]
Lang = Annotated[Literal["zh", "en"], typer.Option(envvar="TWINCHAIN_LANG", help=help_text("lang"))]
Format = Annotated[Literal["table", "json", "csv"], typer.Option(help=help_text("format"))]
Datasets = Annotated[list[Path], typer.Argument(help=help_text("datasets"), metavar="DATASET")]
Ranges = Annotated[Literal["low", "middle"] | None, typer.Option(help=help_text("ranges"))]
Data = Annotated[Path | None, typer.Option(metavar="DIR", help=help_text("data"))]
Packs = Annotated[list[str] | None, typer.Option("--pack", metavar="NAME", help=help_text("pack"))]
Year = Annotated[int | None, typer.Option(help=help_text("year"))]
Area = Annotated[str | None, typer.Option(help=help_text("area"))]
Chain = Annotated[str | None, typer.Option(help=help_text("chain"))]
MinLevel = Annotated[int | None, typer.Option(min=0, max=8, help=help_text("min_level"))]
Tier = Annotated[int, typer.Option(min=1, max=2, help=help_text("tier"))]
Market = Annotated[Literal["pooled", "own"], typer.Option(help=help_text("market"))]
Basis = Annotated[str | None, typer.Option(help=help_text("basis"))]
Entrants = Annotated[str | None, typer.Option(metavar="PCT|derived", help=help_text("entrants"))]
Before = Annotated[str | None, typer.Option(metavar="FILE|BUILD", help=help_text("lists_before"))]
Planned = Annotated[bool, typer.Option("--plan", help=help_text("lists_plan"))]
Supply = Annotated[Literal["graduates", "plan"], typer.Option(help=help_text("supply"))]
WholePack = Annotated[bool, typer.Option("--whole-pack", help=help_text("whole_pack"))]
Draws = Annotated[int | None, typer.Option(min=0, metavar="N", help=help_text("draws"))]
Seed = Annotated[int | None, typer.Option(min=0, metavar="N", help=help_text("seed"))]
Scenarios = Annotated[list[str] | None, typer.Option(metavar="ID", help=help_text("scenario"))]
NoiseText = Annotated[
    str | None, typer.Option(metavar="own=10,common=10,counts=on", help=help_text("noise"))
]
Force = Annotated[bool, typer.Option("--force", help=help_text("force"))]

HOME = Path(DEFAULT_HOME)
UsageError = typer.BadParameter.__base__  # typer does not offer it by name
TO_BUILD, TO_ASK, TO_SHARE, TO_GO_BACK = (
    help_text(f"panel.{name}") for name in ("build", "ask", "share", "history")
)
Port = Annotated[int | None, typer.Option(min=0, max=65535, help=help_text("port"))]
NoWeb = Annotated[bool, typer.Option("--no-web", help=help_text("demo_no_web"))]

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
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help=help_text("version")),
    ] = False,
) -> None:
    del show


@app.command(cls=Command, help=help_text("build"), rich_help_panel=TO_BUILD)
def build(
    datasets: Datasets,
    data: Data = None,
    strict: Annotated[bool, typer.Option("--strict", help=help_text("strict"))] = False,
    stores: Annotated[Literal["all", "tables"], typer.Option(help=help_text("stores"))] = "all",
    pack: Packs = None,
    whole_pack: WholePack = False,
    ranges: Ranges = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from ingest.build import BuildRequest
    from views.commands import build as command

    request = BuildRequest(
        tuple(datasets),
        data,
        home,
        strict,
        stores=stores,
        packs=tuple(pack or ()),
        whole_pack=whole_pack,
        ranges=ranges,
    )
    raise typer.Exit(command.build(request, lang, format))


@app.command(cls=Command, help=help_text("check"), rich_help_panel=TO_BUILD)
def check(
    datasets: Datasets,
    data: Data = None,
    annotate: Annotated[
        Path | None, typer.Option(metavar="OUT.xlsx", help=help_text("annotate"))
    ] = None,
    write_source: Annotated[
        bool, typer.Option("--write-source", help=help_text("write_source"))
    ] = False,
    ranges: Ranges = None,
    pack: Packs = None,
    whole_pack: WholePack = False,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import build as command

    del home
    options = command.CheckOptions(
        data, annotate, tuple(pack or ()), whole_pack, write_source, ranges
    )
    raise typer.Exit(command.check(datasets, options, lang, format))


@app.command(cls=Command, help=help_text("template"), rich_help_panel=TO_BUILD)
def template(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help=help_text("template_file"))],
    force: Force = False,
    pack: Packs = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import export as command

    del home, format
    raise typer.Exit(command.template(file, force, tuple(pack or ()), lang))


@app.command(cls=Command, help=help_text("records"), rich_help_panel=TO_BUILD)
def records(
    read: Annotated[list[Path], typer.Argument(metavar="READ", help=help_text("records_read"))],
    titles: Annotated[
        list[Path] | None, typer.Option(metavar="TITLES.csv", help=help_text("records_titles"))
    ] = None,
    datasets: Annotated[
        list[Path] | None, typer.Option("--for", metavar="DATASET", help=help_text("records_for"))
    ] = None,
    area: Annotated[str | None, typer.Option(help=help_text("records_area"))] = None,
    day: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help=help_text("records_day"))
    ] = None,
    engine: Annotated[
        Literal["duckdb", "spark"], typer.Option(help=help_text("records_engine"))
    ] = "duckdb",
    master: Annotated[
        str | None, typer.Option(metavar="URL", help=help_text("records_master"))
    ] = None,
    to: Annotated[Path | None, typer.Option(metavar="DIR", help=help_text("records_to"))] = None,
    force: Force = False,
    pack: Packs = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from ingest.records.run import Run
    from views.commands import records as command

    run = Run(
        tuple(map(str, read)), tuple(map(str, titles or ())), tuple(map(str, datasets or ())),
        tuple(pack or ()), area, day, engine, master, str(to) if to else None, force,
    )  # fmt: skip
    raise typer.Exit(command.make(run, home, lang, format))


@app.command(cls=Command, help=help_text("titles"), rich_help_panel=TO_BUILD)
def titles(
    next_: Annotated[
        int, typer.Option("--next", min=0, metavar="N", help=help_text("titles_next"))
    ] = 20,
    folder: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help=help_text("titles_from"))
    ] = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import records as command

    raise typer.Exit(command.show_titles(folder, next_, home, lang, format))


@app.command(cls=Command, help=help_text("gap"), rich_help_panel=TO_ASK)
def gap(
    year: Year = None,
    area: Area = None,
    chain: Chain = None,
    min_level: MinLevel = None,
    tier: Tier = 1,
    market: Market = "pooled",
    basis: Basis = None,
    persistence: Annotated[
        float | None, typer.Option("--lambda", metavar="λ", help=help_text("lambda"))
    ] = None,
    entrants: Entrants = None,
    supply: Supply = "graduates",
    draws: Draws = None,
    seed: Seed = None,
    noise: NoiseText = None,
    scenario: Scenarios = None,
    by: Annotated[
        Literal["area", "chain", "year"] | None, typer.Option(help=help_text("by"))
    ] = None,
    ladder: Annotated[bool, typer.Option("--ladder", help=help_text("ladder"))] = False,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from graph.gap.scope import GapParameters, share_of_entrants
    from views.commands import gap as command

    parameters = GapParameters(
        year=year,
        area=area,
        chain=chain,
        min_level=min_level,
        tier=tier,
        market=market,
        basis=basis,
        persistence=persistence,
        entrants=share_of_entrants(entrants),
        supply=supply,
        draws=draws,
        seed=seed,
        noise=noise,
    )
    if by and ladder:
        raise WrongInput("error.gap_by_and_ladder")
    if (by or ladder) and scenario:
        raise WrongInput("error.gap_scenario")
    if (by or ladder) and (draws or seed is not None or noise):
        raise WrongInput("error.gap_draws_alone")
    if by:
        raise typer.Exit(command.show_parts(by, parameters, home, lang, format))
    if ladder:
        raise typer.Exit(command.show_ladder(parameters, home, lang, format))
    raise typer.Exit(command.show(parameters, scenario or (), home, lang, format))


@app.command(cls=Command, help=help_text("outlook"), rich_help_panel=TO_ASK)
def outlook(
    until: Annotated[int | None, typer.Option(help=help_text("until"))] = None,
    scenario: Scenarios = None,
    cover: Annotated[int, typer.Option(min=50, max=95, help=help_text("cover"))] = 80,
    draws: Annotated[int, typer.Option(min=0, metavar="N", help=help_text("outlook_draws"))] = 200,
    seed: Seed = None,
    area: Area = None,
    chain: Chain = None,
    basis: Basis = None,
    entrants: Entrants = None,
    by: Annotated[
        Literal["area", "chain", "occupation", "major"] | None,
        typer.Option(help=help_text("outlook_by")),
    ] = None,
    backtest: Annotated[bool, typer.Option("--backtest", help=help_text("backtest"))] = False,
    keep: Annotated[bool, typer.Option("--keep", help=help_text("keep"))] = False,
    score: Annotated[bool, typer.Option("--score", help=help_text("score"))] = False,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from graph.gap.scope import GapParameters, share_of_entrants
    from graph.outlook.parameters import SEED, OutlookParameters
    from views.commands import outlook as command

    parameters = OutlookParameters(
        gap=GapParameters(
            area=area, chain=chain, basis=basis, entrants=share_of_entrants(entrants)
        ),
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
        raise typer.Exit(command.show_scores(home, lang, format))
    if by and backtest:
        raise WrongInput("error.outlook_by_and_backtest")
    part = "backtest" if backtest else by
    raise typer.Exit(command.show(parameters, part, keep, home, lang, format))


@app.command(cls=Command, help=help_text("lists"), rich_help_panel=TO_ASK)
def lists(
    year: Year = None,
    area: Area = None,
    chain: Chain = None,
    college: Annotated[str | None, typer.Option(help=help_text("list_college"))] = None,
    min_level: MinLevel = None,
    tier: Tier = 1,
    market: Market = "pooled",
    basis: Basis = None,
    entrants: Entrants = None,
    draws: Annotated[int, typer.Option(min=0, metavar="N", help=help_text("outlook_draws"))] = 200,
    seed: Seed = None,
    before: Before = None,
    planned: Planned = False,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from graph.gap.scope import GapParameters, share_of_entrants
    from graph.lists.report import ListParameters
    from graph.outlook.parameters import SEED
    from views.commands import lists as command

    scope = GapParameters(
        year=year,
        area=area,
        chain=chain,
        min_level=min_level,
        tier=tier,
        market=market,
        basis=basis,
        entrants=share_of_entrants(entrants),
    )
    parameters = ListParameters(scope, college, draws, SEED if seed is None else seed)
    raise typer.Exit(command.show(parameters, before, planned, home, lang, format))


@app.command(cls=Command, help=help_text("plan"), rich_help_panel=TO_ASK)
def plan(
    until: Annotated[int | None, typer.Option(help=help_text("until"))] = None,
    scenario: Annotated[
        list[str] | None, typer.Option(metavar="ID", help=help_text("scenario"))
    ] = None,
    budget: Annotated[
        int | None, typer.Option(min=0, metavar="PLACES", help=help_text("plan_budget"))
    ] = None,
    target: Annotated[
        int | None, typer.Option(min=0, metavar="PERSONS", help=help_text("plan_target"))
    ] = None,
    front: Annotated[
        int, typer.Option(min=0, max=20, metavar="N", help=help_text("plan_front"))
    ] = 0,
    front_by: Annotated[
        Literal["change", "cost"], typer.Option(help=help_text("plan_front_by"))
    ] = "change",
    limits: Annotated[
        Path | None, typer.Option(metavar="FILE", help=help_text("plan_limits"))
    ] = None,
    fix: Annotated[
        list[str] | None, typer.Option(metavar="PROGRAMME", help=help_text("plan_fix"))
    ] = None,
    new: Annotated[bool, typer.Option("--new", help=help_text("plan_new"))] = False,
    close: Annotated[
        str | None, typer.Option(metavar="OCCUPATION", help=help_text("plan_close"))
    ] = None,
    draws: Annotated[int, typer.Option(min=0, max=1000, help=help_text("plan_draws"))] = 0,
    regret: Annotated[
        list[str] | None, typer.Option(metavar="ID", help=help_text("plan_regret"))
    ] = None,
    gap: Annotated[float, typer.Option(min=0, max=50, help=help_text("plan_gap"))] = 0.2,
    time: Annotated[float, typer.Option(min=1, max=3600, help=help_text("plan_time"))] = 60,
    exact: Annotated[bool, typer.Option("--exact", help=help_text("plan_exact"))] = False,
    prove: Annotated[bool, typer.Option("--prove", help=help_text("plan_prove"))] = False,
    to: Annotated[Path | None, typer.Option(metavar="FILE.xlsx", help=help_text("plan_to"))] = None,
    seed: Seed = None,
    basis: Basis = None,
    entrants: Entrants = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from graph.gap.scope import GapParameters, share_of_entrants
    from graph.plan.plan import PlanParameters
    from views.commands import plan as command

    parameters = PlanParameters(
        scope=GapParameters(basis=basis, entrants=share_of_entrants(entrants)),
        until=until,
        scenarios=tuple(scenario or ()),
        budget=budget,
        target=target,
        front=front,
        front_by=front_by,
        given=None if limits is None else command.limits_of_file(limits),
        fixes=tuple(fix or ()),
        opens=new,
        close=close,
        draws=draws,
        regret=tuple(regret or ()),
        seed=seed or 0,
        gap=gap / 100,
        seconds=time,
        exact=exact,
        prove=prove,
    )
    raise typer.Exit(command.show(parameters, to, home, lang, format))


@app.command(cls=Command, help=help_text("candidates"), rich_help_panel=TO_ASK)
def candidates(
    area: Area = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import gap as command

    raise typer.Exit(command.show_candidates(area, home, lang, format))


review_app = typer.Typer(
    cls=Commands, help=help_text("review"), invoke_without_command=True, rich_markup_mode=None
)
app.add_typer(review_app, name="review", rich_help_panel=TO_ASK)


@review_app.callback(invoke_without_command=True)
def review(
    context: typer.Context,
    kind: Annotated[
        Literal["pair", "required_level", "college_area", "further_study", "local_share"] | None,
        typer.Option(metavar="KIND", help=help_text("review_kind")),
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help=help_text("review_limit"))] = 20,
    year: Year = None,
    area: Area = None,
    chain: Chain = None,
    min_level: MinLevel = None,
    tier: Tier = 1,
    market: Market = "pooled",
    basis: Basis = None,
    entrants: Entrants = None,
    supply: Supply = "graduates",
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from graph.gap.scope import GapParameters, share_of_entrants
    from views.commands import review as command

    if context.invoked_subcommand:
        return
    parameters = GapParameters(
        year=year,
        area=area,
        chain=chain,
        min_level=min_level,
        tier=tier,
        market=market,
        basis=basis,
        entrants=share_of_entrants(entrants),
        supply=supply,
    )
    raise typer.Exit(command.show(parameters, kind, limit, home, lang, format))


@review_app.command(
    name="decide", cls=Command, help=help_text("review_decide"), rich_help_panel=TO_ASK
)
def review_decide(
    item: Annotated[
        str | None, typer.Argument(metavar="ITEM", help=help_text("review_item"))
    ] = None,
    answer: Annotated[
        str | None, typer.Argument(metavar="ANSWER", help=help_text("review_answer"))
    ] = None,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help=help_text("review_file"))
    ] = None,
    reviewer: Annotated[
        str | None, typer.Option(envvar="TWINCHAIN_REVIEWER", help=help_text("reviewer"))
    ] = None,
    note: Annotated[str | None, typer.Option(help=help_text("review_note"))] = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import review as command

    del format
    raise typer.Exit(command.decide(item, answer, file, reviewer, note, home, lang))


@review_app.command(
    name="apply", cls=Command, help=help_text("review_apply"), rich_help_panel=TO_ASK
)
def review_apply(home: Home = HOME, lang: Lang = "zh", format: Format = "table") -> None:
    from views.commands import review as command

    raise typer.Exit(command.apply(home, lang, format))


@app.command(cls=Command, help=help_text("coverage"), rich_help_panel=TO_ASK)
def coverage(
    chain: Annotated[str | None, typer.Option(help=help_text("coverage_chain"))] = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import gap as command

    raise typer.Exit(command.show_coverage(chain, home, lang, format))


@app.command(cls=Command, help=help_text("warn"), rich_help_panel=TO_ASK)
def warn(
    year: Annotated[int | None, typer.Option(help=help_text("rules_year"))] = None,
    exit: Annotated[Literal["list", "any", "all"], typer.Option(help=help_text("exit"))] = "list",
    lowest: Annotated[
        float | None, typer.Option(min=0, max=100, metavar="PCT", help=help_text("lowest"))
    ] = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from graph.rules.verdicts import RuleParameters
    from views.commands import rules as command

    parameters = RuleParameters(year=year, lowest_pct=lowest)
    raise typer.Exit(command.show_warnings(parameters, exit, home, lang, format))


@app.command(cls=Command, help=help_text("rules"), rich_help_panel=TO_ASK)
def rules(
    set: Annotated[list[str] | None, typer.Option(metavar="NAME", help=help_text("set"))] = None,
    year: Annotated[int | None, typer.Option(help=help_text("rules_year"))] = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from graph.rules.verdicts import RuleParameters
    from views.commands import rules as command

    parameters = RuleParameters(year=year, sets=tuple(set or ()))
    raise typer.Exit(command.show_rules(parameters, home, lang, format))


@app.command(cls=Command, help=help_text("duties"), rich_help_panel=TO_ASK)
def duties(
    unit: Annotated[str | None, typer.Option(help=help_text("unit"))] = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import rules as command

    raise typer.Exit(command.show_duties(unit, home, lang, format))


policy = typer.Typer(
    cls=Commands, help=help_text("policy"), no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(policy, name="policy", rich_help_panel=TO_ASK)


@policy.command(name="read", cls=Command, help=help_text("policy_read"), rich_help_panel=TO_ASK)
def policy_read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=help_text("policy_files"))],
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import policy as command

    del home
    raise typer.Exit(command.read(files, lang, format))


@app.command(cls=Command, help=help_text("query"), rich_help_panel=TO_ASK)
def query(
    file: Annotated[
        Path | None, typer.Argument(metavar="[NAME|FILE]", help=help_text("query_file"))
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help=help_text("list"))] = False,
    sparql: Annotated[str | None, typer.Option(metavar="Q", help=help_text("sparql"))] = None,
    cypher: Annotated[str | None, typer.Option(metavar="Q", help=help_text("cypher"))] = None,
    sql: Annotated[str | None, typer.Option(metavar="Q", help=help_text("sql"))] = None,
    param: Annotated[list[str] | None, typer.Option(metavar="K=V", help=help_text("param"))] = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, help=help_text("timeout"))
    ] = QueryLimits.timeout_s,
    limit: Annotated[int, typer.Option(min=1, help=help_text("limit"))] = QueryLimits.rows,
    store: Annotated[str | None, typer.Option(metavar="S", help=help_text("ask_store"))] = None,
    url: Annotated[str | None, typer.Option(metavar="U", help=help_text("server_url"))] = None,
    database: Annotated[str | None, typer.Option(metavar="D", help=help_text("database"))] = None,
    to: Annotated[Path | None, typer.Option(metavar="FILE", help=help_text("answer_to"))] = None,
    force: Force = False,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import query as command
    from views.commands import questions

    if list_:
        raise typer.Exit(questions.show_list(str(file) if file else None, home, lang, format))
    limits = QueryLimits(timeout_s=timeout, rows=limit)
    place = command.Place(store, url, database)
    request = command.QueryRequest(file, sparql, cypher, sql, param or [], place)
    raise typer.Exit(command.query(request, limits, to, force, home, lang, format))


@app.command(cls=Command, help=help_text("export"), rich_help_panel=TO_SHARE)
def export(
    what: Annotated[str, typer.Argument(metavar="WHAT", help=help_text("what"))] = "all",
    key: Annotated[str | None, typer.Argument(metavar="ID", help=help_text("export_one"))] = None,
    to: Annotated[Path, typer.Option(metavar="FILE", help=help_text("to"))] = ...,  # type: ignore[assignment]
    around: Annotated[
        str | None, typer.Option(metavar="CODE", help=help_text("export_around"))
    ] = None,
    chain: Annotated[str | None, typer.Option(help=help_text("export_chain"))] = None,
    college: Annotated[str | None, typer.Option(help=help_text("export_college"))] = None,
    block: Annotated[str | None, typer.Option(help=help_text("export_block"))] = None,
    unit: Annotated[str | None, typer.Option(help=help_text("unit"))] = None,
    year: Year = None,
    area: Area = None,
    min_level: Annotated[
        int | None, typer.Option(min=0, max=8, help=help_text("export_min_level"))
    ] = None,
    tier: Annotated[int | None, typer.Option(min=1, max=2, help=help_text("tier"))] = None,
    market: Annotated[
        Literal["pooled", "own"] | None, typer.Option(help=help_text("market"))
    ] = None,
    basis: Basis = None,
    persistence: Annotated[
        float | None, typer.Option("--lambda", metavar="λ", help=help_text("lambda"))
    ] = None,
    entrants: Entrants = None,
    supply: Annotated[
        Literal["graduates", "plan"] | None, typer.Option(help=help_text("supply"))
    ] = None,
    draws: Draws = None,
    seed: Seed = None,
    noise: NoiseText = None,
    theme: Annotated[
        Literal["light", "dark"] | None, typer.Option(help=help_text("export_theme"))
    ] = None,
    paper: Annotated[
        Literal["neutral", "official"] | None, typer.Option(help=help_text("export_paper"))
    ] = None,
    letterhead: Annotated[
        Path | None, typer.Option(metavar="FILE", help=help_text("export_letterhead"))
    ] = None,
    until: Annotated[int | None, typer.Option(help=help_text("export_until"))] = None,
    measure: Annotated[str | None, typer.Option(help=help_text("export_measure"))] = None,
    before: Before = None,
    planned: Planned = False,
    force: Force = False,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from graph.gap.scope import share_of_entrants
    from views.commands import export as command

    del format
    options = command.ExportOptions(
        id=key,
        chain=chain,
        college=college,
        block=block,
        around=around,
        unit=unit,
        year=year,
        theme=theme,
        area=area,
        min_level=min_level,
        tier=tier,
        market=market,
        basis=basis,
        persistence=persistence,
        entrants=share_of_entrants(entrants),
        supply=supply,
        draws=draws,
        seed=seed,
        noise=noise,
        paper=paper,
        letterhead=letterhead,
        until=until,
        measure=measure,
        before=before,
        plan=planned or None,
    )
    raise typer.Exit(command.export(what, to, options, force, home, lang))


@app.command(cls=Command, help=help_text("push"), rich_help_panel=TO_SHARE)
def push(
    url: Annotated[str, typer.Argument(metavar="URL", help=help_text("push_url"))],
    database: Annotated[str | None, typer.Option(metavar="D", help=help_text("database"))] = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import push as command

    raise typer.Exit(command.send(url, database, home, lang, format))


@app.command(cls=Command, help=help_text("builds"), rich_help_panel=TO_GO_BACK)
def builds(home: Home = HOME, lang: Lang = "zh", format: Format = "table") -> None:
    from views.commands import history as command

    raise typer.Exit(command.builds(home, lang, format))


@app.command(cls=Command, help=help_text("diff"), rich_help_panel=TO_GO_BACK)
def diff(
    old: Annotated[str, typer.Argument(metavar="A", help=help_text("diff_old"))],
    new: Annotated[str, typer.Argument(metavar="B", help=help_text("diff_new"))],
    year: Annotated[int | None, typer.Option(help=help_text("diff_year"))] = None,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import history as command

    raise typer.Exit(command.diff(old, new, year, home, lang, format))


@app.command(cls=Command, help=help_text("use"), rich_help_panel=TO_GO_BACK)
def use(
    build: Annotated[str, typer.Argument(metavar="ID", help=help_text("use_id"))],
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import history as command

    del format
    raise typer.Exit(command.use(build, home, lang))


@app.command(cls=Command, help=help_text("serve"), rich_help_panel=TO_ASK)
def serve(
    host: Annotated[str, typer.Option(help=help_text("host"))] = "127.0.0.1",
    port: Port = None,
    name: Annotated[list[str] | None, typer.Option(help=help_text("server_name"))] = None,
    without_login: Annotated[
        bool, typer.Option("--without-login", help=help_text("without_login"))
    ] = False,
    no_web: Annotated[bool, typer.Option("--no-web", help=help_text("serve_no_web"))] = False,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import serve as command
    from views.web.settings import ServeOptions

    del format
    options = ServeOptions(home, host, port, tuple(name or ()), without_login, lang)
    raise typer.Exit(command.serve(options, with_web=not no_web))


@app.command(cls=Command, help=help_text("demo"), rich_help_panel=TO_BUILD)
def demo(
    port: Port = None,
    no_web: NoWeb = False,
    home: Home = HOME,
    lang: Lang = "zh",
    format: Format = "table",
) -> None:
    from views.commands import demo as command

    del format
    raise typer.Exit(command.demo(home, lang, port, with_web=not no_web))


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
