"""The parent's side: start a child, hand it calls, and end it at a limit or on request."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any

from graph import errors
from graph.processes import Emit
from graph.processes.system import resident_bytes
from graph.settings import CALM_ENVIRONMENT

POLL_S = 0.05
ERROR_TAIL_CHARACTERS = 2_000
_STOP: ContextVar[threading.Event | None] = ContextVar("stop", default=None)


@contextlib.contextmanager
def stoppable(stop: threading.Event) -> Iterator[None]:
    """End whatever is called in a child within this block soon after ``stop`` is set elsewhere."""
    before = _STOP.set(stop)
    try:
        yield
    finally:
        _STOP.reset(before)


def check_wanted() -> None:
    """Raise where somebody has asked within :func:`stoppable` to stop.

    Raises:
        LimitReached: nobody waits for the answer any more.
    """
    stop = _STOP.get()
    if stop is not None and stop.is_set():
        raise errors.LimitReached("error.stopped")


def call_in_child(
    target: str,
    request: dict[str, Any],
    *,
    on_event: Emit | None = None,
    timeout_s: float | None = None,
    memory_bytes: int | None = None,
) -> Any:
    """Call ``"module:function"`` with a JSON-able request in a child process; return its result.

    The function is called as ``function(request, emit)``; what it emits reaches ``on_event``.

    Raises:
        LimitReached: the time or memory limit was reached, or the call was stopped
            (:func:`stoppable`); the child has been killed.
        TwinChainError: whatever the function raised.
        BuildFailed: the child died without an answer.
    """
    with Worker() as worker:
        return worker.call(
            target, request, on_event=on_event, timeout_s=timeout_s, memory_bytes=memory_bytes
        )


class Worker:
    """A child process that answers one call after the other, until one of them kills it.

    On Linux it also ends with the *thread* that made it.
    """

    def __init__(self) -> None:
        with _interrupts_held():
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "graph.processes.child", str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={
                    **CALM_ENVIRONMENT,
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(filter(None, _import_path())),
                },
            )
        self._errors_said: list[bytes] = []
        self._drain = threading.Thread(
            target=self._errors_said.extend, args=(self._child.stderr,), daemon=True
        )
        self._drain.start()
        self.is_fit = True

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_how: object) -> None:
        self.close()

    @property
    def resident_bytes(self) -> int:
        """Resident memory of the child."""
        return resident_bytes(self._child.pid)

    def call(
        self,
        target: str,
        request: dict[str, Any],
        *,
        on_event: Emit | None = None,
        timeout_s: float | None = None,
        memory_bytes: int | None = None,
    ) -> Any:
        """Call as :func:`call_in_child`; after a limit or a death the worker is not ``is_fit``."""
        assert self._child.stdin
        assert self._child.stdout
        self.is_fit = False
        with contextlib.suppress(BrokenPipeError):
            order = {"target": target, "request": request}
            self._child.stdin.write(json.dumps(order).encode() + b"\n")
            self._child.stdin.flush()
        guard = _Guard(self._child.pid, timeout_s, memory_bytes)
        for message in _messages(self._child.stdout, guard):
            if "event" in message:
                if on_event:
                    on_event(message["event"])
                continue
            self.is_fit = True
            if "error" in message:
                raise _error_from(message["error"])
            return message["result"]
        self._child.wait()
        self._drain.join(timeout=1)
        if self._child.returncode == -signal.SIGKILL and memory_bytes is not None:
            raise errors.LimitReached("error.out_of_memory")  # the system ended it before we did
        tail = b"".join(self._errors_said).decode(errors="replace")[-ERROR_TAIL_CHARACTERS:]
        code = self._child.returncode
        raise errors.BuildFailed("error.child_died", code=code, tail=tail.strip())

    def close(self) -> None:
        """End the child, whatever it does."""
        self._child.kill()
        self._child.wait()
        self._drain.join(timeout=1)
        for stream in (self._child.stdin, self._child.stdout, self._child.stderr):
            assert stream
            with contextlib.suppress(BrokenPipeError):
                stream.close()


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C from children begun here: a terminal sends it to all, the parent alone decides.

    The child inherits that it is held, so that there is no moment at which it is not.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _import_path() -> list[str]:
    """Put this checkout first, whatever the child's own folder holds."""
    return [str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]


class _Guard:
    """Says when a child has had enough time or memory, or nobody waits for it any more."""

    def __init__(self, pid: int, timeout_s: float | None, memory_bytes: int | None) -> None:
        self.pid = pid
        self.timeout_s = timeout_s
        self.memory_bytes = memory_bytes
        self.started_s = time.monotonic()

    def check(self) -> None:
        check_wanted()
        if self.timeout_s is not None and time.monotonic() - self.started_s > self.timeout_s:
            raise errors.LimitReached("error.time_limit", seconds=self.timeout_s)
        if self.memory_bytes is not None and resident_bytes(self.pid) > self.memory_bytes:
            raise errors.LimitReached("error.memory_limit", megabytes=self.memory_bytes // 1024**2)


def _messages(stream: IO[bytes], guard: _Guard) -> Iterator[dict[str, Any]]:
    descriptor = stream.fileno()
    pending = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while True:
            guard.check()
            if not selector.select(POLL_S):
                continue
            chunk = os.read(descriptor, 1 << 16)
            if not chunk:
                return
            *ends, rest = chunk.split(b"\n")
            for end in ends:
                yield json.loads(pending + end)
                pending.clear()
            pending += rest


def _error_from(record: dict[str, Any]) -> errors.TwinChainError:
    kind = getattr(errors, record["kind"], errors.TwinChainError)
    error: errors.TwinChainError = kind(record["key"], **record["values"])
    return error
