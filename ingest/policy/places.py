"""The place in the name of a body, the outermost first: 梧州市, then 万秀区."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from ingest.policy.passages import HAN
from ingest.policy.patterns import any_of, pattern, patterns

_LEVELS = "自治区|自治州|自治县|自治旗|特别行政区|省|市|县|区|州|盟|旗"
# 市场, 市政工程 and similar words do not end a place.
_LEVEL = rf"(?:{_LEVELS})(?!场|政(?!府|协)|域|划|块)"
_PLACE = re.compile(rf"(?P<stem>[{HAN}]{{2,14}}?)(?P<level>{_LEVEL})")
_LEVEL_AT_END = re.compile(rf"(?P<level>{_LEVELS})$")
_LEAST_STEM = 2
_MOST_NESTED = 4
_SAME_LEVEL = {"自治区": "省", "自治州": "州", "自治县": "县", "自治旗": "旗"}


@cache
def _nation() -> re.Pattern[str]:
    return re.compile(any_of(patterns("places")["national_before"]))


def components(text: str) -> list[str]:
    """List the places at the beginning of a name, the outermost first.

    >>> components("广西壮族自治区梧州市万秀区教育局"), components("教育部")
    (['广西壮族自治区', '梧州市', '万秀区'], [])
    """
    text = text.removeprefix("中共")
    if match := _nation().match(text):
        text = text[match.end() :]
    result: list[str] = []
    at = 0
    while len(result) < _MOST_NESTED and (match := _PLACE.match(text, at)):
        if pattern("places", "no_stem").fullmatch(match["stem"]):
            break
        result.append(match[0])
        at = match.end()
    return result


def place_of(issuer: str, title: str = "") -> tuple[str | None, str]:
    """Return the place that all issuers have in common, and the source of it.

    ``place``: of the issuers, or of the title if they name none; ``national``: of bodies of the
    whole country; ``several``: of more than one place; ``none``: no source.

    >>> place_of("梧州市教育局、梧州市万秀区人民政府"), place_of("教育部办公厅、财政部办公厅")
    (('梧州市', 'place'), (None, 'national'))
    >>> place_of("甲水县教育局、乙水县教育局"), place_of("市教育局", "示例市教育局关于甲的通知")
    ((None, 'several'), ('示例市', 'place'))
    """
    names = [name for name in issuer.split("、") if name]
    chains = [chain for name in names if (chain := components(name))]
    if chains:
        common = "".join(same[0] for same in _common(chains))
        return (common, "place") if common else (None, "several")
    if names and all(pattern("places", "national").search(name) for name in names):
        return None, "national"
    for match in pattern("places", "in_title").finditer(title):
        if chain := components(title[match.end() :]):
            return "".join(chain), "place"
    return None, "none"


def _common(chains: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Yield the outer places that all chains share."""
    return takewhile(lambda level: len(set(level)) == 1, zip(*chains, strict=False))


def place_stem(place: str | None) -> str | None:
    """Return a place's own name without its level, or None if the rest is too short.

    >>> place_stem("梧州市"), place_stem("梧州市万秀区"), place_stem(None)
    ('梧州', '万秀', None)
    """
    stem = stem_and_level(components(place or "")[-1])[0] if components(place or "") else ""
    return stem if len(stem) >= _LEAST_STEM else None


def stem_and_level(name: str) -> tuple[str, str]:
    """Return a place's name without its level, and the kind of level.

    >>> [stem_and_level(n) for n in ("广西壮族自治区", "恩施土家族苗族自治州", "恩施州", "梧州")]
    [('广西', '省'), ('恩施', '州'), ('恩施', '州'), ('梧州', '')]
    """
    match = _LEVEL_AT_END.search(name)
    if match is None or match.start() < _LEAST_STEM:
        return name, ""
    stem = name[: match.start()]
    if match["level"].startswith("自治"):
        own = pattern("places", "peoples").sub("", stem)
        stem = own if len(own) >= _LEAST_STEM else stem
    return stem, _SAME_LEVEL.get(match["level"], match["level"])
