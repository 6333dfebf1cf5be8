"""The page of titles in a browser: keys decide, coverage rises, undo; viewers only look."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from graph.errors import LimitReached
from graph.ontology import load
from graph.words import say
from ingest.build import BuildRequest, build
from ingest.records.pipeline import make_dataset
from ingest.records.run import Run, make
from ingest.records.title_log import TitleLog
from ingest.records.titles import Decision
from tests.browsers import Visit
from tests.pages import opened
from tests.test_records import HEAD, OCCUPATIONS, reference, written
from views.parts import roles
from views.parts.title_run import WORK

TITLES = {"家用电工师傅": 6, "船厂焊工班": 3, "掌柜": 1, "电工": 10}
CANDIDATE = "电工 E"


@pytest.fixture
def home(changing_tiny: tuple[Path, Path], tmp_path: Path) -> Path:
    """A home with advertisements: half of 20 persons have an occupation."""
    rows = [[f"厂{n}", title, "", "", str(persons), "梧州", "2025-01-01", ""]
            for n, (title, persons) in enumerate(TITLES.items())]  # fmt: skip
    source = written(tmp_path / "read", [HEAD, *rows])
    make_dataset([source], reference(), changing_tiny[0] / "records", load())
    return changing_tiny[0]


def decided(home: Path) -> list[list[str]]:
    text = (home / "decisions" / "titles.csv").read_text(encoding="utf-8-sig")
    return [row[:4] for row in csv.reader(text.splitlines())][1:]


def test_keys_decide_and_coverage_rises(home: Path, own: Visit) -> None:
    there = own.open("/titles")
    at_hand = there.locator(".st-key-title-item h2")
    covered = there.locator(".tc-figure-value").first
    expect(covered).to_have_text("50.0%")
    expect(at_hand).to_have_text("家用电工师傅")  # most people wait behind it
    first = there.locator(".st-key-titles-1 button")
    expect(first).to_contain_text(CANDIDATE)
    expect(first).to_be_disabled()  # by whom?
    there.get_by_role("textbox", name=say("web.review.reviewer", "en")).fill("甲")
    there.keyboard.press("Enter")
    expect(first).to_be_enabled()
    at_hand.click()
    there.keyboard.press("1")
    expect(covered).to_have_text("80.0%")
    expect(at_hand).to_have_text("船厂焊工班")
    there.keyboard.press("0")
    expect(at_hand).to_have_text("掌柜")
    expect(covered).to_have_text("80.0%")  # it does not count as demand
    assert decided(home) == [["家用电工师傅", "", "E", "甲"], ["船厂焊工班", "", "none", "甲"]]
    there.keyboard.press("Control+z")
    expect(at_hand).to_have_text("船厂焊工班")
    there.keyboard.press("u")
    expect(covered).to_have_text("50.0%")
    expect(at_hand).to_have_text("家用电工师傅")
    assert decided(home) == []


def test_a_run_is_made_again_with_the_decisions(
    own_tiny: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, book = own_tiny[0], {"2-06-03-00": "会计专业人员"}
    source = written(
        tmp_path / "read", [HEAD, ["厂", "掌柜", "", "", "9", "梧州", "2025-01-01", ""]]
    )
    make(Run((str(source),)), home, lambda _step, _share: None)
    TitleLog(home).decide(Decision("掌柜", None, "2-06-03-00", "甲", 2026), book)
    monkeypatch.setenv("TWINCHAIN_HOME", str(home))
    monkeypatch.setattr(roles, "is_local", lambda: True)
    test = opened("titles")
    test.button("titles-run-begin").click().run()
    test.session_state[WORK].asking.stop()
    with pytest.raises(LimitReached):
        test.session_state[WORK].asking.answer()
    test.run()
    assert say("error.stopped", "zh") in [info.value for info in test.info]
    test.button("titles-run-begin").click().run()
    test.session_state[WORK].asking.answer()
    test.run()
    assert say("web.titles.counted", "zh") in [success.value for success in test.success]
    assert "2-06-03-00" in (home / "records" / "demand.csv").read_text(encoding="utf-8")


def test_viewers_only_look(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    TitleLog(home).decide(Decision("掌柜", None, "A", "=1+1", 2026), OCCUPATIONS)
    monkeypatch.setenv("TWINCHAIN_HOME", str(home))
    monkeypatch.setattr(roles, "is_local", lambda: False)
    test = opened("titles")
    assert [info.value for info in test.info] == [say("web.review.viewer", "zh")]
    assert not {"titles-1", "titles-0", "titles-undo"} & {button.key for button in test.button}
    assert any(CANDIDATE in words.value for words in test.markdown)
    assert decided(home) == [["掌柜", "", "A", "'=1+1"]]  # no formula


def test_the_quality_of_advertisements_begins_with_what_they_cannot_show(
    own_tiny: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, dataset = own_tiny
    measures = ["read,,40,,,40", "precision_pct,,91.2,87.4,94,285"]
    measures += ["coverage_pct,6-02-06-10,461.8,,,", "coverage_pct,4-07-04-01,0,,,"]
    measures += ["coverage_pct,2-05-08-05,3,,,", "not_visible,2-05-08-05,,,,"]
    rows = ["measure,cell,value,low,high,n", *measures]
    (dataset / "posting_quality.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    rows = [rows[0], "counted,,30,,,30", "under_25_pct,,48.5,,,20"]
    (dataset / "registration_quality.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    build(BuildRequest((dataset,), None, home, stores="tables"))
    monkeypatch.setenv("TWINCHAIN_HOME", str(home))
    monkeypatch.setattr(roles, "is_local", lambda: True)
    test = opened("data", {"lang": "en", "part": "quality"})
    assert not test.exception
    assert test.header[0].value == say("web.quality.limits", "en")
    assert say("web.registered.limits", "en") in [head.value for head in test.header]
    quality, coverage, registered = (table.value for table in test.dataframe)
    assert registered["measured"].tolist() == ["30", "48.5"]
    assert "87.4–94" in quality.to_numpy().ravel().tolist()
    assert coverage["visible"].tolist() == ["461.8%", "not visible online", "too few to tell"]
    assert coverage["openings_seen"].isna().tolist()[1]
