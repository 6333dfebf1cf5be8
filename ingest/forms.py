"""Forms of names and codes, and what values mean by them; the words for how they were understood.

A form is a name or code normalised for comparing: ``form, key, table, below``.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph.ontology import Table
from ingest.additions import HAVE_ADDITIONS, parted
from ingest.places import Places
from ingest.text import normal_name, normal_names

# How a value was understood.
BY_KEY, BY_DECISION, BY_NAME, BY_ZEROS = "key", "decision", "name", "zeros"
UNKNOWN, AMBIGUOUS, MENTIONED = "unknown", "ambiguous", "mentioned"

# ``old``: the code as written, where another code has succeeded it; else null.
# ``several``: the keys that an ambiguous value may mean. ``addition``: the text behind the name.
RESOLVED: dict[str, pl.DataType] = {
    "written": pl.String(),
    "key": pl.String(),
    "how": pl.String(),
    "candidates": pl.String(),
    "old": pl.String(),
    "several": pl.List(pl.String()),
    "addition": pl.String(),
}
# ``below``: the thing is in a reference pack alone.
FORMS = {"form": pl.String, "key": pl.String, "table": pl.String, "below": pl.Boolean}
IN_PACK = "__in_pack"  # a row of a reference pack
NAMING_COLUMNS = ("name", "title", "name_en")
SHOWN_CANDIDATES = 5


def is_below(frame: pl.DataFrame) -> pl.Expr:
    """Tell of each row whether its thing is in a reference pack alone."""
    if IN_PACK not in frame.columns:
        return pl.lit(False)
    own_keys = frame.filter(~pl.col(IN_PACK))["node_key"]
    return ~pl.col("node_key").is_in(own_keys.implode())


def forms_of(table: Table, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return the forms of keys, of codes and of names; of the keys some may be names alone.

    ``frame`` has ``node_key``, ``below`` and the naming columns.
    """
    key, table_name = pl.col("node_key").alias("key"), pl.lit(table.name).alias("table")
    things = frame.select(key.alias("form"), key, table_name, "below").unique()
    is_name = table.by_name[table.key[0]].key_fallback is not None
    coded = frame.filter(pl.col(table.key[0]).is_not_null()) if is_name else frame
    codes = coded.select(key.alias("form"), key, table_name, "below").unique()
    forms = [
        frame.select(normal_names(pl.col(column)).alias("form"), key, table_name, "below")
        for column in NAMING_COLUMNS
        if column in frame.columns and frame[column].null_count() < frame.height
    ]
    if "aliases" in frame.columns and frame["aliases"].null_count() < frame.height:
        written = pl.col("aliases").alias("form")
        aliases = frame.select(written, key, table_name, "below").explode("form")
        forms.append(aliases.with_columns(normal_names(pl.col("form"))))
    names = pl.concat(forms) if forms else pl.DataFrame(schema=FORMS)
    return things, codes, names.filter(pl.col("form").is_not_null()).unique()


def replaced(resolved: pl.DataFrame, meanings: pl.DataFrame) -> pl.DataFrame:
    """Return what values mean, with other meanings of those in the column ``whole``."""
    replacing = meanings.select(
        pl.col("whole").alias("written"), *(name for name in RESOLVED if name != "written")
    )
    return pl.concat([resolved.join(replacing, on="written", how="anti"), replacing])


def without_same_groups(names: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Drop the names of groups whose only member has their name: both are the same.

    What is finer is what other data are about, such as the pairs of a crosswalk.
    """
    members = rows.filter(pl.col("parent").is_not_null()).select(
        pl.col("node_key").alias("key"), pl.col("parent").alias("group")
    )
    alone = members.unique().filter(pl.len().over("group") == 1)
    groups = names.select("form", pl.col("key").alias("group"))
    same = names.join(alone, on="key").join(groups, on=["form", "group"])
    return names.join(same, left_on=["form", "key"], right_on=["form", "group"], how="anti")


def without_additions(table: str, written: pl.Series) -> pl.Series:
    """Return names without the text behind them."""
    if table not in HAVE_ADDITIONS:
        return written
    bases = {
        text: parts[0] for text in written.drop_nulls().unique() if (parts := parted(text, table))
    }
    return written.replace(bases) if bases else written


def without_zeros(column: str) -> pl.Expr:
    """Return a code of digits without leading zeros and the .0 of a number; else null."""
    code = pl.col(column).str.replace(r"^([0-9]+)\.0$", "$1")
    return pl.when(code.str.contains(r"^[0-9.]+$")).then(code.str.strip_chars_start("0"))


def match_forms(
    todo: pl.DataFrame,
    forms: pl.DataFrame,
    how: str,
    chain: Mapping[str, str],
    own_first: bool = True,
) -> pl.DataFrame:
    """Return the values found among forms: with one key, or ambiguous where there are several.

    Old codes and the code that succeeds them count as one thing.
    """
    hits = todo.join(forms, on="form")
    if own_first:
        hits = hits.filter(~pl.col("below") | pl.col("below").all().over("written"))
    null = pl.lit(None, pl.List(pl.String)).alias("several")
    if hits["written"].n_unique() == hits.height:
        return hits.select(
            "written",
            "key",
            pl.lit(how).alias("how"),
            pl.lit(None, pl.String).alias("candidates"),
            null,
        )
    newest = pl.col("key").replace(dict(chain))
    matches = (
        hits.with_columns(newest.alias("__new"))
        .group_by("written", maintain_order=True)
        .agg(
            pl.when(pl.col("key").n_unique() > 1)
            .then(pl.col("__new").first())
            .otherwise(pl.col("key").first())
            .alias("key"),
            pl.struct("__new", "table").n_unique().alias("__n"),
            pl.col("__new").unique().sort().alias("several"),
        )
    )
    is_ambiguous = pl.col("__n") > 1
    listed = pl.col("several").list.head(SHOWN_CANDIDATES).list.join("、")
    return matches.select(
        "written",
        pl.when(is_ambiguous).then(None).otherwise("key").alias("key"),
        pl.when(is_ambiguous).then(pl.lit(AMBIGUOUS)).otherwise(pl.lit(how)).alias("how"),
        pl.when(is_ambiguous).then(listed).alias("candidates"),
        pl.when(is_ambiguous).then("several").alias("several"),
    )


def places_of(areas: pl.DataFrame) -> Places:
    """Return the areas of rows as places; a parent is a key, or the name of one area.

    ``areas`` has ``node_key``, ``below`` and the naming columns.
    """
    named: list[tuple[str, list[str]]] = []
    keys_called: dict[str, set[str]] = {}
    columns = [name for name in ("name", "aliases") if name in areas.columns]
    for key, name, *aliases in areas.select("node_key", *columns).iter_rows():
        names = [text for text in (name, *(aliases[0] or () if aliases else ())) if text]
        named.append((key, names))
        for text in (key, *names):
            keys_called.setdefault(normal_name(text), set()).add(key)
    parents: dict[str, str] = {}
    if "parent" in areas.columns:
        for key, parent in areas.select("node_key", "parent").drop_nulls().iter_rows():
            above = keys_called.get(normal_name(parent), set())
            if len(above) == 1:
                parents[key] = next(iter(above))
    return Places.of(named, parents, set(areas.filter("below")["node_key"]))
