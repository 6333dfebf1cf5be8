"""Uploaded files, kept beside the builds under the hash of their content."""

from __future__ import annotations

import contextlib
import hashlib
import io
import zipfile
from pathlib import Path

from graph.builds.home import Home
from graph.errors import WrongInput
from graph.processes.limits import UploadLimits
from ingest.datasets import ADAPTER_SUFFIX
from ingest.readers import READERS, suffix_of

HASH_CHARACTERS, LONGEST_NAME = 16, 120
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError)
ZIP = ".zip"
SUFFIXES = (*READERS, ZIP)


def keep(home: Path, name: str, content: bytes) -> Path:
    """Write an uploaded file into the home; the same file twice is kept once.

    Raises:
        WrongInput: it is too large, of an unread kind, holds adapters (which would run with
            the rights of the server), or cannot be written.
    """
    _require_acceptable(name, content)
    place = Home(home)
    place.prepare()
    folder = place.sources / hashlib.sha256(content).hexdigest()[:HASH_CHARACTERS]
    file = folder / safe_name(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        problem = error.strerror or str(error)
        raise WrongInput("error.cannot_write", file=str(file), problem=problem) from None
    return file


def _require_acceptable(name: str, content: bytes) -> None:
    limit = UploadLimits().file_bytes
    if len(content) > limit:
        raise WrongInput("error.upload_size", file=safe_name(name), megabytes=limit // 1024**2)
    suffix = suffix_of(safe_name(name))
    if suffix not in SUFFIXES:
        raise WrongInput("error.upload_kind", file=safe_name(name), suffixes=" ".join(SUFFIXES))
    if suffix == ZIP:
        adapter = next(
            (member for member in _members(content) if member.endswith(ADAPTER_SUFFIX)), None
        )
        if adapter is not None:
            raise WrongInput("error.upload_adapter", file=safe_name(adapter))


def _members(content: bytes) -> list[str]:
    """List the names in a zip, in lower case; an unreadable zip is reported when it is checked."""
    with contextlib.suppress(*_UNREADABLE):
        return [entry.filename.lower() for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()]
    return []


def safe_name(name: str) -> str:
    r"""Return the last part of a foreign file name, with only safe characters.

    >>> safe_name("../../etc/x:y.csv"), safe_name("C:\\data\\填报.xlsx"), safe_name("..")
    ('x_y.csv', '填报.xlsx', 'upload')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    cleaned = "".join(sign if sign.isalnum() or sign in " .-_()（）" else "_" for sign in last)
    cleaned = cleaned.strip(" .")
    if len(cleaned) > LONGEST_NAME:
        stem, dot, suffix = cleaned.rpartition(".")
        cleaned = stem[: LONGEST_NAME - len(suffix) - 1] + dot + suffix
    return cleaned or "upload"
