"""Files that one home has read are read for the other homes of a test run, too.

What a home keeps of a file is named by the content of the file, the settings that read it, the
program and the declaration (`ingest/cache.py`), so the answer is the one that reading would give.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from ingest.cache import ReadCache
from ingest.sheets import ReadTable


def keep_between_homes(folder: Path) -> None:
    """Let all homes of this process and of those forked from it share what they have read."""
    alone = ReadCache.get_or_read

    def get_or_read(
        self: ReadCache, identity: str, read: Callable[[], list[ReadTable]]
    ) -> list[ReadTable]:
        if self.folder is None:
            return read()
        own = self.place(identity)
        common = folder / own.name
        _link(common, own)
        tables = alone(self, identity, read)
        _link(own, common)
        return tables

    ReadCache.get_or_read = get_or_read  # type: ignore[method-assign]


def _link(source: Path, target: Path) -> None:
    """Put a folder, its files linked, where there is none, unless the system will not have it."""
    if target.exists() or not source.exists():
        return
    with contextlib.suppress(OSError), tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / target.name
        shutil.copytree(source, new, copy_function=os.link)
        target.parent.mkdir(parents=True, exist_ok=True)
        new.rename(target)
