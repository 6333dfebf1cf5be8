"""A question at work is looked at from outside, and stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import NoAnswer, WrongInput
from graph.ontology import Ontology
from graph.processes.background import Asking
from graph.processes.worker import call_in_child
from graph.queries.answers import Answer
from graph.queries.sql import ask_sql
from graph.tables import Tables

ENDLESS = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b"


@pytest.fixture
def tables(tmp_path: Path, ontology: Ontology) -> Path:
    Tables.of(ontology, {}).write(tmp_path)
    return tmp_path


def test_an_answer_comes(tables: Path) -> None:
    asking = Asking(lambda: ask_sql(tables, "SELECT 6 * 7 AS n"))
    assert asking.answer() == Answer(["n"], [[42]])
    assert asking.is_done
    assert asking.elapsed_s > 0


def test_a_fault_comes_to_whoever_wants_the_answer(tables: Path) -> None:
    asking = Asking(lambda: ask_sql(tables, "SELEC 1"))
    with pytest.raises(WrongInput):
        asking.answer()


def test_a_stopped_question_ends_and_the_next_one_is_answered(tables: Path) -> None:
    asking = Asking(lambda: ask_sql(tables, ENDLESS))
    assert not asking.is_done
    asking.stop()
    with pytest.raises(NoAnswer) as told:
        asking.answer()
    assert told.value.key == "error.stopped"
    assert Asking(lambda: ask_sql(tables, "SELECT 1 AS n")).answer().rows == [[1]]


def test_only_what_is_called_within_is_stopped(tmp_path: Path) -> None:
    request = {"pid_file": str(tmp_path / "pid")}
    asking = Asking(lambda: call_in_child("tests.child_work:sleep", request))
    asking.stop()
    with pytest.raises(NoAnswer):
        asking.answer()
    assert call_in_child("tests.child_work:echo", {"say": "x"}) == {"said": "x"}
