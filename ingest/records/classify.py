"""The model of titles: complement naive Bayes on runs of characters, with calibrated probability.

Two methods must agree: the model and the nearest decided title. How sure that makes an answer is
learnt by leaving decided titles out: a probability of .9 was right in nine of ten such titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

LEAST_TITLES, LEAST_CLASSES = 40, 5
FOLDS = 5
_LONGEST = 3  # characters of a run
_SMOOTHING = 0.1
_AT_ONCE = 5_000
_ANSWERS = 3
_WORKS = 2  # letters at the end of a title, which say what is done: 幼儿园司机 is a 司机
_GRADE = re.compile(r"[ivx\d]+")  # of Engineer II
_RANK = re.compile(
    r"(?<=..)(助理|主管|经理|专员|组长|班长|总监|实习生|学徒|岗|人员)+$"
)  # of any work
_WORD = re.compile(r"[a-z0-9+#.]+|[^a-z0-9+#.]")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Answer:
    """What the model says of a title: occupations, the likeliest first.

    alike: of each the decided title that is nearest. agrees: the nearest of all means the first,
    and decided titles that end as this one does are not all of others.
    probabilities: of each, that it is right.
    """

    occupations: tuple[str, ...]
    alike: tuple[str, ...]
    agrees: bool
    probabilities: tuple[float, ...]

    @property
    def probability(self) -> float:
        """Probability that the first is right."""
        return self.probabilities[0]


@dataclass(frozen=True)
class LeftOut:
    """What came of leaving decided titles out: probability, right or not, agrees as in an answer.

    later: where the first was wrong, how often the second was right, and the third.
    """

    probabilities: Floats
    right: NDArray[np.bool_]
    agrees: NDArray[np.bool_]
    later: tuple[float, ...]


def runs(title: str) -> Iterator[str]:
    """Yield the runs of one to three characters of a title, its ends marked.

    A Latin word is one character: ``java`` has nothing of ``javascript``.

    >>> list(runs("电工"))
    ['^电', '^电工', '电', '电工', '电工$', '工', '工$']
    """
    letters = ["^", *_WORD.findall(title.replace(" ", "")), "$"]
    for begin in range(len(letters)):
        for end in range(begin + 1, min(begin + _LONGEST, len(letters)) + 1):
            run = "".join(letters[begin:end])
            if run not in ("^", "$"):
                yield run


def work_of(title: str) -> str:
    """Return the end of a title: what is done, whatever stands before it.

    >>> work_of("幼儿园司机"), work_of("nurse recruiter"), work_of("engineer ii")
    ('司机', 'recruiter', 'engineer')
    """
    words = [word for word in _WORD.findall(_RANK.sub("", title)) if word != " "]
    while len(words) > 1 and _GRADE.fullmatch(words[-1]):
        words.pop()
    if not words or words[-1].isascii():
        return "".join(words[-1:])
    return "".join(words[-_WORKS:])


class Classifier:
    """Titles and their occupations, learnt from decided ones."""

    def __init__(self, titles: Sequence[str], occupations: Sequence[str]) -> None:
        self.occupations = sorted(set(occupations))
        place = {code: index for index, code in enumerate(self.occupations)}
        # In the order of classes, so that the titles of one are a slice.
        order = sorted(range(len(titles)), key=lambda i: (place[occupations[i]], i))
        titles = self.titles = [titles[i] for i in order]
        self._classes = np.array([place[occupations[i]] for i in order])
        self._works: dict[str, set[int]] = {}
        for title, index in zip(titles, self._classes.tolist(), strict=True):
            self._works.setdefault(work_of(title), set()).add(index)
        self._begins = np.searchsorted(self._classes, np.arange(len(self.occupations) + 1))
        vocabulary: dict[str, int] = {}
        for title in titles:
            for run in runs(title):
                vocabulary.setdefault(run, len(vocabulary))
        self._vocabulary = vocabulary
        counts, unknown = self._counts(titles)
        seen = np.asarray((counts > 0).sum(axis=0)).ravel()
        self._idf = np.log((1 + len(titles)) / (1 + seen)) + 1
        self._rarest = float(np.log(1 + len(titles)) + 1)
        self._known = self._weighed(counts, unknown)
        self._weights = self._learn(counts)
        self.left_out: LeftOut | None = None
        self._curve: Floats = np.array([0.0, 0.0, 0.0, 0.0])

    def calibrate(self) -> LeftOut:
        """Leave out each fifth of the titles, and learn how sure answers are."""
        order = np.random.default_rng(0).permutation(len(self.titles))
        facts, places, agrees = [], [], []
        codes = [self.occupations[index] for index in self._classes]
        for fold in range(FOLDS):
            held = set(order[fold::FOLDS].tolist())
            rest = [i for i in range(len(codes)) if i not in held]
            model = Classifier([self.titles[i] for i in rest], [codes[i] for i in rest])
            chosen = sorted(held)
            for index, scored in zip(
                chosen, model._score([self.titles[i] for i in chosen]), strict=True
            ):
                best, _, agree, fact = scored
                facts.append(fact)
                proposed = [model.occupations[place] for place in best]
                places.append(proposed.index(codes[index]) if codes[index] in proposed else -1)
                agrees.append(agree)
        of_facts, of_places = np.array(facts), np.array(places)
        right = of_places == 0
        self._curve = _logistic(of_facts, right)
        wrong = max(int((~right).sum()), 1)
        later = tuple(float((of_places == place).sum()) / wrong for place in range(1, _ANSWERS))
        self.left_out = LeftOut(self._probability(of_facts), right, np.array(agrees), later)
        return self.left_out

    def answers(self, titles: Sequence[str]) -> Iterator[Answer]:
        """Say of each title which occupations it may mean."""
        for begin in range(0, len(titles), _AT_ONCE):
            for best, nearest, agrees, fact in self._score(titles[begin : begin + _AT_ONCE]):
                first = float(self._probability(np.array([fact]))[0])
                shares = self.left_out.later if self.left_out else ()
                probabilities = (first, *((1 - first) * share for share in shares))[: len(best)]
                codes = tuple(self.occupations[index] for index in best)
                alike = tuple(self.titles[index] for index in nearest)
                yield Answer(codes, alike, agrees, probabilities)

    def _score(
        self, titles: Sequence[str]
    ) -> Iterator[tuple[list[int], list[int], bool, list[float]]]:
        """Yield the best classes, the nearest title of each, whether both agree, and the facts."""
        counts, unknown = self._counts(titles)
        scores = counts @ self._weights
        length = np.maximum(np.asarray(counts.sum(axis=1)).ravel() + unknown, 1)
        likeness = (self._weighed(counts, unknown) @ self._known.T).toarray()
        for row in range(len(titles)):
            best = np.argsort(-scores[row], kind="stable")[:_ANSWERS].tolist()
            second = scores[row, best[1]] if len(best) > 1 else 0.0
            margin = float((scores[row, best[0]] - second) / length[row])
            nearest = int(np.argmax(likeness[row]))
            agrees = bool(self._classes[nearest] == best[0])
            agrees = agrees and best[0] in self._works.get(work_of(titles[row]), {best[0]})
            near = float(likeness[row, nearest])
            alike = [self._nearest_of(index, likeness[row]) for index in best]
            yield best, alike, agrees, [margin, near, float(agrees)]

    def _nearest_of(self, index: int, likeness: Floats) -> int:
        begin, end = self._begins[index : index + 2]
        return int(begin + np.argmax(likeness[begin:end]))

    def _counts(self, titles: Sequence[str]) -> tuple[sparse.csr_array, Floats]:
        """Count the runs of each title, and those that no decided title has."""
        columns: list[int] = []
        ends, unknown = [0], []
        for title in titles:
            places = [self._vocabulary.get(run) for run in runs(title)]
            columns += [place for place in places if place is not None]
            ends.append(len(columns))
            unknown.append(float(places.count(None)))
        shape = (len(titles), len(self._vocabulary))
        counts = sparse.csr_array((np.ones(len(columns)), columns, ends), shape=shape)
        return counts, np.array(unknown)

    def _weighed(self, counts: sparse.csr_array, unknown: Floats) -> sparse.csr_array:
        """Weigh runs by how rare they are, to length 1: what nobody decided on is rarest."""
        weighed = sparse.csr_array(counts.multiply(self._idf))
        squares = np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel()
        norms = np.sqrt(squares + unknown * self._rarest**2)
        return sparse.csr_array(sparse.diags_array(1 / np.maximum(norms, 1e-9)) @ weighed)

    def _learn(self, counts: sparse.csr_array) -> Floats:
        """Return the weight of each run for each class: how rare it is in all other classes."""
        members = sparse.csr_array(
            (np.ones(len(self.titles)), (self._classes, np.arange(len(self.titles)))),
            shape=(len(self.occupations), len(self.titles)),
        )
        of_class = (members @ counts).toarray()
        others = of_class.sum(axis=0, keepdims=True) - of_class + _SMOOTHING
        weights = -np.log(others / others.sum(axis=1, keepdims=True))
        normal: Floats = (weights / np.abs(weights).sum(axis=1, keepdims=True)).T
        return normal * len(self._vocabulary)

    def _probability(self, facts: Floats) -> Floats:
        logits = facts @ self._curve[:-1] + self._curve[-1]
        result: Floats = 1 / (1 + np.exp(-logits))
        return result


def _logistic(facts: Floats, right: NDArray[np.bool_]) -> Floats:
    """Fit the probability of being right by logistic regression, held back a little."""
    ones = np.hstack([facts, np.ones((len(facts), 1))])
    signs = np.where(right, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = signs * (ones @ weights)
        pull = np.append(weights[:-1], 0.0)
        value = float(np.logaddexp(0, -margins).sum() + 0.01 * pull @ pull)
        slope = -(ones * (signs / (1 + np.exp(margins)))[:, None]).sum(axis=0) + 0.02 * pull
        return value, slope

    fitted: Floats = optimize.minimize(loss, np.zeros(ones.shape[1]), jac=True).x
    return fitted
