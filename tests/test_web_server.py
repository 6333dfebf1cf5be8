"""The server: whom it answers, where it listens, what it sends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from graph.errors import WrongInput
from graph.export.fonts import known_characters
from graph.settings import ROOT
from tests import servers
from tests.browsers import serving
from tests.test_http import FORM, Client
from views.hosts import Hosts, host_name
from views.web import configured, fonts, index, settings
from views.web.guards import Guard
from views.web.settings import ServeOptions, allowed_hosts, free_port, require_safe


@dataclass
class Answer:
    """What an application answered: a status, or the code it closed a socket with."""

    status: int
    headers: Headers
    content: bytes


def ask(app: Any, path: str = "/", host: str = "localhost:8501", kind: str = "http") -> Answer:
    """One request of an application, in this process."""
    scope = {
        "type": kind, "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "scheme": "http", "headers": [(b"host", host.encode())], "server": None, "client": None,
        "subprotocols": [],
    }  # fmt: skip
    sent: list[Any] = []
    heard = [{"type": "http.request" if kind == "http" else "websocket.connect"}]

    async def receive() -> Any:
        return heard.pop() if heard else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    with ThreadPoolExecutor(1) as elsewhere:  # a browser of other tests has a loop in this thread
        elsewhere.submit(lambda: asyncio.run(app(scope, receive, send))).result()
    start = sent[0]
    return Answer(
        start.get("status", start.get("code", 0)),
        Headers(raw=start.get("headers", [])),
        b"".join(message.get("body", b"") for message in sent[1:]),
    )


@pytest.fixture
def guarded(tmp_path: Path) -> Guard:
    async def hello(_request: Any) -> PlainTextResponse:
        return PlainTextResponse("hello")

    async def talk(there: WebSocket) -> None:
        await there.accept()
        await there.close()

    app = Starlette(routes=[Route("/", hello), WebSocketRoute("/talk", talk)])
    return Guard(app, settings.hosts(ServeOptions(tmp_path)))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST:1"])
def test_this_machine_is_answered(guarded: Guard, host: str) -> None:
    assert ask(guarded, host=host).content == b"hello"
    assert ask(guarded, "/talk", host, "websocket").status == 0  # accepted


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "", "a b", "[::1"]
)
def test_another_host_is_refused(guarded: Guard, host: str) -> None:
    assert ask(guarded, host=host).status == 421
    assert ask(guarded, "/talk", host, "websocket").status == 1008


def test_answers_carry_the_policy(guarded: Guard) -> None:
    policy = ask(guarded).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "*" not in policy


def test_the_name_of_a_host() -> None:
    assert host_name("a.example.:80") == "a.example"
    assert host_name("a:notaport") is None


def test_another_address_needs_a_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "login_is_configured", lambda: False)
    require_safe(ServeOptions(tmp_path))
    require_safe(ServeOptions(tmp_path, host="::1"))
    require_safe(ServeOptions(tmp_path, host="0.0.0.0", without_login=True))
    with pytest.raises(WrongInput, match="without-login"):
        require_safe(ServeOptions(tmp_path, host="0.0.0.0"))
    monkeypatch.setattr(settings, "login_is_configured", lambda: True)
    require_safe(ServeOptions(tmp_path, host="0.0.0.0"))


def test_hosts_of_an_open_server(tmp_path: Path) -> None:
    hosts = allowed_hosts(ServeOptions(tmp_path, host="0.0.0.0", names=("Plan.Example.org",)))
    assert "plan.example.org" in hosts
    assert socket.gethostname().lower() in hosts
    assert "*" not in hosts


def test_an_open_server_is_reached_by_its_address_but_not_by_another_name() -> None:
    async def hello(_request: Any) -> PlainTextResponse:
        return PlainTextResponse("hello")

    app = Guard(Starlette(routes=[Route("/", hello)]), Hosts(any_address=True))
    assert ask(app, host="10.1.2.3:8501").status == 200
    assert ask(app, host="rebound.example").status == 421


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WrongInput, match=str(port)):
            free_port(ServeOptions(tmp_path, port=port))
    assert free_port(ServeOptions(tmp_path, port=0)) > 0


def test_nothing_is_told_to_others(tmp_path: Path) -> None:
    told = settings.streamlit_configuration(ServeOptions(tmp_path), 8501)
    assert told["server.address"] == "127.0.0.1"
    assert told["browser.gatherUsageStats"] is False
    assert told["server.enableXsrfProtection"] is True
    assert told["client.showErrorDetails"] == "none"
    assert "*" not in told["server.allowedHosts"]


def test_the_document_knows_its_server() -> None:
    text = index.document("双链", "zh")
    assert '<html lang="zh">' in text
    assert "<title>双链</title>" in text
    assert text.index("BACKEND_BASE_URL") < text.index('type="module"')


def test_the_font_is_kept_by_browsers(homes: dict[str, Path]) -> None:
    if not fonts.are_there():
        pytest.skip("justmytype-intl-cjk is not installed")
    there = Starlette(routes=fonts.routes(homes["tiny"]))
    told = ask(there, fonts.STYLESHEET).content.decode()
    *_, last = re.findall(r'url\("(.*?)"\)', told)
    answer = ask(there, last)
    assert answer.headers["content-type"] == "font/ttf"
    assert "immutable" in answer.headers["cache-control"]
    assert 100_000 < len(answer.content) < 1_000_000
    again = Starlette(routes=fonts.routes(homes["tiny"]))
    assert ask(again, last).content == answer.content, "a page from before a restart"
    assert ask(again, last.replace(".ttf", "x.ttf")).status == 404


def test_a_font_that_goes_away_while_serving_is_missing_not_a_fault(
    homes: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not fonts.are_there():
        pytest.skip("justmytype-intl-cjk is not installed")
    there = Starlette(routes=fonts.routes(homes["tiny"]))

    def gone(*_given: object) -> str:
        raise PackageNotFoundError(fonts.PACKAGE)

    monkeypatch.setattr(fonts, "version", gone)
    assert ask(there, fonts.STYLESHEET).status == 404
    assert ask(there, f"{fonts.FOLDER}/00000000-0.ttf").status == 404


def test_every_character_is_in_a_part_of_the_font(homes: dict[str, Path]) -> None:
    if not fonts.are_there():
        pytest.skip("justmytype-intl-cjk is not installed")
    parts = fonts.Parts(homes["wuzhou"])
    parts.stylesheet()
    *blocks, names, words = parts.characters_of.values()
    assert set("梧州缺口") <= set(names) | set(words)
    assert not set(names) & set(words)
    assert {ord(c) for block in blocks for c in block} == {
        point for point in known_characters() if point >= fonts.FIRST
    }


def test_where_people_log_in_programs_need_a_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "login_is_configured", lambda: True)
    assert not settings.programs_may_ask(ServeOptions(tmp_path), None)
    assert settings.programs_may_ask(ServeOptions(tmp_path), "geheim")
    assert settings.programs_may_ask(ServeOptions(tmp_path, without_login=True), None)
    monkeypatch.setattr(settings, "login_is_configured", lambda: False)
    assert settings.programs_may_ask(ServeOptions(tmp_path), None)


def test_programs_alone_need_a_token_elsewhere(tmp_path: Path) -> None:
    settings.require_token(ServeOptions(tmp_path), None)
    settings.require_token(ServeOptions(tmp_path, host="0.0.0.0"), "geheim")
    with pytest.raises(WrongInput, match="TWINCHAIN_TOKEN"):
        settings.require_token(ServeOptions(tmp_path, host="0.0.0.0"), None)


@pytest.mark.parametrize("mode", [[], ["--no-web"]])
def test_programs_are_answered_beside_the_pages_and_alone(
    homes: dict[str, Path], mode: list[str]
) -> None:
    with serving(homes["tiny"], "--lang", "en", *mode) as address:
        client = Client(address)
        assert client.send("/api/health").json["status"] == "ok"
        assert client.ask("ASK { ?m a tc:Major }").json["boolean"] is True
        refused = client.send("/api/gap?tier=3", Accept_Language="en")
        assert (refused.status, refused.kind) == (400, "text/plain")
        assert "Allowed: 1, 2" in refused.text
        assert client.send("/api/nothing").status == 404
        assert client.send("/api/health", Host="evil.example").status == 421
        assert client.send("/api/health", Origin="https://evil.example").status == 403
        assert client.send("/sparql", b"x=1", "POST", **FORM).status == 400
        assert client.send("/gap").status == (404 if mode else 200)


def test_plain_streamlit_has_the_same_settings(tmp_path: Path) -> None:
    written = configured.FILE.read_text(encoding="utf-8")
    assert written == configured.configuration_file(), "make docs writes .streamlit/config.toml"
    told = settings.streamlit_configuration(ServeOptions(tmp_path), 8501)
    read = tomllib.loads(written)
    for option, value in told.items():
        if option not in configured.OWN_TO_A_RUN:
            found: Any = read
            for part in option.split("."):
                found = found[part]
            assert found == value, option


def plain_streamlit(home: Path, *options: str) -> subprocess.Popen[str]:
    """``streamlit run app.py`` as somebody types it in a checkout."""
    return subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", *options],
        cwd=ROOT,
        env=os.environ | {"TWINCHAIN_HOME": str(home), "TWINCHAIN_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_plain_streamlit_is_the_same_server(homes: dict[str, Path]) -> None:
    port = servers.free_port()
    with plain_streamlit(homes["tiny"], "--server.port", str(port)) as running:
        client = Client(f"http://127.0.0.1:{port}")
        try:
            wait_for(client)
            assert client.send("/api/health").json["status"] == "ok"
            page = client.send("/gap")
            assert "BACKEND_BASE_URL" in page.text
            assert "default-src 'self'" in page.headers["content-security-policy"]
            assert client.send("/gap", Host="evil.example").status == 421
            if fonts.are_there():
                assert client.send(fonts.STYLESHEET).status == 200
                assert fonts.STYLESHEET in page.text
            with socket.socket() as other, pytest.raises(OSError, match="refused"):
                other.connect((another_address(), port))
        finally:
            running.send_signal(signal.SIGINT)
            running.communicate(timeout=20)


def test_plain_streamlit_refuses_other_machines_without_a_login(homes: dict[str, Path]) -> None:
    port = servers.free_port()
    asked = ("--server.port", str(port), "--server.address", "0.0.0.0")
    with plain_streamlit(homes["tiny"], *asked) as running:
        said, _ = running.communicate(timeout=60)
    assert running.returncode != 0
    assert "--without-login" in said


def wait_for(client: Client) -> None:
    for _ in range(120):
        with contextlib.suppress(OSError):
            client.send("/api/health")
            return
        time.sleep(0.5)
    pytest.fail("the server does not answer")


def another_address() -> str:
    """An address of this machine beside 127.0.0.1, which a server of all addresses has too."""
    return "127.0.0.2"


def test_a_thing_has_a_short_address() -> None:
    """It leads to the thing's page; an address without a key is no page."""
    guarded = Guard(Starlette(routes=index.routes("T", "zh")), hosts=Hosts(("localhost",)))
    answer = ask(guarded, "/major/520201")
    assert answer.status == 307
    assert answer.headers["location"] == "/thing?of=majors%2F520201"
    assert ask(guarded, "/nothing/520201").status == 404
