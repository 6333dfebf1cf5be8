"""Years as people write them beside the data: 2024届, 24届, 2024年6月, 2023—2024学年.

A year in a heading is that of its column. A year in the name of a sheet, its title or the name of
its file is that of all rows, where it is the only one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.cells import Habits, read_year, school_year_start
from ingest.readers import stem_of
from ingest.text import fold

SHEET, TITLE, FILE = "sheet", "title", "file"
_Y = r"(?<!\d)(?:19[89]\d|20\d\d)"
_TO = r"\s*[-—–~～至到、/]+\s*"
_OF_SCHOOL = re.compile(rf"{_Y}{_TO}(?:{_Y}|\d\d)\s*学年度?|{_Y}\s*学年度?")
_SEVERAL = re.compile(
    rf"({_Y})年?{_TO}({_Y}|\d\d(?=\s*[年届]))|({_Y})\s*年?\s*(?:以来|以前|前|起|至今)"
)
_ONE = re.compile(
    rf"({_Y})(?:\s*(?:年度|年底|年末|[年.-]\s*(?:1[0-2]|0?[1-9])(?!\d)\s*月?份?|年|届))?(?![\d级%人名元个家所条号])"
    r"|(?<!\d)(\d\d)届"
)
_MAY_HOLD_YEAR = re.compile(r"\d\d")
LONGEST = 200  # characters of a text that is looked at
_SHORT_BEGIN = 2000
_NO_END = 9999
# Years that are not those of the data: in names of other texts, numbers of documents and standards,
# editions, days of making.
_OF_OTHERS = re.compile(
    r"(?<=[^\s])《[^》]*》|《[^》]*》(?=[^\s])"
    rf"|[〔\[(（【]\s*{_Y}\s*[〕\])）】]\s*第?\s*\d+\s*号"
    r"|[A-Z]{2,}(?:/[A-Z])?\s*[\d.]+\s*[-—–]\s*\d{4}"
    rf"|{_Y}\s*年?\s*(?:版|修订|印发|发布|公布|颁布)"
    r"|(?:填报|制表|填表|打印|导出|印发|发布|更新|上报|报送|编制|制作)[^\d\s]{0,4}"
    r"\s*\d{4}[\d年月日./ -]*"
)
_DAY = rf"{_Y}\s*[年./-]\s*\d{{1,2}}\s*[月./-]\s*\d{{1,2}}\s*日?"
_AS_OF = re.compile(
    r"(?:截至|截止到?|统计(?:时间|日期|时点)|as of)[^\d]{0,3}"
    rf"(?:{_DAY}|{_Y}\s*年(?:\s*\d{{1,2}}\s*月)?\s*[底末]?)"
)
_PLAIN_DAY = re.compile(_DAY)
_EDGES = " _-—–·:：.、/的"


def split_year(heading: str) -> tuple[str, str] | None:
    """Split a heading into what it says and its year, as a cell would write it; None without one.

    >>> split_year("2024届毕业生数"), split_year("毕业生（24届）"), split_year("2023-2024学年")
    (('毕业生数', '2024'), ('毕业生', '2024'), ('', '2023-2024学年'))
    >>> split_year("2024级人数"), split_year("2024-2026年新增需求")
    (None, None)
    """
    if not _MAY_HOLD_YEAR.search(heading) or len(heading) > LONGEST:
        return None
    word = fold(heading)
    if school_year_start(word) is not None:
        return "", word
    matches = list(_OF_SCHOOL.finditer(word))
    if not matches:
        matches = [] if _SEVERAL.search(word) else list(_ONE.finditer(word))
    if len(matches) != 1:
        return None
    (match,) = matches
    rest = (word[: match.start()].rstrip(_EDGES) + word[match.end() :].lstrip(_EDGES)).strip(_EDGES)
    rest = rest.replace("()", "")
    if match.re is _OF_SCHOOL:
        return rest, match[0]
    return rest, str(_year(match))


def is_year(heading: str) -> bool:
    """Tell whether a heading is a year and nothing else."""
    return (split := split_year(heading)) is not None and not split[0]


def _year(match: re.Match[str]) -> int:
    return int(match[1]) if match[1] else _SHORT_BEGIN + int(match[2])


@dataclass(frozen=True)
class _Mention:
    """Years from first to last that a text names; ``is_as_of``: a day of counting only."""

    origin: str
    text: str
    written: str
    first: int
    last: int
    is_as_of: bool = False
    is_school_year: bool = False


@dataclass(frozen=True)
class YearElsewhere:
    """The year of a whole sheet, and the text that says it.

    year: None where there is none, or none alone: then ``years`` are all that are named, and
    ``school_year`` the school year of which it is unclear which end counts.
    """

    year: str | None = None
    origin: str = ""
    text: str = ""
    years: tuple[int, ...] = ()
    school_year: str | None = None


def year_elsewhere(
    sheet: str | None, titles: Iterable[str], file: str, habits: Habits
) -> YearElsewhere:
    """Find the year of a sheet in its name, its title and the path of its file."""
    path = PurePosixPath(file)
    texts = [(SHEET, sheet or "")]
    texts += [(TITLE, title) for title in titles]
    texts += [(FILE, text) for text in (stem_of(path.name), *path.parts[:-1])]
    mentions = [m for origin, text in texts for m in _mentions(origin, text[:LONGEST], habits)]
    counting = [m for m in mentions if not m.is_as_of] or mentions
    singles = [m for m in counting if m.first == m.last]
    named = {m.first for m in singles}
    if len(named) == 1 and all(m.first <= singles[0].first <= m.last for m in counting):
        only = singles[0]
        return YearElsewhere(str(only.first), only.origin, only.text)
    school_year = next((m.written for m in counting if m.is_school_year), None)
    if school_year and not named:
        return YearElsewhere(school_year=school_year)
    years = {year for m in counting for year in (m.first, m.last) if year < _NO_END}
    return YearElsewhere(years=tuple(sorted(years)))


def _mentions(origin: str, text: str, habits: Habits) -> list[_Mention]:
    """Return the years that a text names as those of the data."""
    remaining = unicodedata.normalize("NFKC", text)
    mentions: list[_Mention] = []

    def take(match: re.Match[str]) -> str:
        if match.re is _OF_SCHOOL:
            start = school_year_start(match[0])
            year = read_year(match[0], habits)
            if start is not None:
                ends = (int(year), int(year)) if year else (start, start + 1)
                mentions.append(
                    _Mention(origin, text, match[0], *ends, is_school_year=year is None)
                )
        elif match.re is _SEVERAL:
            first = int(match[1] or match[3])
            last = int(match[2] or _NO_END)
            last += first // 100 * 100 if last < 100 else 0
            mentions.append(_Mention(origin, text, match[0], first, last))
        elif match.re is _AS_OF:
            first = int(re.findall(_Y, match[0])[0])
            mentions.append(_Mention(origin, text, match[0], first, first, is_as_of=True))
        elif match.re is _ONE:
            mentions.append(_Mention(origin, text, match[0], _year(match), _year(match)))
        return " "

    for pattern in (_OF_OTHERS, _AS_OF, _PLAIN_DAY, _OF_SCHOOL, _SEVERAL, _ONE):
        remaining = pattern.sub(take, remaining)
    return mentions
