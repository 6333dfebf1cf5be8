"""Program faults. Data faults are findings; every error raised here says what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from graph.words import say


class TwinChainError(Exception):
    """Root of all errors. ``key`` names the sentence, ``values`` fill it; exit code 2.

    >>> str(NoSuchBuild("error.no_build", home="h"))[:8]
    'No build'
    """

    exit_code = 2

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def text(self, lang: str) -> str:
        """Return the message with its remedy, in a language."""
        return say(self.key, lang, **self.values)

    def __str__(self) -> str:
        return self.text("en")

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore, (type(self), self.key, self.values))


def _restore(kind: type[TwinChainError], key: str, values: dict[str, Any]) -> TwinChainError:
    return kind(key, **values)


class WrongInput(TwinChainError):
    """A file, option or query that cannot be read or is refused."""


def require_suffix(to: Path | str, suffixes: Iterable[str]) -> None:
    """Refuse a file of another suffix than these, before anything is computed.

    Raises:
        WrongInput: it names the suffixes there are.
    """
    if Path(to).suffix.lower() not in (suffixes := tuple(suffixes)):
        raise WrongInput("error.bad_suffix", file=str(to), suffixes=" ".join(suffixes))


class NoSuchBuild(TwinChainError):
    """There is no build, or none with the id."""


class BuildFailed(TwinChainError):
    """The build could not be made; the published one is untouched."""


class NoAnswer(TwinChainError):
    """The question has no answer: nothing to compute on, or a limit was reached."""

    exit_code = 3


class LimitReached(NoAnswer):
    """An answer may exist, but not within the available time, memory, size or workers."""


class ServerFault(TwinChainError):
    """A server cannot be reached, went away, or does not hold what it was sent."""

    exit_code = 3


class DeclarationFault(TwinChainError):
    """ontology.ttl declares something that the program cannot carry out."""
