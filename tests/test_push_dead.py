"""A server that is not there, or says nothing: one sentence, soon, in the language asked."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.errors import ServerFault
from graph.settings import ROOT
from graph.stores import neo4j as neo4j_store
from graph.stores.sparql import push as sparql_server
from graph.words import say
from tests.servers import free_port
from views import cli


def pushed(home: Path, url: str, lang: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "views.cli", "push", url, "--home", str(home), "--lang", lang],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "http"])
def test_a_dead_server_is_one_sentence(homes: dict[str, Path], scheme: str, lang: str) -> None:
    url = f"{scheme}://127.0.0.1:{free_port()}"
    code, told = pushed(homes["tiny"], url, lang)
    assert code == 3
    assert told == say("cli.error", lang) + say("error.server_unreachable", lang, url=url) + "\n"


@contextmanager
def silent() -> Iterator[int]:
    """A port that takes every connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    taken.append(listener.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        for one in taken:
            one.close()


@pytest.mark.parametrize("scheme", ["bolt", "http"])
def test_a_server_that_says_nothing_is_not_waited_for(
    homes: dict[str, Path], scheme: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """It is given up after ten seconds, of which this test takes one."""
    assert 2 * neo4j_store.CONNECT_S <= 10
    assert sparql_server.FIRST_S <= 10
    monkeypatch.setattr(neo4j_store, "CONNECT_S", 0.5)
    monkeypatch.setattr(sparql_server, "FIRST_S", 1.0)
    with silent() as port:
        url = f"{scheme}://127.0.0.1:{port}"
        words = ["twinchain", "push", url, "--home", str(homes["tiny"]), "--lang", "en"]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            cli.main()
    printed, message = capsys.readouterr()
    assert (ended.value.code, printed) == (3, "")
    assert message.startswith("Error: " + url)
    assert message.count("\n") == 1


def test_an_answer_is_not_waited_for_for_ever() -> None:
    server = object.__new__(neo4j_store.Neo4jServer)
    server.url = "bolt://somewhere"
    with pytest.raises(ServerFault) as told, server.patience(0.05):
        time.sleep(20)
    assert told.value.key == "error.server_silent"
    with server.patience(0.05):
        pass
    time.sleep(0.1)  # no alarm is left behind
