"""Refusal of XML with document type declarations, whose entities would be expanded."""

from __future__ import annotations

import re

from ingest.readers import BadFileError

_REST_BYTES = 64  # a declaration's beginning may be cut by the end of a piece


class Prolog:
    """Part of a document in front of its root element, the only place for declarations.

    ``root``: pattern of the root's tag. Behind a comment, which could hold such a tag too, every
    piece is looked through to the end.
    """

    def __init__(self, root: re.Pattern[bytes]) -> None:
        self._root = root
        self._has_comment = False
        self._rest = b""
        self.is_over = False

    def feed(self, piece: bytes) -> re.Match[bytes] | None:
        """Scan the next piece; return the match of the root's tag, if it is in there.

        Raises:
            BadFileError: it declares a document type or an entity.
        """
        text = self._rest + piece
        self._rest = text[-_REST_BYTES:]
        root = self._root.search(text)
        before = text[: root.start()] if root else text
        self._has_comment = self._has_comment or b"<!" in before
        if self._has_comment and (b"<!DOCTYPE" in text or b"<!ENTITY" in text):
            raise BadFileError("bad-file.declares")
        self.is_over = root is not None and not self._has_comment
        return root
