"""The plan: which places to open and close, proven and verified before anything is printed.

See ``docs/method/plan.md``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from graph.errors import WrongInput
from graph.gap.figures import grade_over, worst
from graph.gap.flows.flow import shortage
from graph.gap.flows.rounding import added_up
from graph.gap.report import Assumption
from graph.gap.scope import EVERYTHING, GapParameters
from graph.outlook.parameters import OutlookParameters, check_ranges
from graph.plan.choose import NothingMeets, choose
from graph.plan.closing import block_of, closing_of
from graph.plan.conflicts import contradiction
from graph.plan.costs import Costs
from graph.plan.cuts import Cut, cuts_at
from graph.plan.decide import Answer, Effort
from graph.plan.fixes import fixes_of
from graph.plan.front import front_of, least_change
from graph.plan.limits import CHANGE_PCT, CHANGE_PLACES, Bounds, Limit, bounds_of
from graph.plan.loosen import effects_of_limits, most_of
from graph.plan.master import seconds_left
from graph.plan.model import Model, Values
from graph.plan.moves import moves_of
from graph.plan.naive import ways
from graph.plan.reading import Case, case_of, limits_of, money_of, teachers_of
from graph.plan.regret import Weighing, regret_of
from graph.plan.report import By, Move, Plan, PlanCut, RobustYear
from graph.plan.robust import robust_years
from graph.plan.verify import verify, verify_cuts

Progress = Callable[[float], None]
CHOOSING = 0.7  # of the time, shared with proof, target and front; the rest is for the limits
MOST_FRONT, MOST_SECONDS, MOST_PLACES = 20, 3600, 10**7
ASKED = ("change_pct_max", "change_places_max", "class_min", "places_max")  # limits of parameters
FRONT_NOTES = {
    "change": ("plan_front_too_small", "places"),
    "cost": ("plan_front_too_cheap", "yuan"),
}
USUAL_RAMP = (
    Limit("usual_pct", "all", None, "change_pct_max", CHANGE_PCT, source="usual"),
    Limit("usual_places", "all", None, "change_places_max", CHANGE_PLACES, source="usual"),
)


@dataclass(frozen=True)
class PlanParameters:
    """What a plan is asked for.

    ``until``: the last year of graduates, five past the newest unless given. ``budget``: the most
    places moved in all. ``target``: the most jobs that stay empty in the years reached, with the
    fewest places moved. ``front``: how many points between no change and the whole plan, by
    ``front_by``. ``fixes``: ``college/major[/track]=PLACES[@YEAR]``. ``limits``: kind and value,
    for everything, in place of what the data and documents say for everything. ``given``: limits
    in place of the rows of ``plan_limits``. ``opens``: with new programmes, see
    :mod:`graph.plan.opening`.
    ``close``: an occupation whose block of the last year the smallest change is to close, or
    ``emptiest``. ``draws``: of what the years ahead may miss by, for the plan and unchanged places.
    ``regret``: scenarios (or ``all``), each beside ``scenarios``, to find the plan of least regret.
    ``gap``: the share of the objective to stop at. ``seconds``: for all of it.
    ``exact``: solved to the end with a flow along every arc (small cities). ``prove``: a search
    over every programme for a better bound.
    """

    scope: GapParameters = EVERYTHING
    until: int | None = None
    scenarios: tuple[str, ...] = ()
    budget: int | None = None
    target: int | None = None
    front: int = 0
    front_by: By = "change"
    fixes: tuple[str, ...] = ()
    limits: tuple[tuple[str, float], ...] = ()
    given: tuple[Limit, ...] | None = None
    opens: bool = False
    close: str | None = None
    draws: int = 0
    regret: tuple[str, ...] = ()
    seed: int = 0
    gap: float = 0.002
    seconds: float = 60.0
    exact: bool = False
    prove: bool = False

    @property
    def outlook(self) -> OutlookParameters:
        """Return the outlook that the plan starts from."""
        return OutlookParameters(
            self.scope, self.until, self.scenarios, draws=self.draws, seed=self.seed
        )


USUAL = PlanParameters()


def plan(
    tables: Mapping[str, pl.DataFrame],
    parameters: PlanParameters = USUAL,
    progress: Progress = lambda _share: None,
) -> Plan:
    """Choose the places of every programme, prove how good that is, and explain it.

    Raises:
        NoAnswer: nothing is to decide, or limits contradict each other (they are named).
        WrongInput: see :func:`graph.outlook.outlook.outlook`; or an option is not allowed.
        TwinChainError: a check did not hold (a fault of the program).
    """
    _check(parameters)
    deadline = time.monotonic() + parameters.seconds
    case = case_of(tables, parameters.outlook, parameters.opens)
    model, staff = case.model, teachers_of(tables)
    limits = _limits(tables, parameters, model)
    bounds = bounds_of(model, limits, staff.get)
    effort = _effort(parameters, deadline)
    progress(0.1)
    budget = 1e9 if parameters.budget is None else float(parameters.budget)
    try:
        answer = choose(model, bounds, effort, (), budget, lambda s: progress(0.1 + 0.5 * s))
    except NothingMeets:
        raise contradiction(model, limits, staff.get, deadline, parameters.budget) from None
    notes: list[Assumption] = []
    outlook, regret = parameters.outlook, parameters.regret
    weighing, best = Weighing(regret, outlook, parameters.opens, bounds, budget, deadline), answer
    if parameters.target is not None:
        answer, less = least_change(model, bounds, answer, effort, parameters.target)
        notes = [Assumption("plan_target", {"target": parameters.target, "places": less})]
    verify(model, bounds, limits, answer.places, answer.objective, staff.get)
    progress(0.6)
    return _report(
        tables,
        case,
        limits,
        bounds,
        answer,
        parameters,
        effort,
        progress,
        staff,
        weighing,
        best,
        notes,
    )


def _effort(parameters: PlanParameters, deadline: float) -> Effort:
    """Share what is left of the time evenly among what is asked for."""
    more = (
        parameters.prove,
        parameters.target is not None,
        parameters.front > 0,
        parameters.close is not None,
        bool(parameters.regret),
    )
    seconds = CHOOSING * seconds_left(deadline) / (1 + sum(more))
    return Effort(parameters.gap, seconds, parameters.exact, parameters.prove, parameters.seed)


def _check(parameters: PlanParameters) -> None:
    check_ranges(
        ("front", parameters.front, 0, MOST_FRONT),
        ("gap", 100 * parameters.gap, 0, 50),
        ("time", parameters.seconds, 1, MOST_SECONDS),
        ("budget", parameters.budget or 0, 0, 10**9),
        ("target", parameters.target or 0, 0, 10**9),
        ("seed", parameters.seed, 0, 2**31 - 1),
    )
    for kind, value in parameters.limits:
        if kind not in ASKED or not 0 <= value <= MOST_PLACES:
            values = {"kind": kind, "value": value, "kinds": ", ".join(ASKED)}
            raise WrongInput("error.plan_limit", **values, most=MOST_PLACES)


def in_force(
    tables: Mapping[str, pl.DataFrame],
    own: Sequence[Limit] = (),
    given: Sequence[Limit] | None = None,
) -> list[Limit]:
    """Join the limits asked for, those of the tables that they leave in force, and usual ones.

    Raises:
        WrongInput: the key of a limit names nothing.
    """
    replaced = {limit.kind for limit in own}
    stated = limits_of(tables, given)
    listed = [limit for limit in stated if limit.scope != "all" or limit.kind not in replaced]
    listed += own
    return listed + [usual for usual in USUAL_RAMP if not _is_stated(usual, listed)]


def _is_stated(usual: Limit, limits: Sequence[Limit]) -> bool:
    """Tell whether a limit for everything takes the place of a usual one."""
    return any(
        limit.kind == usual.kind and limit.scope == "all" and limit.from_year is None
        for limit in limits
    )


def _limits(
    tables: Mapping[str, pl.DataFrame], parameters: PlanParameters, model: Model
) -> list[Limit]:
    own = [
        Limit(f"option:{kind}", "all", None, kind, float(value), source="option")
        for kind, value in parameters.limits
    ]
    own += fixes_of(parameters.fixes, model.programmes)
    return in_force(tables, own, parameters.given)


def _report(
    tables: Mapping[str, pl.DataFrame],
    case: Case,
    limits: Sequence[Limit],
    bounds: Bounds,
    answer: Answer,
    parameters: PlanParameters,
    effort: Effort,
    progress: Progress,
    staff: Mapping[str, int],
    weighing: Weighing,
    best: Answer,
    notes: list[Assumption],
) -> Plan:
    model, deadline = case.model, weighing.deadline
    costs = money_of(tables, model)
    before = _cuts(case, model.base, "unchanged", "U")

    def explained(at: Answer) -> tuple[Move, ...]:
        verify(model, bounds, limits, at.places, at.objective, staff.get)
        return moves_of(tables, model, bounds, limits, at.places, before, case.openings)

    points, by, most = parameters.front, parameters.front_by, weighing.budget
    front, too_small = front_of(model, bounds, answer, points, effort, costs, explained, by, most)
    progress(0.8)
    closing = None
    if parameters.close is not None:
        block = block_of(before, case.figures.until, parameters.close)
        closing = closing_of(model, bounds, block, effort, deadline, explained)
        if closing is None:
            notes.append(Assumption("plan_close_late", {}))
    regret = None
    if parameters.regret:
        regret = regret_of(tables, case, weighing, best, effort, explained)
    after = _cuts(case, answer.places, "planned", "P")
    _, raw = cuts_at(model, answer.places)
    after = most_of(model, bounds, after, raw, deadline)
    for places, cuts in ((model.base, before), (answer.places, after)):
        verify_cuts(model, places, cuts)
    loosened = effects_of_limits(model, limits, answer, effort, staff.get, deadline)
    robust: tuple[RobustYear, ...] = ()
    if parameters.draws:
        robust = robust_years(
            case, answer.places, parameters.outlook, deadline, lambda s: progress(0.9 + 0.1 * s)
        )
        drawn = {entry.year for entry in robust}
        left_out = [effect.year for effect in model.effects if effect.year not in drawn]
        if left_out:
            notes.append(Assumption("plan_no_draws", {"years": ", ".join(map(str, left_out))}))
    if too_small:
        too, unit = FRONT_NOTES[by]
        notes.append(Assumption(too, {unit: ", ".join(map(str, too_small))}))
    reached = tuple(effect.year for effect in model.effects)
    unchanged, planned = (
        dict(zip(reached, model.shortages(p), strict=True)) for p in (model.base, answer.places)
    )
    years = tuple(case.figures.years)
    constant = {
        year: float(shortage(case.instances[year].arcs.network))
        for year in years
        if year not in unchanged
    }
    first = next(iter(case.instances.values()))
    of_plan = ["plan_costs"] if parameters.given is not None else ["plan_costs", "plan_limits"]
    grades = [first.demand.grade, first.supply.grade, grade_over(tables, of_plan)]
    return Plan(
        first=model.years[0],
        until=years[-1],
        grade=worst(["estimated", *grades]),
        assumptions=(
            *_on_limits(model, limits, staff, parameters.budget),
            *notes,
            *_on_costs(costs, model, answer.places),
            *case.assumptions,
            *first.notes,
        ),
        years=years,
        reached=reached,
        unchanged=tuple((unchanged | constant)[year] for year in years),
        planned=tuple((planned | constant)[year] for year in years),
        objective=answer.objective,
        bound=answer.bound,
        way=answer.way,
        ran_out=answer.ran_out,
        moves=explained(answer),
        cuts=(*before, *after),
        limits=loosened,
        front=front,
        naive=ways(model, float(first.arcs.network.demand.sum()), answer.places),
        cost=None if costs is None else costs.total(model, answer.places),
        seed=parameters.seed,
        closing=closing,
        robust=robust,
        regret=regret,
        front_by=by,
    )


def _on_limits(
    model: Model, limits: Sequence[Limit], staff: Mapping[str, int], budget: int | None
) -> list[Assumption]:
    notes = [
        Assumption(f"plan_{limit.id}", {"value": limit.value})
        for limit in limits
        if limit.source == "usual"
    ]
    notes += [
        Assumption(f"plan_asked_{limit.kind}", {"value": limit.value})
        for limit in limits
        if limit.source == "option" and limit.kind in ASKED
    ]
    if budget is not None:
        notes.append(Assumption("plan_asked_budget", {"places": budget}))
    fixed = [limit for limit in limits if limit.kind == "fixed"]
    if fixed:
        notes.append(Assumption("plan_fixed", {"programmes": len({x.key for x in fixed})}))
    if not any(limit.kind == "class_min" for limit in limits):
        notes.append(Assumption("plan_no_class_min", {}))
    notes += [
        Assumption(
            "plan_class_min",
            {"value": limit.value, "policy": limit.policy, "measure": limit.measure},
        )
        for limit in limits
        if limit.source == "document"
    ]
    for limit in limits:
        inside = [programme for programme in model.programmes if limit.covers(programme)]
        if not inside or (limit.kind == "first_year" and not any(p.is_new for p in inside)):
            notes.append(Assumption("plan_limit_idle", {"limit": limit.id}))
        if limit.kind == "students_per_teacher_max":
            without = {p.college for p in inside} - {c for c, people in staff.items() if people}
            if without:
                notes.append(Assumption("plan_no_teachers", {"colleges": len(without)}))
    return notes


def _on_costs(costs: Costs | None, model: Model, places: Values) -> list[Assumption]:
    unpriced = 0 if costs is None else costs.unpriced(model, places)
    return [Assumption("plan_costs_unknown", {"programmes": unpriced})] if unpriced else []


def _cuts(case: Case, places: Values, of: str, letter: str) -> tuple[PlanCut, ...]:
    """Return the pieces that are short under some places, whole in each year, the largest first."""
    _, cuts = cuts_at(case.model, places)
    values = np.array([places[i, t] for i, t in zip(*case.model.decisions, strict=True)])
    listed: list[PlanCut] = []
    for number, effect in enumerate(case.model.effects):
        of_year = [cut for cut in cuts if cut.effect == number]
        if not of_year:
            continue
        exact = np.array([cut.demand - cut.supply(values) for cut in of_year])
        shorts = added_up(np.maximum(exact, 0.0), None)
        arcs = case.instances[effect.year].arcs
        listed.extend(
            PlanCut(
                "",
                of,
                effect.year,
                tuple(arcs.occupations[j][0] for j in cut.occupations.tolist()),
                tuple(cut.occupations.tolist()),
                _feeding(case.model, cut),
                cut.demand,
                cut.demand - int(short),
            )
            for cut, short in zip(of_year, shorts.tolist(), strict=True)
        )
    listed.sort(key=lambda cut: (cut.year, -cut.short, cut.positions))
    return tuple(replace(cut, id=f"{letter}{n}") for n, cut in enumerate(listed, 1))


def _feeding(model: Model, cut: Cut) -> tuple[tuple[str, str, str | None], ...]:
    """Return the programmes whose places count for a cut."""
    programme, _ = model.decisions
    return tuple(model.programmes[i].key for i in np.unique(programme[cut.columns]).tolist())
