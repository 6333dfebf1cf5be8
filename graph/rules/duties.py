"""Duties of units: leads and partners, loads, measures without a lead, task sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from graph.errors import WrongInput
from graph.gap.figures import worst
from graph.rules.case import grouped
from graph.rules.thresholds import Threshold
from graph.rules.verdicts import TO_ACT_ON, Verdict, gravest_first
from graph.things import Thing, things_by_key
from graph.words import join

LEAD, JOINT = "lead", "joint"


@dataclass(frozen=True)
class Measure:
    """A measure by policy and path, with what the document calls it."""

    policy: str
    path: str
    ordinal: int | None
    heading: str | None
    kind: str | None

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others: policy and path."""
        return self.policy, self.path

    @property
    def number(self) -> int | str:
        """The number of the measure: its ordinal, else its path."""
        return self.path if self.ordinal is None else self.ordinal


@dataclass(frozen=True)
class Duty:
    """A unit's part in a measure. ``role``: ``lead`` or ``joint``; ``basis``: how that is known."""

    unit: Thing
    measure: Measure
    role: str
    basis: str | None
    position: int | None
    grade: str | None = None


@dataclass(frozen=True)
class Load:
    """A unit's duties counted, and the share it has of all leads."""

    unit: Thing
    measures: int
    leads: int
    lead_share: Fraction


@dataclass(frozen=True)
class Task:
    """A measure on a unit's sheet: its part, the other units, the numbers, the verdicts.

    ``targets``: as the document sets them. ``deadline``: the latest year among them.
    """

    duty: Duty
    leads: tuple[Thing, ...]
    partners: tuple[Thing, ...]
    targets: tuple[Threshold, ...]
    deadline: int | None
    verdicts: tuple[Verdict, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The document's words on numbers and deadlines."""
        return tuple(words for target in self.targets if (words := target.words))

    @property
    def count(self) -> int:
        """The number of verdicts that are missed or to be explained."""
        return sum(1 for verdict in self.verdicts if verdict.outcome in ("fail", "explain"))

    @property
    def early(self) -> int:
        """The number of early notices."""
        return sum(1 for verdict in self.verdicts if verdict.early)

    @property
    def findings(self) -> tuple[Verdict, ...]:
        """The verdicts to act on: missed, to be explained, or to be watched, in this order."""
        return tuple(gravest_first(v for v in self.verdicts if v.standing in TO_ACT_ON))


@dataclass(frozen=True)
class TaskSheet:
    """All that documents ask of a unit, leads first, in the order of the documents."""

    unit: Thing
    tasks: tuple[Task, ...]
    grade: str | None

    @property
    def led(self) -> tuple[Task, ...]:
        """The tasks whose measures the unit leads."""
        return tuple(task for task in self.tasks if task.duty.role == LEAD)


def measures(tables: Mapping[str, pl.DataFrame]) -> dict[tuple[str, str], Measure]:
    """Return (policy, path) → measure, in the order of the documents."""
    names = ("policy", "path", "ordinal", "heading", "kind")
    rows = tables["measures"].select(names).iter_rows()
    return {(row[0], row[1]): Measure(*row) for row in rows}


def duties(tables: Mapping[str, pl.DataFrame], unit: str | None = None) -> tuple[Duty, ...]:
    """List every duty in the order of the documents, or those of one unit (key, name, alias).

    Raises:
        WrongInput: no unit is called so.
    """
    unit_key = None if unit is None else find_unit(tables, unit).key
    things, measure_of = things_by_key(tables["units"]), measures(tables)
    order = {key: place for place, key in enumerate(measure_of)}
    columns = ("unit", "policy", "path", "role", "basis", "position", "grade")
    listed = []
    for key, policy, path, role, basis, position, grade in (
        tables["duties"].select(columns).iter_rows()
    ):
        if unit_key in (None, key):
            measure = measure_of.get((policy, path)) or Measure(policy, path, None, None, None)
            thing = things.get(key) or Thing(key, key)
            listed.append(Duty(thing, measure, role, basis, position, grade))
    last = len(order)
    listed.sort(key=lambda d: (order.get(d.measure.key, last), d.role != LEAD, d.position or 0))
    return tuple(listed)


def find_unit(tables: Mapping[str, pl.DataFrame], key_or_name: str) -> Thing:
    """Find the unit with a key, a name or an alias.

    Raises:
        WrongInput: there is none; the message names those there are.
    """
    things = things_by_key(tables["units"])
    rows = tables["units"].select("node_key", "name", "name_en", "aliases").iter_rows()
    for key, name, name_en, aliases in rows:
        if key_or_name in (key, name, name_en, *(aliases or [])):
            return things[key]
    names = join([thing.name for thing in things.values()], "zh")
    raise WrongInput("error.no_unit", unit=key_or_name, units=names or "–")


def loads(all_duties: Iterable[Duty]) -> tuple[Load, ...]:
    """Sum the load of each unit, the most leads first, then the most duties."""
    all_duties = tuple(all_duties)
    leads = [duty for duty in all_duties if duty.role == LEAD]
    carried = []
    for unit in dict.fromkeys(duty.unit for duty in all_duties):
        duty_count = sum(1 for duty in all_duties if duty.unit == unit)
        lead_count = sum(1 for duty in leads if duty.unit == unit)
        share = Fraction(lead_count, len(leads)) if leads else Fraction(0)
        carried.append(Load(unit, duty_count, lead_count, share))
    return tuple(sorted(carried, key=lambda load: (-load.leads, -load.measures)))


def orphans(tables: Mapping[str, pl.DataFrame]) -> tuple[Measure, ...]:
    """List measures (goals excepted) that no unit leads."""
    led = {duty.measure.key for duty in duties(tables) if duty.role == LEAD}
    return tuple(m for key, m in measures(tables).items() if m.kind != "goal" and key not in led)


def task_sheet(
    tables: Mapping[str, pl.DataFrame], unit: str, verdicts: Iterable[Verdict] = ()
) -> TaskSheet:
    """Collect what documents ask of a unit, with the verdicts of ``judge`` on each measure.

    Raises:
        WrongInput: no unit is called so.
    """
    all_duties, thing = duties(tables), find_unit(tables, unit)
    duties_on = grouped(all_duties, lambda duty: duty.measure.key)
    verdicts_of = grouped(verdicts, lambda verdict: verdict.clause.key)
    numbers = grouped(tables["targets"].iter_rows(named=True), lambda r: (r["policy"], r["path"]))
    tasks = []
    for duty in all_duties:
        key = duty.measure.key
        if duty.unit != thing:
            continue
        targets = tuple(map(Threshold.of, numbers.get(key, ())))
        years = [target.deadline for target in targets if target.deadline is not None]
        partners = [duty for duty in duties_on[key] if duty.unit != thing]
        tasks.append(
            Task(
                duty,
                tuple(duty.unit for duty in duties_on[key] if duty.role == LEAD),
                tuple(duty.unit for duty in partners if duty.role != LEAD),
                targets,
                max(years, default=None),
                tuple(verdicts_of.get(key, ())),
            )
        )
    tasks.sort(key=lambda task: task.duty.role != LEAD)
    grades = [task.duty.grade for task in tasks]
    grades += [verdict.grade for task in tasks for verdict in task.verdicts]
    return TaskSheet(thing, tuple(tasks), worst(grades))


def duty_json(duty: Duty, lang: str) -> dict[str, Any]:
    """Return a duty as the data contract has it."""
    return {
        "unit": duty.unit.of(lang),
        "policy": duty.measure.policy,
        "measure": duty.measure.number,
        "heading": duty.measure.heading,
        "role": duty.role,
        "position": duty.position,
    }
