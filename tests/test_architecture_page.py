"""docs/architecture.md: its picture is the contract; what it and CONTRIBUTING name exists."""

from __future__ import annotations

import re
import tomllib

import pytest

from graph.settings import ROOT

PAGE = "docs/architecture.md"
PACKAGES = ("graph", "ingest", "views")
# Paths in recipes of files that are yet to be made.
TO_MAKE = re.compile(r"[<]|arrow|equipment")


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def _picture() -> list[str]:
    """The layers as the page draws them, each line without what is said of it."""
    (block,) = re.findall(r"^```\n(views  .*?)^```$", _text(PAGE), re.DOTALL | re.MULTILINE)
    return [re.split(r"\s{2,}", line)[0] for line in block.splitlines()]


def test_the_picture_is_the_contract() -> None:
    declared = tomllib.loads(_text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in declared if contract["id"] == "layers"]
    assert _picture() == [re.sub(r"[()]", "", line) for line in layers]


def test_the_picture_names_every_part_of_graph() -> None:
    here = {
        f"graph.{path.stem}"
        for path in (ROOT / "graph").iterdir()
        if (path / "__init__.py").is_file() or path.suffix == ".py"
    } - {"graph.__init__"}
    drawn = {name for line in _picture() for name in line.split(" | ")}
    assert drawn == here | {"ingest", "views"}


@pytest.mark.parametrize("page", [PAGE, "CONTRIBUTING.md"])
def test_every_path_named_exists(page: str) -> None:
    named = re.findall(r"`((?:\w+/)+[\w.]*)`", _text(page))
    paths = [path for path in named if path.split("/")[0] in (*PACKAGES, "tests", "docs")]
    assert len(paths) > 5
    assert [p for p in paths if not TO_MAKE.search(p) and not (ROOT / p).exists()] == []


def test_every_recipe_linked_exists() -> None:
    heads = re.findall(r"^#+ (.+)$", _text("CONTRIBUTING.md"), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}
    linked = re.findall(r"CONTRIBUTING\.md#([\w-]+)", _text(PAGE))
    assert linked
    assert set(linked) <= anchors
