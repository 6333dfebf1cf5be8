"""``twinchain --version``."""

from __future__ import annotations

import subprocess
import sys

from graph.settings import ROOT, version


def test_the_version_is_the_declared_one() -> None:
    command = [sys.executable, "-m", "views.cli", "--version"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == f"twinchain {version()}\n"
    assert f'version = "{version()}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
