"""Orders that the declaration sets: grades from best to worst, bases from first to last choice."""

from __future__ import annotations

from functools import cache

from graph.ontology import load


@cache
def grades() -> tuple[str | None, ...]:
    """Grades from best to worst; an unstated one is better than an invention and nothing else.

    >>> grades()
    ('official', 'reported', 'estimated', None, 'illustrative')
    """
    *better, worst = _notations("grade")
    return (*better, None, worst)


@cache
def bases() -> tuple[str, ...]:
    """Bases of demand figures, the one that is taken first where several are there.

    >>> bases()
    ('survey', 'projection', 'registration', 'postings')
    """
    return _notations("basis")


def _notations(code_list: str) -> tuple[str, ...]:
    return tuple(code.notation for code in load().code_lists[code_list].codes)
