"""Orders that the declaration sets: grades from best to worst, bases from first to last choice."""

from __future__ import annotations

from functools import cache

from graph.ontology import load


@cache
def grades() -> tuple[str | None, ...]:
    """List the grades from best to worst; one unstated ranks just above an invented figure.

    >>> grades()
    ('official', 'reported', 'estimated', None, 'illustrative')
    """
    *better, worst = _notations("grade")
    return (*better, None, worst)


@cache
def bases() -> tuple[str, ...]:
    """List the bases of demand figures in the order of preference.

    >>> bases()
    ('survey', 'projection', 'registration', 'postings')
    """
    return _notations("basis")


def _notations(code_list: str) -> tuple[str, ...]:
    return tuple(code.notation for code in load().code_lists[code_list].codes)
