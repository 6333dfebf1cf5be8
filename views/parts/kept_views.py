"""Kept views: names and addresses, stored beside the builds of a home."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.builds.home import Home
from graph.errors import WrongInput

FILE, MOST, LONGEST = "views.json", 200, 80
PAGE = "explore"


@dataclass(frozen=True)
class KeptView:
    """A named view of the explorer. ``address``: its path and query."""

    name: str
    address: str


def kept_views(home: Path) -> tuple[KeptView, ...]:
    """Read the views kept in a home, the latest first.

    Raises:
        WrongInput: the file is damaged, or leads elsewhere than to the graph.
    """
    try:
        entries = json.loads((home / FILE).read_text(encoding="utf-8"))
        views = tuple(KeptView(str(entry["name"]), str(entry["address"])) for entry in entries)
        if not all(view.address.startswith(f"/{PAGE}") for view in views):
            raise ValueError
        return views
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError, KeyError):
        raise WrongInput("error.damaged_views", file=str(home / FILE)) from None


def keep_view(home: Path, view: KeptView) -> None:
    """Keep a view, in place of one of the same name.

    Raises:
        WrongInput: the file cannot be written, or is damaged.
    """
    name = " ".join(view.name.split())[:LONGEST]
    others = [other for other in kept_views(home) if other.name != name]
    _write(home, [KeptView(name, view.address), *others][:MOST])


def drop_view(home: Path, name: str) -> None:
    """Remove a kept view."""
    _write(home, [view for view in kept_views(home) if view.name != name])


def _write(home: Path, views: list[KeptView]) -> None:
    Home(home).prepare()
    temporary = home / f".{FILE}-{os.getpid()}"
    text = json.dumps([asdict(view) for view in views], ensure_ascii=False, indent=1)
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(home / FILE)
    except OSError as error:
        problem = error.strerror or str(error)
        raise WrongInput("error.cannot_write", file=str(home / FILE), problem=problem) from None
    finally:
        temporary.unlink(missing_ok=True)
