"""Peers in environments of their own, made from the package index when first needed and kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Failed

LONGEST_S = 300


@dataclass(frozen=True)
class Peer:
    """A package, its version, and the program of ours that has it do the work."""

    name: str
    version: str
    program: str

    @property
    def title(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def folder(self) -> Path:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cache / "twinchain" / "benchmarks" / f"{self.name}-{self.version}"

    def python(self) -> str:
        """The Python of the peer's environment, which is made if it is not there.

        Raises:
            Failed: the package cannot be installed.
        """
        python, ready = self.folder / "bin" / "python", self.folder / ".ready"
        if not ready.is_file():
            print(f"installing {self.title} ...", file=sys.stderr, flush=True)
            shutil.rmtree(self.folder, ignore_errors=True)
            pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
            self._do([sys.executable, "-m", "venv", str(self.folder)])
            self._do([*pip, "install", "--only-binary", ":all:", f"{self.name}=={self.version}"])
            ready.touch()
        return str(python)

    def _do(self, command: list[str]) -> None:
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=LONGEST_S)
        except (OSError, subprocess.SubprocessError):
            raise Failed("it could not be installed from the package index") from None
