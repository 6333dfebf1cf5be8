"""Uploaded files, kept beside the builds under the hash of their content."""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import zipfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from graph.builds.home import Home
from graph.errors import WrongInput
from graph.processes.limits import UploadLimits
from ingest.corrections import Settings, read_settings, settings_text
from ingest.datasets import ADAPTER_SUFFIX, files_in_zip
from ingest.readers import READERS, BadFileError, stem_of, suffix_of
from ingest.rules import DECLARATION_FILE

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


def by_name(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return uploaded files by their safe names; of equal names the later ones get a number."""
    named: dict[str, bytes] = {}
    for name, content in files:
        named[_free(safe_name(name), named)] = content
    return named


def names_in(files: Mapping[str, bytes]) -> list[str]:
    """Return the names of uploaded files, and of those in a zip."""
    names = []
    for name, content in files.items():
        try:
            is_zip = name.lower().endswith(ZIP)
            names += [member.name for member in files_in_zip(content)] if is_zip else [name]
        except BadFileError:
            names.append(name)
    return names


def keep_together(home: Path, files: Mapping[str, bytes], settings: Settings) -> Path:
    """Keep files, as :func:`by_name`, as one dataset with the ``source.toml`` they are read by.

    A single file without other settings than its own is kept as it is; everything else is a zip
    named for the first.

    Raises:
        WrongInput: as for :func:`keep`.
    """
    own = source_toml(files)
    text = own if own and read_settings(own) == settings else settings_text(settings)
    if len(files) == 1 and text == own:
        ((name, content),) = files.items()
        return keep(home, name, content)
    members: dict[str, bytes] = {}
    for name, content in files.items():
        _require_acceptable(name, content)
        for member, unpacked in _unpacked(name, content).items():
            members[_free(member, members)] = unpacked
    members.pop(DECLARATION_FILE, None)
    if text:
        members[DECLARATION_FILE] = text.encode()
    return keep(home, f"{_joint_name(files)}{ZIP}", _zipped(members))


def source_toml(files: Mapping[str, bytes]) -> str:
    """Return the ``source.toml`` among uploaded files, or in their zip; empty if there is none."""
    for name, content in files.items():
        members = {name: content} if name == DECLARATION_FILE else {}
        if name.lower().endswith(ZIP):
            members = _unpacked(name, content, only=DECLARATION_FILE)
        if DECLARATION_FILE in members:
            return members[DECLARATION_FILE].decode("utf-8-sig", errors="replace")
    return ""


def _joint_name(files: Iterable[str]) -> str:
    """Return the name of files as one dataset: that of the first, and how many there are.

    >>> _joint_name(["a.xlsx"]), _joint_name(["a.csv", "source.toml", "b.csv"])
    ('a', 'a (2)')
    """
    stems = [stem_of(name) for name in files if name != DECLARATION_FILE]
    first = stems[0] if stems else stem_of(DECLARATION_FILE)
    return f"{first} ({len(stems)})" if len(stems) > 1 else first


def _unpacked(name: str, content: bytes, only: str | None = None) -> dict[str, bytes]:
    """Return the files in a zip, or ``only`` one; a file that is none, or is broken, as it is."""
    if not name.lower().endswith(ZIP):
        return {name: content}
    limit = UploadLimits().file_bytes
    if only is None and sum(entry.file_size for entry in _entries(content)) > limit:
        raise WrongInput("error.upload_size", file=name, megabytes=limit // 1024**2)
    try:
        members = [m for m in files_in_zip(content) if only in (None, m.name)]
        return {member.name: member.content for member in members}
    except BadFileError:
        return {name: content}


def _free(name: str, present: Collection[str]) -> str:
    """Return the name, or with a number where it is taken."""
    stem, dot, suffix = name.rpartition(".")
    names = (f"{stem}({number}){dot}{suffix}" for number in itertools.count(2))
    return name if name not in present else next(free for free in names if free not in present)


def _zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a zip that is the same whenever it is made; nothing is compressed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def _require_acceptable(name: str, content: bytes) -> None:
    limit = UploadLimits().file_bytes
    if len(content) > limit:
        raise WrongInput("error.upload_size", file=safe_name(name), megabytes=limit // 1024**2)
    suffix = suffix_of(safe_name(name))
    if suffix not in SUFFIXES and safe_name(name) != DECLARATION_FILE:
        raise WrongInput("error.upload_kind", file=safe_name(name), suffixes=" ".join(SUFFIXES))
    if suffix == ZIP:
        names = [entry.filename.lower() for entry in _entries(content)]
        adapter = next((member for member in names if member.endswith(ADAPTER_SUFFIX)), None)
        if adapter is not None:
            raise WrongInput("error.upload_adapter", file=safe_name(adapter))


def _entries(content: bytes) -> list[zipfile.ZipInfo]:
    """List what is in a zip; an unreadable zip is reported when it is checked."""
    with contextlib.suppress(*_UNREADABLE):
        return zipfile.ZipFile(io.BytesIO(content)).infolist()
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
