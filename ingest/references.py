"""What a written reference means: key, decision of a person, exact name or alias; never a guess.

The register knows the things of all datasets of a build. A value that means nothing, or several
things, becomes a finding; what looks alike is never accepted by machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from graph.ontology import Ontology, Table
from ingest.decisions import Decisions
from ingest.text import normal_names, trimmed

# How a value was understood.
BY_KEY, BY_DECISION, BY_NAME, BY_ZEROS = "key", "decision", "name", "zeros"
UNKNOWN, AMBIGUOUS = "unknown", "ambiguous"

# ``old``: the code that was meant before it was followed to the one that succeeds it, else null.
RESOLVED: dict[str, type[pl.DataType]] = {
    "written": pl.String,
    "key": pl.String,
    "how": pl.String,
    "candidates": pl.String,
    "old": pl.String,
}
_FORMS = {"form": pl.String, "key": pl.String, "table": pl.String}
_DECIDED = ("written", "key", "how", "candidates")
NAMING_COLUMNS = ("name", "title", "name_en")
SHOWN_CANDIDATES = 5


@dataclass
class Register:
    """Keys, names and aliases of the things read so far; what people decided on them."""

    ontology: Ontology
    decisions: Decisions = field(default_factory=Decisions)
    _things: dict[str, pl.DataFrame] = field(default_factory=dict)
    _codes: dict[str, pl.DataFrame] = field(default_factory=dict)
    _names: dict[str, pl.DataFrame] = field(default_factory=dict)

    def add(self, table: Table, frame: pl.DataFrame) -> None:
        """Make the rows of a table known; ``frame`` has ``node_key`` and the naming columns."""
        key = pl.col("node_key").alias("key")
        things = frame.select(key.alias("form"), key, pl.lit(table.name).alias("table"))
        self._things[table.name] = things.unique()
        is_name = table.by_name[table.key[0]].key_fallback is not None
        coded = frame[table.key[0]].is_not_null()  # a name that serves as key is only a name
        self._codes[table.name] = things.filter(coded).unique() if is_name else things.unique()
        forms = [
            frame.select(normal_names(pl.col(column)).alias("form"), key)
            for column in NAMING_COLUMNS
            if column in frame.columns
        ]
        if "aliases" in frame.columns and frame["aliases"].null_count() < frame.height:
            aliases = frame.select(pl.col("aliases").alias("form"), key).explode("form")
            forms.append(aliases.with_columns(normal_names(pl.col("form"))))
        names = pl.concat(forms) if forms else pl.DataFrame(schema=["form", "key"])
        names = names.filter(pl.col("form").is_not_null()).unique()
        self._names[table.name] = names.with_columns(pl.lit(table.name).alias("table"))

    def keys(self) -> dict[str, pl.Series]:
        """Table → keys of its things."""
        return {table: things["key"] for table, things in self._things.items()}

    def resolve(self, written: pl.Series, target_class: str) -> pl.DataFrame:
        """Each distinct written value with the key it means: :data:`RESOLVED`."""
        chain = self._chain(target_class)
        todo = pl.DataFrame({"written": written.drop_nulls().unique()})
        todo = todo.with_columns(trimmed(pl.col("written").str.normalize("NFKC")).alias("code"))
        todo = todo.with_columns(pl.col("code").replace(chain).alias("form"))
        resolved = self._resolve(todo, target_class)
        if not chain:
            return resolved.with_columns(pl.lit(None, pl.String).alias("old"))
        codes = todo.select("written", "code", "form")
        resolved = resolved.join(codes, on="written", maintain_order="left")
        meant = pl.when(pl.col("code") != pl.col("form")).then("code").otherwise("key")
        newest = pl.col("key").replace(chain)
        return resolved.select(
            "written",
            newest,
            "how",
            "candidates",
            pl.when(meant != newest).then(meant).alias("old"),
        )

    def may_mean(self, written: pl.Series, keys: pl.Series, target_class: str) -> pl.Series:
        """Whether each written value is a name of the thing of the key beside it."""
        chain = self._chain(target_class)
        forms = pl.concat([self._decided(target_class), self._named(target_class)])
        forms = forms.select("form", pl.col("key").replace(chain)).unique()
        asked = pl.DataFrame({"form": written, "key": keys}).with_columns(
            normal_names(pl.col("form"))
        )
        known = forms.with_columns(pl.lit(True).alias("means"))
        asked = asked.join(known, on=["form", "key"], how="left", maintain_order="left")
        return asked["means"].fill_null(False)

    def _resolve(self, todo: pl.DataFrame, target_class: str) -> pl.DataFrame:
        codes = self._gather(self._codes, target_class)
        done = [_decide(todo.select("written", "form"), codes, BY_KEY)]
        todo = todo.join(done[0], on="written", how="anti")
        if todo.height:
            as_name = normal_names(pl.col("written")).alias("name")
            todo = todo.with_columns(as_name, _without_zeros("form").alias("bare"))
        for how, form, known in (
            (BY_DECISION, "name", self._decided),
            (BY_NAME, "name", self._named),
            (BY_ZEROS, "bare", self._numeric),
        ):
            if todo.height:
                asked = todo.select("written", pl.col(form).alias("form"))
                done.append(_decide(asked, known(target_class), how))
                todo = todo.join(done[-1], on="written", how="anti")
        nothing = pl.lit(None, pl.String)
        done.append(
            todo.select(
                "written", nothing.alias("key"), pl.lit(UNKNOWN).alias("how"), candidates=nothing
            )
        )
        return pl.concat(done)

    def names(self, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """What people decided that names mean, and the names: each ``form, key, table``."""
        known = self._names.get(table, pl.DataFrame(schema=_FORMS))
        return self._decided(self.ontology.tables[table].class_name), known

    # What is known of a class -----------------------------------------------------------------

    def _gather(self, parts: Mapping[str, pl.DataFrame], target_class: str) -> pl.DataFrame:
        frames = [
            parts[table.name]
            for table in self.ontology.target_tables(target_class)
            if table.name in parts
        ]
        return pl.concat(frames) if frames else pl.DataFrame(schema=_FORMS)

    def _named(self, target_class: str) -> pl.DataFrame:
        return self._gather(self._names, target_class)

    def _numeric(self, target_class: str) -> pl.DataFrame:
        codes = self._gather(self._codes, target_class)
        bare = codes.with_columns(_without_zeros("form").alias("form"))
        return bare.filter(pl.col("form").is_not_null())

    def _decided(self, target_class: str) -> pl.DataFrame:
        frames = [
            self.decisions.aliases[table.name].select(
                normal_names(pl.col("alias")).alias("form"),
                "key",
                pl.lit(table.name).alias("table"),
            )
            for table in self.ontology.target_tables(target_class)
            if table.name in self.decisions.aliases
        ]
        if not frames:
            return pl.DataFrame(schema=_FORMS)
        things = self._gather(self._things, target_class).select("key", "table")
        return pl.concat(frames).join(things, on=["key", "table"], how="semi")

    def _chain(self, target_class: str) -> dict[str, str]:
        """Old code → the code that succeeds it, of codes that are known."""
        chain: dict[str, str] = {}
        for table in self.ontology.target_tables(target_class):
            steps = self.decisions.successions.get(table.name, {})
            if steps and table.name in self._things:
                known = set(self._things[table.name]["key"])
                chain |= {old: new for old, new in steps.items() if new in known}
        return chain


def _without_zeros(column: str) -> pl.Expr:
    """A code of digits without its leading zeros, and without the .0 of a number; else null."""
    code = pl.col(column).str.replace(r"^([0-9]+)\.0$", "$1")
    return pl.when(code.str.contains(r"^[0-9.]+$")).then(code.str.strip_chars_start("0"))


def _decide(todo: pl.DataFrame, forms: pl.DataFrame, how: str) -> pl.DataFrame:
    """Values that a set of forms explains: one key, or ambiguous where there are several."""
    hits = todo.join(forms, on="form")
    if hits["written"].is_unique().all():
        return hits.select(
            "written",
            "key",
            pl.lit(how).alias("how"),
            pl.lit(None, pl.String).alias("candidates"),
        )
    matches = hits.group_by("written", maintain_order=True).agg(
        pl.col("key").first(),
        pl.struct("key", "table").n_unique().alias("__n"),
        pl.col("key").unique().sort().head(SHOWN_CANDIDATES).str.join("、").alias("candidates"),
    )
    several = pl.col("__n") > 1
    return matches.select(
        "written",
        pl.when(several).then(None).otherwise("key").alias("key"),
        pl.when(several).then(pl.lit(AMBIGUOUS)).otherwise(pl.lit(how)).alias("how"),
        pl.when(several).then("candidates").alias("candidates"),
    )
