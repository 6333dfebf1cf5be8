"""The door for rules: id → function, and which clause each comes from.

A rule is a function ``(case, clause) -> iterable of verdicts``. The built-in ones use this door
too. To add one, decorate it with :func:`rule`, or write ``"module:function"`` into :data:`RULES`
and its binding into ``bindings.toml``; its sentences are ``rules.sentence.<id>.<reason>``.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.rules.verdicts import DEFAULT_SET, Clause, Verdict

if TYPE_CHECKING:
    from graph.rules.case import Case

RuleFunction = Callable[["Case", Clause], Iterable[Verdict]]


@dataclass(frozen=True)
class Binding:
    """How a rule finds its clause in whatever documents a build has; see ``docs/method/rules.md``.

    Tried in this order, the first that finds something counts, for each policy alone:
    ``indicator``: each target of the name, whose number is the threshold. ``beside``: the measure
    of a target of one of these names. ``phrases``: the first measure in whose heading, target or
    text all words of one phrase occur. ``members``: the first measure with coordinating members.
    ``every``: the policy as a whole. ``document``: a policy outside the build (an optional set).
    """

    indicator: str | None = None
    beside: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    members: bool = False
    every: bool = False
    document: str | None = None
    set: str = DEFAULT_SET


RULES: dict[str, str | RuleFunction] = {
    "S5": "graph.rules.programmes:large_enough",
    "S12": "graph.rules.programmes:firm_takes_part",
    "S17": "graph.rules.programmes:enough_practice",
}
_ADDED: dict[str, Binding] = {}
FILE = Path(__file__).with_name("bindings.toml")


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
    """The function of a rule, imported when first needed."""
    found = RULES[id]
    if not isinstance(found, str):
        return found
    module, name = found.split(":")
    function: RuleFunction = getattr(importlib.import_module(module), name)
    return function


def binding_of(id: str) -> Binding:
    """How a rule finds its clause."""
    if id in _ADDED:
        return _ADDED[id]
    told = declared()["bindings"][id]
    return Binding(
        indicator=told.get("indicator"),
        beside=tuple(told.get("beside", ())),
        phrases=tuple(tuple(words) for words in told.get("phrases", ())),
        members=told.get("members", False),
        every=told.get("every", False),
        document=told.get("document"),
        set=told.get("set", DEFAULT_SET),
    )


def rule_sets() -> tuple[str, ...]:
    """The optional sets there are."""
    names = dict.fromkeys(binding_of(id).set for id in RULES)
    return tuple(name for name in names if name != DEFAULT_SET)


@cache
def declared() -> dict[str, Any]:
    """``bindings.toml``: how rules find their clauses, and lists that documents name."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
