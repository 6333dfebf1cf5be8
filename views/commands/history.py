"""``twinchain builds``, ``use`` and ``diff``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graph.builds.diff import BuildDiff, TableDiff
from graph.builds.diff import diff as diff_builds
from graph.builds.home import Home
from graph.builds.opened import Build, open_build
from graph.left_out import as_json, in_short, left_out, rows_left_out
from graph.ontology import load
from graph.words import say
from views.terminal import output

SHOWN_KEYS = 3
BUILD_COLUMNS = ["build", "current", "created", "as_of", "nodes", "datasets", "rows_left_out"]
DIFF_COLUMNS = ["table", "change", "key", "column", "old", "new"]


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


def diff(old: str, new: str, home: Path, lang: str, form: str) -> int:
    """What changed from one build to another."""
    found = diff_builds(open_build(home, old), open_build(home, new), load())
    if form == "json":
        output.print_json(_as_json(found))
    elif form == "csv":
        output.print_csv(_as_rows(found), DIFF_COLUMNS)
    else:
        _render(found, lang)
    return 0


def _as_json(found: BuildDiff) -> dict[str, Any]:
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
    }


def _as_rows(found: BuildDiff) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for name, table in found.tables.items():
        rows += [{"table": name, "change": "added", "key": key} for key in table.added]
        rows += [{"table": name, "change": "removed", "key": key} for key in table.removed]
        rows += [
            {
                "table": name,
                "change": "changed",
                "key": key,
                "column": column,
                "old": old,
                "new": new,
            }
            for key, cells in table.changed.items()
            for column, (old, new) in cells.items()
        ]
    return rows


def _render(found: BuildDiff, lang: str) -> None:
    console = output.console()
    console.print(say("diff.head", lang, old=found.old, new=found.new), markup=False, style="bold")
    if any(totals and totals["grade"] == "illustrative" for totals in found.gap):
        console.print(say("gap.terminal.illustrative", lang), style="bold yellow", markup=False)
    console.print()
    if not found.tables:
        console.print(say("diff.same", lang), markup=False)
    else:
        tables = load().tables
        head = [
            say(f"diff.{word}", lang)
            for word in ("table", "added", "removed", "changed", "examples")
        ]
        rows = [
            (
                tables[name].label.of(lang),
                len(t.added),
                len(t.removed),
                len(t.changed),
                _examples(t),
            )
            for name, t in found.tables.items()
        ]
        console.print(output.plain_table(head, rows, right={1, 2, 3}))
    old, new = found.gap
    if old and new:
        console.print()
        head = [say(f"diff.{word}", lang) for word in ("figure", "old", "new")]
        totals = [
            (
                say(f"total.{name}", lang),
                _shown(name, old[name], lang),
                _shown(name, new[name], lang),
            )
            for name in old
            if name != "grade"
        ]
        console.print(output.plain_table(head, totals, right={1, 2}))


def _shown(name: str, value: Any, lang: str) -> str:
    if name == "basis":
        return load().code_lists["basis"].by_notation[value].label.of(lang)
    if isinstance(value, int) and name != "year":
        return f"{value:,}"
    return "–" if value is None else str(value)


def _examples(table: TableDiff) -> str:
    keys = [*table.changed, *table.added, *table.removed][:SHOWN_KEYS]
    return ", ".join(keys)
