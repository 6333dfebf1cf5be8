"""The search: a branch and bound over what is undecided in a master, with cuts or with flows."""

from __future__ import annotations

from threading import Thread

import highspy
import numpy as np

from graph.gap.flows.flow import Ints
from graph.plan.limits import FREE
from graph.plan.master import TIE, UNDECIDED, Infeasible, Master, Point, Solver
from graph.plan.model import Values

NODES = 2_000  # a limit that, unlike seconds, gives the same plan every time


def search(
    master: Master,
    gap: float,
    seconds: float,
    start: Values | None = None,
    is_limited: bool = True,
    is_exact: bool = False,
) -> tuple[Point | None, float]:
    """Decide what is undecided by branch and bound on the rows so far: a point, and the bound.

    ``is_exact``: with a flow along every arc, in whole places, so that no cut is missing.

    The point is None where the search found none in its limits.

    Raises:
        Infeasible: nothing meets the limits.
    """
    solver = Solver(master.seed)
    solver.passModel(master.solver.getLp())
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("mip_abs_gap", 0.5 if is_exact else 1e-6)
    solver.setOptionValue("time_limit", max(seconds, 1.0))
    if is_limited:
        solver.setOptionValue("mip_max_nodes", NODES)
    columns = _switches(master, solver)
    for _, _, of_count in master.counted:
        columns = np.concatenate([columns, of_count])
    if is_exact:
        _flows(master, solver)
        columns = np.concatenate([columns, np.arange(master.size)])
    kinds = np.full(len(columns), 1, np.uint8)
    solver.changeColsIntegrality(len(columns), columns.astype(np.int32), kinds)
    if start is not None:
        given = np.arange(master.size).astype(np.int32)
        solver.setSolution(master.size, given, start)
    _run(solver)
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise Infeasible
    bound = float(info.mip_dual_bound) / (1 + TIE)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None, bound
    solution = np.array(solver.getSolution().col_value)
    return master.point(solution, float(info.objective_function_value) / (1 + TIE)), bound


def _switches(master: Master, solver: Solver) -> Ints:
    """Add a column for each undecided decision: open or not; what is closed stays closed."""
    own = master.status[master.programme, master.intake]
    where = np.flatnonzero((own == UNDECIDED) & (master.floor <= 0) & np.isnan(master.fixed))
    first = solver.getNumCol()
    zeros = np.zeros(len(where))
    solver.add_columns(zeros, zeros, np.ones(len(where)))
    switch = {int(k): first + n for n, k in enumerate(where)}
    for k, column in switch.items():
        solver.add_row([k, column], [1.0, -float(master.cap[k])], -FREE, 0.0)
        solver.add_row([k, column], [1.0, -float(max(master.least[k], 1.0))], 0.0, FREE)
        after = k + 1
        if after in switch and master.programme[after] == master.programme[k]:
            is_new = master.model.new[master.programme[k]]
            ends = (-FREE, 0.0) if is_new else (0.0, FREE)
            solver.add_row([column, switch[after]], [1.0, -1.0], *ends)
    return np.array(list(switch.values()), np.int64)


def _flows(master: Master, solver: Solver) -> None:
    """Add a flow for each arc and effect year: nobody beyond the supply, and what stays empty."""
    for number, effect in enumerate(master.model.effects):
        major, occupation = effect.network.major, effect.network.occupation
        size, first = len(major), solver.getNumCol()
        zeros = np.zeros(size)
        solver.add_columns(zeros, zeros, np.full(size, highspy.kHighsInf))
        decision = master.model.column[effect.programme, effect.intake]
        for node in range(len(effect.fixed)):
            arcs, answers = np.flatnonzero(major == node), effect.node == node
            columns = np.concatenate([first + arcs, decision[answers]])
            weights = np.concatenate([np.ones(len(arcs)), -effect.yields[answers]])
            solver.add_row(columns, weights, -FREE, float(effect.fixed[node]))
        for place, needed in enumerate(effect.network.demand.tolist()):
            arcs = first + np.flatnonzero(occupation == place)
            short = 3 * master.size + master.offset[number] + place
            columns = np.append(arcs, short)
            solver.add_row(columns, np.ones(len(columns)), float(needed), FREE)


def _run(solver: Solver) -> None:
    """Run in a thread, so that an interrupt is heard while the search goes on."""
    thread = Thread(target=solver.run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.2)
