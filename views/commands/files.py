"""The check before a command writes a file."""

from __future__ import annotations

from pathlib import Path

from graph.errors import WrongInput


def may_write(to: Path, force: bool) -> None:
    """Refuse to write a file that exists or has no folder.

    Raises:
        WrongInput: it exists and ``--force`` was not given, or its folder does not exist.
    """
    if to.exists() and not force:
        raise WrongInput("error.file_exists", file=str(to))
    if not to.parent.is_dir():
        raise WrongInput("error.no_such_path", path=str(to.parent))
