"""A search for things by a name, a part of it, a code, pinyin or initials."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from graph.convert.search_keys import BREAK, plain
from graph.things import in_language

# What joins or encloses the parts of a name: 大数据与会计, 护理（助产方向）.
JOINTS = "与和及、（()）·/"
PINYIN_LETTERS = 3  # fewer letters within a word fit too many things
INITIALS_LETTERS = 2
MAJORS = "majors"


@dataclass(frozen=True)
class SearchResult:
    """A thing that a search found."""

    table: str
    key: str
    uri: str
    name: str
    name_en: str | None

    def of(self, lang: str) -> str:
        """Return the name in a language."""
        return in_language(self.name, self.name_en, lang)


def search(
    keys: pl.DataFrame, text: str, limit: int = 20, tables: tuple[str, ...] = ()
) -> list[SearchResult]:
    """Return the things that a text may mean, the likeliest first; all of its words must fit.

    Exact codes and names come first, then names that begin with the text or whose head word it is
    (the last one: 大数据与会计), then those of which it begins or ends a part, then those that
    contain it, then other spellings, initials and pinyin. Among equals the shorter name, and a
    major before other things.

    Shapes: ``keys`` as :func:`graph.convert.search_keys.search_keys` makes it.

    Args:
        keys: all things.
        text: the text typed; white space separates its words.
        limit: the most things to return.
        tables: only things of these tables, where any is named.
    """
    words = [word for word in (plain(part) for part in text.split()) if word]
    if not words:
        return []
    among = keys.filter(pl.col("table").is_in(tables)) if tables else keys
    for word in words:
        among = among.filter(_holds_anywhere(word))
    best = _best_of(among, words[0], limit) if len(words) == 1 else _fitting(among, words)
    order = ("rank", pl.col("name").str.len_chars(), pl.col("table") != MAJORS)
    first = best.select(pl.arg_sort_by(*order, maintain_order=True).head(limit)).to_series()
    columns = ("table", "node_key", "uri", "name", "name_en")
    return [SearchResult(*row) for row in best[first].select(columns).iter_rows()]


def places(keys: pl.DataFrame, uris: list[str]) -> dict[str, tuple[str, str]]:
    """Return table and key by URI, for those of the URIs that can be searched for."""
    rows = keys.filter(pl.col("uri").is_in(uris)).select("uri", "table", "node_key")
    return {uri: (table, key) for uri, table, key in rows.iter_rows()}


def _holds_anywhere(word: str) -> pl.Expr:
    """Test whether any spelling contains the word: quickly, before closer tests of few things."""
    columns = ("names", "codes", "pinyin", "initials") if word.isascii() else ("names", "codes")
    return pl.any_horizontal(pl.col(name).str.contains(word, literal=True) for name in columns)


def _fitting(among: pl.DataFrame, words: list[str]) -> pl.DataFrame:
    """Return the things that all words fit, with the sum of their ranks."""
    ranks = [
        pl.coalesce(*(pl.when(fit).then(rank) for rank, fit in enumerate(_fits(word))))
        for word in words
    ]
    return among.with_columns(pl.sum_horizontal(*ranks, ignore_nulls=False).alias("rank")).filter(
        pl.col("rank").is_not_null()
    )


def _best_of(among: pl.DataFrame, word: str, limit: int) -> pl.DataFrame:
    """Return the things of the best ranks, only as many ranks as the limit needs.

    A short word fits nearly all things.
    """
    ranked: list[pl.DataFrame] = []
    for rank, fit in enumerate(_fits(word)):
        fits = among.select(fit.fill_null(False)).to_series()
        ranked.append(among.filter(fits).with_columns(pl.lit(rank).alias("rank")))
        if sum(map(len, ranked)) >= limit:
            break
        among = among.filter(~fits)
    return pl.concat(ranked)


def _fits(word: str) -> list[pl.Expr]:
    """List tests whether a word fits, one for each way it may, the best way first."""
    spellings = {name: pl.col(name) for name in ("codes", "names", "pinyin", "initials")}

    def is_whole(name: str) -> pl.Expr:
        text = spellings[name].str
        return text.ends_with(BREAK + word) | text.contains(BREAK + word + BREAK, literal=True)

    def is_beginning(name: str) -> pl.Expr:
        return spellings[name].str.contains(BREAK + word, literal=True)

    def is_part(name: str) -> pl.Expr:
        return spellings[name].str.contains(word, literal=True)

    text, joint = re.escape(word), f"[{re.escape(JOINTS)}]"
    own_name = rf"^{BREAK}"  # the first of the spellings

    def fits_name(pattern: str) -> pl.Expr:
        return spellings["names"].str.contains(own_name + pattern)

    letter_by_letter = BREAK + " ?".join(re.escape(letter) for letter in word)
    are_syllables = pl.col("syllables").str.contains(rf"{letter_by_letter}(?: |\n|$)")
    fits = [is_whole("codes") | is_whole("names"), is_whole("initials") | is_whole("pinyin")]
    fits += [
        fits_name(rf"(?:{text}|[^{BREAK}]*{text}(?:{BREAK}|$))"),
        fits_name(rf"[^{BREAK}]*(?:{joint}{text}|{text}{joint})"),
        fits_name(rf"[^{BREAK}]*{text}"),
    ]
    fits += [is_beginning("names"), is_beginning("codes"), is_beginning("initials"), are_syllables]
    fits.append(is_beginning("pinyin"))
    fits.append(is_part("names"))
    if len(word) >= PINYIN_LETTERS:
        fits.append(is_part("pinyin"))
    if len(word) >= INITIALS_LETTERS:
        fits += [is_part("initials"), is_part("codes")]
    return fits
