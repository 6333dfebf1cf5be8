"""Names of files to take along: what, of where and when, so that a folder of them can be read."""

from __future__ import annotations

import re
import unicodedata

LONGEST_BYTES = 180  # file systems allow 255, programs add to them
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_GAPS = re.compile(r"[\s_]+")


def file_name(parts: tuple[str | None, ...]) -> str:
    """Join the parts that are not empty by hyphens, in a form that all file systems accept.

    If the parts are too long together, each loses its end.

    >>> file_name(("梧州市", None, "双链图", "2024-12-31"))
    '梧州市-双链图-2024-12-31'
    >>> file_name(("Tea / Liupao", "gap"))
    'Tea-Liupao-gap'
    """
    cleaned = [_clean(part) for part in parts if part]
    usable = [part for part in cleaned if part] or ["twinchain"]
    room = LONGEST_BYTES // len(usable) - 1
    if sum(len(part.encode()) + 1 for part in usable) > LONGEST_BYTES:
        usable = [part.encode()[:room].decode(errors="ignore").rstrip("-. ") for part in usable]
    return "-".join(usable)


def _clean(part: str) -> str:
    text = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", part))
    visible = "".join(
        character for character in text if unicodedata.category(character) not in ("Cf", "Cs", "Co")
    )
    return _GAPS.sub("-", visible.strip().strip(".")).strip("-")
