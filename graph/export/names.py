"""Names of files to take along: what, of where and when, so that a folder of them can be read."""

from __future__ import annotations

import re
import unicodedata

LONGEST_BYTES = 180  # file systems allow 255, programs add to them
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_GAPS = re.compile(r"[\s_]+")


def file_name(parts: tuple[str | None, ...], suffix: str) -> str:
    """The parts that are there, joined by hyphens, as every system of files takes them.

    A part that is too long for all to fit loses its end.

    >>> file_name(("梧州市", None, "双链图", "2024-12-31"), ".png")
    '梧州市-双链图-2024-12-31.png'
    >>> file_name(("Tea / Liupao", "gap"), ".pdf")
    'Tea-Liupao-gap.pdf'
    """
    cleaned = [_clean(part) for part in parts if part]
    told = [part for part in cleaned if part] or ["twinchain"]
    room = (LONGEST_BYTES - len(suffix)) // len(told) - 1
    if sum(len(part.encode()) + 1 for part in told) > LONGEST_BYTES - len(suffix):
        told = [part.encode()[:room].decode(errors="ignore").rstrip("-. ") for part in told]
    return "-".join(told) + suffix


def _clean(part: str) -> str:
    text = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", part))
    kept = "".join(one for one in text if unicodedata.category(one) not in ("Cf", "Cs", "Co"))
    return _GAPS.sub("-", kept.strip().strip(".")).strip("-")
