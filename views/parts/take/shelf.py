"""The files that people may take along, until their sessions end."""

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
    """A file to make: its name, and the language in which it is told that it cannot be."""

    name: str
    make: Callable[[], bytes]
    lang: str


@dataclass(eq=False)
class Shelf:
    """A session's files by id. Whoever knows the secret may have them: only its pages do."""

    files: dict[str, File] = field(default_factory=dict)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(SECRET_BYTES))

    def address(self, id_: str) -> str:
        """Where the server gives a file.

        >>> Shelf(secret="s").address("rows of it.csv")
        '/take/s/rows%20of%20it.csv'
        """
        return f"{PATH}/{self.secret}/{quote(id_, safe='')}"


_SHELVES: WeakValueDictionary[str, Shelf] = WeakValueDictionary()


def register(shelf: Shelf) -> Shelf:
    """Make the files of a shelf known to the server for as long as somebody holds the shelf."""
    _SHELVES[shelf.secret] = shelf
    return shelf


def file_at(secret: str, id_: str) -> File | None:
    """The file of an address, while its session lasts."""
    shelf = _SHELVES.get(secret)
    return shelf.files.get(id_) if shelf else None
