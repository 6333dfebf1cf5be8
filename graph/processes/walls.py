"""Walls around a worker that the system itself holds: no network, bounded memory, time and files.

On Linux a seccomp filter makes ``socket`` fail for this process and all its threads from then on.
Elsewhere the guards stand alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import math
import os
import platform
import struct
import sys
from functools import cache
from pathlib import Path

# Machine → audit architecture, number of the system call ``socket``.
MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2
_LOAD_WORD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06  # instructions of the kernel's packet filter
_CALL_OFFSET, _ARCHITECTURE_OFFSET = 0, 4
_REFUSE, _ALLOW = 0x00050000, 0x7FFF0000

# What a child may reserve beyond what it may fill: libraries reserve more than they use.
_RESERVED_SHARE = 1.25
_RESERVED_PER_CORE_BYTES = 16 * 1024**2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


@cache
def forbid_network() -> bool:
    """Let this process open no socket from now on; False where the system has no such filter."""
    if not sys.platform.startswith("linux") or platform.machine() not in MACHINES:
        return False
    architecture, socket_call = MACHINES[platform.machine()]
    steps = [
        (_LOAD_WORD, 0, 0, _ARCHITECTURE_OFFSET),
        (_JUMP_EQUAL, 0, 3, architecture),
        (_LOAD_WORD, 0, 0, _CALL_OFFSET),
        (_JUMP_EQUAL, 0, 1, socket_call),
        (_RETURN, 0, 0, _REFUSE | errno.EACCES),
        (_RETURN, 0, 0, _ALLOW),
    ]
    program = _Program(len(steps), b"".join(struct.pack("HBBI", *step) for step in steps))
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(system.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program)) == 0)


def limit_memory(more_bytes: int) -> None:
    """Set the system's own limit, behind the parent's watch: it also stops a single great leap."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    with contextlib.suppress(OSError, ValueError, IndexError):
        now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
        reserved = _RESERVED_PER_CORE_BYTES * (os.cpu_count() or 1)
        limit = now * resource.getpagesize() + int(_RESERVED_SHARE * more_bytes) + reserved
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def limit_processor(seconds: float) -> None:
    """Let the system end this process once it has used so much time of the processor."""
    if sys.platform.startswith("linux"):
        import resource

        most = math.ceil(seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))


def limit_file_size(most_bytes: int) -> None:
    """Let the system refuse this process any file larger than that."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
