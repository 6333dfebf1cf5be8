"""The child's side: take orders from the parent, carry them out, send events, result or error."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Any, NoReturn

from graph import errors
from graph.lazy import imported
from graph.processes import Emit
from graph.processes.system import system_problem

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
MANY_OBJECTS = 50_000


def _orders(parent: int) -> Iterator[dict[str, Any]]:
    """Do what the parent asks for; end when the parent closes our input (or dies).

    A store at work may hold the interpreter for minutes, so where the system can do it (Linux), it
    ends us without asking.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # died before we asked
            os._exit(1)
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        for line in sys.stdin.buffer:
            waiting.put(line)
        os._exit(1)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        yield json.loads(waiting.get())


def _main() -> NoReturn:
    _ignore_interrupts()
    gc.set_threshold(MANY_OBJECTS)  # what is looked for less often is a tenth of a small build
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever a library prints must not break the protocol

    def send(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message, ensure_ascii=False, allow_nan=False).encode() + b"\n")

    for order in _orders(int(sys.argv[1])):
        _carry_out(order, send)
    os._exit(0)


def _carry_out(order: dict[str, Any], send: Emit) -> None:
    try:
        work = imported(order["target"])
        result = work(order["request"], lambda event: send({"event": event}))
        send({"result": result})
    except errors.TwinChainError as error:
        kind = type(error).__name__
        send({"error": {"kind": kind, "key": error.key, "values": error.values}})
    except MemoryError:
        send({"error": {"kind": "LimitReached", "key": "error.out_of_memory", "values": {}}})
    except BaseException as error:  # noqa: BLE001 - the parent reports what stands here
        problem = system_problem(error)
        if problem is None:  # a program fault
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
        values = {"problem": problem}
        send({"error": {"kind": "BuildFailed", "key": "error.system", "values": values}})


def _ignore_interrupts() -> None:
    """Ignore Ctrl-C in the child, by a handler: programs it starts would inherit a deaf ear."""
    signal.signal(signal.SIGINT, lambda _signal, _frame: None)
    if hasattr(signal, "pthread_sigmask"):
        signal.siginterrupt(signal.SIGINT, False)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


if __name__ == "__main__":
    _main()
