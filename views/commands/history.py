"""``twinchain builds``, ``use`` and ``diff``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from graph.builds.changes import changes
from graph.builds.diff import BuildDiff
from graph.builds.home import Home
from graph.builds.opened import Build
from graph.builds.row_names import row_names
from graph.door import open_build
from graph.left_out import as_json, in_short, left_out, rows_left_out
from graph.ontology import load
from graph.telling.sentences import assumption
from graph.words import say
from views.terminal import output
from views.terminal.diff import render

BUILD_COLUMNS = ["build", "current", "created", "as_of", "nodes", "datasets", "rows_left_out"]
DIFF_COLUMNS = ["table", "change", "key", "column", "old", "new", "name"]


def builds(home: Path, lang: str, form: str) -> int:
    """All builds, newest last, the current one marked."""
    place = Home(home)
    current = place.current()
    told = [_told(Build(place.builds / name), current) for name in place.names()]
    if form == "json":
        output.print_json(told)
    elif form == "csv":
        output.print_csv(told, BUILD_COLUMNS)
    elif not told:
        output.note(say("error.no_build", lang, home=home))
    else:
        head = [
            say(f"builds.{word}", lang)
            for word in ("mark", "build", "created", "as_of", "things", "datasets", "left_out")
        ]
        rows = [
            (
                "●" if b["current"] else "",
                b["build"],
                b["created"][:16].replace("T", " "),
                b["as_of"],
                f"{b['nodes']:,}",
                ", ".join(b["datasets"]),
                in_short(b["rows_left_out"], len(b["left_out"]["sheets"]), lang),
            )
            for b in told
        ]
        output.console().print(output.plain_table(head, rows, right={4}))
    return 0


def _told(build: Build, current: str | None) -> dict[str, Any]:
    manifest, out = build.manifest, left_out(build.tables)
    return {
        "build": build.id,
        "current": build.id == current,
        "created": manifest.created,
        "as_of": manifest.as_of,
        "stores": manifest.stores,
        "nodes": sum(manifest.counts["tables"]["classes"].values()),
        "datasets": sorted({source["dataset"] for source in manifest.sources}),
        "rows_left_out": rows_left_out(out),
        "left_out": as_json(out),
    }


def use(build: str, home: Path, lang: str) -> int:
    """Point back (or forward) to a build."""
    place = Home(home)
    folder = place.folder(build)
    place.point_to(folder.name)
    output.note(say("use.done", lang, build=folder.name))
    return 0


def diff(old: str, new: str, year: int | None, home: Path, lang: str, form: str) -> int:
    """What changed from one build to another."""
    before, after = open_build(home, old), open_build(home, new)
    found = before.diff(after, year)
    if form == "json":
        output.print_json(_as_json(found, lang))
    elif form == "csv":
        output.print_csv(_as_rows(found, before, after), DIFF_COLUMNS)
    else:
        render(found, changes(found.tables, before.tables, after.tables, load()), lang)
    return 0


def _as_json(found: BuildDiff, lang: str) -> dict[str, Any]:
    return {
        "old": found.old,
        "new": found.new,
        "tables": {
            name: {
                "added": t.added,
                "removed": t.removed,
                "changed": [
                    {"key": key, "columns": {n: list(pair) for n, pair in cells.items()}}
                    for key, cells in t.changed.items()
                ],
            }
            for name, t in found.tables.items()
        },
        "gap": {"old": found.gap[0], "new": found.gap[1]},
        "year": found.years.year,
        "movers": [one.as_json() for one in found.years.movers],
        "new_years": list(found.years.new_years),
        "assumptions": [assumption(one, lang) for one in found.years.thin],
        "vanished": [asdict(one) for one in found.vanished],
    }


def _as_rows(found: BuildDiff, before: Build, after: Build) -> list[dict[str, Any]]:
    """One row a row that came or went, and one a cell that changed, with the row's name."""
    rows: list[dict[str, Any]] = []
    for name, table in found.tables.items():
        declared = load().tables[name]
        names = row_names(declared, before.tables, table.removed, load())
        names |= row_names(declared, after.tables, [*table.added, *table.changed], load())
        for change, keys in (("added", table.added), ("removed", table.removed)):
            rows += [
                {"table": name, "change": change, "key": key, "name": names[key]} for key in keys
            ]
        rows += [
            {
                "table": name,
                "change": "changed",
                "key": key,
                "column": column,
                "old": old,
                "new": new,
                "name": names[key],
            }
            for key, cells in table.changed.items()
            for column, (old, new) in cells.items()
        ]
    return rows
