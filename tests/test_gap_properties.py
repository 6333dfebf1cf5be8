"""What the method page promises to be tested is tested, on random networks."""

from __future__ import annotations

import importlib
import re

import pytest
from hypothesis import is_hypothesis_test

from graph.settings import ROOT

MODULES = ("flow", "fair", "expected", "factored", "ranges", "depth")
RANDOM = 17  # properties up to it are tested on random networks, later ones on planted cities
PAGE = ROOT / "docs" / "method" / "gap.md"
ROWS = re.findall(r"^\| (\d+) \| .* \| (`test_.*`) \|$", PAGE.read_text("utf-8"), re.MULTILINE)


def test_all_nineteen_are_named() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, 20))


@pytest.mark.parametrize(("number", "tests"), ROWS)
def test_the_tests_of_a_property_are_there(number: str, tests: str) -> None:
    modules = [importlib.import_module(f"tests.test_gap_{name}") for name in MODULES]
    for name in re.findall(r"`(test_\w+)`", tests):
        found = [getattr(module, name) for module in modules if hasattr(module, name)]
        assert found, f"property {number}: there is no {name}"
        is_random = int(number) > RANDOM or is_hypothesis_test(found[0])
        assert is_random, f"property {number}: {name} is not on random networks"
