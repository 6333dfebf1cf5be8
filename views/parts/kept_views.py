"""Views that people keep: a name and an address, beside the builds of a home."""

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
    """``address``: path and query of a view of the explorer."""

    name: str
    address: str


def kept_views(home: Path) -> tuple[KeptView, ...]:
    """The views kept in a home, the latest first.

    Raises:
        WrongInput: the file is damaged, or leads elsewhere than to the graph.
    """
    try:
        told = json.loads((home / FILE).read_text(encoding="utf-8"))
        found = tuple(KeptView(str(one["name"]), str(one["address"])) for one in told)
        if not all(one.address.startswith(f"/{PAGE}") for one in found):
            raise ValueError
        return found
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError, KeyError):
        raise WrongInput("error.damaged_views", file=str(home / FILE)) from None


def keep_view(home: Path, view: KeptView) -> None:
    """Keep a view; one of the same name is replaced.

    Raises:
        WrongInput: the file cannot be written, or is damaged.
    """
    name = " ".join(view.name.split())[:LONGEST]
    others = [one for one in kept_views(home) if one.name != name]
    _write(home, [KeptView(name, view.address), *others][:MOST])


def drop_view(home: Path, name: str) -> None:
    """Forget a view."""
    _write(home, [one for one in kept_views(home) if one.name != name])


def _write(home: Path, views: list[KeptView]) -> None:
    Home(home).prepare()
    beside = home / f".{FILE}-{os.getpid()}"
    text = json.dumps([asdict(one) for one in views], ensure_ascii=False, indent=1)
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(home / FILE)
    except OSError as error:
        problem = error.strerror or str(error)
        raise WrongInput("error.cannot_write", file=str(home / FILE), problem=problem) from None
    finally:
        beside.unlink(missing_ok=True)
