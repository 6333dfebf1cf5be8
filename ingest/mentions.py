"""Names in the texts of measures, linked to the things of the build by exact name or alias.

Rows of ``mentions`` are given by a table, or read from the texts that ``measures`` holds: names by
their endings and lists (``ingest.policy.entities``), and the names of known things wherever they
stand. A name that means nothing, or several things, stays a name and becomes a finding; what looks
alike is never linked.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any

import polars as pl

from graph.findings import Finding
from graph.ontology import Ontology, Table
from graph.references import Reference, of_code, of_tables, phrase
from graph.schema.frames import columns_schema
from ingest.decisions import PlacedFinding
from ingest.forms import IN_PACK, SHOWN_CANDIDATES
from ingest.keys import with_key
from ingest.linking import DATASET, OLD, PART, ROW
from ingest.name_search import Hit, find, plain_text
from ingest.policy.entities import INDUSTRY, KINDS, places
from ingest.policy.patterns import patterns
from ingest.references import Register
from ingest.text import normal_name

TABLE = "mentions"
# In which tables a name of each kind is looked up.
TABLES: dict[str, tuple[str, ...]] = {
    "institution": ("colleges", "enterprises", "organisations"),
    "major_group": ("major_groups",),
    "industry": ("chains", "segments", "industries"),
    "platform": ("labs", "alliances", "organisations"),
}
# Table → kind under which its names are sought in texts. Industries of a classification are common
# words (制造业): they are looked up, but not sought.
SOUGHT_AS = {table: kind for kind, tables in reversed(TABLES.items()) for table in tables} | {
    "industries": None
}
LEAST_SOUGHT = 3  # characters; shorter names occur within too many other words
# Columns of a frame beside the table's own.
SYSTEM = {
    ROW: pl.Int64,
    PART: pl.Int64,
    DATASET: pl.Int64,
    OLD: pl.String,
    IN_PACK: pl.Boolean,
}

Thing = tuple[str, str]  # table, key
Place = tuple[str, int, int]  # kind, first character, end


def link_mentions(
    register: Register, frames: dict[str, pl.DataFrame], ontology: Ontology
) -> tuple[int, list[PlacedFinding]]:
    """Put names and links into ``frames["mentions"]``.

    Returns:
        How many rows the texts gave, and what could not be linked.
    """
    table = ontology.tables[TABLE]
    names = _Names(register)
    from_texts = _read_from_texts(frames.get("measures"), names, table)
    from_table = [frames[TABLE]] if TABLE in frames else []
    rows = pl.concat([*from_table, with_key(table, from_texts)], how="diagonal")
    if not rows.height:
        return 0, []
    linker = _Linker(register, names, ontology)
    things = [linker.thing(row) for row in rows.iter_rows(named=True)]
    frames[TABLE] = rows.with_columns(
        pl.Series("thing_table", [table for table, _ in things], dtype=pl.String),
        pl.Series("thing_key", [key for _, key in things], dtype=pl.String),
    )
    return from_texts.height, linker.findings()


# The names of the build -----------------------------------------------------------------------


@dataclass
class _Meanings:
    """Form of a name → the things it means: by people's decisions, by their names, in packs."""

    decided: dict[str, set[Thing]] = field(default_factory=dict)
    called: dict[str, set[Thing]] = field(default_factory=dict)
    in_packs: dict[str, set[Thing]] = field(default_factory=dict)

    def things(self, form: str) -> set[Thing]:
        in_order = (self.decided, self.called, self.in_packs)
        return next((things[form] for things in in_order if form in things), set())


class _Names:
    """Meanings of the names of each kind."""

    def __init__(self, register: Register) -> None:
        self.meanings = {kind: _Meanings() for kind in KINDS}
        self.sought: dict[str, str] = {}  # form → kind
        for kind, tables in TABLES.items():
            for table in tables:
                decided, called = register.names(table)
                _add_meanings(self.meanings[kind].decided, decided)
                own_names = called
                if called["below"].any():
                    own_names = called.filter(~pl.col("below"))
                    _add_meanings(self.meanings[kind].in_packs, called.filter("below"))
                _add_meanings(self.meanings[kind].called, own_names)
                if kind == SOUGHT_AS.get(table):
                    self._seek(kind, [*decided["form"], *own_names["form"]])

    def _seek(self, kind: str, forms: Iterable[str]) -> None:
        for form in forms:
            if len(form) >= LEAST_SOUGHT:
                self.sought.setdefault(form, kind)
            for variant in _with_kind_word(kind, form):
                self.sought.setdefault(variant, kind)

    def has_tables(self, kind: str) -> bool:
        """Tell whether the build has anything that a name of the kind could mean."""
        return bool(self.meanings[kind].called or self.meanings[kind].in_packs)

    def things(self, kind: str, name: str) -> set[Thing]:
        """Return the things a name means: as written, else with or without its kind's word."""
        form, meanings = normal_name(plain_text(name)), self.meanings[kind]
        variants = (*_without_kind_word(kind, form), *_with_kind_word(kind, form))
        return meanings.things(form) or set().union(*map(meanings.things, variants))


def _without_kind_word(kind: str, form: str) -> Iterator[str]:
    for word in patterns("entities")["kind_words"].get(kind, ()):
        if form.endswith(word) and len(form) > len(word) + 1:
            yield form[: -len(word)]


def _with_kind_word(kind: str, form: str) -> Iterator[str]:
    """Yield a name with other words for its kind: 电子信息 → 电子信息产业链; 茶产业链 → 茶产业."""
    bare = next(iter(_without_kind_word(kind, form)), form)
    for word in patterns("entities")["kind_words"].get(kind, ()):
        if bare + word != form and not bare.endswith(word):
            yield bare + word


def _names_a_thing(kind: str, name: str) -> bool:
    """Tell whether a name must be a thing's; a field in a list (智能制造) may be no industry."""
    return kind != INDUSTRY or name.endswith(tuple(patterns("entities")["endings"][INDUSTRY]))


def _add_meanings(into: dict[str, set[Thing]], forms: pl.DataFrame) -> None:
    for form, key, table in zip(forms["form"], forms["key"], forms["table"], strict=True):
        into.setdefault(form, set()).add((table, key))


# Names in texts -------------------------------------------------------------------------------


def _read_from_texts(measures: pl.DataFrame | None, names: _Names, table: Table) -> pl.DataFrame:
    """Return a row for each name in the texts, in their order."""
    schema = columns_schema(table) | SYSTEM
    if measures is None or measures["text"].null_count() == measures.height:
        return pl.DataFrame(schema=schema)
    worded = measures.filter(pl.col("text").is_not_null())
    hits = find(worded["text"].to_list(), list(names.sought))
    mentions = []
    for row, hits_of_text in zip(worded.iter_rows(named=True), hits, strict=True):
        common = {name: row[name] for name in ("policy", "path", "grade", "ref", *SYSTEM)}
        mentions += [
            common | {"kind": kind, "name": name, "text_position": start + 1}
            for kind, name, start in _find_names(row["text"], hits_of_text, names)
        ]
    return pl.DataFrame(mentions, schema=schema)


def _find_names(text: str, hits: list[Hit], names: _Names) -> Iterator[tuple[str, str, int]]:
    """Yield kind, name and first character of what a text names, each kind and name once.

    A known name within a longer one is part of another (电子科技大学 in 桂林电子科技大学), and what
    is listed as something is that, whatever else has the name (茶产业、… 等专业群).
    """
    plain = plain_text(text)
    listed = places(plain)
    spans = {(start, end) for _, start, end in listed}
    endings_of_others = tuple(patterns("entities")["part_of_another"])
    hit_places = [
        (names.sought[hit.form], hit.start, hit.end)
        for hit in hits
        if (hit.start, hit.end) not in spans and not plain.startswith(endings_of_others, hit.end)
    ]
    placed = _not_within(hit_places, listed)
    placed += _not_within(listed, placed)
    yielded = set()
    for kind, start, end in sorted(placed, key=lambda place: place[1:]):
        if (kind, text[start:end]) not in yielded:
            yielded.add((kind, text[start:end]))
            yield kind, text[start:end], start


def _not_within(places: list[Place], wholes: list[Place]) -> list[Place]:
    """Return the places that are no part of a longer one among ``wholes``."""
    begins = sorted({start for _, start, _ in wholes})
    reach: dict[int, int] = {}  # start → the furthest end of those that begin there
    for _, start, end in wholes:
        reach[start] = max(end, reach.get(start, 0))
    furthest = list(accumulate((reach[start] for start in begins), max))

    def is_within(place: Place) -> bool:
        _, start, end = place
        before = bisect_left(begins, start)
        return reach.get(start, 0) > end or (before > 0 and furthest[before - 1] >= end)

    return [place for place in places if not is_within(place)]


# Links ----------------------------------------------------------------------------------------


class _Linker:
    """Linker of rows to things, with notes on rows that mean nothing."""

    def __init__(self, register: Register, names: _Names, ontology: Ontology) -> None:
        self.names = names
        self.ontology = ontology
        self.keys = {table: set(keys) for table, keys in register.keys().items()}
        self.notes: dict[tuple[int, str, str, str], PlacedFinding] = {}
        self.count: Counter[tuple[int, str, str, str]] = Counter()

    def thing(self, row: dict[str, Any]) -> tuple[str | None, str | None]:
        """Return table and key of what a row means; a key given in the row decides."""
        if row["thing_key"] is not None:
            return self._given_thing(row)
        things = self.names.things(row["kind"], row["name"])
        if len(things) == 1:
            return next(iter(things))
        if things:
            candidates = [
                phrase("unlinked.thing", table={"table": table}, key=key)
                for table, key in sorted(things)[:SHOWN_CANDIDATES]
            ]
            self._note(row, "unlinked-name.several", row["name"], candidates=candidates)
        elif not self.names.has_tables(row["kind"]):
            self._note(row, "unlinked-name.no_table", None)
        elif _names_a_thing(row["kind"], row["name"]):
            self._note(row, "unlinked-name.unknown", row["name"])
        return None, None

    def _given_thing(self, row: dict[str, Any]) -> tuple[str | None, str | None]:
        table = self.ontology.called.get(row["thing_table"] or "", "")
        if table in TABLES[row["kind"]] and row["thing_key"] in self.keys.get(table, ()):
            return table, row["thing_key"]
        self._note(row, "unlinked-name.key", row["thing_key"], "warning", column="thing_key")
        return None, None

    def _note(
        self,
        row: dict[str, Any],
        reason: str,
        value: str | None,
        severity: str = "info",
        column: str | None = None,
        **values: list[Reference],
    ) -> None:
        """Note one finding for each name of a sheet, at its first place, and count the others."""
        kind = row["kind"]
        place = (row[PART], reason, kind, value or "")
        self.count[place] += 1
        if place not in self.notes:
            tables = of_tables(self.ontology.tables[name] for name in TABLES[kind])
            note = Finding(
                reason,
                severity,
                row=row[ROW],
                column=column,
                value=value,
                values={"kind": of_code("mention_kind", kind), "tables": tables} | values,
            )
            self.notes[place] = (row[PART], note)

    def findings(self) -> list[PlacedFinding]:
        """Return the notes, with how often each occurred."""
        return [
            (part, replace(note, values=note.values | {"count": self.count[place]}))
            for place, (part, note) in self.notes.items()
        ]
