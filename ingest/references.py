"""The meaning of written references: by key, a person's decision, exact name or alias.

Nothing is guessed. The register holds the things of all datasets of a build; where a value may mean
one of the user's own or one of a reference pack, it means the user's. A value that means nothing,
or several things, becomes a finding; names that only look alike are never matched. What else a row
says of the thing (its level, its college) is weighed in :mod:`ingest.levels`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from graph.ontology import Ontology, Table
from ingest.additions import HAVE_ADDITIONS, readings
from ingest.decisions import Decisions
from ingest.forms import (
    AMBIGUOUS,
    BY_DECISION,
    BY_KEY,
    BY_NAME,
    BY_ZEROS,
    FORMS,
    RESOLVED,
    SHOWN_CANDIDATES,
    UNKNOWN,
    forms_of,
    is_below,
    match_forms,
    places_of,
    replaced,
    without_additions,
    without_same_groups,
    without_zeros,
)
from ingest.places import Places
from ingest.text import normal_name, normal_names, trimmed

_LEVELLED = {
    "key": pl.String,
    "level": pl.Int64,
    "length": pl.Float64,
    "name": pl.String,
    "below": pl.Boolean,
    "vocational": pl.Boolean,
}
VOCATIONAL = "职业|(?i:vocational)"
AREA, AREAS = "Area", "areas"
_SCORE = re.compile(r"\s*[(（]\d+[)）]$")


@dataclass
class Register:
    """Keys, names and aliases of the things read so far, and people's decisions on them."""

    ontology: Ontology
    decisions: Decisions = field(default_factory=Decisions)
    places: Places | None = None
    mentioned: list[pl.DataFrame] = field(default_factory=list)  # see ingest.mentioned
    _things: dict[str, pl.DataFrame] = field(default_factory=dict)
    _codes: dict[str, pl.DataFrame] = field(default_factory=dict)
    _names: dict[str, pl.DataFrame] = field(default_factory=dict)
    _levels: dict[str, pl.DataFrame] = field(default_factory=dict)
    _groups: dict[str, dict[str, str]] = field(default_factory=dict)
    _meant: dict[tuple[str, int], pl.DataFrame] = field(default_factory=dict)

    def add(self, table: Table, frame: pl.DataFrame) -> None:
        """Add the rows of a table; ``frame`` has ``node_key`` and the naming columns."""
        frame = frame.with_columns(is_below(frame).alias("below"))
        things, codes, names = forms_of(table, frame)
        if "parent" in frame.columns and frame["parent"].null_count() < frame.height:
            names = without_same_groups(names, frame)
            groups = frame.select("node_key", "parent").drop_nulls()
            self._groups[table.name] = dict(groups.iter_rows())
        self._things[table.name] = things
        self._codes[table.name] = codes
        self._names[table.name] = names
        if table.name == AREAS:
            self.places = places_of(frame)
        if {"level", "name"} <= set(frame.columns):
            length = "length_years" if "length_years" in frame.columns else None
            self._levels[table.name] = frame.select(
                pl.col("node_key").alias("key"),
                pl.col("level").cast(pl.Int64),
                (pl.col(length) if length else pl.lit(None)).cast(pl.Float64).alias("length"),
                "name",
                "below",
                pl.col("scheme" if "scheme" in frame.columns else "name")
                .str.contains(VOCATIONAL)
                .alias("vocational"),
            ).unique("key", keep="first", maintain_order=True)

    def keys(self) -> dict[str, pl.Series]:
        """Return table → keys of its things."""
        return {table: things["key"] for table, things in self._things.items()}

    def levels(self, table: str) -> pl.DataFrame:
        """Return ``key, level, length, name, below, vocational`` of the things with a level.

        A major is vocational by its catalogue, a college by its name.
        """
        return self._levels.get(table, pl.DataFrame(schema=_LEVELLED))

    def groups(self, target_class: str) -> dict[str, str]:
        """Return key → key of the group above, where the group was written by its key."""
        return self._groups.get(self._table_of(target_class), {})

    def described(self, table: str) -> dict[str, tuple[str, int | None]]:
        """Return key → name and level of the things of a table."""
        rows = self.levels(table).select("key", "name", "level").rows()
        return {key: (name, level) for key, name, level in rows}

    def resolve(
        self,
        written: pl.Series,
        target_class: str,
        decided: bool = True,
        own_first: bool = True,
    ) -> pl.DataFrame:
        """Return each distinct written value with the key it means, as :data:`RESOLVED`.

        ``decided``: whether decisions of people that hold for any row count. ``own_first``: whether
        the user's own things go before those of reference packs.
        """
        values = pl.DataFrame({"written": written.drop_nulls().unique()})
        how = _Reading(target_class, decided, own_first)
        resolved = self._resolve(values, how)
        resolved = self._with_displayed(resolved, how)
        if target_class == AREA:
            return self._with_places(resolved, own_first)
        if (table := self._table_of(target_class)) not in HAVE_ADDITIONS:
            return resolved
        return self._with_additions(resolved, table, how)

    def _table_of(self, target_class: str) -> str:
        """Return the table of a class, empty where it has several."""
        tables = [table.name for table in self.ontology.target_tables(target_class)]
        return tables[0] if len(tables) == 1 else ""

    def _resolve(self, values: pl.DataFrame, reading: _Reading) -> pl.DataFrame:
        chain = self._successions(reading.target_class)
        code = trimmed(pl.col("written").str.normalize("NFKC"))
        todo = values.with_columns(code.alias("code"), code.replace(chain).alias("form"))
        resolved = self._look_up(todo, reading, chain)
        resolved = resolved.join(todo, on="written", maintain_order="left")
        key_as_written = pl.when(pl.col("code") != pl.col("form")).then("code").otherwise("key")
        newest = pl.col("key").replace(chain)
        return resolved.select(
            "written",
            newest,
            "how",
            "candidates",
            pl.when(key_as_written != newest).then(key_as_written).alias("old"),
            "several",
            pl.lit(None, pl.String).alias("addition"),
        ).cast(pl.Schema(RESOLVED))

    def may_mean(self, written: pl.Series, keys: pl.Series, target_class: str) -> pl.Series:
        """Tell whether each written value is a name of the thing of the key beside it."""
        chain = self._successions(target_class)
        forms = pl.concat([self._general_decisions(target_class), self._name_forms(target_class)])
        forms = forms.select("form", pl.col("key").replace(chain)).unique()
        pairs = pl.DataFrame(
            {"form": without_additions(self._table_of(target_class), written), "key": keys}
        )
        pairs = pairs.with_columns(normal_names(pl.col("form")))
        meanings = forms.with_columns(pl.lit(True).alias("means"))
        pairs = pairs.join(meanings, on=["form", "key"], how="left", maintain_order="left")
        return pairs["means"].fill_null(False)

    def _look_up(
        self, todo: pl.DataFrame, reading: _Reading, chain: Mapping[str, str]
    ) -> pl.DataFrame:
        target_class = reading.target_class
        codes = self._gather(self._codes, target_class)
        done = [match_forms(todo.select("written", "form"), codes, BY_KEY, chain)]
        todo = todo.join(done[0], on="written", how="anti")
        if todo.height:
            as_name = normal_names(pl.col("written")).alias("name")
            todo = todo.with_columns(as_name, without_zeros("form").alias("bare"))
        for how, form, known_forms in (
            (BY_DECISION, "name", self._general_decisions if reading.decided else None),
            (BY_NAME, "name", self._name_forms),
            (BY_ZEROS, "bare", self._numeric_codes),
        ):
            if todo.height and known_forms is not None:
                values = todo.select("written", pl.col(form).alias("form"))
                forms = known_forms(target_class)
                done.append(match_forms(values, forms, how, chain, reading.own_first))
                todo = todo.join(done[-1], on="written", how="anti")
        nothing = pl.lit(None, pl.String)
        done.append(
            todo.select(
                "written",
                nothing.alias("key"),
                pl.lit(UNKNOWN).alias("how"),
                nothing.alias("candidates"),
                pl.lit(None, pl.List(pl.String)).alias("several"),
            )
        )
        return pl.concat(done)

    def _with_displayed(self, resolved: pl.DataFrame, reading: _Reading) -> pl.DataFrame:
        """Look up unknown values that are a key and its name, as lists show them: 520201 护理."""
        unknown = resolved.filter(pl.col("how") == UNKNOWN)["written"].to_list()
        split = [(text, *parts) for text in unknown if len(parts := text.split(None, 1)) == 2]
        if not split:
            return resolved
        table = pl.DataFrame(split, schema=["whole", "code", "name"], orient="row")
        codes = self._resolve(pl.DataFrame({"written": table["code"].unique()}), reading)
        meanings = table.join(
            codes.filter(pl.col("how") == BY_KEY), left_on="code", right_on="written"
        ).with_columns(normal_names(pl.col("name")))
        names = self._name_forms(reading.target_class).select(pl.col("form").alias("name"), "key")
        return replaced(resolved, meanings.join(names.unique(), on=["name", "key"], how="semi"))

    def _with_places(self, resolved: pl.DataFrame, own_first: bool) -> pl.DataFrame:
        """Read unknown names of areas once more, as people write them: 浙江杭州, 杭州·西湖区."""
        if self.places is None:
            return resolved
        rows = []
        for text in resolved.filter(pl.col("how") == UNKNOWN)["written"]:
            keys, how, rest = self.places.read(text)
            own = keys - self.places.below
            keys = own if own_first and own else keys
            meant = sorted(keys) if len(keys) > 1 else None
            if keys:
                key = None if meant else next(iter(keys))
                candidates = "、".join(meant[:SHOWN_CANDIDATES]) if meant else None
                how = AMBIGUOUS if meant else how
                rows.append((text, key, how, candidates, None, meant, rest or None))
        if not rows:
            return resolved
        meanings = pl.DataFrame(rows, schema=RESOLVED, orient="row")
        return pl.concat([resolved.join(meanings, on="written", how="anti"), meanings])

    def _with_additions(
        self, resolved: pl.DataFrame, target: str, reading: _Reading
    ) -> pl.DataFrame:
        """Look up unknown names once more without the text behind them: 护理（助产方向）."""
        unknown = resolved.filter(pl.col("how") == UNKNOWN)["written"].to_list()
        rows = [(text, *reading) for text in unknown for reading in readings(text, target)]
        if not rows:
            return resolved
        table = pl.DataFrame(rows, schema=["whole", "base", "said"], orient="row")
        bases = self._resolve(pl.DataFrame({"written": table["base"].unique()}), reading)
        bases = bases.filter(~pl.col("how").is_in([UNKNOWN, BY_ZEROS]))
        meanings = table.join(bases, left_on="base", right_on="written", maintain_order="left")
        likeliest = meanings.unique("whole", keep="first", maintain_order=True)
        return replaced(resolved, likeliest.with_columns(pl.col("said").alias("addition")))

    def names(self, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return people's decisions on names, and the names: both ``form, key, table, below``."""
        names = self._names.get(table, pl.DataFrame(schema=FORMS))
        return self._general_decisions(self.ontology.tables[table].class_name), names

    # Decisions of people ----------------------------------------------------------------------

    def key_meant(self, table: str, written: str, level: int | None = None) -> str | None:
        """Return the key that a person meant by a key, a unique name, or a candidate as listed.

        >>> from graph.ontology import load
        >>> register = Register(load())
        >>> register.add(register.ontology.tables["areas"],
        ...     pl.DataFrame({"node_key": ["1"], "code": ["1"], "name": ["甲区"]}))
        >>> [register.key_meant("areas", text) for text in ("1", "甲区", "1 甲区（90）", "2 甲区")]
        ['1', '1', '1', None]
        """
        things = self._things.get(table)
        if things is None:
            return None
        text = written.strip()
        keys = set(things["key"])
        if text in keys:
            return text
        label = self.ontology.tables[table].label
        candidate = _SCORE.sub("", text)
        for word in (label.zh, label.en, table):
            candidate = candidate.removeprefix(f"{word} ")
        key, _, name = candidate.partition(" ")
        if key in keys and name:
            return key if key in self._keys_called(table, name) else None
        of_level = None
        if level is not None and len(self._keys_called(table, text)) > 1:
            of_level = self.levels(table).filter(pl.col("level") == level)["key"]
        called = self._keys_called(table, text, of_level)
        return called.pop() if len(called) == 1 else None

    def decision_fault(self, table: str, written: str, level: int | None) -> str | None:
        """Return the reason why a decision has no effect; None where it has one."""
        key = self.key_meant(table, written, level)
        if key is None:
            is_ambiguous = table in self._names and len(self._keys_called(table, written)) > 1
            return "ambiguous-reference.decision" if is_ambiguous else "unknown-reference.decision"
        level_of_key = dict(self.levels(table).select("key", "level").rows()).get(key)
        contradicts = level is not None and level_of_key is not None and level_of_key != level
        return "conflict.decision_level" if contradicts else None

    def _keys_called(self, table: str, name: str, among: pl.Series | None = None) -> set[str]:
        names = self._names[table].filter(pl.col("form") == normal_name(name))
        if among is not None:
            names = names.filter(pl.col("key").is_in(among.implode()))
        own_names = names.filter(~pl.col("below"))
        return set((own_names if own_names.height else names)["key"])

    def decided(self, table: str) -> pl.DataFrame:
        """Return a table's decisions that take effect: ``form, key, table, level, college``."""
        cache_key = (table, len(self._things))  # a college that a decision names may be read later
        if cache_key not in self._meant:
            self._meant[cache_key] = self._effective_decisions(table)
        return self._meant[cache_key]

    def _effective_decisions(self, table: str) -> pl.DataFrame:
        rows = self.decisions.aliases.get(table)
        if rows is None:
            return pl.DataFrame(schema=FORMS | {"level": pl.Int64, "college": pl.String})
        decisions = rows.select("key", "level").rows()
        have_effect = [self.decision_fault(table, key, level) is None for key, level in decisions]
        keys = [self.key_meant(table, key, level) for key, level in decisions]
        colleges = {
            name: self.key_meant("colleges", name) or name
            for name in rows["college"].drop_nulls().unique()
        }
        return rows.select(
            normal_names(pl.col("alias")).alias("form"),
            pl.Series("key", keys, dtype=pl.String),
            pl.lit(table).alias("table"),
            pl.lit(False).alias("below"),
            pl.col("level").cast(pl.Int64),
            pl.col("college").replace(colleges),
        ).filter(pl.Series(have_effect, dtype=pl.Boolean))

    def special(self, target_class: str) -> pl.DataFrame:
        """Return decisions that hold for rows of one level or one college only."""
        tables = self.ontology.target_tables(target_class)
        frames = [self.decided(t.name) for t in tables if t.name in self.decisions.aliases]
        if not frames:
            return self.decided("")
        return pl.concat(frames).filter(
            pl.col("level").is_not_null() | pl.col("college").is_not_null()
        )

    # Forms of the names and codes of a class ----------------------------------------------------

    def _gather(self, parts: Mapping[str, pl.DataFrame], target_class: str) -> pl.DataFrame:
        frames = [
            parts[table.name]
            for table in self.ontology.target_tables(target_class)
            if table.name in parts
        ]
        return pl.concat(frames) if frames else pl.DataFrame(schema=FORMS)

    def _name_forms(self, target_class: str) -> pl.DataFrame:
        return self._gather(self._names, target_class)

    def _numeric_codes(self, target_class: str) -> pl.DataFrame:
        codes = self._gather(self._codes, target_class)
        bare = codes.with_columns(without_zeros("form").alias("form"))
        return bare.filter(pl.col("form").is_not_null())

    def _general_decisions(self, target_class: str) -> pl.DataFrame:
        """Return decisions that hold for any row: ``form, key, table, below``."""
        frames = [
            self.decided(table.name)
            for table in self.ontology.target_tables(target_class)
            if table.name in self.decisions.aliases
        ]
        if not frames:
            return pl.DataFrame(schema=FORMS)
        general = pl.col("level").is_null() & pl.col("college").is_null()
        return pl.concat(frames).filter(general).select(list(FORMS))

    def _successions(self, target_class: str) -> dict[str, str]:
        """Return old code → the code that succeeds it, where that one was read."""
        chain: dict[str, str] = {}
        for table in self.ontology.target_tables(target_class):
            steps = self.decisions.successions.get(table.name, {})
            if steps and table.name in self._things:
                keys = set(self._things[table.name]["key"])
                chain |= {old: new for old, new in steps.items() if new in keys}
        return chain


@dataclass(frozen=True)
class _Reading:
    """How written values are read, as :meth:`Register.resolve` explains."""

    target_class: str
    decided: bool
    own_first: bool
