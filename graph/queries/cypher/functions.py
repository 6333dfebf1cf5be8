"""Functions of Cypher as Neo4j has them: what each takes and gives, in Python or in SQL.

SQL stands beside Python only where the engine gives the same; the other way round ``substring``
would count from 1, ``round`` know no halves, ``upper`` leave ``ß``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from graph.queries.cypher.dynamic import fail, float_text
from graph.queries.cypher.types import BOOLEAN, DATE, FLOAT, INTEGER, TEXT, Type, list_of

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_SPACES = "".join(
    chr(c) for c in [*range(0x21), *range(0x2000, 0x2007), *range(0x2008, 0x200B),
                     0x1680, 0x2028, 0x2029, 0x205F, 0x3000]
)  # fmt: skip
_LARGEST = 2**63
LONGEST = 10_000_000  # members of a range


@dataclass(frozen=True)
class Form:
    """What a function takes, by position: the kinds each may be, what it gives then, and SQL."""

    takes: tuple[str, ...]
    gives: Type
    sql: str = ""


@dataclass(frozen=True)
class Function:
    """A function. Of null it gives null."""

    call: Callable[..., Any]
    forms: tuple[Form, ...]


def _round(x: float, digits: int = 0) -> float:
    """As Neo4j: halves go up without digits, away from zero with them."""
    if not math.isfinite(x):
        return float(x)
    if digits == 0:
        floor = math.floor(x)
        return float(floor + (x - floor >= 0.5))
    if digits < 0:
        fail("cypher.out_of_range")
    places = Decimal(1).scaleb(-digits)
    return float(Decimal(repr(x)).quantize(places, ROUND_HALF_UP)) if abs(x) < 1e15 else float(x)


def _integer(value: Any) -> int | None:
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            return None
        whole = int(value) if value.lstrip("+-").isdecimal() else int(Decimal(value))
        if not -_LARGEST <= whole < _LARGEST:
            fail("cypher.overflow")
        return whole
    if isinstance(value, float) and not math.isfinite(value):
        return 0 if math.isnan(value) else _LARGEST - 1 if value > 0 else -_LARGEST
    return max(-_LARGEST, min(_LARGEST - 1, int(value)))


def _float(value: Any) -> float | None:
    if isinstance(value, str):
        text = value.strip()
        return float(text) if _NUMBER.fullmatch(text) else None
    return float(value)


def _boolean(value: Any) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value != 0 if type(value) is int else bool(value)


def _substring(text: str, start: int, length: int = _LARGEST) -> str:
    if start < 0 or length < 0:
        fail("cypher.out_of_range")
    return text[start : start + length]


def _right(text: str, length: int) -> str:
    if length < 0:
        fail("cypher.out_of_range")
    return text[max(0, len(text) - length) :]


def _range(first: int, last: int, step: int = 1) -> list[int]:
    if step == 0:
        fail("cypher.out_of_range")
    found = range(first, last + (1 if step > 0 else -1), step)
    if len(found) > LONGEST:
        fail("cypher.long_list")
    return list(found)


def _split(text: str, by: str) -> list[str]:
    return text.split(by) if by else (list(text) or [""])


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, dict):
        names = ("year", "month", "day")[: len(value)]
        if not value or set(value) != set(names) or not all(type(v) is int for v in value.values()):
            fail("cypher.no_day")
        given = [value[name] for name in names] + [1, 1]
    else:
        match = re.fullmatch(r"(\d{4})-?(?:(\d{2})(?:-?(\d{2}))?)?", value, re.ASCII)
        if not match:
            fail("cypher.no_day")
        given = [int(each or 1) for each in match.groups()]
    try:
        return date(*given[:3])
    except ValueError:
        fail("cypher.no_day")


def _unary(call: Callable[[float], float]) -> Function:
    def safe(x: float) -> float:
        try:
            return float(call(x))
        except ValueError:  # outside its domain
            return math.nan
        except OverflowError:
            return math.inf

    return Function(safe, (Form(("integer float",), FLOAT),))


def _log(base: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: -math.inf if x == 0 else base(x)


def _trim(cut: Callable[[str, str], str]) -> Function:
    return Function(lambda text: cut(text, _SPACES), (Form(("text",), TEXT),))


_LIST = "list"
_STRING = Function(float_text, (
    Form(("text",), TEXT, "{0}"), Form(("integer",), TEXT, "CAST({0} AS VARCHAR)"),
    Form(("float boolean date",), TEXT),
))  # fmt: skip
_SIZE = Function(
    len, (Form(("text",), INTEGER, "length({0})"), Form((_LIST,), INTEGER, "len({0})"))
)
_UPPER = Function(str.upper, (Form(("text",), TEXT),))
_LOWER = Function(str.lower, (Form(("text",), TEXT),))

# Name in lower case → the function.
FUNCTIONS: dict[str, Function] = {
    "toupper": _UPPER,
    "upper": _UPPER,
    "tolower": _LOWER,
    "lower": _LOWER,
    "trim": _trim(str.strip),
    "btrim": _trim(str.strip),
    "ltrim": _trim(str.lstrip),
    "rtrim": _trim(str.rstrip),
    "replace": Function(str.replace, (Form(("text", "text", "text"), TEXT),)),
    "split": Function(_split, (Form(("text", "text"), list_of(TEXT)),)),
    "left": Function(lambda t, n: _substring(t, 0, n), (Form(("text", "integer"), TEXT),)),
    "right": Function(_right, (Form(("text", "integer"), TEXT),)),
    "substring": Function(
        _substring,
        (
            Form(("text", "integer"), TEXT),
            Form(("text", "integer", "integer"), TEXT),
        ),
    ),
    "size": _SIZE,
    "char_length": Function(len, (Form(("text",), INTEGER, "length({0})"),)),
    "character_length": Function(len, (Form(("text",), INTEGER, "length({0})"),)),
    "isempty": Function(
        lambda many: not many,
        (
            Form(("text",), BOOLEAN, "(length({0}) = 0)"),
            Form((_LIST,), BOOLEAN, "(len({0}) = 0)"),
            Form(("map",), BOOLEAN),
        ),
    ),
    "tostring": _STRING,
    "tointeger": Function(
        _integer,
        (
            Form(("integer",), INTEGER, "{0}"),
            Form(("float text boolean",), INTEGER),
        ),
    ),
    "tofloat": Function(
        _float,
        (
            Form(("float",), FLOAT, "{0}"),
            Form(("integer",), FLOAT, "CAST({0} AS DOUBLE)"),
            Form(("text",), FLOAT),
        ),
    ),
    "toboolean": Function(
        _boolean,
        (
            Form(("boolean",), BOOLEAN, "{0}"),
            Form(("text integer",), BOOLEAN),
        ),
    ),
    "abs": Function(
        abs, (Form(("integer",), INTEGER, "abs({0})"), Form(("float",), FLOAT, "abs({0})"))
    ),
    "sign": Function(lambda x: (x > 0) - (x < 0), (Form(("integer float",), INTEGER),)),
    "ceil": _unary(lambda x: math.ceil(x) if math.isfinite(x) else x),
    "floor": _unary(lambda x: math.floor(x) if math.isfinite(x) else x),
    "round": Function(
        _round,
        (
            Form(("integer float",), FLOAT),
            Form(("integer float", "integer"), FLOAT),
        ),
    ),
    "isnan": Function(math.isnan, (Form(("integer float",), BOOLEAN),)),
    "sqrt": _unary(math.sqrt),
    "exp": _unary(math.exp),
    "log": _unary(_log(math.log)),
    "log10": _unary(_log(math.log10)),
    "pi": Function(lambda: math.pi, (Form((), FLOAT),)),
    "e": Function(lambda: math.e, (Form((), FLOAT),)),
    "range": Function(
        _range,
        (
            Form(("integer", "integer"), list_of(INTEGER)),
            Form(("integer", "integer", "integer"), list_of(INTEGER)),
        ),
    ),
    "date": Function(_day, (Form(("date",), DATE, "{0}"), Form(("text map",), DATE))),
    **{
        name: _unary(getattr(math, name))
        for name in ("sin", "cos", "tan", "asin", "acos", "atan", "degrees", "radians")
    },
    "atan2": Function(math.atan2, (Form(("integer float", "integer float"), FLOAT),)),
}
# Kinds by the types of Python, for values whose kind is known only when the query runs.
KINDS = {int: "integer", float: "float", str: "text", bool: "boolean", date: "date", list: "list",
         dict: "map"}  # fmt: skip
DATE_PARTS = {
    "year": "year", "month": "month", "day": "day", "quarter": "quarter", "week": "week",
    "weekYear": "isoyear", "dayOfWeek": "isodow", "weekDay": "isodow", "ordinalDay": "dayofyear",
}  # fmt: skip


def fitting(function: Function, given: list[Any]) -> Any:
    """What a function gives for values of any kinds."""
    if any(value is None for value in given):
        return None
    kinds = [KINDS.get(type(value), "") for value in given]
    for form in function.forms:
        if len(form.takes) == len(kinds) and all(
            kind in takes.split() for kind, takes in zip(kinds, form.takes, strict=True)
        ):
            return function.call(*given)
    return fail("cypher.kinds_met")


def truth_any(found: list[bool | None]) -> bool | None:
    """Whether one of the answers is true; unknown if one is unknown and none true."""
    return True if True in found else None if None in found else False


def truth_all(found: list[bool | None]) -> bool | None:
    """Whether every answer is true."""
    return False if False in found else None if None in found else True


def truth_none(found: list[bool | None]) -> bool | None:
    """Whether no answer is true."""
    answer = truth_any(found)
    return None if answer is None else not answer


def truth_single(found: list[bool | None]) -> bool | None:
    """Whether just one answer is true."""
    if found.count(True) > 1:
        return False
    return None if None in found else True in found


QUANTIFIERS = {"any": truth_any, "all": truth_all, "none": truth_none, "single": truth_single}
