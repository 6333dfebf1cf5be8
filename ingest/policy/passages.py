"""A piece of text in its own script and as matched, each character with its place in the file.

Matching needs simplified characters, half-width punctuation and one kind of bracket; quoting needs
the document's own script. Both are kept, character by character.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ingest.policy.patterns import patterns

HAN = "\u3400-\u9fff\uf900-\ufaff"
_WIDE = rf"{HAN}\u3000-\u303f\uff00-\uffef“”‘’—…·()\[\]〔〕【】%"
_GAP = re.compile(r"[\s\u00a0\u3000\u200b-\u200f\u2060\ufeff\u00ad]+")
_IS_WIDE = re.compile(f"[{_WIDE}]")
# An ASCII full stop at the end of a sentence; behind the number of a heading it ends nothing.
_FULL_STOP = re.compile(rf"(?<=[{HAN})”%])\.(?=[{HAN}(“]|\s*$)")
_CN = f"[{patterns('numbering')['digits']}]{{1,5}}"
_NUMBERED = re.compile(rf"\s*(?:第?{_CN}[章条节]?|\({_CN}\))\.")
_READING_AID = re.compile(rf"(?<=[{HAN}])\([a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*\)")
_ALIKE = {
    "，": ",",
    "：": ":",
    "∶": ":",
    "﹕": ":",
    "；": ";",
    "！": "!",
    "？": "?",
    "％": "%",
    "＋": "+",
    "．": ".",
    "＜": "<",
    "＞": ">",
    "＝": "=",
    "／": "/",
    "＊": "*",
    "＂": '"',
    "號": "号",
    "｜": "|",
    "「": "“",
    "」": "”",
    "『": "“",
    "』": "”",
    **dict.fromkeys("~～〜∼–—―－−‐﹣", "-"),
    **dict.fromkeys("〔［[【﹝（﹙｛{", "("),
    **dict.fromkeys("〕］]】﹞）﹚｝}", ")"),
}
_PLAIN = str.maketrans(_ALIKE)
# A year in Chinese figures: as many characters as in digits.
_CHINESE_YEAR = re.compile(
    "(?:一九[〇零○Ｏ0一二三四五六七八九]|二[〇零○Ｏ0][〇零○Ｏ0一二三四五六七八九])[〇零○Ｏ0一二三四五六七八九]"
    "(?=年|[-至到]二[〇零○Ｏ0]|\\)第?\\d)"
)
_YEAR_DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_DIGITS = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)}


@dataclass(frozen=True)
class Passage:
    """A text in its own script (``original``) and as matched (``plain``), of equal length.

    ``lines`` and ``columns`` (from 1) hold the place of each character.
    """

    original: str
    plain: str
    lines: array[int]
    columns: array[int]

    def __len__(self) -> int:
        return len(self.original)

    def __bool__(self) -> bool:
        return bool(self.original)

    def part(self, start: int, end: int | None = None) -> Passage:
        """Return the characters from ``start`` up to, but without, ``end``."""
        where = slice(start, end)
        return Passage(
            self.original[where], self.plain[where], self.lines[where], self.columns[where]
        )

    def words(self, start: int = 0, end: int | None = None) -> Words:
        """Return the characters without their places."""
        return Words(self.original[start:end], self.plain[start:end])

    @property
    def line(self) -> int | None:
        """Return the line of the file in which it begins."""
        return self.lines[0] if self.lines else None

    def stripped(self, characters: str) -> Passage:
        """Strip the characters from both ends, as matched in the plain form."""
        start = len(self.plain) - len(self.plain.lstrip(characters))
        return self.part(start, max(start, len(self.plain.rstrip(characters))))


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of a passage, ``original`` and ``plain``, without their place in the file."""

    original: str
    plain: str

    def __bool__(self) -> bool:
        return bool(self.original)

    def __add__(self, other: Words) -> Words:
        return Words(self.original + other.original, self.plain + other.plain)

    def part(self, start: int, end: int | None = None) -> Words:
        """Return the characters from ``start`` up to, but without, ``end``."""
        return Words(self.original[start:end], self.plain[start:end])

    def stripped(self, characters: str) -> Words:
        """Strip the characters from both ends, as matched in the plain form."""
        if not self.plain or (self.plain[0] not in characters and self.plain[-1] not in characters):
            return self
        start = len(self.plain) - len(self.plain.lstrip(characters))
        return self.part(start, max(start, len(self.plain.rstrip(characters))))


def nothing() -> Passage:
    """Return an empty passage."""
    return Passage("", "", array("l"), array("l"))


def joined(passages: Iterable[Passage], between: str = "") -> Passage:
    """Join passages; the separator ``between`` has the place of the end before it."""
    original: list[str] = []
    plain: list[str] = []
    lines, columns = array("l"), array("l")
    for number, passage in enumerate(passages):
        if number and between:
            original.append(between)
            plain.append(between)
            lines.extend([lines[-1] if lines else 1] * len(between))
            columns.extend([columns[-1] if columns else 1] * len(between))
        original.append(passage.original)
        plain.append(passage.plain)
        lines.extend(passage.lines)
        columns.extend(passage.columns)
    return Passage("".join(original), "".join(plain), lines, columns)


def passage(text: str, line: int, *, convert: bool = False) -> Passage:
    """Return a line of a file without gaps between Chinese characters and without reading aids.

    >>> passage("浙 江 省（２０２４ 年）", 1).plain
    '浙江省(2024年)'
    """
    excluded_spans = [match.span() for match in _GAP.finditer(text) if _closes(text, *match.span())]
    if "(" in text:
        excluded_spans = sorted(
            excluded_spans + [match.span() for match in _READING_AID.finditer(text)]
        )
    pieces: list[str] = []
    columns = array("l")
    at = 0
    for start, end in [*excluded_spans, (len(text), len(text))]:
        if start < at:
            continue
        pieces.append(text[at:start])
        columns.extend(range(at + 1, start + 1))
        at = end
    original = "".join(pieces)
    return Passage(
        original, plain_form(original, convert=convert), array("l", [line]) * len(original), columns
    )


def _closes(text: str, start: int, end: int) -> bool:
    """Tell whether white space stands at an end of the text or beside a wide character."""
    return (
        start == 0
        or end == len(text)
        or bool(_IS_WIDE.match(text[start - 1]))
        or bool(_IS_WIDE.match(text[end]))
    )


def plain_form(text: str, *, convert: bool = False) -> str:
    """Return the text for matching, of equal length.

    >>> plain_form("（一）经费．按１．５％提取.保障"), plain_form("一．二〇二七年")
    ('(一)经费。按1.5%提取。保障', '一.2027年')
    """
    plain = text.translate(_PLAIN).translate(_DIGITS)
    plain = _CHINESE_YEAR.sub(lambda match: match[0].translate(_YEAR_DIGITS), plain)
    if "." in plain:
        begin = _NUMBERED.match(plain)
        start = begin.end() if begin else 0
        plain = plain[:start] + _FULL_STOP.sub("。", plain[start:])
    return _simplified(plain) if convert else plain


def is_traditional(text: str) -> bool:
    """Tell whether a text is in traditional characters, by those that simplified script lacks."""
    special = set(patterns("script")["traditional"])
    sample = text[:20_000]
    return sum(character in special for character in sample) > 0.01 * len(sample)


def can_convert() -> bool:
    """Tell whether the converter of traditional characters is installed."""
    from importlib.util import find_spec

    return find_spec("opencc") is not None


@cache
def _simplified_character(character: str) -> str:
    simplified: str = _converter().convert(character)
    return simplified if len(simplified) == 1 else character


@cache
def _converter():  # type: ignore[no-untyped-def]
    import opencc

    return opencc.OpenCC("t2s")


def _simplified(text: str) -> str:
    simplified: str = _converter().convert(text)
    if len(simplified) == len(text):
        return simplified
    return "".join(map(_simplified_character, text))
