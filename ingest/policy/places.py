"""The place a body belongs to, by its name."""

from __future__ import annotations

import re

from ingest.policy.passages import HAN

_LEVELS = "自治区|自治州|自治县|省|市|县|区|州|盟|旗"
_PLACE = re.compile(rf"[{HAN}]{{2,10}}?(?:{_LEVELS})(?![场政])")
_LEVEL_AT_END = re.compile(f"(?:{_LEVELS})$")
_LONGEST = 14  # characters of a name up to its 自治区
_LEAST_STEM = 2


def place_of(issuer: str) -> str | None:
    """The place of an issuer.

    >>> place_of("中共梧州市委办公室"), place_of("教育部办公厅"), place_of("广西壮族自治区教育厅")
    ('梧州市', None, '广西壮族自治区')
    """
    hit = _PLACE.match(issuer.removeprefix("中共"))
    return hit[0] if hit else None


def place_stem(place: str | None) -> str | None:
    """A place's name without its level, if anything long enough is left.

    >>> place_stem("梧州市"), place_stem(None)
    ('梧州', None)
    """
    stem = _LEVEL_AT_END.sub("", place or "")
    return stem if len(stem) >= _LEAST_STEM else None
