"""Functions of Cypher as Neo4j has them: those the engine has too, and those it is taught.

The engine answers some functions otherwise than Neo4j (``substring`` counts from 1, ``round`` knows
no halves) and lacks others; what is taught here are plain functions of Python, slower but right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from graph.errors import LimitReached
from graph.queries.cypher.types import BOOLEAN, DATE, FLOAT, INTEGER, TEXT, Type, list_of

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_SPACES = "".join(
    chr(c) for c in [*range(0x21), *range(0x2000, 0x2007), *range(0x2008, 0x200B),
                     0x1680, 0x2028, 0x2029, 0x205F, 0x3000]
)  # fmt: skip
_LARGEST = 2**63


@dataclass(frozen=True)
class Function:
    """A function: what it takes, what it gives, and how it is written for the engine.

    ``takes``: the kinds each argument may be, by position; the last ``optional`` may be left out.
    ``template``: the engine's words, ``{0}`` the first argument.
    """

    takes: tuple[str, ...]
    gives: Type
    template: str
    optional: int = 0


_TEXT, _NUMERIC, _FLOAT = "text", "integer float number", "float number"

# Name in lower case → its forms; the first whose arguments fit is taken.
FUNCTIONS: dict[str, tuple[Function, ...]] = {
    "toupper": (Function((_TEXT,), TEXT, "tc_upper({0})"),),
    "upper": (Function((_TEXT,), TEXT, "tc_upper({0})"),),
    "tolower": (Function((_TEXT,), TEXT, "tc_lower({0})"),),
    "lower": (Function((_TEXT,), TEXT, "tc_lower({0})"),),
    "trim": (Function((_TEXT,), TEXT, "tc_trim({0})"),),
    "btrim": (Function((_TEXT,), TEXT, "tc_trim({0})"),),
    "ltrim": (Function((_TEXT,), TEXT, "tc_ltrim({0})"),),
    "rtrim": (Function((_TEXT,), TEXT, "tc_rtrim({0})"),),
    "replace": (Function((_TEXT, _TEXT, _TEXT), TEXT, "tc_replace({0}, {1}, {2})"),),
    "split": (Function((_TEXT, _TEXT), list_of(TEXT), "tc_split({0}, {1})"),),
    "left": (Function((_TEXT, "integer"), TEXT, "tc_substring({0}, 0, {1})"),),
    "right": (Function((_TEXT, "integer"), TEXT, "tc_right({0}, {1})"),),
    "substring": (
        Function((_TEXT, "integer"), TEXT, "tc_substring({0}, {1}, 9223372036854775807)"),
        Function((_TEXT, "integer", "integer"), TEXT, "tc_substring({0}, {1}, {2})"),
    ),
    "size": (
        Function((_TEXT,), INTEGER, "size({0})"),
        Function(("list",), INTEGER, "size({0})"),
    ),
    "char_length": (Function((_TEXT,), INTEGER, "size({0})"),),
    "character_length": (Function((_TEXT,), INTEGER, "size({0})"),),
    "isempty": (Function(("text list",), Type("boolean"), "(size({0}) = 0)"),),
    "length": (Function(("path",), INTEGER, "length({0})"),),
    "tostring": (
        Function((_TEXT,), TEXT, "{0}"),
        Function(("integer",), TEXT, "CAST({0} AS STRING)"),
        Function(("float",), TEXT, "tc_text({0})"),
        Function(("date",), TEXT, "CAST({0} AS STRING)"),
        Function(("boolean",), TEXT, "(CASE WHEN {0} THEN 'true' WHEN NOT {0} THEN 'false' END)"),
    ),
    "tointeger": (
        Function(("integer",), INTEGER, "{0}"),
        Function((_FLOAT,), INTEGER, "tc_truncated(CAST({0} AS DOUBLE))"),
        Function((_TEXT,), INTEGER, "tc_integer({0})"),
    ),
    "tofloat": (
        Function((_NUMERIC,), FLOAT, "CAST({0} AS DOUBLE)"),
        Function((_TEXT,), FLOAT, "tc_float({0})"),
    ),
    "toboolean": (
        Function((_TEXT,), BOOLEAN, "tc_boolean({0})"),
        Function(("boolean",), BOOLEAN, "{0}"),
    ),
    "abs": (
        Function(("integer",), INTEGER, "abs({0})"),
        Function((_FLOAT,), FLOAT, "abs(CAST({0} AS DOUBLE))"),
    ),
    "sign": (Function((_NUMERIC,), INTEGER, "sign({0})"),),
    "ceil": (Function((_NUMERIC,), FLOAT, "ceil(CAST({0} AS DOUBLE))"),),
    "floor": (Function((_NUMERIC,), FLOAT, "floor(CAST({0} AS DOUBLE))"),),
    "round": (
        Function((_NUMERIC,), FLOAT, "tc_round(CAST({0} AS DOUBLE), 0)"),
        Function((_NUMERIC, "integer"), FLOAT, "tc_round(CAST({0} AS DOUBLE), {1})"),
    ),
    "sqrt": (Function((_NUMERIC,), FLOAT, "sqrt(CAST({0} AS DOUBLE))"),),
    "exp": (Function((_NUMERIC,), FLOAT, "tc_exp(CAST({0} AS DOUBLE))"),),
    "log": (Function((_NUMERIC,), FLOAT, "ln(CAST({0} AS DOUBLE))"),),
    "log10": (Function((_NUMERIC,), FLOAT, "log10(CAST({0} AS DOUBLE))"),),
    "pi": (Function((), FLOAT, "pi()"),),
    "range": (
        Function(("integer", "integer"), list_of(INTEGER), "tc_range({0}, {1}, 1)"),
        Function(("integer", "integer", "integer"), list_of(INTEGER), "tc_range({0}, {1}, {2})"),
    ),
    "date": (Function((_TEXT,), DATE, "tc_date({0})"),),
}
DATE_PARTS = {"year": "year", "month": "month", "day": "day", "quarter": "quarter"}


def _round(x: float, digits: int) -> float:
    """As Neo4j: halves go up without digits, away from zero with them."""
    if not math.isfinite(x):
        return x
    if digits == 0:
        floor = math.floor(x)
        return float(floor + (x - floor >= 0.5))
    if digits < 0:
        raise ValueError(digits)
    places = Decimal(1).scaleb(-digits)
    return float(Decimal(repr(x)).quantize(places, ROUND_HALF_UP)) if abs(x) < 1e15 else x


def _text(x: float) -> str:
    """A float as Java prints it."""
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    if x == 0 or 1e-3 <= abs(x) < 1e7:
        digits = format(Decimal(repr(x)), "f")
        return digits if "." in digits else digits + ".0"
    sign, digits_, exponent = Decimal(repr(x)).normalize().as_tuple()
    digits = "".join(map(str, digits_))
    power = int(exponent) + len(digits) - 1
    return f"{'-' * sign}{digits[0]}.{digits[1:] or '0'}E{power}"


def _integer(text: str) -> int | None:
    if not _NUMBER.fullmatch(text):
        return None
    whole = int(text) if text.lstrip("+-").isdecimal() else int(Decimal(text))
    if not -_LARGEST <= whole < _LARGEST:
        raise ValueError(text)
    return whole


def _float(text: str) -> float | None:
    text = text.strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def _substring(text: str, start: int, length: int) -> str:
    if start < 0 or length < 0:
        raise ValueError(start)
    return text[start : start + length]


def _right(text: str, length: int) -> str:
    if length < 0:
        raise ValueError(length)
    return text[max(0, len(text) - length) :]


def _range(first: int, last: int, step: int) -> list[int]:
    if step == 0:
        raise ValueError(step)
    found = range(first, last + (1 if step > 0 else -1), step)
    if len(found) > 10_000_000:
        raise LimitReached("error.out_of_memory")
    return list(found)


def _truth(found: list[bool | None], enough: bool) -> bool | None:
    """``enough`` if one member is so; else unknown if one is unknown."""
    if enough in found:
        return enough
    return None if None in found else not enough


def _any(found: list[bool | None]) -> bool | None:
    return _truth(found, True)


def _all(found: list[bool | None]) -> bool | None:
    return _truth(found, False)


def _none(found: list[bool | None]) -> bool | None:
    answer = _any(found)
    return None if answer is None else not answer


def _single(found: list[bool | None]) -> bool | None:
    if found.count(True) > 1:
        return False
    return None if None in found else True in found


def _deviation(values: list[float], less: int) -> float | None:
    """Of one value 0, of none null, as in Neo4j. ``less``: 1 for a sample."""
    if len(values) < 2:
        return 0.0 if values else None
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - less))


def _boolean(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.strip().lower())


def _split(text: str, by: str) -> list[str]:
    return text.split(by) if by else (list(text) or [""])


def _replace(text: str, old: str, new: str) -> str:
    return text.replace(old, new)


# Name → function, types of its arguments, type of its result; null gives null.
TAUGHT: dict[str, tuple[Callable[..., Any], tuple[str, ...], str]] = {
    "tc_upper": (str.upper, ("STRING",), "STRING"),
    "tc_lower": (str.lower, ("STRING",), "STRING"),
    "tc_trim": (lambda text: text.strip(_SPACES), ("STRING",), "STRING"),
    "tc_ltrim": (lambda text: text.lstrip(_SPACES), ("STRING",), "STRING"),
    "tc_rtrim": (lambda text: text.rstrip(_SPACES), ("STRING",), "STRING"),
    "tc_replace": (_replace, ("STRING", "STRING", "STRING"), "STRING"),
    "tc_split": (_split, ("STRING", "STRING"), "STRING[]"),
    "tc_substring": (_substring, ("STRING", "INT64", "INT64"), "STRING"),
    "tc_right": (_right, ("STRING", "INT64"), "STRING"),
    "tc_text": (_text, ("DOUBLE",), "STRING"),
    "tc_truncated": (math.trunc, ("DOUBLE",), "INT64"),
    "tc_integer": (_integer, ("STRING",), "INT64"),
    "tc_float": (_float, ("STRING",), "DOUBLE"),
    "tc_round": (_round, ("DOUBLE", "INT64"), "DOUBLE"),
    "tc_exp": (math.exp, ("DOUBLE",), "DOUBLE"),
    "tc_range": (_range, ("INT64", "INT64", "INT64"), "INT64[]"),
    "tc_any": (_any, ("BOOL[]",), "BOOL"),
    "tc_all": (_all, ("BOOL[]",), "BOOL"),
    "tc_none": (_none, ("BOOL[]",), "BOOL"),
    "tc_single": (_single, ("BOOL[]",), "BOOL"),
    "tc_stdev": (lambda values: _deviation(values, 1), ("DOUBLE[]",), "DOUBLE"),
    "tc_stdevp": (lambda values: _deviation(values, 0), ("DOUBLE[]",), "DOUBLE"),
    "tc_boolean": (_boolean, ("STRING",), "BOOL"),
    "tc_date_of": (date, ("INT64", "INT64", "INT64"), "DATE"),
    "tc_date": (date.fromisoformat, ("STRING",), "DATE"),
}
