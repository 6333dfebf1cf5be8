"""A question at work in a thread of its own, so that somebody can look on and stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from graph.processes.worker import stoppable

Result = TypeVar("Result")


class Asking(Generic[Result]):
    """What ``ask()`` is about to answer. What it calls in child processes can be stopped.

    >>> Asking(lambda: 42).answer()
    42
    """

    def __init__(self, ask: Callable[[], Result]) -> None:
        self._ask = ask
        self._stop = threading.Event()
        self._begun_s = time.monotonic()
        self._ended_s: float | None = None
        self._answer: list[Result] = []
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="asking", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        try:
            with stoppable(self._stop):
                self._answer.append(self._ask())
        except BaseException as fault:  # noqa: BLE001 - raised again for whoever wants the answer
            self._fault = fault
        finally:
            self._ended_s = time.monotonic()

    @property
    def is_done(self) -> bool:
        """Whether there is an answer, or none to come."""
        return self._ended_s is not None

    @property
    def elapsed_s(self) -> float:
        """How long it took, or has taken so far."""
        return (self._ended_s or time.monotonic()) - self._begun_s

    def stop(self) -> None:
        """End the work; the answer is then an error that says so."""
        self._stop.set()

    def answer(self) -> Result:
        """Wait for the answer and return it.

        Raises:
            TwinChainError: the question has none.
        """
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        return self._answer[0]
