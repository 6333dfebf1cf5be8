"""OR-tools: the maximum flow of a network of two sides. ``SIDES.npz ARCS.npz``, answers as JSON."""

import json
import resource
import sys
from statistics import median
from time import process_time

import numpy as np
from ortools.graph.python import max_flow

ROUNDS = 15


def solve(tail, head, capacity, source, sink):
    flow = max_flow.SimpleMaxFlow()
    flow.add_arcs_with_capacity(tail, head, capacity)
    if flow.solve(source, sink) != flow.OPTIMAL:
        sys.exit("no optimum")
    return flow.optimal_flow()


def main():
    sides, arcs = np.load(sys.argv[1]), np.load(sys.argv[2])
    supply, demand = sides["supply"], sides["demand"]
    m, n = len(supply), len(demand)
    source, sink = m + n, m + n + 1
    free = np.full(len(arcs["major"]), int(supply.sum()))
    tail = np.concatenate([arcs["major"], np.full(m, source), np.arange(m, m + n)])
    head = np.concatenate([arcs["occupation"] + m, np.arange(m), np.full(n, sink)])
    capacity = np.concatenate([free, supply, demand])
    times = []
    for _ in range(ROUNDS):
        began = process_time()
        matched = solve(tail, head, capacity, source, sink)
        times.append(process_time() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"matched": matched, "cpu_s": median(times), "peak_mib": peak}))


if __name__ == "__main__":
    main()
