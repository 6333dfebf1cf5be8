"""Functions of Cypher as Neo4j has them: arguments, results, and code in Python or SQL.

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
from functools import partial
from typing import Any
from unicodedata import normalize

from graph.queries.cypher.dates import day_of, truncated
from graph.queries.cypher.dynamic import fail, float_text
from graph.queries.cypher.types import ANY, BOOLEAN, DATE, FLOAT, INTEGER, TEXT

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_SPACES = "".join(
    chr(c) for c in [*range(0x21), *range(0x2000, 0x2007), *range(0x2008, 0x200B),
                     0x1680, 0x2028, 0x2029, 0x205F, 0x3000]
)  # fmt: skip
_LARGEST = 2**63
LONGEST = 10_000_000  # members of a range


@dataclass(frozen=True)
class Form:
    """One signature of a function: the kinds of its arguments, of its result, and its SQL.

    ``takes``: the kinds allowed at each position. ``gives``: a name of :data:`PLAIN`, or with s
    for a list of these; ``same`` as the first argument, or a ``member`` of it.
    """

    takes: tuple[tuple[str, ...], ...]
    gives: str
    sql: str

    def takes_kinds(self, kinds: list[str], *more: str) -> bool:
        """Tell whether arguments of these kinds fit. ``more``: kinds that fit everywhere."""
        return len(kinds) == len(self.takes) and all(
            kind in takes or kind in more for kind, takes in zip(kinds, self.takes, strict=True)
        )


@dataclass(frozen=True)
class Function:
    """A function. For null it returns null."""

    call: Callable[..., Any]
    forms: tuple[Form, ...]


def _round(x: float, digits: int = 0) -> float:
    """Round as Neo4j: halves go up without digits, away from zero with them."""
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
        number = int(value) if value.lstrip("+-").isdecimal() else int(Decimal(value))
        if not -_LARGEST <= number < _LARGEST:
            fail("cypher.overflow")
        return number
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
    result = range(first, last + (1 if step > 0 else -1), step)
    if len(result) > LONGEST:
        fail("cypher.long_list")
    return list(result)


def _split(text: str, by: str) -> list[str]:
    return text.split(by) if by else (list(text) or [""])


def _safe(call: Callable[[float], float]) -> Callable[[float], float]:
    def safe(x: float) -> float:
        try:
            return float(call(x))
        except (ValueError, ZeroDivisionError):  # outside its domain
            return math.nan
        except OverflowError:
            return math.inf

    return safe


def _log(base: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: -math.inf if x == 0 else base(x)


def _or_null(call: Callable[[Any], Any], *kinds: type) -> Callable[[Any], Any]:
    return lambda value: call(value) if type(value) in kinds else None


def _for_members(call: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
    return lambda values: [call(value) for value in values]


_TEXT_OR_NULL = _or_null(float_text, str, int, float, bool, date)
_INTEGER_OR_NULL = _or_null(_integer, str, int, float, bool)
_FLOAT_OR_NULL = _or_null(_float, str, int, float)
_BOOLEAN_OR_NULL = _or_null(_boolean, str, int, bool)
_VALUE = "integer float text boolean date list map"
_NUMERIC = ("integer float → float",)
_TABLE: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "toupper upper": (str.upper, ("text → text",)),
    "tolower lower": (str.lower, ("text → text",)),
    "trim": (lambda text: text.strip(_SPACES), ("text → text",)),
    "btrim": (lambda text, cut=_SPACES: text.strip(cut), ("text → text", "text, text → text")),
    "ltrim": (lambda text, cut=_SPACES: text.lstrip(cut), ("text → text", "text, text → text")),
    "rtrim": (lambda text, cut=_SPACES: text.rstrip(cut), ("text → text", "text, text → text")),
    "normalize": (partial(normalize, "NFC"), ("text → text",)),
    "replace": (str.replace, ("text, text, text → text",)),
    "split": (_split, ("text, text → texts",)),
    "left": (lambda text, length: _substring(text, 0, length), ("text, integer → text",)),
    "right": (_right, ("text, integer → text",)),
    "substring": (_substring, ("text, integer → text", "text, integer, integer → text")),
    "size": (len, ("text → integer | length({0})", "list → integer | len({0})")),
    "char_length character_length": (len, ("text → integer | length({0})",)),
    "isempty": (
        lambda many: not many,
        (
            "text → boolean | (length({0}) = 0)",
            "list → boolean | (len({0}) = 0)",
            "map → boolean",
        ),
    ),
    "tostring": (
        float_text,
        (
            "text → text | {0}",
            "integer → text | CAST({0} AS VARCHAR)",
            "float boolean date → text",
        ),
    ),
    "tointeger": (_integer, ("integer → integer | {0}", "float text boolean → integer")),
    "tofloat": (
        _float,
        ("float → float | {0}", "integer → float | CAST({0} AS DOUBLE)", "text → float"),
    ),
    "toboolean": (_boolean, ("boolean → boolean | {0}", "text integer → boolean")),
    "tostringornull": (_TEXT_OR_NULL, (f"{_VALUE} → text",)),
    "tointegerornull": (_INTEGER_OR_NULL, (f"{_VALUE} → integer",)),
    "tofloatornull": (_FLOAT_OR_NULL, (f"{_VALUE} → float",)),
    "tobooleanornull": (_BOOLEAN_OR_NULL, (f"{_VALUE} → boolean",)),
    "tostringlist": (_for_members(_TEXT_OR_NULL), ("list → any",)),
    "tointegerlist": (_for_members(_INTEGER_OR_NULL), ("list → any",)),
    "tofloatlist": (_for_members(_FLOAT_OR_NULL), ("list → any",)),
    "tobooleanlist": (_for_members(_BOOLEAN_OR_NULL), ("list → any",)),
    "head": (lambda many: many[0] if many else None, ("list → member | ({0})[1]",)),
    "last": (lambda many: many[-1] if many else None, ("list → member | ({0})[-1]",)),
    "tail": (lambda many: many[1:], ("list → same | ({0})[2:]",)),
    "reverse": (lambda many: many[::-1], ("list → same | list_reverse({0})", "text → text")),
    "nodes": (fail, ("path → nodes | ({0}).n",)),
    "relationships": (fail, ("path → relationships | ({0}).r",)),
    "length": (fail, ("path → integer | len(({0}).r)",)),
    "abs": (abs, ("integer → integer | abs({0})", "float → float | abs({0})")),
    "sign": (lambda x: (x > 0) - (x < 0), ("integer float → integer",)),
    "ceil ceiling": (_safe(lambda x: math.ceil(x) if math.isfinite(x) else x), _NUMERIC),
    "floor": (_safe(lambda x: math.floor(x) if math.isfinite(x) else x), _NUMERIC),
    "round": (_round, ("integer float → float", "integer float, integer → float")),
    "isnan": (math.isnan, ("integer float → boolean",)),
    "log": (_safe(_log(math.log)), _NUMERIC),
    "log10": (_safe(_log(math.log10)), _NUMERIC),
    "cot": (_safe(lambda x: 1 / math.tan(x)), _NUMERIC),
    "haversin": (_safe(lambda x: (1 - math.cos(x)) / 2), _NUMERIC),
    **{
        name: (_safe(getattr(math, name)), _NUMERIC)
        for name in (
            ("sqrt", "exp", "sin", "cos", "tan", "asin", "acos", "atan", "degrees", "radians")
        )
    },
    "atan2": (math.atan2, ("integer float, integer float → float",)),
    "pi": (lambda: math.pi, ("→ float | pi()",)),
    "e": (lambda: math.e, ("→ float | exp(1)",)),
    "rand": (fail, ("→ float | random()",)),
    "randomuuid": (fail, ("→ text | CAST(uuid() AS VARCHAR)",)),
    "timestamp": (fail, ("→ integer | epoch_ms(get_current_timestamp())",)),
    "range": (_range, ("integer, integer → integers", "integer, integer, integer → integers")),
    "date": (day_of, ("→ date | current_date", "date → date | {0}", "text map → date")),
    "date.truncate": (truncated, ("text, date → date",)),
}
PLAIN = {kind.kind: kind for kind in (TEXT, INTEGER, FLOAT, BOOLEAN, DATE, ANY)}


def _form(text: str) -> Form:
    """Read a form as the table writes it: kinds of arguments → kind of result | SQL."""
    signature, _, sql = text.partition(" | ")
    takes, _, gives = signature.partition("→")
    kinds = tuple(
        tuple(alternatives.split()) for alternatives in takes.split(",") if alternatives.strip()
    )
    return Form(kinds, gives.strip(), sql)


# Name in lower case → the function.
FUNCTIONS = {
    name: Function(call, tuple(map(_form, forms)))
    for names, (call, forms) in _TABLE.items()
    for name in names.split()
}
# Kinds by the types of Python, for values whose kind is known only when the query runs.
KINDS = {int: "integer", float: "float", str: "text", bool: "boolean", date: "date", list: "list",
         dict: "map"}  # fmt: skip


def fitting(function: Function, arguments: list[Any]) -> Any:
    """Call a function with values of any kinds, if one of its forms fits them."""
    if any(value is None for value in arguments):
        return None
    kinds = [KINDS.get(type(value), "") for value in arguments]
    if any(form.takes_kinds(kinds) for form in function.forms):
        return function.call(*arguments)
    return fail("cypher.kinds_met")


def truth_any(answers: list[bool | None]) -> bool | None:
    """Tell whether one of the answers is true; None if one is None and none true."""
    return True if True in answers else None if None in answers else False


def truth_all(answers: list[bool | None]) -> bool | None:
    """Tell whether every answer is true; None if one is None and none false."""
    return False if False in answers else None if None in answers else True


def truth_none(answers: list[bool | None]) -> bool | None:
    """Tell whether no answer is true; None if one is None and none true."""
    answer = truth_any(answers)
    return None if answer is None else not answer


def truth_single(answers: list[bool | None]) -> bool | None:
    """Tell whether exactly one answer is true; None if it depends on one that is None."""
    if answers.count(True) > 1:
        return False
    return None if None in answers else True in answers


QUANTIFIERS = {"any": truth_any, "all": truth_all, "none": truth_none, "single": truth_single}
