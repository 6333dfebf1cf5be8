"""Paths, defaults and the settings of the environment."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ONTOLOGY_FILE = ROOT / "ontology.ttl"
EXAMPLES = ROOT / "examples"
DEMO = EXAMPLES / "wuzhou"
PACKS = ROOT / "packs"

DEFAULT_HOME = ".twinchain"
DEFAULT_LANG = "zh"
# The program does no dense algebra: threads of the algebra library would only spin.
CALM_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}

# Here, so that a command knows the names of pictures without loading the code that draws them.
PICTURE_NAMES = ("ribbon", "network", "chain", "duties", "blocks", "trend", "map")

DOCUMENT_NAMES = ("briefing", "annual-report", "match-report", "task-sheet", "warnings", "gap")

DEFAULT_BASE = "https://w3id.org/twinchain/id/"


def version() -> str:
    """Return the version of the program, as ``pyproject.toml`` declares it."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(declared["project"]["version"])


def home_from_environment() -> Path:
    """Return the folder of builds: ``TWINCHAIN_HOME`` or ``.twinchain`` here."""
    return Path(os.environ.get("TWINCHAIN_HOME") or DEFAULT_HOME)


def lang_from_environment() -> str:
    """Return the language: ``TWINCHAIN_LANG``, also a locale (``zh_CN.UTF-8``), or ``zh``."""
    setting = os.environ.get("TWINCHAIN_LANG") or DEFAULT_LANG
    return setting.partition("_")[0].partition("-")[0]
