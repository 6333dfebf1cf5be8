"""Classes of majors in the gap, for the rules that must not look at size alone."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph.errors import NoAnswer
from graph.gap.instance import ask
from graph.gap.part import classes
from graph.gap.scope import GapParameters


def major_classes(tables: Mapping[str, pl.DataFrame], parameters: GapParameters) -> dict[str, str]:
    """Return major → ``surplus``, ``balanced`` or ``scarce`` in the whole region.

    A document of a smaller area has the same: who finds no place there may work outside it. Empty
    where the gap has no answer. A major none of whose occupations was ever surveyed has no class:
    nobody asked who wants it.
    """
    try:
        question = ask(tables, parameters)
    except NoAnswer:
        return {}
    standings = classes(tables, question).items()
    return {key: group for (key, _, _), group in standings if group != "unknown"}
