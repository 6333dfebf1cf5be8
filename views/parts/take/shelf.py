"""The files that people may download, until their sessions end."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote
from weakref import WeakValueDictionary

PATH = "/take"
SECRET_BYTES = 24


@dataclass(frozen=True)
class File:
    """A file to make: its name, and the language of the message if it cannot be made."""

    name: str
    make: Callable[[], bytes]
    lang: str


@dataclass(eq=False)
class Shelf:
    """A session's files by id. The secret, which only the session's pages know, gives access."""

    files: dict[str, File] = field(default_factory=dict)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(SECRET_BYTES))

    def address(self, id_: str) -> str:
        """Return the address at which the server gives a file.

        >>> Shelf(secret="s").address("rows of it.csv")
        '/take/s/rows%20of%20it.csv'
        """
        return f"{PATH}/{self.secret}/{quote(id_, safe='')}"


_SHELVES: WeakValueDictionary[str, Shelf] = WeakValueDictionary()


def register(shelf: Shelf) -> Shelf:
    """Make the files of a shelf known to the server while the shelf is referenced."""
    _SHELVES[shelf.secret] = shelf
    return shelf


def file_at(secret: str, id_: str) -> File | None:
    """Return the file of an address; None once its session has ended."""
    shelf = _SHELVES.get(secret)
    return shelf.files.get(id_) if shelf else None
