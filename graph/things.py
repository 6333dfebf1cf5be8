"""Things by name: a key and its names, and rows of tables read as things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

NAMED = ("node_key", "name", "name_en")


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing by its key, with its name in the dataset's language and in English where known."""

    key: str
    name: str
    name_en: str | None = None

    def of(self, lang: str) -> str:
        """Return the name in a language.

        >>> Thing("1", "护理").of("en")
        '护理'
        """
        return in_language(self.name, self.name_en, lang)


def in_language(name: str, name_en: str | None, lang: str) -> str:
    """Return the name for a reader of a language: the dataset's own if there is no English one.

    >>> in_language("护理", "Nursing", "en"), in_language("护理", "Nursing", "zh")
    ('Nursing', '护理')
    """
    return (name_en or name) if lang == "en" else name


def things(rows: pl.DataFrame) -> tuple[Thing, ...]:
    """Read rows as things, in their order. ``rows`` has the columns :data:`NAMED`."""
    return tuple(Thing(*row) for row in rows.select(NAMED).iter_rows())


def things_by_key(rows: pl.DataFrame) -> dict[str | None, Thing]:
    """Read rows as things: key → thing."""
    return {thing.key: thing for thing in things(rows)}


def names_of(tables: Mapping[str, pl.DataFrame], table: str, lang: str) -> dict[str, str]:
    """Return key → name in a language of the rows of a table."""
    return {thing.key: thing.of(lang) for thing in things(tables[table])}
