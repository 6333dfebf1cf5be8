"""Check digits of official codes."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.checks.digits import CHECK_DIGITS, credit_code_is_valid

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# Codes of firms as registered, and the example of GB 32100-2015 itself.
REGISTERED = ["91350100M000100Y43", "91110000802100433B", "91440300708461136T"]


def wrong(codes: list[str | None]) -> list[bool | None]:
    frame = pl.DataFrame({"code": codes}, schema={"code": pl.String})
    return frame.select(CHECK_DIGITS["GB 32100-2015"](pl.col("code")))["code"].to_list()


@pytest.mark.parametrize("code", REGISTERED)
def test_registered_codes_are_valid(code: str) -> None:
    assert credit_code_is_valid(code)
    assert wrong([code]) == [False]


@given(st.sampled_from(REGISTERED), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_single_error_is_found(code: str, at: int, character: str) -> None:
    changed = code[:at] + character + code[at + 1 :]
    assert credit_code_is_valid(changed) is (changed == code)


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_exactly_one_check_character_is_right(body: str) -> None:
    assert sum(credit_code_is_valid(body + c) for c in ALPHABET) == 1


def test_letters_that_look_like_digits_are_not_used() -> None:
    assert not any(credit_code_is_valid(REGISTERED[0][:-1] + c) for c in "IOZSV")


def test_codes_of_other_registers_are_taken_ruined_ones_are_not() -> None:
    assert wrong(["12345", "450400000001234", None]) == [False, False, None]
    assert wrong(["9.1E+17", "9.135e+17", "9E17"]) == [True, True, True]
