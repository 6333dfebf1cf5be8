"""Conversion of old Word and WPS documents (.doc, .wps) to .docx by LibreOffice, if installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from ingest.readers import BadFileError

TIMEOUT_S = 90
COMMANDS = ("soffice", "libreoffice")
# No part of the document is run or fetched.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
    '<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
)
_SAFE = {
    "DisableMacrosExecution": "true",
    "MacroSecurityLevel": "3",
    "BlockUntrustedRefererLinks": "true",
    "DisableActiveContent": "true",
}


def as_docx(content: bytes) -> bytes:
    """Convert an old document to .docx.

    Raises:
        BadFileError: LibreOffice is not installed, or does not understand the file.
    """
    if content.startswith(b"PK"):  # a .docx by another name, as WPS writes
        return content
    command = next((path for name in COMMANDS if (path := shutil.which(name))), None)
    if command is None:
        raise BadFileError("bad-document.needs_libreoffice")
    if not content.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf", b"<")):
        raise BadFileError("bad-file.not_its_name", kind=".doc")
    with tempfile.TemporaryDirectory(prefix="twinchain-office-") as folder:
        return _converted(command, content, Path(folder))


def _converted(command: str, content: bytes, folder: Path) -> bytes:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    items = "".join(_ITEM.format(name=name, value=value) for name, value in _SAFE.items())
    settings = profile / "user" / "registrymodifications.xcu"
    settings.write_text(_SETTINGS.format(items=items), encoding="utf-8")
    source = folder / "document.doc"
    source.write_bytes(content)
    order = [command, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    order += ["--convert-to", "docx:Office Open XML Text", "--outdir", str(folder), str(source)]
    try:
        subprocess.run(order, capture_output=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        raise BadFileError("bad-file.too_slow", seconds=TIMEOUT_S) from None
    result = folder / "document.docx"
    if not result.is_file():
        raise BadFileError("bad-file.damaged", kind="Word")
    return result.read_bytes()
