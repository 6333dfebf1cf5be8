"""What of the reference packs enters a build: the things referred to, what they refer to, pairs.

A pair of the crosswalk enters where its major or its occupation is in use, so that also those
majors are seen that lead to an occupation and that nobody teaches yet. A major with pairs of the
user's own has those only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from graph.findings import Finding
from graph.ontology import Ontology
from graph.schema.template import Catalogues
from ingest.datasets import open_datasets
from ingest.decisions import PlacedFinding
from ingest.forms import IN_PACK
from ingest.mentions import TABLE as MENTIONS

CROSSWALK, AREAS = "crosswalk", "areas"
CHOSEN_FROM = ("areas", "industries", "occupations", "majors", "colleges")
Keys = dict[str, set[str]]  # table → keys of things


def with_referred(
    frames: Mapping[str, pl.DataFrame], ontology: Ontology, is_whole: bool
) -> tuple[dict[str, pl.DataFrame], list[PlacedFinding]]:
    """Return the frames with those rows of packs that enter; and what of them was replaced.

    ``is_whole``: all of them enter, but pairs that the user's own replace.
    """
    chosen = dict(frames)
    replaced: list[PlacedFinding] = []
    if CROSSWALK in frames:
        chosen[CROSSWALK], replaced = _without_replaced_pairs(frames[CROSSWALK])
    if is_whole:
        return chosen, replaced
    packs = {name: rows.filter(IN_PACK) for name, rows in chosen.items() if rows[IN_PACK].any()}
    own = {
        name: rows.filter(~pl.col(IN_PACK)) if name in packs else rows
        for name, rows in chosen.items()
    }
    used = {name: set(own[name]["node_key"]) for name in packs}
    _add(used, _references(own, packs, ontology))
    if MENTIONS in own:
        for table, key in own[MENTIONS].select("thing_table", "thing_key").drop_nulls().iter_rows():
            used.setdefault(table, set()).add(key)
    if CROSSWALK in packs:
        by_either = [_is_in("major", used, "majors"), _is_in("occupation", used, "occupations")]
        packs[CROSSWALK] = packs[CROSSWALK].filter(pl.any_horizontal(by_either))
        used[CROSSWALK] = set(packs[CROSSWALK]["node_key"])
    entering = _closed(packs, used, ontology)
    if AREAS in packs:
        rows = own | {name: pl.concat([own[name], entering[name]]) for name in packs}
        in_use = set(own[AREAS]["node_key"]) | _references(
            rows | {AREAS: own[AREAS]}, [AREAS], ontology
        ).get(AREAS, set())
        entering[AREAS] = _up_to_the_common(entering[AREAS], rows[AREAS], in_use)
    return chosen | {name: pl.concat([own[name], entering[name]]) for name in packs}, replaced


def _is_in(column: str, used: Keys, table: str) -> pl.Expr:
    return pl.col(column).is_in(list(used.get(table, ())))


def _references(
    frames: Mapping[str, pl.DataFrame], targets: Iterable[str], ontology: Ontology
) -> Keys:
    """Return the keys of some tables that rows refer to."""
    keys: Keys = {}
    for name, rows in frames.items():
        for column in ontology.tables[name].references:
            tables = {table.name for table in ontology.targets_of(column)}
            if not tables & set(targets):
                continue
            cells = rows[column.name].explode() if column.multiple else rows[column.name]
            written = cells.drop_nulls().unique().to_list()
            for table in tables & set(targets):
                keys.setdefault(table, set()).update(written)
    return keys


def _add(used: Keys, more: Keys) -> bool:
    """Add keys; tell whether any is new."""
    is_new = False
    for table, keys in more.items():
        is_new |= not keys <= used.setdefault(table, set())
        used[table] |= keys
    return is_new


def _closed(
    packs: Mapping[str, pl.DataFrame], used: Keys, ontology: Ontology
) -> dict[str, pl.DataFrame]:
    """Return the rows of packs that are in use, or that such rows refer to."""
    while True:
        entering = {
            name: rows.filter(_is_in("node_key", used, name)) for name, rows in packs.items()
        }
        if not _add(used, _references(entering, packs, ontology)):
            return entering


def _up_to_the_common(
    entering: pl.DataFrame, areas: pl.DataFrame, in_use: set[str]
) -> pl.DataFrame:
    """Return the areas of packs up to the lowest area that contains all those in use.

    The area without a parent is the region that the figures are about: the data of a city are not
    about its province.
    """
    parents = dict(areas.select("node_key", "parent").reverse().drop_nulls().iter_rows())
    tops = set(areas["node_key"]) - set(parents)
    above: set[str] = set()
    while len(tops) == 1 and not tops & in_use:
        children = {key for key, parent in parents.items() if parent in tops}
        if len(children) != 1:
            break
        above, tops = above | tops, children
    above_all = list(above)
    return entering.filter(~pl.col("node_key").is_in(above_all)).with_columns(
        pl.when(~pl.col("parent").is_in(above_all)).then("parent").alias("parent")
    )


def _without_replaced_pairs(pairs: pl.DataFrame) -> tuple[pl.DataFrame, list[PlacedFinding]]:
    """Leave out the packs' pairs of majors that have pairs of the user's own; say so once."""
    own = pairs.filter(~pl.col(IN_PACK))
    is_replaced = pl.col(IN_PACK) & pl.col("major").is_in(own["major"].implode())
    missing = pairs.filter(is_replaced & ~pl.col("node_key").is_in(own["node_key"].implode()))
    if not missing.height:
        return pairs.filter(~is_replaced), []
    values = {"pairs": missing.height, "majors": missing["major"].n_unique()}
    note = Finding("conflict.pack_pairs", "info", column="major", values=values)
    return pairs.filter(~is_replaced), [(own["__part"][0], note)]


def catalogues_of(packs: tuple[str, ...], ontology: Ontology) -> Catalogues:
    """Return the things of packs as a template offers them: key and name, in the order of keys.

    Raises:
        WrongInput: there is no such pack.
    """
    from ingest.pipeline import ingest

    tables = ingest(open_datasets([], None, ontology, packs, whole_pack=True), ontology).tables
    entry = pl.concat_str("node_key", "name", separator=" ")
    entries = {name: tables[name].select(entry).to_series().sort() for name in CHOSEN_FROM}
    return Catalogues(packs, {name: column.to_list() for name, column in entries.items()})
