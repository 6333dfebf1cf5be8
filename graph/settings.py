"""Where things are, and what the environment asks for."""

from __future__ import annotations

import os
import tomllib
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
