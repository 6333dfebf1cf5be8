"""The registry of rules: id → function, and the clause each comes from.

A rule is a function ``(case, clause) -> iterable of verdicts``. The built-in ones use this door
too: ``"module:function"`` in :data:`RULES` and a binding in ``bindings.toml``. A package with rules
of its own decorates them with :func:`rule` and names itself as an entry point of
:data:`ENTRY_POINTS`, by the name of its set, as ``graph/rule_sets/fujian`` does. The sentences of a
rule are ``rules.sentence.<id>.<reason>``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.lazy import imported
from graph.rules.thresholds import Threshold
from graph.rules.verdicts import DEFAULT_SET, Clause, Verdict

if TYPE_CHECKING:
    from graph.rules.case import Case

RuleFunction = Callable[["Case", Clause], Iterable[Verdict]]


@dataclass(frozen=True)
class Binding:
    """The methods by which a rule finds its clause in a document; see ``docs/method/rules.md``.

    Tried in this order, the first that finds something counts, for each policy alone:
    ``indicator``: each target of the name, whose number is the threshold; ``{years}`` in a name
    stands for any number of years. ``beside``: the measure
    of a target of one of these names. ``phrases``: the first measure in whose heading, target or
    text all words of one phrase occur. ``members``: the first measure with coordinating members.
    ``every``: the policy as a whole. ``document``: a policy outside the build, and ``threshold``
    the number it sets.
    ``own``: words that the sentence of the clause holds, by which it is quoted. ``tests``: which
    tests of the exit clause the rule is. ``of_itself``: it judges what the document says, not
    subjects of the area in which the document holds.
    """

    indicator: str | None = None
    beside: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    members: bool = False
    every: bool = False
    document: str | None = None
    threshold: Threshold | None = None
    own: tuple[tuple[str, ...], ...] = ()
    tests: tuple[str, ...] = ()
    of_itself: bool = False
    set: str = DEFAULT_SET


RULES: dict[str, str | RuleFunction] = {
    "S1": "graph.rules.units:lead_is_named",
    "S2": "graph.rules.trend:gap_falls",
    "S4": "graph.rules.groups:group_is_taught",
    "S5": "graph.rules.programmes:large_enough",
    "S6": "graph.rules.duplicates:not_taught_around_the_corner",
    "S7": "graph.rules.matching:wanted_here",
    "S8": "graph.rules.outcomes:ranked",
    "S9": "graph.rules.information:figures_are_fresh",
    "S10": "graph.rules.projects:field_has_priority",
    "S11": "graph.rules.enterprises:investment_credit",
    "S12": "graph.rules.programmes:firm_takes_part",
    "S13": "graph.rules.colleges:demonstration_has_both",
    "S14": "graph.rules.enterprises:internship_quota",
    "S15": "graph.rules.enterprises:frontline_training",
    "S17": "graph.rules.programmes:enough_practice",
    "S18": "graph.rules.colleges:pathway_is_allowed",
    "S19": "graph.rules.colleges:performance_pay",
    "S21": "graph.rules.information:kinds_are_held",
    "S22": "graph.rules.enterprises:support_is_open",
    "S23": "graph.rules.units:member_has_duties",
    "S24": "graph.rules.units:load",
}
_ADDED: dict[str, Binding] = {}
FILE = Path(__file__).with_name("bindings.toml")
ENTRY_POINTS = "twinchain.rule_sets"


def rule(id: str, binding: Binding) -> Callable[[RuleFunction], RuleFunction]:
    """Register a rule under an id that is not taken."""
    if id in RULES:
        raise ValueError(f"there is a rule {id} already")

    def register(function: RuleFunction) -> RuleFunction:
        RULES[id] = function
        _ADDED[id] = binding
        return function

    return register


def rule_function(id: str) -> RuleFunction:
    """Return the function of a rule, imported when first needed."""
    target = RULES[id]
    if not isinstance(target, str):
        return target
    function: RuleFunction = imported(target)
    return function


def binding_of(id: str) -> Binding:
    """Return the binding by which a rule finds its clause."""
    if id in _ADDED:
        return _ADDED[id]
    entry = declared()["bindings"][id]
    return Binding(**{name: _frozen(value) for name, value in entry.items()})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def rule_sets() -> tuple[str, ...]:
    """List the optional sets: those of installed packages, and those of rules added here."""
    names = dict.fromkeys(sorted(entry_points(group=ENTRY_POINTS).names))
    names |= dict.fromkeys(binding.set for binding in _ADDED.values())
    return tuple(name for name in names if name != DEFAULT_SET)


@cache
def load_rule_set(name: str) -> None:
    """Import the package of an optional set, which registers its rules."""
    for entry in entry_points(group=ENTRY_POINTS, name=name):
        entry.load()


@cache
def declared() -> dict[str, Any]:
    """Read ``bindings.toml``: how rules find their clauses, and lists that documents name."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
