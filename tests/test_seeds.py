"""Property tests draw the same examples on every run, whatever ran before them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from graph.settings import ROOT

DRAW = """
from tests.seeds import fix_seeds
fix_seeds()
{before}
from hypothesis import given, strategies as st
found = []
@given(st.integers(), st.text())
def take(number, text):
    found.append((number, text))
take()
print(ascii(found))
"""


def drawn(before: str) -> str:
    """The examples that a process of its own draws."""
    done = subprocess.run(
        [sys.executable, "-c", DRAW.format(before=before)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("before", ["", "import ingest.cells, ingest.policy.reading"])
def test_examples_are_the_same_in_every_process(before: str) -> None:
    examples = drawn("")
    assert examples.count("(") > 30
    assert drawn(before) == examples
