"""What is not needed and not installed: a sentence that says what to install, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.errors import WrongInput
from graph.settings import ROOT
from graph.words import say
from views.web import settings
from views.web.settings import ServeOptions

# Each hidden package, with the command that needs it.
NEEDED = [
    ("justmytype_intl_cjk", ["export", "briefing", "--to", "x.pdf"], "justmytype-intl-cjk"),
    ("uharfbuzz", ["export", "briefing", "--to", "x.pdf"], "uharfbuzz"),
    ("typst", ["export", "briefing", "--to", "x.pdf"], "typst"),
    ("docx", ["export", "briefing", "--to", "x.docx"], "python-docx"),
    ("pptx", ["export", "briefing", "--to", "x.pptx"], "python-pptx"),
]


def hiding(package: str, folder: Path) -> dict[str, str]:
    """An environment in which a package is not there, for all processes."""
    (folder / "sitecustomize.py").write_text(
        "import importlib.util, sys\n"
        f"hidden = {package!r}\n"
        "class Hidden:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] == hidden:\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Hidden())\n"
        "real = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, package=None: (\n"
        "    None if name.partition('.')[0] == hidden else real(name, package))\n"
    )
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}


@pytest.mark.parametrize(("package", "command", "named"), NEEDED)
def test_a_missing_package_is_a_sentence(
    package: str, command: list[str], named: str, homes: dict[str, Path], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "views.cli", *command, "--home", str(homes["tiny"]), "--lang", "en"],
        cwd=tmp_path,
        env=hiding(package, tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = say("error.no_extra", "en", package=named, extra="briefing")
    assert (done.returncode, done.stderr) == (2, f"Error: {told}\n")


def test_a_login_without_its_package_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "login_is_configured", lambda: True)
    monkeypatch.setattr(settings, "find_spec", lambda _name: None)
    with pytest.raises(WrongInput) as told:
        settings.require_safe(ServeOptions(Path()))
    assert told.value.values == {"package": "authlib", "extra": "login"}
