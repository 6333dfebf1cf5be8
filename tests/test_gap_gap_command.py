"""``twinchain gap`` with its options, as a person types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graph.errors import WrongInput
from views.cli import app

Run = Callable[..., str]


@pytest.fixture(scope="module")
def run(homes: dict[str, Path]) -> Run:
    home = homes["tiny"]

    def run(*arguments: str) -> str:
        found = CliRunner().invoke(app, ["gap", "--home", str(home), *arguments])
        if found.exception and not isinstance(found.exception, SystemExit):
            raise found.exception
        assert found.exit_code == 0, found.output
        return found.stdout

    return run


def as_json(run: Run, *arguments: str) -> Any:
    return json.loads(run("--format", "json", *arguments))


def test_the_report_has_expected_blocks_and_rates(run: Run) -> None:
    found = as_json(run)
    assert found["expected"]["basis"] == "assumed"
    assert found["expected"]["range"] == [found["naive"]["fixed_share"], found["shortage"]]
    rates = [block["fill_rate"] for block in found["blocks"]]
    assert rates == sorted(rates)
    by_id = {block["id"]: block for block in found["blocks"]}
    for one in found["occupations"]:
        if one["block"]:
            assert by_id[one["block"]]["fill_rate"] == one["fill_rate"]
            assert one["code"] in by_id[one["block"]]["occupations"]


def test_lambda_one_is_the_fixed_share(run: Run) -> None:
    found = as_json(run, "--lambda", "1")
    assert found["expected"]["gap"] == found["naive"]["fixed_share"]
    assert found["expected"]["basis"] == "given"


@pytest.mark.parametrize("by", ["area", "chain", "year"])
def test_by(run: Run, by: str) -> None:
    found = as_json(run, "--by", by)
    assert found["by"] == by
    if by != "year":
        assert sum(row["shortage"] for row in found["rows"]) == pytest.approx(51)
    assert run("--by", by, "--format", "csv").startswith("key,name,demand,supply,matched,shortage")
    assert "%" in run("--by", by)


def test_ladder_stands_beside_the_report(run: Run) -> None:
    found = as_json(run, "--ladder", "--lang", "en")
    assert found["shortage"] == 51
    assert found["ladder"][-1]["step"] == "anything"
    assert run("--ladder", "--format", "csv").splitlines()[0] == "step,name,shortage,gain,lever"
    assert "31" in run("--ladder")


def test_all_options_combine(run: Run) -> None:
    asked = ["--chain", "tea", "--area", "990101", "--market", "own", "--tier", "2"]
    found = as_json(run, *asked, "--min-level", "3", "--lambda", "3", "--year", "2024")
    assert found["area"] == "990101"
    assert found["expected"]["lambda"] == 3


def test_two_questions_at_once_are_refused(run: Run) -> None:
    with pytest.raises(WrongInput, match="one at a time"):
        run("--by", "area", "--ladder")


def test_no_build_is_said(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["gap", "--home", str(tmp_path), "--ladder"])
    assert found.exit_code != 0


@pytest.fixture(scope="module")
def anywhere(homes: dict[str, Path]) -> Run:
    home = homes["tiny"]
    return lambda *arguments: CliRunner().invoke(app, [*arguments, "--home", str(home)]).stdout


@pytest.mark.parametrize(
    "command", ["gap", "gap --by chain", "gap --ladder", "candidates", "coverage"]
)
@pytest.mark.parametrize(("lang", "mark"), [("zh", "示意数据"), ("en", "ILLUSTRATIVE")])
def test_invented_figures_are_marked_on_every_page(
    anywhere: Run, command: str, lang: str, mark: str
) -> None:
    first_lines = anywhere(*command.split(), "--lang", lang).splitlines()[:3]
    assert any(mark in line for line in first_lines)
