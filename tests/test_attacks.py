"""Whoever asks, by command or over HTTP: nothing is written, nothing read or called outside."""

from __future__ import annotations

import hashlib
import socket
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.errors import WrongInput
from graph.processes.worker import Worker
from tests import attacks
from tests.test_http import SETTINGS, Client, served
from views.cli import app

TOKEN = "geheim"


@dataclass(frozen=True)
class World:
    """A build, a file that must not come to be, a port at which nobody must call."""

    home: Path
    file: Path
    port: int

    def put(self, attack: str) -> str:
        return attack.replace("FILE", str(self.file)).replace("PORT", str(self.port))


@pytest.fixture(scope="module")
def world(homes: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """As it was before when all is over."""
    home = homes["tiny"]
    before = _prints(home)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        file = tmp_path_factory.mktemp("attacked") / "stolen.csv"
        yield World(home, file, listener.getsockname()[1])
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert not file.exists()
    assert _prints(home) == before


def _prints(home: Path) -> dict[str, str]:
    files = sorted(file for file in home.rglob("*") if file.is_file() and file.name != "LOCK")
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture(scope="module")
def run(world: World) -> Iterator[Callable[..., BaseException | None]]:
    """What a command ends with. One worker answers all, so that none has to start."""
    with Worker() as worker, pytest.MonkeyPatch.context() as patch:

        def call(target: str, request: dict[str, object], **limits: float) -> object:
            assert worker.is_fit, "an attack felled the worker"
            return worker.call(target, request, **limits)  # type: ignore[arg-type]

        patch.setattr("graph.queries.answers.call_in_child", call)
        yield (
            lambda *words: (
                CliRunner().invoke(app, ["query", *words, "--home", str(world.home)]).exception
            )
        )


@pytest.mark.parametrize(
    ("language", "attack"),
    [(name, q) for name in ("sparql", "cypher", "sql") for q in getattr(attacks, name.upper())],
)
def test_the_command_refuses(
    language: str, attack: str, world: World, run: Callable[..., BaseException | None]
) -> None:
    fault = run(f"--{language}", world.put(attack))
    assert isinstance(fault, WrongInput), fault
    assert fault.key.startswith((f"{language}.", f"error.{language}_"))
    assert fault.text("zh") != fault.text("en")


@pytest.fixture(scope="module")
def doors(world: World) -> Iterator[dict[str, tuple[Client, dict[str, str], int]]]:
    """Who comes how, and what that gets: a server that asks nobody who they are, and another."""
    with (
        served(world.home, SETTINGS) as all_may,
        served(world.home, replace(SETTINGS, token=TOKEN)) as some_may,
    ):
        yield {
            "anybody": (all_may, {}, 0),
            "a foreign host": (all_may, {"Host": "evil.example"}, 421),
            "another site": (all_may, {"Origin": "https://evil.example"}, 403),
            "a page in a frame": (all_may, {"Origin": "null"}, 403),
            "no token": (some_may, {}, 401),
            "a wrong token": (some_may, {"Authorization": "Bearer x"}, 401),
            "the token": (some_may, {"Authorization": f"Bearer {TOKEN}"}, 0),
        }


@pytest.mark.parametrize(
    "door", ["anybody", "a foreign host", "another site", "a page in a frame", "no token",
             "a wrong token", "the token"],
)  # fmt: skip
def test_the_server_refuses(
    door: str, world: World, doors: dict[str, tuple[Client, dict[str, str], int]]
) -> None:
    client, headers, status = doors[door]
    for attack in attacks.SPARQL:
        query = world.put(attack).encode()
        form = urllib.parse.urlencode({"query": query}).encode()
        kind = "application/x-www-form-urlencoded"
        asked = client.send("/sparql", form, Content_Type=kind, **headers)
        assert asked.status == (status or 400), attack
        update = urllib.parse.urlencode({"update": query}).encode()
        sent = client.send("/sparql", update, Content_Type=kind, **headers)
        assert sent.status == (status or 403), attack
    for path in attacks.PATHS:
        answer = client.send(world.put(path), **headers)
        assert answer.status in ((status,) if status else (400, 404)), path
        assert b"root:" not in answer.body
