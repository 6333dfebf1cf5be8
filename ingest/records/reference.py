"""What advertisements are compared with: areas, occupations, decided titles, people in work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from graph.errors import WrongInput
from graph.ontology import Ontology
from graph.settings import PACKS
from ingest.datasets import Dataset, open_datasets, packs_of
from ingest.records.places import Place, Places
from ingest.records.titles import Decision, read_decisions
from ingest.text import fold

PACK = "china"
_COLUMNS = {
    "areas": ("code", "name", "name_en", "aliases", "parent"),
    "occupations": ("code", "name", "name_en", "aliases"),
    "titles": ("title", "industry", "occupation", "reviewer", "since"),
}


@dataclass(frozen=True)
class Reference:
    """The tables that advertisements refer to.

    occupations: code → name. names: folded name or alias → code, where only one has it.
    employment: code → people in work there. packs: that the build needs besides.
    region: the areas that demand is for; None for all.
    """

    places: Places
    occupations: Mapping[str, str]
    names: Mapping[str, str]
    decisions: tuple[Decision, ...] = ()
    employment: Mapping[str, float] = field(default_factory=dict)
    packs: tuple[str, ...] = ()
    region: frozenset[str] | None = None

    def as_text(self) -> str:
        """Return all of it, the same for the same tables."""
        tables = (self.occupations, self.names, self.employment)
        region = sorted(self.region) if self.region is not None else None
        rest = (self.places.areas, self.decisions, self.packs, region)
        return repr(([dict(table) for table in tables], rest))

    @cached_property
    def _undivided(self) -> frozenset[str]:
        """The areas of the region that it knows no part of."""
        region = self.region or frozenset()
        return region - {around for area in region for around in self.places.around(area)}

    def is_of_region(self, area: str) -> bool:
        """Tell whether demand is for an area, or for one that the region does not divide."""
        if self.region is None or area in self.region:
            return True
        return not self._undivided.isdisjoint(self.places.around(area))

    def area_of(self, text: str | None) -> str | None:
        """Return the area that an option names.

        Raises:
            WrongInput: it names none.
        """
        if text is None:
            return None
        code = text if self.places.has(text) else self.places.find(text)
        if code is None:
            raise WrongInput("error.records_area", area=text)
        return code


def read_reference(
    datasets: Iterable[Path], titles: Iterable[Path], packs: Iterable[str], ontology: Ontology
) -> Reference:
    """Read the tables of datasets and packs.

    Without a dataset it is the pack of China, also beside a dataset that uses its occupations: then
    other places are known to be outside, and a title may mean an occupation that the dataset lacks.

    Raises:
        WrongInput: a file of titles decides nothing, or there are no occupations.
    """
    own, named = tuple(datasets), tuple(packs)
    opened = open_datasets(own, None, ontology, named) if own else []
    used = packs_of(opened)
    tables = [_tables(opened, ontology)] if own else []
    if not used and (not own or _shares_codes(tables[0])):
        used = named or (PACK,)
        tables += [_tables(open_datasets([], None, ontology, used, whole_pack=True), ontology)]
    areas, occupations, decided = (
        _first_of(tables, name) for name in ("areas", "occupations", "titles")
    )
    if not occupations:
        raise WrongInput("error.records_no_occupations")
    names = names_of(occupations)
    codes = {str(row["code"]): str(row["name"]) for row in occupations}
    own_decisions = [d for path in titles for d in read_decisions(path, names, codes, ontology)]
    return Reference(
        Places(map(_place, areas)),
        codes,
        names,
        (*own_decisions, *map(_decision, decided)),
        _employment(tables[0]["demand"]),
        used,
        frozenset(tables[0]["areas"]["code"]) if own else None,
    )


def _tables(opened: list[Dataset], ontology: Ontology) -> dict[str, pl.DataFrame]:
    """Return the tables that matter here, those of packs whole but for the areas of a dataset."""
    from ingest.pipeline import ingest

    ingested = ingest(opened, ontology)
    tables = {name: ingested.tables[name] for name in ("areas", "demand")}
    for name, columns in _COLUMNS.items():
        frames = [
            ingested.tables[name],
            *([ingested.offered[name]] if name in ingested.offered else []),
        ]
        whole = pl.concat([frame.select("node_key", *columns) for frame in frames])
        tables[f"whole {name}"] = whole.unique("node_key", keep="first", maintain_order=True)
    return tables


def _shares_codes(tables: Mapping[str, pl.DataFrame]) -> bool:
    """Tell whether a dataset codes occupations as the pack of China does."""
    file = PACKS / PACK / "occupations" / "occupations.csv"
    codes = pl.read_csv(file, columns=["code", "name"], infer_schema=False)
    own = tables["whole occupations"]
    return own.join(codes, on=["code", "name"]).height > own.height / 2


def _first_of(tables: Iterable[Mapping[str, pl.DataFrame]], name: str) -> list[dict[str, Any]]:
    """Return the rows of a table, of each key the first."""
    rows: dict[str, dict[str, Any]] = {}
    for of_dataset in tables:
        for row in of_dataset[f"whole {name}"].iter_rows(named=True):
            rows.setdefault(row["node_key"], row)
    return list(rows.values())


def _employment(demand: pl.DataFrame) -> dict[str, float]:
    """Return occupation → people at work, of its newest year."""
    surveyed = demand.filter(pl.col("employment").is_not_null())
    of_years = surveyed.group_by("occupation", "year").agg(pl.col("employment").sum()).sort("year")
    return dict(of_years.select("occupation", "employment").iter_rows())


def _decision(row: Mapping[str, Any]) -> Decision:
    fields = ("title", "industry", "occupation", "reviewer", "since")
    return Decision(*(row[name] for name in fields))


def names_of(occupations: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """Return folded name or alias → code, where one occupation only is called so."""
    codes: dict[str, set[str]] = {}
    for row in occupations:
        aliases = row.get("aliases") or []
        assert isinstance(aliases, list)
        for name in (row["name"], row.get("name_en"), *aliases):
            if name:
                codes.setdefault(fold(str(name)), set()).add(str(row["code"]))
    return {name: min(of_name) for name, of_name in codes.items() if len(of_name) == 1}


def _place(row: Mapping[str, object]) -> Place:
    aliases = row.get("aliases") or []
    assert isinstance(aliases, list)
    names = [str(name) for name in (row["name"], row.get("name_en"), *aliases) if name]
    parent = row.get("parent")
    return Place(str(row["code"]), tuple(names), str(parent) if parent else None)
