"""Names of files and sheets in ``source.toml`` that hold for next year's too: ``毕业生20*.xlsx``.

A ``*`` stands for any characters. The exact name counts before a pattern, and takes from it what
it does not say itself; of several patterns the first counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

ANY = "*"
# 2025, 202506, 20250630; 25届, 25级, 25年
_YEAR = re.compile(r"(?<!\d)(?:(19|20)\d{2}(?:\d{2}){0,2}|\d{2}(?=[届级年]))(?!\d)")


def without_year(name: str) -> str:
    """Return a name with a pattern for each year in it.

    >>> without_year("2025届毕业生.xlsx"), without_year("25届.csv"), without_year("招生A1.csv")
    ('20*届毕业生.xlsx', '*届.csv', '招生A1.csv')
    """
    return _YEAR.sub(lambda year: f"{year[1] or ''}{ANY}", name)


def fits(pattern: str, name: str) -> bool:
    """Tell whether a name is meant, by itself or by a pattern with ``*``.

    >>> fits("20*届[1].xlsx", "2026届[1].xlsx"), fits("a?.csv", "ab.csv")
    (True, False)
    """
    return pattern == name or fnmatchcase(name, re.sub(r"[?\[]", r"[\g<0>]", pattern))


def fits_file(pattern: str, file: str) -> bool:
    """Tell whether a file is meant, by its path in the dataset or by its name alone."""
    return fits(pattern, file) or fits(pattern, PurePosixPath(file).name)


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings of which those above count first, key by key within tables.

    >>> merged({"a": {"x": 1, "y": 1}}, {"a": {"y": 2}})
    {'a': {'x': 1, 'y': 2}}
    """
    both = {**below, **above}
    for key in below.keys() & above.keys():
        if isinstance(below[key], Mapping) and isinstance(above[key], Mapping):
            both[key] = merged(below[key], above[key])
    return both


def with_patterns(sections: Mapping[str, Any]) -> dict[str, Any]:
    """Return sections of files or sheets; an exact name takes from its pattern what it lacks."""
    whole: dict[str, Any] = {}
    for name, section in sections.items():
        pattern = None if ANY in name else _pattern_for(name, sections)
        if isinstance(section, Mapping):
            of_pattern = sections[pattern] if pattern else {}
            section = merged(of_pattern, section) if isinstance(of_pattern, Mapping) else section
            if isinstance(section.get("sheets"), Mapping):
                section = {**section, "sheets": with_patterns(section["sheets"])}
        whole[name] = section
    return whole


def first_fitting(names: Iterable[str], file: str) -> str | None:
    """Return which of the names holds for a file: its path, its own name, or the first pattern."""
    names = list(names)
    exact = (name for name in (file, PurePosixPath(file).name) if name in names)
    return next(exact, None) or _pattern_for(file, names)


def _pattern_for(file: str, names: Iterable[str]) -> str | None:
    return next((name for name in names if ANY in name and fits_file(name, file)), None)
