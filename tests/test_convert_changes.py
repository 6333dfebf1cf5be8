"""What has to be taken and added to get other tables' statements: exactly the difference."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.convert.changes import changes
from graph.convert.relations import Relations
from graph.convert.triples import statements
from graph.ontology import Ontology, Table
from graph.tables import Tables
from ingest.datasets import open_datasets
from ingest.pipeline import ingest

LATER = {  # adds to rows of the example, contradicts one, brings one of its own
    "areas.csv": "代码,名称,别名\n990101,东示例区,东区;城东\n990109,新区,\n",
    "colleges.csv": "code,name,level,stars\ndemo-a,示例职业学院 A,高职,4\n",
    "cooperations.csv": "college,enterprise,kind,students\ndemo-a,示例企业 01,订单班,18\n",
}


def lines(tables: Tables, ontology: Ontology) -> set[str]:
    return {
        line
        for frame in statements(Relations(ontology, tables))
        for cell in frame["lines"]
        for line in cell.split("\n")
    }


def require_exact(old: Tables, new: Tables, ontology: Ontology) -> int:
    """The changes lead from the one to the other; nothing is taken that was not there."""
    before, after = lines(old, ontology), lines(new, ontology)
    found = changes(Relations(ontology, old), Relations(ontology, new))
    removed, added = set(found.removed), set(found.added)
    assert len(found) == len(removed) + len(added)
    assert removed == before - after
    assert added == after - before
    return len(found)


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("later") / "later"
    folder.mkdir()
    for name, text in LATER.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "source.toml").write_text('grade = "reported"\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def both(tiny: Path, later: Path, ontology: Ontology) -> Tables:
    tables = ingest(open_datasets([tiny, later], None, ontology), ontology).tables
    assert tables.contributions.height >= 2
    return tables


@pytest.fixture(scope="module")
def alone(tiny: Path, ontology: Ontology) -> Tables:
    return ingest(open_datasets([tiny], None, ontology), ontology).tables


def test_equal_tables_change_nothing(both: Tables, ontology: Ontology) -> None:
    assert require_exact(both, both, ontology) == 0


def test_a_later_dataset_comes_and_goes(alone: Tables, both: Tables, ontology: Ontology) -> None:
    assert require_exact(alone, both, ontology) > 0
    assert require_exact(both, alone, ontology) > 0


def test_from_nothing_and_to_nothing(both: Tables, ontology: Ontology) -> None:
    nothing = Tables.of(ontology, {})
    assert require_exact(nothing, both, ontology) == len(lines(both, ontology))
    assert require_exact(both, nothing, ontology) == len(lines(both, ontology))


def test_another_language_of_a_source_changes_every_name(
    tiny: Path, alone: Tables, ontology: Ontology, tmp_path: Path
) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(tiny, folder)
    declared = folder / "source.toml"
    declared.write_text(
        declared.read_text(encoding="utf-8").replace('"zh"', '"vi"'), encoding="utf-8"
    )
    other = ingest(open_datasets([folder], None, ontology), ontology).tables
    assert require_exact(alone, other, ontology) > 2 * alone["areas"].height
    found = changes(Relations(ontology, alone), Relations(ontology, other))
    assert found.added.str.contains('"@vi .', literal=True).any()


def test_a_row_moved_in_its_file_changes_its_place_only(both: Tables, ontology: Ontology) -> None:
    moved = both["chains"].with_columns(pl.col("source_row") + 10)
    count = require_exact(both, with_frame(both, "chains", moved), ontology)
    assert count == 2 * 2 * moved.height  # in the default graph and in its dataset's, old and new


def with_frame(tables: Tables, name: str, frame: pl.DataFrame) -> Tables:
    return Tables({**tables, name: frame}, tables.contributions)


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32), strength=st.floats(0.02, 0.9))
def test_any_change_is_found_exactly(
    both: Tables, ontology: Ontology, seed: int, strength: float
) -> None:
    draw = random.Random(seed)
    one = disturbed(both, ontology, draw, strength)
    other = disturbed(both, ontology, draw, strength)
    require_exact(one, other, ontology)


def disturbed(tables: Tables, ontology: Ontology, draw: random.Random, strength: float) -> Tables:
    """Rows dropped, cells emptied or swapped, lists turned round, contributions lost."""
    frames = {}
    for table in ontology.tables.values():
        frame = tables[table.name]
        if frame.height and draw.random() < strength:
            frame = _disturbed_frame(table, frame, draw)
        frames[table.name] = frame
    contributions = tables.contributions
    if draw.random() < strength:
        contributions = contributions.filter(pl.Series(_some(contributions.height, draw)))
    return Tables(frames, contributions)


def _some(count: int, draw: random.Random) -> list[bool]:
    return [draw.random() < 0.7 for _ in range(count)]


def _disturbed_frame(table: Table, frame: pl.DataFrame, draw: random.Random) -> pl.DataFrame:
    if table.group != "system":
        frame = frame.filter(pl.Series(_some(frame.height, draw), dtype=pl.Boolean))
    free = [c for c in table.columns if c.name not in table.key]
    for column in draw.sample(free, min(2, len(free))):
        cells = frame[column.name]
        if column.multiple:
            frame = frame.with_columns(cells.list.reverse().list.slice(0, draw.randint(0, 3)))
        elif draw.random() < 0.5:
            frame = frame.with_columns(cells.shuffle(seed=draw.randint(0, 999)))
        else:
            kept = pl.Series(_some(frame.height, draw), dtype=pl.Boolean)
            frame = frame.with_columns(pl.when(kept).then(pl.col(column.name)).alias(column.name))
    if draw.random() < 0.5:
        frame = frame.with_columns(pl.col("source_row") + draw.randint(0, 2))
    return frame
