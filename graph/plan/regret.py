"""Several scenarios: the plan whose largest regret over them is least, with its bound.

The regret of a plan in a state of the years ahead is what it leaves empty beyond the best plan for
that state. All states together are one model, whose value is the worst of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from graph.errors import NoAnswer, WrongInput
from graph.outlook.parameters import OutlookParameters
from graph.plan.choose import NothingMeets, choose
from graph.plan.decide import Answer, Effort
from graph.plan.front import places_moved
from graph.plan.limits import FREE, Bounds
from graph.plan.model import COST, Model, Values
from graph.plan.reading import Case, case_of
from graph.plan.report import LEAST, PROJECTED, UNCHANGED, Move, Regret, State, Weighed
from graph.plan.robust import robust_years
from graph.plan.verify import require, verify

ALL, MOST = "all", 8


@dataclass(frozen=True, eq=False)
class Choice:
    """Plans of several states, the best for each and last the one of least regret, if it was found.

    ``empty``: plans × states; ``fewest``: of each state. ``chosen``: the position of the plan whose
    largest regret is least; ``bound``: of that regret with the price of change.
    """

    plans: tuple[Answer, ...]
    empty: Values
    fewest: Values
    chosen: int
    bound: float | None

    @property
    def regrets(self) -> Values:
        """Return by how much more stays empty than under the best plan found, plans × states."""
        return self.empty - self.fewest


def least_regret(
    models: Sequence[Model], bounds: Bounds, first: Answer, effort: Effort, budget: float = FREE
) -> Choice:
    """Choose for each state, then for all of them. ``first``: the plan of the first state.

    ``effort``: its seconds are those of all. A state for which no plan was found in time has the
    best of the others; without a plan for all states one of these is chosen, without a bound.
    """
    each = replace(effort, seconds=effort.seconds / len(models) / 2, prove=False)
    plans = [first]
    for model in models[1:]:
        try:
            plans.append(choose(model, bounds, each, (), budget))
        except NothingMeets:
            plans.append(first)
    empty = [_in_each(models, plan) for plan in plans]
    fewest = np.min(empty, axis=0)
    joint = together(models, fewest)
    cuts = [
        replace(cut, effect=cut.effect + own.start)
        for plan, (own, _) in zip(plans, joint.states, strict=True)
        if plan is not first or own.start == 0
        for cut in plan.cuts
    ]
    bound = None
    try:
        least = choose(joint, bounds, replace(each, seconds=effort.seconds / 2), cuts, budget)
    except NothingMeets:
        pass
    else:
        plans.append(least)
        empty.append(_in_each(models, least))
        bound = least.bound
    largest = (np.array(empty) - np.min(empty, axis=0)).max(axis=1)
    moved = [places_moved(models[0], plan.places) for plan in plans]
    order = np.lexsort((moved, np.round(largest, 3)))
    return Choice(tuple(plans), np.array(empty), np.min(empty, axis=0), int(order[0]), bound)


def together(models: Sequence[Model], fewest: Values) -> Model:
    """Join the models of states, which differ in what a place brings and what is needed."""
    first = models[0]
    require(all(model.programmes == first.programmes for model in models), "states")
    ends = np.cumsum([0, *(len(model.effects) for model in models)]).tolist()
    states = tuple(
        (range(start, end), float(least))
        for start, end, least in zip(ends[:-1], ends[1:], fewest, strict=True)
    )
    effects = tuple(effect for model in models for effect in model.effects)
    return replace(first, effects=effects, states=states)


def _in_each(models: Sequence[Model], plan: Answer) -> list[float]:
    return [sum(model.shortages(plan.places)) for model in models]


@dataclass(frozen=True, eq=False)
class Weighing:
    """Scenarios to weigh, each beside those that hold anyway, and what a plan keeps to."""

    scenarios: tuple[str, ...]
    outlook: OutlookParameters
    opens: bool
    bounds: Bounds
    budget: float
    deadline: float

    def states(
        self, tables: Mapping[str, pl.DataFrame], case: Case
    ) -> list[tuple[str | None, str, Case]]:
        """Return the figures as projected and those of each scenario: id, name, case.

        Raises:
            NoAnswer: the data have no scenario besides.
            WrongInput: no such scenario, or too many.
        """
        names = dict(tables["scenarios"].sort("id").select("id", "name").iter_rows())
        held = self.outlook.scenarios
        wanted = list(dict.fromkeys(names if ALL in self.scenarios else self.scenarios))
        wanted = [id_ for id_ in wanted if id_ not in held]
        if not wanted:
            raise NoAnswer("error.plan_no_scenario")
        if len(wanted) > MOST:
            raise WrongInput("error.plan_scenarios", scenarios=len(wanted), most=MOST)
        listed: list[tuple[str | None, str, Case]] = [(None, "", case)]
        for id_ in wanted:
            own = replace(self.outlook, scenarios=(*held, id_))
            listed.append((id_, names.get(id_, id_), case_of(tables, own, self.opens)))
        return listed


def regret_of(
    tables: Mapping[str, pl.DataFrame],
    case: Case,
    weighing: Weighing,
    first: Answer,
    effort: Effort,
    explained: Callable[[Answer], tuple[Move, ...]],
) -> Regret:
    """Weigh the plans of several scenarios, and name the one of least regret with its moves.

    ``explained``: verifies an answer and returns its moves.
    """
    states = weighing.states(tables, case)
    models = [own.model for _, _, own in states]
    choice = least_regret(models, weighing.bounds, first, effort, weighing.budget)
    chosen = choice.plans[choice.chosen]
    regrets = choice.regrets
    base = _in_each(models, replace(chosen, places=case.model.base))
    names = [PROJECTED, *(id_ or "" for id_, _, _ in states[1:]), LEAST]
    rows = [Weighed(UNCHANGED, 0, tuple(base), tuple((base - choice.fewest).tolist()))]
    for name, plan, empty, regret in zip(names, choice.plans, choice.empty, regrets, strict=False):
        moved = int(places_moved(case.model, plan.places))
        rows.append(Weighed(name, moved, tuple(empty.tolist()), tuple(regret.tolist())))
    value = float(regrets[choice.chosen].max()) + COST * places_moved(case.model, chosen.places)
    verify(together(models, choice.fewest), weighing.bounds, (), chosen.places, value)
    whole = replace(chosen, objective=case.model.value(chosen.places))
    drawn = [
        robust_years(own, chosen.places, weighing.outlook, weighing.deadline, lambda _: None)
        if weighing.outlook.draws
        else ()
        for _, _, own in states
    ]
    return Regret(
        states=tuple(
            State(id_, name, float(fewest), robust)
            for (id_, name, _), fewest, robust in zip(states, choice.fewest, drawn, strict=True)
        ),
        plans=tuple(rows),
        chosen=rows[choice.chosen + 1],
        gap=None if choice.bound is None else max(value - choice.bound, 0.0),
        moves=tuple(move for move in explained(whole) if move.change),
    )
