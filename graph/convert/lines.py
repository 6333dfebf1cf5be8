"""Lines of N-Quads text as polars expressions."""

from __future__ import annotations

import re

import polars as pl

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
NEEDS_ESCAPE = r'[\\"\x00-\x1f\x7f]'
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def iri(term: pl.Expr) -> pl.Expr:
    """Put an IRI in its brackets."""
    return pl.concat_str([pl.lit("<"), term, pl.lit(">")])


def line(subject: pl.Expr, predicate: str, *rest: pl.Expr) -> pl.Expr:
    """Write a statement of the default graph."""
    return pl.concat_str([pl.lit("<"), subject, pl.lit(f"> <{predicate}> "), *rest, pl.lit(" .")])


def escaped(cells: pl.Series) -> pl.Series:
    r"""Escape texts to stand between the quotes of N-Quads.

    >>> escaped(pl.Series(['a "b"\n'])).to_list()
    ['a \\"b\\"\\n']
    """
    if not cells.str.contains(NEEDS_ESCAPE).any():
        return cells
    texts = cells.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))
    odd = texts.filter(texts.str.contains(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")).unique()
    return texts.replace(
        {t: _CONTROL.sub(lambda m: f"\\u{ord(m[0]):04X}", t) for t in odd.drop_nulls()}
    )
