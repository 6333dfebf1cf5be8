"""Answers that are kept as long as the frames they were read from are the same ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import polars as pl

Tables = Mapping[str, pl.DataFrame]
P = ParamSpec("P")
R = TypeVar("R")


def kept_for_same_frames(
    most: int, is_kept: Callable[[Any], bool] = lambda _answer: True
) -> Callable[[Callable[Concatenate[Tables, P], R]], Callable[Concatenate[Tables, P], R]]:
    """Keep the ``most`` last answers of a function of tables, which must not be written to.

    An answer holds for all tables in which what the function looked up is the same frames.
    ``is_kept``: which answers are, as some are large.

    >>> @kept_for_same_frames(1)
    ... def height(tables, name):
    ...     print("counted")
    ...     return tables[name].height
    >>> tables = {"majors": pl.DataFrame({"code": [1, 2]}), "areas": pl.DataFrame()}
    >>> height(tables, "majors"), height(tables | {"areas": pl.DataFrame()}, "majors")
    counted
    (2, 2)
    >>> height(tables | {"majors": pl.DataFrame()}, "majors")
    counted
    0
    """

    def keeping(
        answer: Callable[Concatenate[Tables, P], R],
    ) -> Callable[Concatenate[Tables, P], R]:
        kept: deque[tuple[object, dict[str, pl.DataFrame | None], R]] = deque(maxlen=most)

        @wraps(answer)
        def kept_answer(tables: Tables, /, *args: P.args, **named: P.kwargs) -> R:
            question = (args, named)
            for earlier, read, result in tuple(kept):
                if earlier == question and all(tables.get(n) is read[n] for n in read):
                    return result
            looked_at = _LookedAt(tables)
            result = answer(looked_at, *args, **named)
            if is_kept(result):
                kept.append((question, looked_at.read, result))
            return result

        return kept_answer

    return keeping


class _LookedAt(Tables):
    """Tables that note which frames were looked up; None where there was none."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.read: dict[str, pl.DataFrame | None] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        self.read[name] = self._tables.get(name)
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        raise TypeError("a kept answer may not depend on which tables there are")

    def __len__(self) -> int:
        raise TypeError("a kept answer may not depend on how many tables there are")
