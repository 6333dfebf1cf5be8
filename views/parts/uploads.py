"""Files people hand in: kept beside the builds, under the hash of what they hold."""

from __future__ import annotations

import hashlib
from pathlib import Path

from graph.builds.home import Home
from graph.errors import WrongInput

FOLDER, HASH_CHARACTERS, LONGEST_NAME = "uploads", 16, 120


def keep(home: Path, name: str, content: bytes) -> Path:
    """Write an uploaded file into the home; the same file twice is kept once.

    Raises:
        WrongInput: it cannot be written.
    """
    Home(home).prepare()
    folder = home / FOLDER / hashlib.sha256(content).hexdigest()[:HASH_CHARACTERS]
    file = folder / safe_name(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        problem = error.strerror or str(error)
        raise WrongInput("error.cannot_write", file=str(file), problem=problem) from None
    return file


def safe_name(name: str) -> str:
    """The last part of a name somebody else chose, as a file may be called here.

    >>> safe_name("../../etc/x:y.csv"), safe_name("C:\\\\data\\\\填报.xlsx"), safe_name("..")
    ('x_y.csv', '填报.xlsx', 'upload')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign if sign.isalnum() or sign in " .-_()（）" else "_" for sign in last)
    kept = kept.strip(" .")
    if len(kept) > LONGEST_NAME:
        stem, dot, suffix = kept.rpartition(".")
        kept = stem[: LONGEST_NAME - len(suffix) - 1] + dot + suffix
    return kept or "upload"
