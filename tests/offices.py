"""LibreOffice as others use it, with our font alone: what it shows must not hang on the machine."""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path
from zipfile import ZipFile

from graph.export.fonts import used_characters, write_files

LONGEST_S = 180


def office_pdf(content: bytes, suffix: str, folder: Path) -> bytes:
    """A document of Office (``.docx .pptx .xlsx``) as LibreOffice prints it."""
    with ZipFile(io.BytesIO(content)) as parts:
        texts = [
            parts.read(name).decode("utf-8") for name in parts.namelist() if name.endswith(".xml")
        ]
    fonts = folder / "fonts"
    fonts.mkdir()
    write_files(used_characters(texts), fonts)
    settings = folder / "fonts.conf"
    places = f"<dir>{fonts}</dir><cachedir>{folder}</cachedir>"
    settings.write_text(f"<fontconfig>{places}</fontconfig>", encoding="utf-8")
    (folder / f"document{suffix}").write_bytes(content)
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*command, str(folder / f"document{suffix}")],
        env=os.environ | {"FONTCONFIG_FILE": str(settings)},
        capture_output=True,
        timeout=LONGEST_S,
        check=True,
    )
    return (folder / "document.pdf").read_bytes()
