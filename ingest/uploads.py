"""Files people hand in: kept beside the builds, under the hash of what they hold."""

from __future__ import annotations

import contextlib
import hashlib
import io
import zipfile
from pathlib import Path, PurePosixPath

from graph.builds.home import Home
from graph.errors import WrongInput
from graph.processes.limits import UploadLimits
from ingest.datasets import ADAPTER_SUFFIX
from ingest.readers import READERS

HASH_CHARACTERS, LONGEST_NAME = 16, 120
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError)
ZIP = ".zip"
SUFFIXES = (*READERS, ZIP)


def keep(home: Path, name: str, content: bytes) -> Path:
    """Write an uploaded file into the home; the same file twice is kept once.

    Raises:
        WrongInput: it is too large, of no kind that is read, holds adapters (which would run with
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
    suffix = PurePosixPath(safe_name(name)).suffix.lower()
    if suffix not in SUFFIXES:
        raise WrongInput("error.upload_kind", file=safe_name(name), suffixes=" ".join(SUFFIXES))
    if suffix == ZIP:
        adapter = next((one for one in _members(content) if one.endswith(ADAPTER_SUFFIX)), None)
        if adapter is not None:
            raise WrongInput("error.upload_adapter", file=safe_name(adapter))


def _members(content: bytes) -> list[str]:
    """Names in a zip, in lower case; a zip that cannot be read is a finding when it is checked."""
    with contextlib.suppress(*_UNREADABLE):
        return [one.filename.lower() for one in zipfile.ZipFile(io.BytesIO(content)).infolist()]
    return []


def safe_name(name: str) -> str:
    r"""The last part of a name somebody else chose, as a file may be called here.

    >>> safe_name("../../etc/x:y.csv"), safe_name("C:\\data\\填报.xlsx"), safe_name("..")
    ('x_y.csv', '填报.xlsx', 'upload')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign if sign.isalnum() or sign in " .-_()（）" else "_" for sign in last)
    kept = kept.strip(" .")
    if len(kept) > LONGEST_NAME:
        stem, dot, suffix = kept.rpartition(".")
        kept = stem[: LONGEST_NAME - len(suffix) - 1] + dot + suffix
    return kept or "upload"
