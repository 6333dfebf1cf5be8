"""A build derived from an earlier one: equal to one from nothing; the earlier stays as it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest

from graph.builds.opened import Build
from graph.builds.rdf import usable_base
from graph.convert.changes import Changes
from graph.convert.relations import Relations
from graph.convert.triples import write_nquads
from graph.door import open_build
from graph.ontology import Ontology
from graph.stores import store_class
from ingest.build import BuildRequest, build
from ingest.version import code_sha256

Edit = Callable[[Path], None]
Held = tuple[list[bytes], list[str]]


def publish(home: Path, *datasets: Path) -> Build:
    made = build(BuildRequest(datasets, None, home)).build
    assert made
    return made


def dump(made: Build) -> Held:
    """What a build's store holds."""
    return held(ox.Store.read_only(str(made.rdf_folder)))


def said(made: Build, ontology: Ontology, folder: Path) -> Held:
    """What a store made from nothing of a build's tables holds."""
    write_nquads(Relations(ontology, made.tables), folder / "said.nq")
    store = ox.Store()
    store.load(path=str(folder / "said.nq"), format=ox.RdfFormat.N_QUADS)
    return held(store)


def held(store: ox.Store) -> Held:
    """Every statement, and the named graphs."""
    nquads = store.dump(format=ox.RdfFormat.N_QUADS)
    assert nquads
    return sorted(nquads.splitlines()), sorted(str(g) for g in store.named_graphs())


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def shares_files(new: Build, old: Build) -> bool:
    inodes = {p.stat().st_ino for p in old.rdf_folder.glob("*.sst")}
    return bool(inodes & {p.stat().st_ino for p in new.rdf_folder.glob("*.sst")})


@pytest.fixture
def dataset(own_tiny: tuple[Path, Path]) -> Path:
    return own_tiny[1]


@pytest.fixture
def home(own_tiny: tuple[Path, Path]) -> Path:
    """A home with the example published."""
    return own_tiny[0]


def replaced(file: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def appended(file: str, line: str) -> Edit:
    def edit(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")

    return edit


def without_last_row(file: str) -> Edit:
    def edit(folder: Path) -> None:
        rows = (folder / file).read_text(encoding="utf-8").splitlines()
        (folder / file).write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")

    return edit


TOGETHER = 3  # so many edits make the next build; a later one may change what an earlier brought
EDITS = [
    replaced(
        "demand.csv", "2024,990101,tea-mid,,,调查,265,,,24", "2024,990101,tea-mid,,,调查,265,,,34"
    ),
    appended("chains.csv", "new,新链,New chain,990000,新；旧,别名甲；别名乙"),
    replaced("alliances.csv", "demo-b；示例企业 01；org-tea", "org-tea；demo-c"),
    replaced("chains.csv", "新；旧,别名甲；别名乙", "旧；更新,别名乙"),
    replaced("areas.csv", "990102,西示例区", "990102,西区"),
    without_last_row("demand.csv"),
    lambda folder: (folder / "projects.csv").unlink(),
    without_last_row("chains.csv"),
    replaced("cooperations.csv", "college,", "\ncollege,"),  # every row one line further down
]


def test_successive_builds_equal_fresh_ones_and_leave_the_earlier_alone(
    home: Path, dataset: Path, tmp_path: Path, ontology: Ontology
) -> None:
    earlier = {open_build(home).id: (dump(open_build(home)), files_of(open_build(home).rdf_folder))}
    before = open_build(home)
    for number in range(0, len(EDITS), TOGETHER):
        for edit in EDITS[number : number + TOGETHER]:
            edit(dataset)
        made = publish(home, dataset)
        assert made.id not in earlier
        assert shares_files(made, before), number
        assert dump(made) == said(made, ontology, tmp_path), number
        earlier[made.id] = (dump(made), files_of(made.rdf_folder))
        before = made
    fresh = publish(tmp_path / "fresh", dataset)
    assert fresh.id == before.id
    assert dump(fresh) == dump(before)
    assert fresh.manifest.counts == before.manifest.counts
    for name, (statements, files) in earlier.items():
        assert dump(open_build(home, name)) == statements
        assert files_of(open_build(home, name).rdf_folder) == files


def test_a_second_dataset_comes_and_goes(
    home: Path, dataset: Path, tmp_path: Path, ontology: Ontology
) -> None:
    first = open_build(home)
    later = tmp_path / "later"
    later.mkdir()
    (later / "areas.csv").write_text(
        "代码,名称,别名\n990101,东示例区,东区;城东\n990109,新区,\n", encoding="utf-8"
    )
    both = publish(home, dataset, later)
    assert shares_files(both, first)
    assert dump(both) == said(both, ontology, tmp_path)
    assert len(dump(both)[1]) == 2
    appended("chains.csv", "another,另一条链")(dataset)
    alone = publish(home, dataset)
    assert shares_files(alone, first)
    assert dump(alone) == said(alone, ontology, tmp_path)
    assert len(dump(alone)[1]) == 1  # no empty graph of the dataset that went is left


def test_a_graph_that_nothing_is_left_of_is_none(tmp_path: Path) -> None:
    line = "<a:s> <a:p> <a:o> <a:g> ."
    ox.Store(str(tmp_path / "old")).load(line, format=ox.RdfFormat.N_QUADS)
    for number, (removed, added, left) in enumerate(
        [([line], [], 0), ([line], [line], 1), ([line], [line.replace("a:g", "a:h")], 1)]
    ):
        changes = Changes(*(pl.Series(lines, dtype=pl.String) for lines in (removed, added)))
        store_class("oxigraph").derive(tmp_path / f"new-{number}", tmp_path / "old", changes)
        assert len(list(ox.Store(str(tmp_path / f"new-{number}")).named_graphs())) == left


def test_earlier_builds_may_be_deleted(home: Path, dataset: Path) -> None:
    first = open_build(home)
    EDITS[0](dataset)
    made = publish(home, dataset)
    statements = dump(made)
    shutil.rmtree(first.folder)
    assert dump(open_build(home)) == statements


def test_much_changed_data_are_loaded_from_nothing(home: Path, dataset: Path) -> None:
    first = open_build(home)
    declared = dataset / "source.toml"
    text = declared.read_text(encoding="utf-8")
    declared.write_text('base = "https://example.org/id/"\n' + text, encoding="utf-8")
    assert not shares_files(publish(home, dataset), first)


@pytest.mark.parametrize(
    "told", [{"code_sha256": "0"}, {"ontology_sha256": "0"}, {"engines": {}}, {"unheard_of": 1}]
)
def test_a_build_of_other_code_is_no_base(
    home: Path, ontology: Ontology, told: dict[str, object]
) -> None:
    folder = open_build(home).folder
    assert usable_base(folder, ontology, code_sha256()) == folder
    manifest = folder / "manifest.json"
    made = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(made | told), encoding="utf-8")
    assert usable_base(folder, ontology, code_sha256()) is None


def test_what_is_no_base_is_not_built_upon(home: Path, dataset: Path) -> None:
    first = open_build(home)
    manifest = first.folder / "manifest.json"
    made = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(made | {"code_sha256": "0"}), encoding="utf-8")
    EDITS[0](dataset)
    assert not shares_files(publish(home, dataset), first)


def a_statement_too_many(base: Build) -> None:
    store = ox.Store(str(base.rdf_folder))
    store.update(
        "PREFIX tc: <https://w3id.org/twinchain/ontology#> INSERT DATA { <a:x> a tc:Area }"
    )
    store.flush()


def no_store(base: Build) -> None:
    shutil.rmtree(base.rdf_folder)


def no_current_file(base: Build) -> None:
    (base.rdf_folder / "CURRENT").unlink()


def a_damaged_table(base: Build) -> None:
    (base.folder / "tables" / "areas.parquet").write_bytes(b"PAR1 no parquet")


@pytest.mark.parametrize(
    "damage", [a_statement_too_many, no_store, no_current_file, a_damaged_table]
)
def test_a_damaged_base_does_no_harm(
    home: Path, dataset: Path, tmp_path: Path, ontology: Ontology, damage: Callable[[Build], None]
) -> None:
    damage(open_build(home))
    EDITS[0](dataset)
    made = publish(home, dataset)
    assert dump(made) == said(made, ontology, tmp_path)
    assert list((home / "making").iterdir()) == []
