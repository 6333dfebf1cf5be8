"""Warm workers for a server: each answers one question at a time, and dies of a bad one alone."""

from __future__ import annotations

import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from graph.errors import LimitReached
from graph.processes.limits import QueryLimits
from graph.processes.worker import POLL_S, Worker, check_wanted

RETIRE_SHARE = 0.25  # of the memory limit: what a worker may keep between two questions


class WorkerPool:
    """At most ``size`` workers, made when first needed, kept for the next question."""

    def __init__(self, size: int) -> None:
        self._places = threading.BoundedSemaphore(size)
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        # A worker ends with the thread that made it: this one lives as long as the pool.
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="workers")

    def call(self, target: str, request: dict[str, Any], limits: QueryLimits) -> Any:
        """Call ``"module:function"`` in a worker; see :func:`graph.processes.worker.call_in_child`.

        Raises:
            LimitReached: no worker was free in time, a limit was reached (its worker is killed), or
                the call was stopped.
            TwinChainError: whatever the function raised.
        """
        self._take_place(time.monotonic() + limits.timeout_s)
        try:
            check_wanted()
            worker = self._worker()
            try:
                return worker.call(
                    target, request, timeout_s=limits.timeout_s, memory_bytes=limits.memory_bytes
                )
            finally:
                if worker.is_fit and worker.resident_bytes < limits.memory_bytes * RETIRE_SHARE:
                    self._idle.put(worker)
                else:
                    worker.close()
        finally:
            self._places.release()

    def _take_place(self, until_s: float) -> None:
        """Wait for a free worker, as long as somebody waits for the answer."""
        while not self._places.acquire(timeout=POLL_S):
            check_wanted()
            if time.monotonic() > until_s:
                raise LimitReached("error.busy")

    def _worker(self) -> Worker:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return self._maker.submit(Worker).result()

    def close(self) -> None:
        """End all idle workers; one at work ends with its question."""
        while not self._idle.empty():
            self._idle.get_nowait().close()
        self._maker.shutdown()
