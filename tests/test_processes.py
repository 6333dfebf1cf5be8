"""A child process: its answer, its errors, its limits, and that it never outlives its parent."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.errors import BuildFailed, NoAnswer, WrongInput
from graph.processes.worker import call_in_child
from graph.settings import ROOT

MIB = 1024**2


@pytest.fixture(autouse=True)
def work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def wait_for(condition: object, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


def test_answer_and_events_come_back_in_order() -> None:
    heard: list[object] = []
    answer = call_in_child("child_work:echo", {"say": "你好 \u2028 😀"}, on_event=heard.append)
    assert answer == {"said": "你好 \u2028 😀"}
    assert heard == [{"number": 0}, {"number": 1}, {"number": 2}]


def test_a_long_answer_arrives_whole_and_soon() -> None:
    heard: list[dict[str, str]] = []
    answer = call_in_child(
        "child_work:say_much", {"characters": 60_000_000}, on_event=heard.append, timeout_s=20
    )
    assert len(answer) == 60_000_000
    assert [len(event["long"]) for event in heard] == [1_000_000]


def test_what_a_library_prints_is_no_answer() -> None:
    assert call_in_child("child_work:chatter", {}) == "answer"


def test_errors_keep_their_kind_and_their_values() -> None:
    with pytest.raises(WrongInput) as caught:
        call_in_child("child_work:refuse", {})
    assert caught.value.values == {"path": "某处"}
    assert "某处" in caught.value.text("zh")


def test_a_program_fault_is_told_with_its_traceback() -> None:
    with pytest.raises(BuildFailed, match="a fault of the program"):
        call_in_child("child_work:fail", {})


def test_what_the_system_refuses_an_engine_is_told_as_that() -> None:
    with pytest.raises(BuildFailed) as caught:
        call_in_child("child_work:fill_disk", {})
    assert caught.value.key == "error.system"
    assert caught.value.values == {"problem": "No space left on device"}


def test_time_limit_kills(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    with pytest.raises(NoAnswer, match="1 s"):
        call_in_child("child_work:sleep", {"pid_file": str(pid_file)}, timeout_s=1.0)
    assert not is_running(int(pid_file.read_text(encoding="ascii")))


def test_memory_limit_kills_and_says_so() -> None:
    with pytest.raises(NoAnswer, match="200 MiB"):
        call_in_child("child_work:take_memory", {}, timeout_s=30, memory_bytes=200 * MIB)
    assert call_in_child("child_work:echo", {"say": 1}) == {"said": 1}


def test_a_child_killed_by_the_system_is_a_fault_of_a_build_but_no_answer_to_a_question() -> None:
    with pytest.raises(BuildFailed, match="-9"):
        call_in_child("child_work:kill_myself", {})
    with pytest.raises(NoAnswer, match="Out of memory"):
        call_in_child("child_work:kill_myself", {}, memory_bytes=1024**4)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
@pytest.mark.parametrize("work_name", ["sleep", "hold_interpreter"])
def test_a_child_does_not_outlive_its_parent(tmp_path: Path, work_name: str) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "from graph.processes.worker import call_in_child\n"
        f"call_in_child('child_work:{work_name}', {{'pid_file': {str(pid_file)!r}}})"
    )
    path = os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]])
    parent = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path})
    assert wait_for(lambda: pid_file.is_file() and pid_file.read_text(encoding="ascii"))
    child = int(pid_file.read_text(encoding="ascii"))
    assert is_running(child)
    parent.kill()
    parent.wait()
    assert wait_for(lambda: not is_running(child))
