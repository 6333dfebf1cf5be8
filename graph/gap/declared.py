"""Orders that the declaration sets: grades from best to worst, bases from first to last choice."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from graph.ontology import load
from graph.ontology.model import Text
from graph.words import join


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


def named_bases(notations: Iterable[str]) -> Text:
    """Return the names of bases, in Chinese beside the words that options take.

    >>> named_bases(["survey"])
    Text(zh='调查（survey）', en='survey')
    """
    words, listed = load().code_lists["basis"].by_notation, list(notations)
    in_chinese = [f"{words[notation].label.zh}（{notation}）" for notation in listed]
    return Text(join(in_chinese, "zh") or "–", join(listed, "en") or "–")


def _notations(code_list: str) -> tuple[str, ...]:
    return tuple(code.notation for code in load().code_lists[code_list].codes)
