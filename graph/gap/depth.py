"""The depth of the classifications: the same network with finer classes merged into coarser ones.

Finer classes have fewer arcs each, so they always show more shortage; how much more is the price
of that precision. A code is never cut: what is above a class is what its ``parent`` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import polars as pl

from graph.gap.eligible import above_of
from graph.gap.flows.flow import Ints, Network
from graph.gap.network import Arcs, Node

STEPS = 2
Parents = Mapping[str, str | None]


def coarser(tables: Mapping[str, pl.DataFrame], arcs: Arcs) -> Iterator[Network]:
    """Yield the network of the classes one step up, then two; no further than anything moves.

    Classes with the same parent, level and area become one. A pair of these may be joined if any
    pair of their members may: so the tier, the levels and the areas are those of the members.
    """
    parents = [
        dict(tables[name].select("node_key", "parent").iter_rows())
        for name in ("majors", "occupations")
    ]
    sides = arcs.majors, arcs.occupations
    keys = [[thing.key for thing, *_ in side] for side in sides]
    for _ in range(STEPS):
        higher = [one_up(side, above) for side, above in zip(keys, parents, strict=True)]
        if higher == keys:
            return
        keys = higher
        labels = [_numbered(side, nodes) for side, nodes in zip(keys, sides, strict=True)]
        yield _merged(arcs.network, *labels)


def one_up(keys: Iterable[str], parents: Parents) -> list[str]:
    """Replace each key by its parent; what has none, or has others of them below it, stays.

    >>> parents = {"0101": "01", "0102": "01", "01": "0", "02": None}
    >>> one_up(["0101", "0102", "02"], parents), one_up(["0101", "01"], parents)
    (['01', '01', '02'], ['01', '01'])
    """
    keys = list(keys)
    above = {parent for key in set(keys) for parent in above_of(key, parents)}
    return [key if key in above else parents.get(key) or key for key in keys]


def _numbered(keys: list[str], nodes: list[Node]) -> Ints:
    """Number the classes of the same key, level and area."""
    number: dict[tuple[str, int, str | None], int] = {}
    named = (
        (key, level, area.key if area else None)
        for key, (_, level, area, _) in zip(keys, nodes, strict=True)
    )
    return np.array([number.setdefault(name, len(number)) for name in named], dtype=np.int64)


def _merged(network: Network, of_major: Ints, of_occupation: Ints) -> Network:
    """Merge the classes of each number."""
    sides = []
    for persons, number in ((network.supply, of_major), (network.demand, of_occupation)):
        total = np.zeros(int(number.max(initial=-1)) + 1, dtype=np.int64)
        np.add.at(total, number, persons)
        sides.append(total)
    ends = np.stack([of_major[network.major], of_occupation[network.occupation]])
    major, occupation = np.unique(ends, axis=1)
    return Network(sides[0], sides[1], major, occupation, np.ones(len(major)))
