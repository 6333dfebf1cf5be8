"""What a written reference means: key, decision of a person, exact name or alias; never a guess.

The register knows the things of all datasets of a build. A value that means nothing, or several
things, becomes a finding; what looks alike is never accepted by machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from graph.ontology import Ontology, Table
from ingest.text import normal_names, trimmed

# How a value was understood.
BY_KEY, BY_DECISION, BY_NAME, BY_ZEROS = "key", "decision", "name", "zeros"
UNKNOWN, AMBIGUOUS = "unknown", "ambiguous"

RESOLVED: dict[str, type[pl.DataType]] = {
    "written": pl.String,
    "key": pl.String,
    "how": pl.String,
    "candidates": pl.String,
    "followed": pl.Boolean,
}
_FORMS = {"form": pl.String, "key": pl.String, "table": pl.String}
SHOWN_CANDIDATES = 5


@dataclass
class Register:
    """Keys, names and aliases of the things read so far.

    decisions: table → frame ``alias, key`` (the table ``aliases``). successions: table → old → new.
    """

    ontology: Ontology
    decisions: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    successions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _keys: dict[str, pl.DataFrame] = field(default_factory=dict)
    _names: dict[str, pl.DataFrame] = field(default_factory=dict)

    def add(self, table: Table, frame: pl.DataFrame) -> None:
        """Make the rows of a table known; ``frame`` has ``node_key`` and the naming columns."""
        keyed = frame.select(pl.col("node_key").alias("key"), pl.lit(table.name).alias("table"))
        self._keys[table.name] = keyed.select(pl.col("key").alias("form"), "key", "table").unique()
        forms = [
            frame.select(
                normal_names(pl.col(column)).alias("form"),
                pl.col("node_key").alias("key"),
                pl.lit(table.name).alias("table"),
            )
            for column in ("name", "title", "name_en")
            if column in frame.columns
        ]
        if "aliases" in frame.columns:
            forms.append(
                frame.select(
                    pl.col("aliases").alias("form"),
                    pl.col("node_key").alias("key"),
                    pl.lit(table.name).alias("table"),
                )
                .explode("form")
                .with_columns(normal_names(pl.col("form")))
            )
        names = pl.concat(forms) if forms else pl.DataFrame(schema=_FORMS)
        self._names[table.name] = names.filter(pl.col("form").is_not_null()).unique()

    def keys(self, target_class: str) -> pl.Series:
        """All keys a reference to the class may have."""
        return self._gather(self._keys, target_class)["key"]

    def name_of(self, table: str, key: str) -> str | None:
        """A normalised name of a thing, for messages."""
        found = self._names[table].filter(pl.col("key") == key)["form"]
        return str(found[0]) if len(found) else None

    def resolve(self, written: pl.Series, target_class: str) -> pl.DataFrame:
        """Each distinct written value with the key it means: :data:`RESOLVED`.

        Old codes are followed to the codes that succeed them (``followed``).
        """
        todo = pl.DataFrame(
            {"written": written.drop_nulls().unique()}, schema={"written": pl.String}
        )
        todo = todo.with_columns(trimmed(pl.col("written").str.normalize("NFKC")).alias("old"))
        todo = todo.with_columns(self._follow(todo["old"], target_class).alias("exact"))
        resolved = self._resolve(todo, target_class)
        new = self._follow(resolved["key"], target_class).alias("new")
        old = todo.select("written", pl.col("old") != pl.col("exact"))
        return (
            resolved.with_columns(new)
            .join(old, on="written", how="left", maintain_order="left")
            .with_columns(
                (pl.col("old") | (pl.col("key") != pl.col("new")))
                .fill_null(False)
                .alias("followed"),
                pl.col("new").alias("key"),
            )
            .select(list(RESOLVED))
        )

    def _resolve(self, todo: pl.DataFrame, target_class: str) -> pl.DataFrame:
        keys = self._gather(self._keys, target_class)
        done = [_decide(todo.select("written", pl.col("exact").alias("form")), keys, BY_KEY)]
        for how, forms in (
            (BY_DECISION, self._decided(target_class)),
            (BY_NAME, self._gather(self._names, target_class)),
        ):
            todo = _rest(todo, done)
            as_names = todo.select("written", normal_names(pl.col("written")).alias("form"))
            done.append(_decide(as_names, forms, how))
        todo = _rest(todo, done)
        bare = todo.filter(pl.col("exact").str.contains(r"^[\d.]+$")).select(
            "written", pl.col("exact").str.strip_chars_start("0").alias("form")
        )
        numeric = keys.filter(pl.col("form").str.contains(r"^0[\d.]+$")).with_columns(
            pl.col("form").str.strip_chars_start("0")
        )
        done.append(_decide(bare, numeric, BY_ZEROS))
        todo = _rest(todo, done)
        done.append(
            todo.select(
                "written",
                pl.lit(None, pl.String).alias("key"),
                pl.lit(UNKNOWN).alias("how"),
                pl.lit(None, pl.String).alias("candidates"),
            )
        )
        return pl.concat(done)

    def _gather(self, parts: Mapping[str, pl.DataFrame], target_class: str) -> pl.DataFrame:
        frames = [
            parts[table.name]
            for table in self.ontology.target_tables(target_class)
            if table.name in parts
        ]
        return pl.concat(frames) if frames else pl.DataFrame(schema=_FORMS)

    def _decided(self, target_class: str) -> pl.DataFrame:
        frames = [
            self.decisions[table.name].select(
                normal_names(pl.col("alias")).alias("form"),
                "key",
                pl.lit(table.name).alias("table"),
            )
            for table in self.ontology.target_tables(target_class)
            if table.name in self.decisions
        ]
        forms = pl.concat(frames) if frames else pl.DataFrame(schema=_FORMS)
        return forms.join(
            self._gather(self._keys, target_class).select("key", "table"),
            on=["key", "table"],
            how="semi",
        )

    def _follow(self, keys: pl.Series, target_class: str) -> pl.Series:
        for table in self.ontology.target_tables(target_class):
            if chain := self.successions.get(table.name):
                keys = keys.replace(dict(chain))
        return keys


def _decide(todo: pl.DataFrame, forms: pl.DataFrame, how: str) -> pl.DataFrame:
    """Values that a set of forms explains: one key, or ambiguous where there are several."""
    matches = (
        todo.join(forms, on="form")
        .group_by("written", maintain_order=True)
        .agg(
            pl.col("key").first(),
            pl.struct("key", "table").n_unique().alias("__n"),
            pl.col("key").unique().sort().head(SHOWN_CANDIDATES).str.join("、").alias("candidates"),
        )
    )
    several = pl.col("__n") > 1
    return matches.select(
        "written",
        pl.when(several).then(None).otherwise("key").alias("key"),
        pl.when(several).then(pl.lit(AMBIGUOUS)).otherwise(pl.lit(how)).alias("how"),
        pl.when(several).then("candidates").alias("candidates"),
    )


def _rest(todo: pl.DataFrame, done: list[pl.DataFrame]) -> pl.DataFrame:
    return todo.join(done[-1], on="written", how="anti")
