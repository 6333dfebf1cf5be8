"""Who leads and joins what: duties, the load of each unit, measures without a lead, task sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from graph.errors import WrongInput
from graph.gap.figures import worst
from graph.rules.thresholds import Threshold
from graph.rules.verdicts import STANDINGS, TO_ACT_ON, Verdict
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
    def number(self) -> int | str:
        """Its ordinal, else its path."""
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
    """One measure on a unit's sheet: its part, the others, the numbers, what the rules found.

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
        """What the document says of numbers and deadlines."""
        return tuple(words for one in self.targets if (words := one.words))

    @property
    def count(self) -> int:
        """How many verdicts are missed or to be explained."""
        return sum(1 for one in self.verdicts if one.outcome in ("fail", "explain"))

    @property
    def early(self) -> int:
        """How many are early notices."""
        return sum(1 for one in self.verdicts if one.early)

    @property
    def findings(self) -> tuple[Verdict, ...]:
        """The verdicts to act on: missed, to be explained, or to be watched, in this order."""
        found = [v for v in self.verdicts if v.standing in TO_ACT_ON]
        return tuple(sorted(found, key=lambda one: STANDINGS.index(one.standing)))


@dataclass(frozen=True)
class TaskSheet:
    """All that documents ask of a unit, leads first, in the order of the documents."""

    unit: Thing
    tasks: tuple[Task, ...]
    grade: str | None

    @property
    def led(self) -> tuple[Task, ...]:
        """The measures it leads."""
        return tuple(task for task in self.tasks if task.duty.role == LEAD)


def measures(tables: Mapping[str, pl.DataFrame]) -> dict[tuple[str, str], Measure]:
    """(policy, path) → measure, in the order of the documents."""
    names = ("policy", "path", "ordinal", "heading", "kind")
    rows = tables["measures"].select(names).iter_rows()
    return {(row[0], row[1]): Measure(*row) for row in rows}


def duties(tables: Mapping[str, pl.DataFrame], unit: str | None = None) -> tuple[Duty, ...]:
    """Every duty in the order of the documents, or those of one unit (key, name or alias).

    Raises:
        WrongInput: no unit is called so.
    """
    asked = None if unit is None else find_unit(tables, unit).key
    things, known = things_by_key(tables["units"]), measures(tables)
    order = {key: place for place, key in enumerate(known)}
    columns = ("unit", "policy", "path", "role", "basis", "position", "grade")
    found = []
    for key, policy, path, role, basis, position, grade in (
        tables["duties"].select(columns).iter_rows()
    ):
        if asked in (None, key):
            of = known.get((policy, path)) or Measure(policy, path, None, None, None)
            thing = things.get(key) or Thing(key, key)
            found.append(Duty(thing, of, role, basis, position, grade))
    last = len(order)
    return tuple(
        sorted(
            found,
            key=lambda d: (
                order.get((d.measure.policy, d.measure.path), last),
                d.role != LEAD,
                d.position or 0,
            ),
        )
    )


def find_unit(tables: Mapping[str, pl.DataFrame], asked: str) -> Thing:
    """The unit with a key, a name or an alias.

    Raises:
        WrongInput: there is none; the message names those there are.
    """
    things = things_by_key(tables["units"])
    rows = tables["units"].select("node_key", "name", "name_en", "aliases").iter_rows()
    for key, name, name_en, aliases in rows:
        if asked in (key, name, name_en, *(aliases or [])):
            return things[key]
    names = join([thing.name for thing in things.values()], "zh")
    raise WrongInput("error.no_unit", unit=asked, units=names or "–")


def loads(several: Iterable[Duty]) -> tuple[Load, ...]:
    """How much each unit carries, the most leads first, then the most duties."""
    several = tuple(several)
    leads = [duty for duty in several if duty.role == LEAD]
    found = []
    for unit in dict.fromkeys(duty.unit for duty in several):
        own = sum(1 for duty in several if duty.unit == unit)
        led = sum(1 for duty in leads if duty.unit == unit)
        share = Fraction(led, len(leads)) if leads else Fraction(0)
        found.append(Load(unit, own, led, share))
    return tuple(sorted(found, key=lambda load: (-load.leads, -load.measures)))


def orphans(tables: Mapping[str, pl.DataFrame]) -> tuple[Measure, ...]:
    """Measures (goals excepted) that no unit leads."""
    led = {(d.measure.policy, d.measure.path) for d in duties(tables) if d.role == LEAD}
    return tuple(m for key, m in measures(tables).items() if m.kind != "goal" and key not in led)


def task_sheet(
    tables: Mapping[str, pl.DataFrame], unit: str, verdicts: Iterable[Verdict] = ()
) -> TaskSheet:
    """What documents ask of a unit, with the verdicts (of ``judge``) on each of its measures.

    Raises:
        WrongInput: no unit is called so.
    """
    every, thing = duties(tables), find_unit(tables, unit)
    beside: dict[tuple[str, str], list[Duty]] = {}
    for duty in every:
        beside.setdefault((duty.measure.policy, duty.measure.path), []).append(duty)
    judged: dict[tuple[str, str | None], list[Verdict]] = {}
    for verdict in verdicts:
        judged.setdefault((verdict.clause.policy, verdict.clause.path), []).append(verdict)
    numbers = _targets(tables)
    tasks = []
    for duty in every:
        key = (duty.measure.policy, duty.measure.path)
        if duty.unit != thing:
            continue
        targets = numbers.get(key, ())
        years = [one.deadline for one in targets if one.deadline is not None]
        others = [one for one in beside[key] if one.unit != thing]
        tasks.append(
            Task(
                duty,
                tuple(one.unit for one in beside[key] if one.role == LEAD),
                tuple(one.unit for one in others if one.role != LEAD),
                targets,
                max(years, default=None),
                tuple(judged.get(key, ())),
            )
        )
    tasks.sort(key=lambda task: task.duty.role != LEAD)
    grades = [task.duty.grade for task in tasks]
    grades += [one.grade for task in tasks for one in task.verdicts]
    return TaskSheet(thing, tuple(tasks), worst(grades))


def _targets(tables: Mapping[str, pl.DataFrame]) -> dict[tuple[str, str], tuple[Threshold, ...]]:
    """(policy, path) → what the document sets there."""
    found: dict[tuple[str, str], tuple[Threshold, ...]] = {}
    for row in tables["targets"].iter_rows(named=True):
        key = (row["policy"], row["path"])
        found[key] = (*found.get(key, ()), Threshold.of(row))
    return found


def duty_json(duty: Duty, lang: str) -> dict[str, Any]:
    """A duty as the data contract has it."""
    return {
        "unit": duty.unit.of(lang),
        "policy": duty.measure.policy,
        "measure": duty.measure.number,
        "heading": duty.measure.heading,
        "role": duty.role,
        "position": duty.position,
    }
