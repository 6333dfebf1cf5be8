"""The work of child processes in tests; only the children import it."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from graph.errors import WrongInput


def echo(request: dict[str, Any], emit: Any) -> dict[str, Any]:
    for number in range(3):
        emit({"number": number})
    return {"said": request["say"]}


def chatter(request: dict[str, Any], emit: Any) -> str:
    sys.stdout.write("not a message\n")
    sys.stdout.flush()
    os.write(1, b"nor this\n")
    os.write(2, b"x" * 300_000)  # more than a pipe holds
    return "answer"


def say_much(request: dict[str, Any], emit: Any) -> str:
    emit({"long": "甲" * 1_000_000})
    return "x" * request["characters"]


def refuse(request: dict[str, Any], emit: Any) -> None:
    raise WrongInput("error.no_such_path", path="某处")


def fail(request: dict[str, Any], emit: Any) -> None:
    raise KeyError("a fault of the program")


def fill_disk(request: dict[str, Any], emit: Any) -> None:
    raise ValueError("engine: IO error: No space left on device (os error 28)")


def sleep(request: dict[str, Any], emit: Any) -> None:
    Path(request["pid_file"]).write_text(str(os.getpid()), encoding="ascii")
    time.sleep(60)


def hold_interpreter(request: dict[str, Any], emit: Any) -> None:
    """Stay busy in one call that never lets another thread run."""
    Path(request["pid_file"]).write_text(str(os.getpid()), encoding="ascii")
    sys.setswitchinterval(1e6)
    while True:
        pass


def take_memory(request: dict[str, Any], emit: Any) -> int:
    taken = [bytearray(10_000_000) for _ in range(100)]
    time.sleep(60)
    return len(taken)


def kill_myself(request: dict[str, Any], emit: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def read_measured(request: dict[str, str], emit: object) -> dict[str, object]:
    """How a file is read; time of the processor and the most memory, with children."""
    import resource

    from ingest.readers import BadFileError, reader_for

    try:
        reader_for(Path(request["file"]).suffix)(
            Path(request["file"]).read_bytes(), "a" + Path(request["file"]).suffix
        )
        reason = "read"
    except BadFileError as fault:
        reason = fault.reason
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu_s = sum(use.ru_utime + use.ru_stime for use in used)
    # Not ru_maxrss of our own: that begins with what the process was that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    own = int(status.partition("VmHWM:")[2].split()[0])
    return {"reason": reason, "cpu_s": cpu_s, "peak": max(own, used[1].ru_maxrss) * 1024}
