"""What a reader adds up in a document: columns to their totals, parts to their wholes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest

from graph.builds.opened import Build
from graph.door import open_build
from graph.errors import NoAnswer
from graph.export.documents import DOCUMENTS, Order
from graph.export.documents.frames import Column, Frame
from graph.export.documents.material import Material
from graph.export.documents.model import MOST_ROWS, Document, Table
from graph.export.documents.rule_sections import loads_frame
from graph.gap.scope import GapParameters
from graph.lazy import imported
from graph.ontology import load
from graph.rules.duties import duties
from graph.rules.verdicts import STANDINGS
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from tests.random_cities import random_city, write_city
from tests.test_export_scope import Changed

ONTOLOGY = load()
# A whole → its parts, by column, in one row.
WHOLES = {
    "demand": ("matched", "shortage"),
    "supply": ("matched", "surplus"),
    "shortage": ("quantity", "composition"),
    "measures": ("leads", "joins"),
    "unknown": ("no_number", "no_data"),
    "count": STANDINGS,
}
PARTS_OF_ALL = ("lead_share",)  # percentages of one whole, said of all that have a part


def number(cell: str) -> int | None:
    plain = cell.replace(",", "").removesuffix("%")
    return int(plain) if re.fullmatch(r"-?\d+", plain) else None


def columns(frame: Frame) -> dict[str, list[int | None]]:
    """The figures as printed, by column; None: no figure."""
    texts = [*frame.text_rows()]
    return {c.name: [number(row[k]) for row in texts] for k, c in enumerate(frame.columns)}


def wrong(frame: Frame) -> Iterator[str]:
    """Columns and rows of a table that a reader cannot add up."""
    printed = columns(frame)
    for column in frame.columns:
        figures = printed[column.name]
        if frame.total and column.is_sum and figures and figures[-1] is not None:
            added = sum(figure or 0 for figure in figures[:-1])
            if added != figures[-1]:
                yield f"{column.name}: {added} ≠ {figures[-1]}"
        if column.name in PARTS_OF_ALL and sum(figure or 0 for figure in figures) != 100:
            yield f"{column.name}: {figures}"
    for whole, parts in WHOLES.items():
        if whole in printed and all(part in printed for part in parts):
            # Graduates of an area may fill places of another: only all areas together add up.
            first = len(frame.rows) - 1 if frame.columns[0].name == "name" else 0
            for k, figure in [*enumerate(printed[whole])][first:]:
                told = [printed[part][k] for part in parts]
                if None not in (figure, *told) and sum(cast("list[int]", told)) != figure:
                    yield f"{whole} {figure} ≠ {parts} {told}"


def documents(build: Build, lang: str, **asked: Any) -> list[Document]:
    """Every document of a build, all from one computation."""
    unit = next((duty.unit.key for duty in duties(build.tables)), None)
    m = Material(build, ONTOLOGY, Order(lang, GapParameters(draws=0, **asked), unit))
    written = []
    for name, (maker, _) in DOCUMENTS.items():
        if name == "task-sheet" and unit is None:
            continue
        try:
            written.append(imported(maker)(m))
        except NoAnswer:
            assert not m.judged  # only documents on rules may have nothing to say
    return written


def check(written: Sequence[Document], lang: str) -> None:
    """Add up what pages show of each table, and all of it, as in the workbook."""
    totals = 0
    for document in written:
        for section in document.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    for frame in (block.frame, block.printed(MOST_ROWS, lang)):
                        assert [*wrong(frame)] == [], (document.kind, block.caption)
                        totals += frame.total
    assert totals > 2


@pytest.mark.parametrize("name", ["tiny", "wuzhou"])
def test_figures_of_an_example_add_up(homes: dict[str, Path], name: str) -> None:
    written = documents(open_build(homes[name]), "zh")
    assert len(written) == len(DOCUMENTS)
    check(written, "zh")


def test_figures_of_a_part_add_up(homes: dict[str, Path]) -> None:
    tiny, wuzhou = (open_build(homes[name]) for name in ("tiny", "wuzhou"))
    check(documents(tiny, "en", chain="care", min_level=3, entrants=50.0), "en")
    check(documents(wuzhou, "en", area="450403", market="own", tier=2), "en")


@pytest.mark.parametrize("seed", [3, 8, 21])
def test_figures_of_an_odd_city_add_up(tiny_build: Build, tmp_path: Path, seed: int) -> None:
    folder = write_city(random_city(seed), tmp_path)
    tables = ingest(open_datasets([folder], None, ONTOLOGY), ONTOLOGY).tables
    check(documents(cast("Build", Changed(tiny_build, **tables)), "zh"), "zh")


def test_the_shares_of_leads_are_parts_of_a_whole(tiny_build: Build) -> None:
    """Three units that lead one measure each: 34 + 33 + 33 %."""
    leads = tiny_build.tables["duties"].filter(pl.col("role") == "lead")
    units = [f"u{k}" for k in range(3)]
    duties = pl.concat([leads[:1].with_columns(unit=pl.lit(unit)) for unit in units])
    m = Material(cast("Build", Changed(tiny_build, duties=duties)), ONTOLOGY, Order("zh"))
    frame = loads_frame(m)
    assert columns(frame)["lead_share"] == [34, 33, 33]


def test_a_wrong_sum_is_seen() -> None:
    """The test itself can fail."""
    summed = Frame((Column("n", "n"), Column("p", "p", "persons")), (("a", 1), ("b", 5)), True)
    parts = Frame((Column("lead_share", "s", "share"),), ((0.333,), (0.333,), (0.333,)))
    row = Frame(
        tuple(Column(n, n, "persons") for n in ("demand", "matched", "shortage")), ((9, 4, 4),)
    )
    assert [len([*wrong(frame)]) for frame in (summed, parts, row)] == [1, 1, 1]
