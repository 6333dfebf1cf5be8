"""The words around a ribbon: title, totals, description, rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from graph.draw.page import Caption
from graph.draw.ribbon_names import Names
from graph.draw.scene import Rows
from graph.draw.strands import (
    CHAIN,
    COLUMNS,
    MAJOR,
    NO_MAJOR,
    NONE,
    OCCUPATION,
    Filter,
    Part,
    Strands,
)
from graph.gap.paths import Paths
from graph.gap.scope import find
from graph.ontology import Ontology
from graph.words import heading, join, say

NAMED = 3
SEGMENT_OF = ("demand", "segment")


def caption(
    names: Names,
    whole: Strands,
    paths: Paths,
    tables: Mapping[str, pl.DataFrame],
    chosen: Filter,
    ontology: Ontology,
) -> Caption:
    """Word the title, the totals, the reading note and the description of a ribbon."""
    report = paths.report
    place = _place(names, paths, tables, chosen)
    title = names.say("title", place=place or names.say("everywhere"), year=report.year)
    totals = names.say(
        _totals_key(chosen, report.is_part),
        **whole.total,
        quantity=report.quantity,
        composition=report.composition,
    )

    def leading(column: int, figure: Callable[[Part], int]) -> str:
        parts = [part for part in whole.columns[column].values() if figure(part)]
        parts.sort(key=lambda part: (-figure(part), part.key))
        phrases = [
            names.say("tooltip", name=names.name(part), figures=figure(part))
            for part in parts[:NAMED]
        ]
        return join(phrases, names.lang) or names.say("nothing_named")

    description = names.say(
        "description",
        title=title,
        totals=totals,
        worst=leading(OCCUPATION, lambda part: part.whole_spare),
        without=leading(OCCUPATION, lambda part: part.whole if part.kind == NO_MAJOR else 0),
        spare=leading(MAJOR, lambda part: part.whole_spare),
    )
    note = names.say("note")
    if names.signs:
        note = names.say("note_signs", note=note)
    chains = {part.key for part in whole.columns[CHAIN].values()}
    if NONE in chains:
        key = "note_no_chain" if len(chains) > 1 else "note_no_chains"
        note = names.say(key, note=note, **_where_chains_stand(ontology, names.lang))
    return Caption(title, totals, note, description)


def _where_chains_stand(ontology: Ontology, lang: str) -> dict[str, str]:
    """Return the table and column to fill so that a demand belongs to a chain."""
    table = ontology.tables[SEGMENT_OF[0]]
    column = table.by_name[SEGMENT_OF[1]]
    return {"table": table.label.of(lang), "column": column.label.of(lang)}


def _place(names: Names, paths: Paths, tables: Mapping[str, pl.DataFrame], chosen: Filter) -> str:
    """Join the area, chain, college and block that are shown."""
    report = paths.report
    things = [thing for thing in (report.place, report.chain) if thing]
    for table, option, key_or_name in (
        ("chains", "chain", chosen.chain),
        ("colleges", "college", chosen.college),
    ):
        thing = find(tables[table], key_or_name, option)
        things += [thing] if thing else []
    thing_names = [thing.of(names.lang) for thing in things]
    return say("draw.part", names.lang).join(thing_names + ([chosen.block] if chosen.block else []))


def _totals_key(chosen: Filter, is_part: bool) -> str:
    demand_side, supply_side = bool(chosen.chain or chosen.block), bool(chosen.college)
    if demand_side and supply_side:
        return "totals_both"
    if demand_side:
        return "totals_demand"
    if supply_side:
        return "totals_supply"
    return "totals_part" if is_part else "totals"


def rows(names: Names, whole: Strands, ontology: Ontology) -> Rows:
    """Return every part, folded or not, with its figures."""
    columns = tuple(
        heading(name, "draw", names.lang) for name in ("side", "code", "name", "persons", "short")
    )
    lines = []
    for c, parts in enumerate(whole.columns):
        side = ontology.tables[COLUMNS[c]].label.of(names.lang)
        ordered = sorted(parts.values(), key=lambda part: (-part.persons, part.key))
        lines += [
            (side, part.key, names.name(part), part.whole, part.whole_spare) for part in ordered
        ]
    return Rows(columns, tuple(lines))
