"""What is measured of graphs: our way and its peer, each called in a process of its own."""

from __future__ import annotations

import json
import resource
import time
from pathlib import Path
from typing import Any

MOST_ROWS = 20_000


def write_property_graph(tables: str, file: str) -> None:
    """Tables → the property graph in one file, opened again and counted."""
    from graph.ontology import load
    from graph.stores.property_graph import write_in_child

    Path(file).unlink(missing_ok=True)
    order = {"tables": tables, "ontology": str(load().file), "file": file}
    write_in_child(order, lambda _event: None)


def write_frames(tables: str, folder: str) -> None:
    """The frames of the same graph as files, and how the earlier engine takes them."""
    from graph.convert.property_graph import PropertyGraph
    from graph.ontology import load
    from graph.tables import StoredTables

    graph = PropertyGraph(load(), StoredTables(Path(tables)))
    statements: list[str] = []
    types: dict[str, tuple[list[str], list[str], list[str]]] = {}  # ends, properties, copies
    for number, each in enumerate([*graph.nodes(), *graph.relationships()]):
        file = f"{folder}/{number}.parquet"
        each.rows.write_parquet(file)
        columns = [f"`{name}` {_ladybug_type(kind)}" for name, kind in each.rows.schema.items()]
        if hasattr(each.type, "label"):
            name, key = each.type.label, "PRIMARY KEY (uri)"
            statements.append(f"CREATE NODE TABLE `{name}` ({', '.join([*columns, key])})")
            statements.append(f"COPY `{name}` FROM '{file}'")
            continue
        ends, properties, copies = types.setdefault(each.type.name, ([], columns[2:], []))
        ends.append(f"FROM `{each.source}` TO `{each.target}`")
        copies.append(f"'{file}' (from='{each.source}', to='{each.target}')")
    for name, (ends, properties, copies) in types.items():
        statements.append(f"CREATE REL TABLE `{name}` ({', '.join([*ends, *properties])})")
        statements += [f"COPY `{name}` FROM {copy}" for copy in copies]
    Path(folder, "statements.json").write_text(json.dumps(statements), encoding="utf-8")


def _ladybug_type(kind: Any) -> str:
    import polars as pl

    if isinstance(kind, pl.List):
        return f"{_ladybug_type(kind.inner)}[]"
    if kind.is_integer():
        return "INT64"
    return {pl.Float64: "DOUBLE", pl.Boolean: "BOOL", pl.Date: "DATE"}.get(type(kind), "STRING")


def bare_copy(folder: str, file: str) -> None:
    """Peer: the engine's load of the ready frames, uris as they are, and nothing else."""
    import duckdb

    Path(file).unlink(missing_ok=True)
    with duckdb.connect(file) as connection:
        for frame in sorted(Path(folder).glob("*.parquet")):
            connection.execute(f"CREATE TABLE t{frame.stem} AS FROM read_parquet('{frame}')")
        connection.execute("CHECKPOINT")


def ask_in_turns(file: str, query: str, times: int, told: str, sql: str) -> None:
    """A question so many times by us (read, compiled, asked, made plain) and in SQL by hand.

    By turns in one process, so that what else the machine does hits both alike. Writes the CPU
    seconds of each, and the peak in MiB: ``{"ours", "bare", "peak_mib"}``.
    """
    from graph.queries.cypher import answered, opened

    store = opened(Path(file), 2 * 1024**3)

    def ours() -> None:
        answered(store, query, {}, MOST_ROWS)

    def bare() -> None:
        if sql:
            store.connection.execute(sql).fetchall()

    spent = {"ours": 0.0, "bare": 0.0}
    for turn in range(times + 1):
        for name, ask in (("ours", ours), ("bare", bare)):
            before_s = time.process_time()
            ask()
            spent[name] += (time.process_time() - before_s) * (turn > 0)  # the first reads pages
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Path(told).write_text(json.dumps({**spent, "peak_mib": peak_mib}), encoding="utf-8")


def ask_store(folder: str, query: str, times: int, file: str) -> None:
    """Peer of the endpoint: the store opened once, each answer written to a file."""
    import pyoxigraph as ox

    from graph.ontology import PREFIXES

    store = ox.Store.read_only(folder)
    for _ in range(times):
        result: Any = store.query(query, prefixes=PREFIXES)
        result.serialize(file, ox.QueryResultsFormat.JSON)
