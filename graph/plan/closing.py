"""The smallest change that closes one block, or how much of it no plan can close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from graph.errors import WrongInput
from graph.plan.choose import NothingMeets, choose
from graph.plan.cuts import cuts_at
from graph.plan.decide import Answer, Effort
from graph.plan.front import places_moved
from graph.plan.limits import Bounds
from graph.plan.loosen import most_in_time
from graph.plan.master import Master
from graph.plan.model import COST, Model, of
from graph.plan.report import Closing, Move, PlanCut

EMPTIEST = "emptiest"
FILLED = 0.5  # jobs: fewer that stay empty are none


def block_of(cuts: Sequence[PlanCut], year: int, asked: str) -> PlanCut:
    """Return the block of a year that an occupation is in, by key or name, or the emptiest.

    Raises:
        WrongInput: no job of it stays empty then.
    """
    blocks = sorted((cut for cut in cuts if cut.year == year), key=lambda cut: -cut.short)
    for block in blocks:
        names = {name for job in block.occupations for name in (job.key, job.name, job.name_en)}
        if asked == EMPTIEST or asked in names:
            return block
    raise WrongInput("error.plan_close", value=asked, year=year)


def closing_of(
    model: Model,
    bounds: Bounds,
    block: PlanCut,
    effort: Effort,
    deadline: float,
    explained: Callable[[Answer], tuple[Move, ...]],
) -> Closing | None:
    """Find the fewest places moved with which no job of a block stays empty.

    The block alone is planned for, so that the objective is the change once all its jobs are
    filled, and the bound says which change no plan that fills them stays below. None where the time
    is too short for any plan. ``explained``: verifies an answer and returns its moves.
    """
    _, raw = cuts_at(model, model.base)
    cut = next(
        cut
        for cut in raw
        if model.effects[cut.effect].year == block.year
        and tuple(cut.occupations.tolist()) == block.positions
    )
    effect = model.effects[cut.effect]
    inside = np.isin(np.arange(len(effect.network.demand)), cut.occupations)
    network = replace(effect.network, demand=np.where(inside, effect.network.demand, 0))
    alone = of(model.years, model.programmes, [replace(effect, network=network)])
    effort = replace(effort, seconds=effort.seconds / 2, exact=False, prove=False)
    try:
        anyway = choose(of(model.years, model.programmes, []), bounds, effort)
        answer = choose(alone, bounds, effort, [replace(cut, effect=0)])
    except NothingMeets:
        return None
    left = sum(alone.shortages(answer.places))
    most = most_in_time(Master(model, bounds), cut, deadline)
    whole = replace(answer, objective=model.value(answer.places))
    return Closing(
        block=block,
        change=int(places_moved(model, answer.places)),
        least=int(np.ceil(answer.bound / COST - 1e-6)),
        anyway=int(places_moved(model, anyway.places)),
        left=0.0 if left < FILLED else left,
        stays=None if most is None else max(block.demand - most, 0),
        shortage=sum(model.shortages(answer.places)),
        moves=tuple(move for move in explained(whole) if move.change),
    )
