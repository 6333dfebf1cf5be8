"""Tables that an earlier build had rows of and a later one has none of: a file not sent, mostly."""

from __future__ import annotations

from dataclasses import dataclass

from graph.builds.manifest import Manifest
from graph.ontology import load
from graph.words import say


@dataclass(frozen=True)
class Vanished:
    """A table without rows now, and how many it had in an earlier build."""

    table: str
    rows: int
    build: str


def vanished(old: Manifest, new: Manifest) -> tuple[Vanished, ...]:
    """List the tables that lost all their rows; none where the builds share no dataset."""
    before, after = (
        {name: counts["kept"] for name, counts in manifest.tables.items()}
        for manifest in (old, new)
    )
    datasets = [{source["dataset"] for source in manifest.sources} for manifest in (old, new)]
    if not datasets[0] & datasets[1]:
        return ()
    return tuple(
        Vanished(name, before[name], old.build)
        for name in load().tables
        if before.get(name) and not after.get(name)
    )


def vanished_sentence(loss: Vanished, lang: str) -> str:
    """Say in a sentence which table is gone."""
    table = load().tables[loss.table].label.zh if lang == "zh" else loss.table
    return say("left_out.vanished", lang, table=table, rows=loss.rows, build=loss.build)
