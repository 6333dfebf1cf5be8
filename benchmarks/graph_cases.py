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
    from graph.stores.embedded import write_in_child

    Path(file).unlink(missing_ok=True)
    order = {"store": "ladybug", "tables": tables, "ontology": str(load().file), "file": file}
    write_in_child(order, lambda _event: None)


def write_frames(tables: str, folder: str) -> None:
    """The frames of the same graph as files, for the peer."""
    from graph.convert.property_graph import PropertyGraph
    from graph.ontology import load
    from graph.stores.embedded import create_statements
    from graph.tables import StoredTables

    ontology = load()
    graph = PropertyGraph(ontology, StoredTables(Path(tables)))
    told: list[dict[str, str]] = [{"query": one} for one in create_statements(ontology)]
    for number, nodes in enumerate(graph.nodes()):
        nodes.rows.write_parquet(f"{folder}/n{number}.parquet")
        told.append({"query": f"COPY `{nodes.type.label}` FROM rows", "rows": f"n{number}"})
    for number, links in enumerate(graph.relationships()):
        links.rows.write_parquet(f"{folder}/r{number}.parquet")
        ends = f"from='{links.source}', to='{links.target}'"
        told.append({"query": f"COPY `{links.type.name}` FROM rows ({ends})", "rows": f"r{number}"})
    Path(folder, "statements.json").write_text(json.dumps(told), encoding="utf-8")


def bare_copy(folder: str, file: str) -> None:
    """Peer: the engine's COPY of the ready frames, nothing else."""
    import ladybug
    import polars as pl

    Path(file).unlink(missing_ok=True)
    database = ladybug.Database(file, auto_checkpoint=False)
    connection = ladybug.Connection(database)
    for told in json.loads(Path(folder, "statements.json").read_text(encoding="utf-8")):
        if "rows" in told:
            rows = pl.read_parquet(f"{folder}/{told['rows']}.parquet").to_arrow()
            connection.execute(told["query"])
            del rows
        else:
            connection.execute(told["query"])
    connection.execute("CHECKPOINT")
    connection.close()
    database.close()


def ask_in_turns(file: str, query: str, times: int, told: str) -> None:
    """A question so many times by us (read, translated, asked, made plain) and by the bare engine.

    By turns in one process, so that what else the machine does hits both alike. Writes the CPU
    seconds of each, and the peak in MiB: ``{"ours", "bare", "peak_mib"}``.
    """
    from graph.queries.cypher import answered, teach
    from graph.stores import store_class

    store = store_class("ladybug")(Path(file), buffer_pool_size=1024**3)
    teach(store.connection)

    def ours() -> None:
        answered(store, query, {}, MOST_ROWS)

    def bare() -> None:
        for _row in store.connection.execute(query):
            pass

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
