"""No network in a worker: the second barrier behind the guards, held by the system itself.

On Linux a seccomp filter makes ``socket`` fail for this process and all its threads from then on.
Elsewhere the guards stand alone.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from functools import cache

# Machine → audit architecture, number of the system call ``socket``.
MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2
_LOAD_WORD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06  # instructions of the kernel's packet filter
_CALL_OFFSET, _ARCHITECTURE_OFFSET = 0, 4
_REFUSE, _ALLOW = 0x00050000, 0x7FFF0000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


@cache
def forbid_network() -> bool:
    """From now on this process opens no socket; False where the system has no such filter."""
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
