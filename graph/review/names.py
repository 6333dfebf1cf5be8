"""Names of majors and occupations that share a word which, in this crosswalk, means something.

Most words that two names share (技术, 工程) say nothing. How much one says is measured on
the crosswalk itself: of the pairs whose names both have it, what share is linked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from rapidfuzz import fuzz, process
from scipy.sparse import csr_array

from graph.gap.flows.flow import Ints

LEAST_LINKED = 0.25  # of the pairs that share a word, so many are linked; else it says nothing
FEW = 5  # of fewer pairs nobody can tell
LEAST_SCORE = 50  # of 100, by which one name is like a part of the other
_RUNS = re.compile(r"[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
SHORTEST = {True: 2, False: 4}  # characters of a word, Chinese or not


@dataclass(frozen=True)
class Shared:
    """A word that two names share: of ``pairs`` whose names both have it ``linked`` are linked."""

    word: str
    pairs: int
    linked: int


def shared_words(
    majors: Sequence[str], occupations: Sequence[str], links: tuple[Ints, Ints]
) -> dict[tuple[int, int], Shared]:
    """Find positions of majors and occupations that are not linked though their names say so.

    ``links``: the linked positions. A word counts where it is part of few pairs of names, or where
    at least a quarter of those are linked.

    >>> names = ["护理", "护理", "机电技术"], ["护士", "护理员", "电工技术人员"]
    >>> shared_words(*names, (np.array([0]), np.array([1])))
    {(1, 1): Shared(word='护理', pairs=2, linked=1)}
    """
    folded = [
        [unicodedata.normalize("NFKC", n).casefold() for n in side]
        for side in (majors, occupations)
    ]
    empty = _empty_words(folded, links)
    cores = [[_core(name, empty) for name in side] for side in folded]
    scores = process.cdist(
        [" ".join(core) for core in cores[0]],
        [" ".join(core) for core in cores[1]],
        scorer=fuzz.partial_ratio,
        score_cutoff=LEAST_SCORE,
        dtype=np.uint8,
    )
    scores[links] = 0
    measured: dict[str, Shared] = {}
    shared = {}
    for i, j in zip(*(side.tolist() for side in np.nonzero(scores)), strict=True):
        word = _common(cores[0][i], cores[1][j])
        if not word:
            continue
        if word not in measured:
            measured[word] = _measured(word, folded, links)
        if _is_telling(measured[word], folded[0][i], folded[1][j]):
            shared[i, j] = measured[word]
    return shared


def _is_telling(shared: Shared, *names: str) -> bool:
    """Tell whether a shared word says enough; a short one that is rare has to begin both names."""
    if shared.pairs >= FEW:
        return shared.linked >= LEAST_LINKED * shared.pairs
    return len(shared.word) > 2 or all(name.startswith(shared.word) for name in names)


def _measured(word: str, names: list[list[str]], links: tuple[Ints, Ints]) -> Shared:
    has = [np.array([word in name for name in side], dtype=np.bool_) for side in names]
    linked = int((has[0][links[0]] & has[1][links[1]]).sum())
    return Shared(word, int(has[0].sum()) * int(has[1].sum()), linked)


def _words(name: str) -> set[str]:
    """Return the words of a name; of Chinese, which has no blanks, all pairs of characters."""
    words: set[str] = set()
    for run in _RUNS.findall(name):
        words |= {run[k : k + 2] for k in range(len(run) - 1)} if _HAN.match(run) else {run}
    return words


def _empty_words(names: list[list[str]], links: tuple[Ints, Ints]) -> list[str]:
    """List the words that say nothing, those of most names first."""
    words = [[_words(name) for name in side] for side in names]
    number = {word: k for k, word in enumerate(sorted(set().union(*words[0], *words[1])))}
    has = [_matrix(side, number) for side in words]
    count = [side.sum(axis=0) for side in has]
    pairs = count[0] * count[1]
    linked = has[0][links[0]].multiply(has[1][links[1]]).sum(axis=0)
    listed = list(number)
    is_empty = (pairs >= FEW) & (linked < LEAST_LINKED * pairs)
    order = np.argsort(-pairs[is_empty], kind="stable")
    return [listed[k] for k in np.flatnonzero(is_empty)[order]]


def _matrix(words: list[set[str]], number: dict[str, int]) -> csr_array:
    ends = [(i, number[word]) for i, of_name in enumerate(words) for word in sorted(of_name)]
    rows, columns = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    shape = (len(words), len(number))
    return csr_array((np.ones(len(ends), np.int64), (rows, columns)), shape=shape)


def _core(name: str, empty: list[str]) -> list[str]:
    """Return the runs that are left of a name without the words that say nothing.

    >>> _core("环境工程技术", ["技术", "工程"]), _core("nursing care aide", ["care"])
    (['环境'], ['nursing', 'aide'])
    """
    runs = []
    for run in _RUNS.findall(name):
        if not _HAN.match(run):
            runs += [] if run in empty else [run]
            continue
        for word in empty:
            run = run.replace(word, " ")
        runs += run.split()
    return [run for run in runs if len(run) >= SHORTEST[bool(_HAN.match(run))]]


def _common(name: list[str], other: list[str]) -> str:
    """Return the longest word that two names share; empty if it may be no word at all.

    Two Chinese characters are one where they are all that is left of one of the names.

    >>> _common(["护理"], ["养老护理员"]), _common(["物联网"], ["互联网营销师"])
    ('护理', '')
    """
    best = ""
    for a in name:
        for b in other:
            if not _HAN.match(a) or not _HAN.match(b):
                word, is_word = a, a == b
            else:
                block = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
                word = a[block.a : block.a + block.size]
                is_word = len(word) > 2 or word in (a, b)
            if is_word and len(word) >= SHORTEST[bool(_HAN.match(word or "x"))]:
                best = max(best, word, key=len)
    return best
