"""Kept outlooks: written once and whole, and judged by what came; by hand."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from graph.builds import outlooks
from graph.builds.home import Home
from graph.builds.outlooks import FOLDER, keep, scores
from graph.errors import WrongInput
from graph.gap.scope import GapParameters
from graph.outlook.outlook import outlook
from graph.outlook.parameters import OutlookParameters
from graph.outlook.score import Scores
from graph.tables import Tables
from graph.telling.kept import (
    kept_of,
    score_sentences,
    scored_json,
    to_keep,
    waiting_sentences,
    worst_missed,
)
from tests.test_gap import openings, world
from tests.test_outlook import LONG, cohorts_of_one_major, enrolled, graduates

ASKED = OutlookParameters(draws=50, until=2026)


def kept_in(home: Path, parameters: OutlookParameters = ASKED, **more: Any) -> Path:
    tables = cohorts_of_one_major(**more)
    told = to_keep(outlook(tables, parameters), parameters, "b1")
    return keep(Home(home), "b1", told)


def later(*figures: tuple[int, int, int], **more: Any) -> Tables:
    """Graduates and openings of later years beside those that the outlook knew."""
    rows = [enrolled(persons, year) for persons, year in ((100, 2021), (90, 2022), (80, 2023))]
    rows.append(graduates(80, enrolled=70))
    rows += [graduates(came, year=year) for year, came, _ in figures]
    demand = [openings(15), *(openings(wanted, year=year) for year, _, wanted in figures)]
    return world(**{"majors": LONG, "enrolment": rows, "demand": demand} | more)


def test_what_was_promised_is_judged_by_what_came(tmp_path: Path) -> None:
    """72 graduates and 15 places were expected for 2025; 60 and 90 came, so 30 stay empty."""
    kept_in(tmp_path)
    [entry] = scores(Home(tmp_path), later((2025, 60, 90))).scored
    assert dict(entry.bases) == {2025: "survey"}
    totals = [entry.of(name, totals=True)[0].came for name in ("supply", "demand", "shortage")]
    assert totals == [60, 90, 30]
    [demand] = entry.of("demand")
    low, high = demand.promise.promised.low, demand.promise.promised.high
    assert low is not None
    assert high is not None
    assert (demand.came, demand.held, demand.outside) == (90, False, 90 - high)
    assert worst_missed(entry)[0] == demand
    assert any("0 of 1 band held" in text for text in score_sentences(entry, "en"))


def test_the_answer_as_json_and_without_bands(tmp_path: Path) -> None:
    kept_in(tmp_path, OutlookParameters(draws=0, until=2026))
    found = scores(Home(tmp_path), later((2025, 60, 90), (2026, 64, 15)))
    answer = scored_json(found, "en", "b2")
    [entry] = answer["outlooks"]
    assert [row["year"] for row in entry["years"]] == [2025, 2026]
    assert {row["figure"] for row in entry["totals"]} == {"demand", "supply", "shortage"}
    supply = next(side for side in entry["sides"] if side["figure"] == "supply")
    # 72 and 64 were promised, 60 and 64 came: 12 ÷ 124.
    assert (supply["n"], supply["bands"], supply["share"], supply["error"]) == (2, 0, None, 0.0968)
    assert json.loads(json.dumps(answer)) == answer
    assert any("without a band missed by 10 %" in t for t in score_sentences(found.scored[0], "en"))


def test_projections_are_judged_by_another_basis(tmp_path: Path) -> None:
    given = [openings(15), openings(40, year=2025, basis="projection")]
    kept_in(tmp_path, demand=given)
    still = [openings(15), openings(40, year=2025, basis="projection")]
    home = Home(tmp_path)
    assert scores(home, later((2025, 60, 0), demand=still)).scored == ()
    came = [*still, openings(33, year=2025)]
    [entry] = scores(home, later((2025, 60, 0), demand=came)).scored
    [demand] = entry.of("demand")
    assert (demand.promise.promised.median, demand.came) == (40, 33)


def test_what_nobody_reported_is_not_judged(tmp_path: Path) -> None:
    both = [{"code": k, "name": k, "level": 5} for k in "OP"]
    kept_in(tmp_path, occupations=both, demand=[openings(15), openings(9, occupation="P")])
    [entry] = scores(Home(tmp_path), later((2025, 60, 15), occupations=both)).scored
    assert {o.promise.key[0] for o in entry.of("demand") if o.promise.key} == {"O"}
    assert entry.unreported == 2  # demand and empty places of P


def test_nothing_is_kept_or_nothing_came_yet(tmp_path: Path) -> None:
    assert scores(Home(tmp_path), cohorts_of_one_major()) == Scores()
    kept_in(tmp_path)
    found = scores(Home(tmp_path), cohorts_of_one_major())
    assert (found.scored, [kept.years for kept in found.waiting]) == ((), [(2025, 2026)])
    assert "waits for the figures of 2025" in waiting_sentences(found, "en")[0]


def test_the_same_outlook_is_kept_once_by_two_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        files = {future.result() for future in [pool.submit(kept_in, tmp_path) for _ in range(4)]}
    [file] = files
    assert list(file.parent.iterdir()) == [file]
    assert kept_of(file.stem, json.loads(file.read_bytes())).parameters == GapParameters()


def test_no_more_than_so_many_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlooks, "MOST_KEPT", 1)
    kept_in(tmp_path)
    kept_in(tmp_path)
    with pytest.raises(WrongInput):
        kept_in(tmp_path, OutlookParameters(draws=0))
    monkeypatch.setattr(outlooks, "LARGEST", 10)
    with pytest.raises(WrongInput):
        kept_in(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"version": 1, "asked": {}, "outlook": {"years": [{"year": "x"}]}}',
        b'{"version": 2}',
    ],
)
def test_a_file_that_holds_no_outlook_is_said(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / FOLDER / "b0" / "odd.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    found = scores(Home(tmp_path), cohorts_of_one_major())
    assert [name for name, _ in found.unread] == ["b0/odd.json"]
    assert "b0/odd.json" in waiting_sentences(found, "zh")[0]


def test_a_question_without_an_answer_any_more_is_said(tmp_path: Path) -> None:
    file = kept_in(tmp_path)
    data = json.loads(file.read_bytes())
    data["asked"]["area"] = "gone"
    file.write_text(json.dumps(data), encoding="utf-8")
    [(name, reason)] = scores(Home(tmp_path), later((2025, 60, 90))).unread
    assert (name, reason.values["value"]) == (f"b1/{file.name}", "gone")
