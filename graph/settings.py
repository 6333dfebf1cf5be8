"""Where things are, and the limits that keep one question from hurting another."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ONTOLOGY_FILE = ROOT / "ontology.ttl"
EXAMPLES = ROOT / "examples"
DEMO = EXAMPLES / "wuzhou"

DEFAULT_HOME = ".twinchain"
DEFAULT_LANG = "zh"
# No dense algebra is done: the threads of the algebra library would only spin.
CALM_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}

# Here, so that a command knows a picture by its name without loading what draws it.
PICTURE_NAMES = ("ribbon", "network", "chain", "duties", "blocks", "trend")

DOCUMENT_NAMES = ("briefing", "annual-report", "task-sheet", "warnings", "gap")

DEFAULT_BASE = "https://w3id.org/twinchain/id/"


@dataclass(frozen=True)
class QueryLimits:
    """Bounds of one query: seconds of wall time, rows of the answer, bytes of resident memory."""

    timeout_s: float = 30.0
    rows: int = 10_000
    memory_bytes: int = 4 * 1024**3


@dataclass(frozen=True)
class FileLimits:
    """Bounds of one input file: bytes on disk, bytes and ratio once unpacked, sheets.

    What reading a workbook may take, time and memory, grows with what it holds: ``read_s`` and
    ``read_memory_bytes`` are what even the smallest may take.
    """

    file_bytes: int = 1024**3
    unpacked_bytes: int = 2 * 1024**3
    unpack_ratio: float = 200.0
    sheets: int = 500
    read_s: float = 4.0
    read_bytes_per_s: float = 8e6
    read_memory_bytes: int = 640 * 1024**2
    memory_per_byte: int = 8
    most_memory_bytes: int = 3 * 1024**3


@dataclass(frozen=True)
class UploadLimits:
    """Bounds of what a browser hands in: bytes of the file, and of checking it time and memory."""

    file_bytes: int = 200 * 1024**2
    check_s: float = 600.0
    check_memory_bytes: int = 4 * 1024**3


def version() -> str:
    """The version of the program, as ``pyproject.toml`` declares it."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(declared["project"]["version"])


def home_from_environment() -> Path:
    """The folder of builds: ``TWINCHAIN_HOME`` or ``.twinchain`` here."""
    return Path(os.environ.get("TWINCHAIN_HOME") or DEFAULT_HOME)


def lang_from_environment() -> str:
    """The language of messages: ``TWINCHAIN_LANG``, a locale too (``zh_CN.UTF-8``), or ``zh``."""
    asked = os.environ.get("TWINCHAIN_LANG") or DEFAULT_LANG
    return asked.partition("_")[0].partition("-")[0]
