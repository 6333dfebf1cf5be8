"""The most that can be matched in whole numbers of any size, and the largest most-starved set.

Fair rates are fractions, and fractions become whole numbers by a common denominator that no machine
integer need hold. So this is E. A. Dinic's algorithm (1970) on Python's own integers, written for
two sides: there is neither a source nor a sink, only what is left and what is needed.
"""

from __future__ import annotations

from itertools import chain


class Allocation:
    """A maximum flow between two sides, found on construction.

    ``left`` (supply not placed) and ``need`` (demand not met) are what remains; ``carried`` is what
    each arc carries. Arcs have no capacity of their own.

    >>> Allocation([6], [4, 4], [(0, 0), (0, 1)]).need
    [0, 2]
    """

    def __init__(self, supply: list[int], demand: list[int], arcs: list[tuple[int, int]]) -> None:
        self.left, self.need = list(supply), list(demand)
        self.tail, self.head = [i for i, _ in arcs], [j for _, j in arcs]
        self.carried = [0] * len(arcs)
        self.leaving: list[list[int]] = [[] for _ in supply]
        self.entering: list[list[int]] = [[] for _ in demand]
        for arc, (i, j) in enumerate(arcs):
            self.leaving[i].append(arc)
            self.entering[j].append(arc)
            moved = min(self.left[i], self.need[j])  # a first allocation, first come first served
            if moved:
                self.carried[arc] = moved
                self.left[i] -= moved
                self.need[j] -= moved
        while self._phase():
            pass

    def unreached(self) -> list[int]:
        """List the occupations that nobody left over can reach: the largest most-starved set."""
        _, steps, _ = self._steps(to_the_end=True)
        return [j for j, step in enumerate(steps) if step < 0]

    def _steps(self, to_the_end: bool = False) -> tuple[list[int], list[int], bool]:
        """Count the arcs from somebody left over to each class (−1: out of reach).

        Ends at the nearest unmet need unless ``to_the_end``; the third value: whether there is one.
        """
        majors, occupations = [-1] * len(self.left), [-1] * len(self.need)
        front = [i for i, unplaced in enumerate(self.left) if unplaced]
        for i in front:
            majors[i] = 0
        step, reachable = 0, False
        while front and (to_the_end or not reachable):
            reached = []
            for arc in chain.from_iterable(self.leaving[i] for i in front):
                j = self.head[arc]
                if occupations[j] < 0:
                    occupations[j] = step + 1
                    reached.append(j)
                    reachable = reachable or self.need[j] > 0
            front = []
            for arc in chain.from_iterable(self.entering[j] for j in reached):
                if self.carried[arc] and majors[self.tail[arc]] < 0:
                    majors[self.tail[arc]] = step + 2
                    front.append(self.tail[arc])
            step += 2
        return majors, occupations, reachable

    def _phase(self) -> bool:
        """Fill along all shortest paths; return False where there is none."""
        majors, occupations, reachable = self._steps()
        if not reachable:
            return False
        out, back = [0] * len(self.left), [0] * len(self.need)  # arcs tried already
        for root, unplaced in enumerate(self.left):
            while unplaced and (path := self._path(root, majors, occupations, out, back)):
                last = self.head[path[-1]]
                backward = (self.carried[arc] for arc in path[1::2])
                amount = min(self.left[root], self.need[last], *backward)
                for position, arc in enumerate(path):
                    self.carried[arc] += -amount if position % 2 else amount
                self.left[root] -= amount
                self.need[last] -= amount
                unplaced = self.left[root]
        return True

    def _path(
        self, root: int, majors: list[int], occupations: list[int], out: list[int], back: list[int]
    ) -> list[int]:
        """Find the arcs from a class to an unmet need; every second one runs backwards."""
        path: list[int] = []
        node = root
        while True:
            if len(path) % 2 == 0:  # at a supply class
                arcs, tried = self.leaving[node], out[node]
                next_step = majors[node] + 1
                while tried < len(arcs) and occupations[self.head[arcs[tried]]] != next_step:
                    tried += 1
                out[node] = tried
            else:  # at a demand class
                if self.need[node]:
                    return path
                arcs, tried = self.entering[node], back[node]
                next_step = occupations[node] + 1
                while tried < len(arcs) and not (
                    self.carried[arcs[tried]] and majors[self.tail[arcs[tried]]] == next_step
                ):
                    tried += 1
                back[node] = tried
            if tried < len(arcs):
                path.append(arcs[tried])
                node = self.head[arcs[tried]] if len(path) % 2 else self.tail[arcs[tried]]
            elif not path:
                return path
            else:  # nothing further: the arc that led here has been tried
                arc = path.pop()
                if len(path) % 2 == 0:
                    node = self.tail[arc]
                    out[node] += 1
                else:
                    node = self.head[arc]
                    back[node] += 1
