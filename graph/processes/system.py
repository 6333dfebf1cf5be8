"""What the operating system says of a process and of an error."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_REFUSALS = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EMFILE,
    errno.ENFILE,
    errno.EIO,
)


def resident_bytes(pid: int) -> int:
    """Return the resident bytes of a process; 0 where the system does not tell (no /proc)."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def system_problem(error: BaseException) -> str | None:
    """Say what the operating system refused, in its own words, or None if it did not.

    Engines wrap the system's refusals in errors of their own.

    >>> system_problem(ValueError("parquet: IO error: (os error 28)"))
    'No space left on device'
    >>> system_problem(FileNotFoundError(2, "No such file or directory", "x.csv"))
    'No such file or directory: x.csv'
    """
    text = str(error)
    for number in _REFUSALS:
        if f"(os error {number})" in text or os.strerror(number) in text:
            where = getattr(error, "filename", None)
            return os.strerror(number) + (f": {where}" if where else "")
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.strerror and error.filename else ""
        return (error.strerror or text) + where
    return None
