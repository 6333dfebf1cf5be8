"""Ladybug, the engine before DuckDB: a property graph loaded and asked. ``FOLDER``: ``orders.json``
and the rows; answers as JSON.
"""

import json
import resource
import sys
from pathlib import Path
from time import process_time

import ladybug

MEMORY = 2 * 1024**3


def seconds(connection, query, times):
    """CPU seconds of a question asked so many times; the first time reads pages."""
    for turn in range(times + 1):
        if turn == 1:
            began = process_time()
        for _row in connection.execute(query):
            pass
    return process_time() - began


def main(folder):
    orders = json.loads(Path(folder, "orders.json").read_text(encoding="utf-8"))
    database = ladybug.Database(f"{folder}/ladybug", buffer_pool_size=MEMORY)
    connection = ladybug.Connection(database)
    began = process_time()
    for statement in orders["statements"]:
        connection.execute(statement)
    connection.execute("CHECKPOINT")
    spent = {"load": process_time() - began}
    for name, (query, times) in orders["questions"].items():
        spent[name] = seconds(connection, query, times)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu_s": spent, "peak_mib": peak}))


if __name__ == "__main__":
    main(sys.argv[1])
