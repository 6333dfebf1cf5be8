"""Printing with LibreOffice, with only our font, so that results do not depend on the machine."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

from graph.export.fonts import used_characters, write_files

LONGEST_S = 180


def office_pdf(content: bytes, suffix: str, folder: Path) -> bytes:
    """Print a document of Office (``.docx .pptx .xlsx``) to PDF."""
    (pdf,) = office_pdfs({f"document{suffix}": content}, folder).values()
    return pdf


def office_pdfs(
    contents: Mapping[str, bytes], folder: Path, *, own_font: bool = True
) -> dict[str, bytes]:
    """Print several documents by name in one run, which takes little longer than one alone.

    ``own_font``: with only our font; otherwise with the machine's fonts.
    """
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        command.append(str(folder / name))
    environment = {"FONTCONFIG_FILE": str(_our_font(contents, folder))} if own_font else {}
    subprocess.run(
        command, env=os.environ | environment, capture_output=True, timeout=LONGEST_S, check=True
    )
    return {name: (folder / name).with_suffix(".pdf").read_bytes() for name in contents}


def _our_font(contents: Mapping[str, bytes], folder: Path) -> Path:
    """Write font settings with only our font, cut to the characters of some documents."""
    texts = []
    for content in contents.values():
        with ZipFile(io.BytesIO(content)) as parts:
            texts += [
                parts.read(name).decode("utf-8")
                for name in parts.namelist()
                if name.endswith(".xml")
            ]
    fonts = folder / "fonts"
    fonts.mkdir()
    write_files(used_characters(texts), fonts)
    settings = folder / "fonts.conf"
    places = f"<dir>{fonts}</dir><cachedir>{folder}</cachedir>"
    settings.write_text(f"<fontconfig>{places}</fontconfig>", encoding="utf-8")
    return settings
