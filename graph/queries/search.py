"""Things found by what people type: a name, a part of it, a code, pinyin or initials."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from graph.convert.search_keys import BREAK, plain
from graph.things import in_language

PINYIN_LETTERS = 3  # fewer letters in the middle of a word say nothing
INITIALS_LETTERS = 2


@dataclass(frozen=True)
class Found:
    """A thing that was found."""

    table: str
    key: str
    uri: str
    name: str
    name_en: str | None

    def of(self, lang: str) -> str:
        """The name in a language."""
        return in_language(self.name, self.name_en, lang)


def search(
    keys: pl.DataFrame, text: str, limit: int = 20, tables: tuple[str, ...] = ()
) -> list[Found]:
    """The things that a text may mean, the likeliest first; several words must all fit.

    Exact codes and names come first, then what begins so, then initials and pinyin, then what
    contains it; among equals the shorter name.

    Shapes: ``keys`` as :func:`graph.convert.search_keys.search_keys` makes it.

    Args:
        keys: the things there are.
        text: what was typed; white space parts it into words.
        limit: how many at most.
        tables: only things of these tables, where any is named.
    """
    words = [word for word in (plain(part) for part in text.split()) if word]
    if not words:
        return []
    among = keys.filter(pl.col("table").is_in(tables)) if tables else keys
    for word in words:
        among = among.filter(_holds_anywhere(word))
    best = _best_of(among, words[0], limit) if len(words) == 1 else _fitting(among, words)
    found = best.sort("rank", pl.col("name").str.len_chars(), maintain_order=True).head(limit)
    columns = ("table", "node_key", "uri", "name", "name_en")
    return [Found(*row) for row in found.select(columns).iter_rows()]


def places(keys: pl.DataFrame, uris: list[str]) -> dict[str, tuple[str, str]]:
    """URI → table and key of those of some things that can be found."""
    rows = keys.filter(pl.col("uri").is_in(uris)).select("uri", "table", "node_key")
    return {uri: (table, key) for uri, table, key in rows.iter_rows()}


def _holds_anywhere(word: str) -> pl.Expr:
    """Whether any spelling holds the word: quick, so that few things are looked at closely."""
    columns = ("names", "codes", "pinyin", "initials") if word.isascii() else ("names", "codes")
    return pl.any_horizontal(pl.col(name).str.contains(word, literal=True) for name in columns)


def _fitting(among: pl.DataFrame, words: list[str]) -> pl.DataFrame:
    """The things that all words fit, with the sum of their ranks."""
    ranks = [
        pl.coalesce(*(pl.when(fit).then(rank) for rank, fit in enumerate(_fits(word))))
        for word in words
    ]
    return among.with_columns(pl.sum_horizontal(*ranks, ignore_nulls=False).alias("rank")).filter(
        pl.col("rank").is_not_null()
    )


def _best_of(among: pl.DataFrame, word: str, limit: int) -> pl.DataFrame:
    """The things of the best ranks, as many ranks as it takes: a short word fits nearly all."""
    found: list[pl.DataFrame] = []
    for rank, fit in enumerate(_fits(word)):
        fits = among.select(fit.fill_null(False)).to_series()
        found.append(among.filter(fits).with_columns(pl.lit(rank).alias("rank")))
        if sum(map(len, found)) >= limit:
            break
        among = among.filter(~fits)
    return pl.concat(found)


def _fits(word: str) -> list[pl.Expr]:
    """Whether a word fits, in each way it may, the best one first."""
    spellings = {name: pl.col(name) for name in ("codes", "names", "pinyin", "initials")}

    def whole(name: str) -> pl.Expr:
        return (spellings[name] + BREAK).str.contains(BREAK + word + BREAK, literal=True)

    def begins(name: str) -> pl.Expr:
        return spellings[name].str.contains(BREAK + word, literal=True)

    def holds(name: str) -> pl.Expr:
        return spellings[name].str.contains(word, literal=True)

    letter_by_letter = BREAK + " ?".join(re.escape(letter) for letter in word)
    whole_syllables = pl.col("syllables").str.contains(rf"{letter_by_letter}(?: |\n|$)")
    fits = [whole("codes") | whole("names"), whole("initials") | whole("pinyin")]
    fits += [begins("names"), begins("codes"), begins("initials"), whole_syllables]
    fits.append(begins("pinyin"))
    fits.append(holds("names"))
    if len(word) >= PINYIN_LETTERS:
        fits.append(holds("pinyin"))
    if len(word) >= INITIALS_LETTERS:
        fits += [holds("initials"), holds("codes")]
    return fits
