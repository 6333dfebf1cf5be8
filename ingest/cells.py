"""Conversion of cells as people write them to canonical text of the declared type.

Each function turns texts it understands into the canonical form and leaves all others as they are:
the compiled checks then find those of a wrong type, and :func:`why_unreadable` picks the sentence.
Nothing approximate is ever read as a number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Literal

import polars as pl

from graph.ontology import CodeList, Column, Ontology
from ingest.marks import has_raised
from ingest.text import fold, trimmed
from ingest.units import MULTIPLES

EMPTY_CELLS = ("", "—", "——", "－", "-", "--", "/", "／", "\\", "无", "空", "暂无")
LIST_SEPARATORS = r"[;；、]"
LEVEL_SUFFIX = re.compile(r"(及以上|或以上|以上|及其以上|\(含\)以上|含以上)(学历|层次)?$|学历$")
EXCEL_EPOCH = date(1899, 12, 30)

_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+"
_WRITTEN_NUMBER = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<times>百万|千万|十万|百|千|万|亿)?\s*(?P<unit>\D*)"
)
_EXPONENT_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
_WRITTEN_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_SCHOOL_YEAR = re.compile(
    r"(?P<start>(?:19|20|21)\d{2})\s*[-—–~/至]+\s*(?P<end>\d{2,4})\s*(?:学年度?)?"
)
_WRITTEN_DAY = re.compile(
    r"(?:19|20|21)\d{2}[-/.年]\d{1,2}(?:[-/.月](?:\d{1,2}日?)?)?"
    r"(?:t?\s*\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_YEAR_OF_LEAVING = re.compile(
    r"((?:19|20)\d\d)(?:届(?:毕业生)?|年(?:0?[1-9]|1[0-2])月份?)|(\d\d)届(?:毕业生)?"
)
_SCHOOL_YEAR_SINGLE = re.compile(r"(?P<start>(?:19|20|21)\d{2})\s*学年度?")

_APPROXIMATE = re.compile(
    r"约|左右|上下|大概|近[\d百千万]|[数几][十百千万]|\d余|\d多|以上|以下|不少于|不足|超过?|[~～≈><≥≤]\s*\d|\d\+$|approx|about|around"
)
_FIRST_OR_TENTH = re.compile(r"(?:19|20|21)\d{2}\.1")  # 2024.10 is the number 2024.1
_RANGE = re.compile(r"\d\s*(?:[-—–~～至到]|to)+\s*\d")
_WITH_A_UNIT = re.compile(r"[\d.,]+(?:[十百千万亿]+[人名元个]?|[人名元个])")
_NEGOTIABLE = re.compile(r"面议|待定|另议|negotiable|tbd")


@dataclass(frozen=True)
class Habits:
    """Declarations of a dataset about its way of writing."""

    school_year: Literal["start", "end"] | None = None


Reader = Callable[[str], str | None]


def normalise(
    cells: pl.DataFrame,
    columns: Sequence[Column],
    ontology: Ontology,
    habits: Habits,
    times: Mapping[str, int] | None = None,
) -> pl.DataFrame:
    """Return the columns in canonical text; lists of texts where several values are allowed.

    ``times``: column → the multiple of the sheet's unit.
    """
    texts = cells.with_columns(_text(column) for column in columns)
    forms = {
        c.name: form
        for c in columns
        if (form := _form(c, ontology, habits, (times or {}).get(c.name, 1)))
    }
    odd = texts.select(
        pl.col(name).filter(~pl.col(name).str.contains(form.regular)).unique().implode()
        for name, form in forms.items()
    )
    canonical = {
        name: {text: value for text in distinct if (value := forms[name].read(text)) is not None}
        for name, distinct in (odd.row(0, named=True) if forms else {}).items()
    }  # of each distinct text that is not regular: dirt is rare, so this stays fast
    return texts.with_columns(
        pl.col(name).replace(changed) for name, changed in canonical.items() if changed
    )


def _text(column: Column) -> pl.Expr:
    """Return a cell without white space around it, null where it says there is nothing."""
    cell = pl.col(column.name)
    if not column.multiple:
        return _null_if_empty(trimmed(cell)).alias(column.name)
    members = cell.str.replace_all(LIST_SEPARATORS, ";").str.split(";")
    members = members.list.eval(_null_if_empty(trimmed(pl.element())).drop_nulls())
    members = members.list.unique(maintain_order=True)
    return pl.when(members.list.len() > 0).then(members).alias(column.name)


def _null_if_empty(text: pl.Expr) -> pl.Expr:
    return pl.when(~text.is_in(EMPTY_CELLS)).then(text)


@dataclass(frozen=True)
class _Form:
    """Pattern of a column's cells that are canonical already, and the reader of the others."""

    regular: str
    read: Reader


def _form(column: Column, ontology: Ontology, habits: Habits, times: int = 1) -> _Form | None:
    """Return the form of a column's cells; None for free text, which stays as it is."""
    if column.multiple:
        return None
    if words := ontology.words_of(column):
        return _Form(_code_pattern(words), _code_reader(words, column))
    if column.unit == "year":
        return _Form(r"^[0-9]{4}$", partial(read_year, habits=habits))
    match column.datatype:
        case "integer" | "decimal" as kind:
            reader = partial(read_number, units=unit_words(ontology, column), times=times)
            if times != 1:
                return _Form(r"^$", reader)
            regular = r"^[0-9]{1,18}$" if kind == "integer" else r"^[0-9]{1,15}(\.[0-9]+)?$"
            return _Form(regular, reader)
        case "date":
            return _Form(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", read_date)
        case "gYearMonth":
            return _Form(r"^[0-9]{4}-[0-9]{2}$", read_month)
    if column.checked_by:
        return _Form(r"^[!-`{-~]*$", lambda text: half_width(text).upper())
    if column.key_part is not None and not column.is_label:
        return _Form(r"^[!-~]*$", half_width)
    return None


def half_width(text: str) -> str:
    """Return a text in half-width letters, digits and signs, without white space around it."""
    return unicodedata.normalize("NFKC", text).strip()


# Words for codes -------------------------------------------------------------------------------


def _code_pattern(words: CodeList) -> str:
    return "^(" + "|".join(re.escape(code.notation) for code in words.codes) + ")$"


def _code_reader(words: CodeList, column: Column) -> Callable[[str], str | None]:
    meanings: dict[str, str] = {}
    for code in words.codes:
        for word in (code.notation, *code.spellings):
            meanings.setdefault(fold(word), code.notation)

    def read(text: str) -> str | None:
        if has_raised(text):
            return None
        word = fold(text)
        if word in meanings:
            return meanings[word]
        if column.datatype == "integer":
            word = LEVEL_SUFFIX.sub("", word).removesuffix(".0")
            return meanings.get(word)
        return meanings.get(word.removesuffix(".0"))

    return read


# Numbers, years, dates -------------------------------------------------------------------------


def unit_words(ontology: Ontology, column: Column) -> frozenset[str]:
    """Return the words that may stand behind a number of the column."""
    if not column.unit:
        return frozenset({""})
    code = ontology.code_lists["unit"].by_notation[column.unit]
    words = {fold(word) for word in (code.notation, *code.spellings)}
    measures = {word.split("/")[0] for word in words}  # 5000元 where 元/月 is meant
    return frozenset(words | measures | {""})


def read_number(text: str, units: frozenset[str] = frozenset({""}), times: int = 1) -> str | None:
    """Read a number into canonical digits; None if it is no exact number in one of the units.

    ``times``: the multiple of the sheet's unit; a number with a unit of its own is then refused,
    as it is unclear which of the two counts.

    >>> read_number("１，２００人", frozenset({"", "人"})), read_number("约60")
    ('1200', None)
    """
    if has_raised(text):
        return None
    word = half_width(text).lower()
    if _EXPONENT_NUMBER.fullmatch(word):
        return _digits(Decimal(word) * times)
    match = _WRITTEN_NUMBER.fullmatch(word)
    if not match or fold(match["unit"]) not in units:
        return None
    if times != 1 and (match["times"] or fold(match["unit"])):
        return None
    number = Decimal(re.sub("[, ]", "", match["number"]))
    return _digits(number * MULTIPLES[match["times"] or ""] * times)


def sum_of(parts: Sequence[str | None], units: frozenset[str], times: int = 1) -> str | None:
    """Return the sum of written numbers; where one is unreadable, the texts joined by +.

    >>> sum_of(["30", "25人"], frozenset({"", "人"})), sum_of(["30", None], frozenset({""}))
    ('55', '30 + —')
    """
    texts = [(part or "").strip() for part in parts]
    if all(text in EMPTY_CELLS for text in texts):
        return None
    numbers = [read_number(text, units, times) for text in texts]
    if any(number is None for number in numbers):
        return " + ".join(text or "—" for text in texts)
    return _digits(sum(Decimal(number) for number in numbers if number) or Decimal(0))


def _digits(number: Decimal) -> str | None:
    if abs(number) >= 10**18:
        return None
    if number == number.to_integral_value():
        return str(int(number))
    return format(number.normalize(), "f")


def read_year(text: str, habits: Habits = Habits()) -> str | None:
    """Read a year; a school year only where the dataset declares which of its ends counts.

    >>> read_year("2024年"), read_year("2023-2024学年"), read_year("2023-2024学年", Habits("end"))
    ('2024', None, '2024')
    >>> [read_year(text) for text in ("2024届", "24届毕业生", "2024年6月", "2024级")]
    ['2024', '2024', '2024', None]
    """
    word = fold(text)
    if has_raised(text):
        return None
    if match := re.fullmatch(r"(-?\d+)(?:\.0+)?(?:年度?)?", word):
        return str(int(match[1]))
    if match := _YEAR_OF_LEAVING.fullmatch(word):
        return match[1] or f"20{match[2]}"
    start = school_year_start(text)
    if start is None or habits.school_year is None:
        return None
    return str(start if habits.school_year == "start" else start + 1)


def school_year_start(text: str) -> int | None:
    """Return the first calendar year of a school year, whose two years must be consecutive.

    >>> school_year_start("2023-24学年"), school_year_start("2020-2024")
    (2023, None)
    """
    word = fold(text)
    if match := _SCHOOL_YEAR_SINGLE.fullmatch(word):
        return int(match["start"])
    match = _SCHOOL_YEAR.fullmatch(word)
    if not match:
        return None
    start, end = int(match["start"]), match["end"]
    return start if end in (str(start + 1), str(start + 1)[2:]) else None


def read_date(text: str) -> str | None:
    """Read a day into ISO 8601; a spreadsheet serial counts days after 1899-12-30.

    >>> read_date("2024年4月24日"), read_date("45406"), read_date("2024-13-01")
    ('2024-04-24', '2024-04-24', None)
    """
    word = half_width(text)
    if has_raised(text):
        return None
    if re.fullmatch(r"[2-6]\d{4}(?:\.\d+)?", word):
        return (EXCEL_EPOCH + timedelta(days=int(float(word)))).isoformat()
    match = _WRITTEN_DATE.fullmatch(word) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", word)
    if not match:
        return None
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return None


def read_month(text: str) -> str | None:
    """Read a month into YYYY-MM.

    >>> read_month("2024年5月"), read_month("202405"), read_month("2024.13")
    ('2024-05', '2024-05', None)
    >>> read_month("2024.1"), read_month("2024.01")
    (None, '2024-01')
    """
    word = half_width(text)
    if has_raised(text) or _FIRST_OR_TENTH.fullmatch(word):
        return None
    match = re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?", word) or re.fullmatch(
        r"((?:19|20|21)\d{2})(\d{2})", word
    )
    if match:
        year, month = int(match[1]), int(match[2])
        return f"{year:04d}-{month:02d}" if 1 <= month <= 12 else None
    day = read_date(text)
    return day[:7] if day else None


def why_unreadable(text: str | None) -> str | None:
    """Return why a text is unreadable: a suffix of the reason ``bad-type``, or None.

    >>> why_unreadable("约60人"), why_unreadable("3000-5000"), why_unreadable("面议")
    ('approximate', 'range', 'negotiable')
    """
    word = fold(text or "")
    if school_year_start(word) is not None:
        return "school_year"
    if _FIRST_OR_TENTH.fullmatch(word):
        return "first_or_tenth"
    if _NEGOTIABLE.search(word):
        return "negotiable"
    if _RANGE.search(word) and not _WRITTEN_DAY.fullmatch(word):
        return "range"
    if _APPROXIMATE.search(word):
        return "approximate"
    if _WITH_A_UNIT.fullmatch(word):
        return "unit_twice"
    return None
