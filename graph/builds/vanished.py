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
    """Tables that lost all their rows; none where the builds share no dataset."""
    before, after = (
        {name: counts["kept"] for name, counts in one.tables.items()} for one in (old, new)
    )
    named = [{source["dataset"] for source in one.sources} for one in (old, new)]
    if not named[0] & named[1]:
        return ()
    return tuple(
        Vanished(name, before[name], old.build)
        for name in load().tables
        if before.get(name) and not after.get(name)
    )


def vanished_sentence(one: Vanished, lang: str) -> str:
    """What is gone, as a sentence."""
    table = load().tables[one.table].label.zh if lang == "zh" else one.table
    return say("left_out.vanished", lang, table=table, rows=one.rows, build=one.build)
