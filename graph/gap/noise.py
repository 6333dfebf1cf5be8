"""Noise: by how much the figures of both sides may be off, and draws of it, the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.errors import WrongInput
from graph.gap.flows.flow import Ints
from graph.gap.flows.rounding import added_up

MOST_DRAWS = 1_000
DRAWS = 200  # of documents and of the explorer
SEED, LARGEST_SEED = 1, 2**32 - 1
OFF, ON = "off", "on"


@dataclass(frozen=True)
class Noise:
    """How figures are disturbed; see ``drawn``.

    ``own``: of each class by itself, and ``common``: of all classes of a side alike, by up to so
    many percent upwards or downwards. ``counts``: whether persons are counts (Poisson).
    """

    own: float = 10.0
    common: float = 10.0
    counts: bool = True

    @classmethod
    def of(cls, text: str) -> Noise:
        """Read ``own=10,common=10,counts=on``; what is not named keeps its usual value.

        >>> Noise.of("own=5,counts=off"), Noise.of("common=off")
        (Noise(own=5.0, common=10.0, counts=False), Noise(own=10.0, common=0.0, counts=True))

        Raises:
            WrongInput: there is no such noise or value.
        """
        settings = dict(part.strip().partition("=")[::2] for part in text.split(","))
        try:
            counts = {ON: True, OFF: False}[settings.pop("counts", ON)]
            own, common = (_percent(settings.pop(name, "10")) for name in ("own", "common"))
        except (KeyError, ValueError):
            raise WrongInput("error.gap_noise", value=text) from None
        if settings:
            raise WrongInput("error.gap_noise", value=text)
        return cls(own, common, counts)


@dataclass(frozen=True)
class Drawing:
    """How many draws, by which noise, and the seed that they begin with."""

    draws: int = 0
    seed: int = SEED
    noise: Noise = Noise()

    @classmethod
    def of(cls, draws: int | None, seed: int | None, noise: str | None) -> Drawing:
        """Check what was asked for; whoever names a seed or noise alone wants the usual draws.

        Raises:
            WrongInput: too many draws, or no such seed or noise.
        """
        if draws is None:
            draws = 0 if seed is None and noise is None else DRAWS
        seed = SEED if seed is None else seed
        for option, value, most in (("draws", draws, MOST_DRAWS), ("seed", seed, LARGEST_SEED)):
            if not 0 <= value <= most:
                raise WrongInput("error.gap_bound", option=option, value=value, most=most)
        return cls(draws, seed, Noise() if noise is None else Noise.of(noise))

    def draw(self, number: int, side: int, persons: Ints) -> Ints:
        """Disturb the classes of a side (0 supply, 1 demand) for a draw."""
        # The algorithms of RandomState are frozen: other versions of numpy draw the same.
        stream = np.random.RandomState([self.seed, number, side])
        return drawn(persons, self.noise, stream)


NO_DRAWS = Drawing()


def drawn(persons: Ints, noise: Noise, stream: np.random.RandomState) -> Ints:
    """Disturb classes: × (1 + own) × (1 + common), then counts with that mean.

    Own and common are uniform between their bounds. They are drawn also where they are switched
    off, so that the others stay as they were. Without counts persons are rounded, their sum kept.

    >>> quiet = Noise(own=0, common=0, counts=False)
    >>> drawn(np.array([3, 0, 12]), quiet, np.random.RandomState(7)).tolist()
    [3, 0, 12]
    """
    own = 1 + noise.own / 100 * stream.uniform(-1, 1, len(persons))
    common = 1 + noise.common / 100 * stream.uniform(-1, 1)
    exact = persons * own * common
    if noise.counts:
        return stream.poisson(exact).astype(np.int64)
    return added_up(exact)


def _percent(text: str) -> float:
    """Return a bound in percent; not a number: an error."""
    bound = 0.0 if text == OFF else float(text)
    if not 0 <= bound <= 100:
        raise ValueError(text)
    return bound
