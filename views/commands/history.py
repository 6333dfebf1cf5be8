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
from graph.words import heading, say
from views.terminal import output
from views.terminal.diff import render

BUILD_COLUMNS = ["build", "current", "created", "as_of", "nodes", "datasets", "rows_left_out"]
DIFF_COLUMNS = ["table", "change", "key", "column", "old", "new", "name"]


def builds(home: Path, lang: str, form: str) -> int:
    """List all builds, newest last, with the current one marked."""
    store = Home(home)
    current = store.current()
    listed = [_build_json(Build(store.builds / name), current) for name in store.names()]
    if form == "json":
        output.print_json(listed)
    elif form == "csv":
        output.print_csv(listed, BUILD_COLUMNS)
    elif not listed:
        output.note(say("error.no_build", lang, home=home))
    else:
        head = [
            heading(word, "builds", lang)
            for word in ("mark", "build", "created", "as_of", "things", "datasets", "left_out")
        ]
        rows = [
            (
                "●" if entry["current"] else "",
                entry["build"],
                entry["created"][:16].replace("T", " "),
                entry["as_of"],
                f"{entry['nodes']:,}",
                ", ".join(entry["datasets"]),
                in_short(entry["rows_left_out"], len(entry["left_out"]["sheets"]), lang),
            )
            for entry in listed
        ]
        output.console().print(output.plain_table(head, rows, right={4}))
    return 0


def _build_json(build: Build, current: str | None) -> dict[str, Any]:
    manifest, omissions = build.manifest, left_out(build.tables)
    return {
        "build": build.id,
        "current": build.id == current,
        "created": manifest.created,
        "as_of": manifest.as_of,
        "stores": manifest.stores,
        "nodes": sum(manifest.counts["tables"]["classes"].values()),
        "datasets": sorted({source["dataset"].partition("/")[0] for source in manifest.sources}),
        "rows_left_out": rows_left_out(omissions),
        "left_out": as_json(omissions),
    }


def use(build: str, home: Path, lang: str) -> int:
    """Make an earlier or later build the current one."""
    place = Home(home)
    folder = place.folder(build)
    place.point_to(folder.name)
    output.note(say("use.done", lang, build=folder.name))
    return 0


def diff(old: str, new: str, year: int | None, home: Path, lang: str, form: str) -> int:
    """Print what changed from one build to another."""
    before, after = open_build(home, old), open_build(home, new)
    difference = before.diff(after, year)
    if form == "json":
        output.print_json(_as_json(difference, lang))
    elif form == "csv":
        output.print_csv(_as_rows(difference, before, after), DIFF_COLUMNS)
    else:
        render(difference, changes(difference.tables, before.tables, after.tables, load()), lang)
    return 0


def _as_json(difference: BuildDiff, lang: str) -> dict[str, Any]:
    return {
        "old": difference.old,
        "new": difference.new,
        "tables": {
            name: {
                "added": table.added,
                "removed": table.removed,
                "changed": [
                    {"key": key, "columns": {column: list(pair) for column, pair in cells.items()}}
                    for key, cells in table.changed.items()
                ],
            }
            for name, table in difference.tables.items()
        },
        "gap": {"old": difference.gap[0], "new": difference.gap[1]},
        "year": difference.years.year,
        "movers": [mover.as_json() for mover in difference.years.movers],
        "new_years": list(difference.years.new_years),
        "assumptions": [assumption(caveat, lang) for caveat in difference.years.thin],
        "vanished": [asdict(loss) for loss in difference.vanished],
    }


def _as_rows(difference: BuildDiff, before: Build, after: Build) -> list[dict[str, Any]]:
    """Return a record for each added or removed row and each changed cell."""
    rows: list[dict[str, Any]] = []
    for name, table in difference.tables.items():
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
