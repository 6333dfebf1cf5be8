"""Values whose type is known only when a query runs: JSON text, computed with as in Neo4j 5.

A day, and the number of a node, relationship or path, is an object with one key that no map has.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

_DAY, _NODE, _LINK, _PATH = "\0day", "\0node", "\0relationship", "\0path"
MARKS = {"date": _DAY, "node": _NODE, "relationship": _LINK, "path": _PATH}
_LARGEST = 2**63
Json = str | None


@dataclass(frozen=True)
class StoreReference:
    """A reference to a node, relationship or path of the store.

    ``mark``: which of the three. ``number``: its number in the store; of a path, all numbers.
    """

    mark: str
    number: Any


def fail(key: str) -> NoReturn:
    """Stop the query; the key is found again in the engine's message.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"[[{key}]]")


def read(text: Json) -> Any:
    """Return the value of a JSON text."""
    return None if text is None else json.loads(text, object_hook=_object)


def _object(result: dict[str, Any]) -> Any:
    if len(result) == 1:
        ((mark, value),) = result.items()
        if mark == _DAY:
            return date.fromisoformat(value)
        if mark in (_NODE, _LINK, _PATH):
            return StoreReference(mark, value)
    return result


def write(value: Any) -> Json:
    """Return the JSON text of a value."""
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        fail("cypher.overflow")
    return None if value is None else json.dumps(value, ensure_ascii=False, default=_marked)


def _marked(value: Any) -> dict[str, Any]:
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    return {value.mark: value.number}


def is_number(value: Any) -> bool:
    """Tell whether a value is an integer or a float."""
    return type(value) in (int, float)


def equals(left: Any, right: Any) -> bool | None:
    """Tell whether ``left = right``; None where null leaves it open.

    >>> equals([1, None], [1, 2]), equals([1, None], [2, 2]), equals(1, "1"), equals(1, 1.0)
    (None, False, False, True)
    """
    if left is None or right is None:
        return None
    if is_number(left) and is_number(right):
        return bool(left == right)
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and _all_true(list(map(equals, left, right)))
    if isinstance(left, dict):
        return left.keys() == right.keys() and _all_true(
            [equals(left[key], right[key]) for key in left]
        )
    return bool(left == right)


def _all_true(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def precedes(left: Any, right: Any, also_equal: bool) -> bool | None:
    """Tell whether ``left < right``, or ``left <= right``; None between kinds without an order."""
    if isinstance(left, list) and isinstance(right, list):
        for first, second in zip(left, right, strict=False):
            alike = equals(first, second)
            if alike is not True:
                return None if alike is None else precedes(first, second, False)
        return len(left) < len(right) or (also_equal and len(left) == len(right))
    ordered = type(left) is type(right) and isinstance(left, (str, bool, date))
    if not ordered and not (is_number(left) and is_number(right)):
        return None
    return bool(left < right or (also_equal and left == right))


def has_member(many: Any, member: Any) -> bool | None:
    """Evaluate ``member IN many``."""
    if many is None:
        return None
    if not isinstance(many, list):
        fail("cypher.kinds_met")
    answers = [equals(item, member) for item in many]
    if True in answers:
        return True
    return None if None in answers else False


def sort_key(value: Any) -> bytes:
    """Return bytes that sort as Neo4j sorts values of any kinds; equal for equal values.

    >>> sorted([None, 10, 2, True, "a", []], key=sort_key)
    [[], 'a', True, 2, 10, None]
    >>> sort_key(1) == sort_key(1.0)
    True
    """
    if value is None:
        return b"\xff"
    if isinstance(value, bool):
        return b"\x60" + bytes([value])
    if is_number(value):
        return b"\x70" + _number_key(value)
    if isinstance(value, str):
        text = value.encode("utf-8", "surrogatepass").replace(b"\0", b"\0\xff")
        return b"\x50" + text + b"\0\0"
    if isinstance(value, list):
        return b"\x30" + b"".join(b"\1" + sort_key(member) for member in value) + b"\0"
    if isinstance(value, dict):
        keys = sorted(value)
        inside = [sort_key(key) for key in keys] + [sort_key(value[key]) for key in keys]
        return b"\x01" + struct.pack(">I", len(keys)) + b"".join(inside)
    if isinstance(value, date):
        return b"\x40" + struct.pack(">I", value.toordinal())
    rank = {_NODE: b"\x10", _LINK: b"\x20", _PATH: b"\x35"}[value.mark]
    number = [*value.number.values()] if isinstance(value.number, dict) else value.number
    return rank + sort_key(number)


def _number_key(value: float) -> bytes:
    if math.isnan(value):
        return b"\xff" * 16
    rest = value - int(float(value)) if isinstance(value, int) else 0
    (bits,) = struct.unpack(">Q", struct.pack(">d", float(value) + 0.0))
    bits = bits ^ (2**64 - 1) if bits >> 63 else bits | 1 << 63
    return struct.pack(">QQ", bits, int(rest) + 2**63)


def compute(operator: str, left: Any, right: Any) -> Any:
    """Evaluate ``left + right`` and the other arithmetic."""
    if left is None or right is None:
        return None
    if operator == "+" and (isinstance(left, list) or isinstance(right, list)):
        first, second = (
            operand if isinstance(operand, list) else [operand] for operand in (left, right)
        )
        return first + second
    if is_number(left) and is_number(right):
        return _computed(operator, left, right)
    texts = (isinstance(left, str) or is_number(left)) and (
        isinstance(right, str) or is_number(right)
    )
    if operator != "+" or not texts:
        fail("cypher.kinds_met")
    return float_text(left) + float_text(right)


def _computed(operator: str, left: Any, right: Any) -> Any:
    are_integers = isinstance(left, int) and isinstance(right, int)
    if operator == "^":
        return math.pow(left, right)
    if operator in "/%" and right == 0:
        if are_integers:
            fail("cypher.by_zero")
        if operator == "%" or left == 0 or math.isnan(left):
            return math.nan
        return math.copysign(math.inf, left) * math.copysign(1.0, right)
    if operator == "/":
        return _divided(left, right)
    if operator == "%":
        return left - right * _divided(left, right) if are_integers else math.fmod(left, right)
    return {"+": left + right, "-": left - right, "*": left * right}[operator]


def _divided(left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int):
        size = abs(left) // abs(right)
        return size if (left < 0) == (right < 0) else -size
    return left / right


def float_text(value: Any) -> str:
    """Return a value as ``toString`` does; a float as Java prints it.

    >>> [float_text(x) for x in (1.5, 1e20, 0.0001, -0.0, 12)]
    ['1.5', '1.0E20', '1.0E-4', '-0.0', '12']
    """
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, float):
        return value.isoformat() if isinstance(value, date) else str(value)
    if math.isnan(value) or math.isinf(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    from decimal import Decimal

    if value == 0 or 1e-3 <= abs(value) < 1e7:
        digits = format(Decimal(repr(value)), "f")
        return digits if "." in digits else digits + ".0"
    sign, digits_, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits = "".join(map(str, digits_))
    power = int(exponent) + len(digits) - 1
    return f"{'-' * sign}{digits[0]}.{digits[1:] or '0'}E{power}"


def _for_types(
    *kinds: type, convert: Callable[[Any], Any] = lambda value: value
) -> Callable[[Any], Any]:
    """Return a function that takes values of these types and null. ``convert``: its result."""

    def checked(value: Any) -> Any:
        if value is not None and type(value) not in kinds:
            fail("cypher.kinds_met")
        return None if value is None else convert(value)

    return checked


negated, number = (
    _for_types(int, float, convert=lambda value: -value),
    _for_types(int, float, convert=float),
)
truth, members, keys = _for_types(bool), _for_types(list), _for_types(dict, convert=list)


def at(many: Any, place: Any) -> Any:
    """Evaluate ``many[place]`` or ``many.place``."""
    if many is None or place is None:
        return None
    if isinstance(many, date) and place in ("year", "month", "day"):
        return getattr(many, place)
    if isinstance(many, list) and type(place) is int:
        return many[place] if -len(many) <= place < len(many) else None
    if isinstance(many, dict) and isinstance(place, str):
        return many.get(place)
    fail("cypher.kinds_met")


def part(many: Any, first: Any, end: Any) -> Any:
    """Evaluate ``many[first..end]``; True stands for a bound that is not written."""
    if many is None or first is None or end is None:
        return None
    if not isinstance(many, list) or type(first) not in (int, bool) or type(end) not in (int, bool):
        fail("cypher.kinds_met")
    return many[0 if first is True else first : len(many) if end is True else end]


def joined(*maps: Any) -> Any:
    """Merge maps; later values win; null if the first is null."""
    if maps[0] is None:
        return None
    return {key: value for entries in maps for key, value in entries.items()}


def folded(name: str, values: list[Any]) -> Any:
    """Aggregate values of any kinds, none of them null."""
    if name in ("min", "max"):
        return (min if name == "min" else max)(values, key=sort_key, default=None)
    if not all(map(is_number, values)):
        fail("cypher.kinds_met")
    if name == "sum":
        return sum(values)
    return math.fsum(values) / len(values) if values else None


def distinct(values: list[Any]) -> list[Any]:
    """Return each value once, in the order of their first appearance."""
    return list({sort_key(value): value for value in reversed(values)}.values())[::-1]


def on_json(call: Callable[..., Any], give: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return a function of values as a function of JSON texts. ``give``: converts its result."""

    def call_on_texts(*texts: Any) -> Any:
        return give(
            call(
                *(
                    list(map(read, argument)) if isinstance(argument, list) else read(argument)
                    for argument in texts
                )
            )
        )

    return call_on_texts


def write_members(values: list[Any] | None) -> list[Json] | None:
    """Return the JSON texts of the members of a list."""
    return None if values is None else list(map(write, values))


def of_texts(test: Callable[[str, str], bool]) -> Callable[[Any, Any], bool | None]:
    """Return a test of two texts that leaves open what is no text."""
    return lambda left, right: (
        test(left, right) if isinstance(left, str) and isinstance(right, str) else None
    )


# Operator → its name in SQL, and the test.
TEXTS = {
    "STARTS WITH": ("starts_with", of_texts(str.startswith)),
    "ENDS WITH": ("ends_with", of_texts(str.endswith)),
    "CONTAINS": ("contains", of_texts(str.__contains__)),
}
