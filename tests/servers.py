"""Real servers for the tests: Neo4j, Apache Jena Fuseki and Oxigraph, each in its own process.

The Java ones are resolved by Maven from ``tests/<name>/pom.xml`` and compiled from
``tests/<name>/Server.java`` into a cache of the user, so that only the first run is slow. They end
when their standard input closes: no server outlives the tests, however these end.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

FOLDER = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "twinchain-tests"
# A server of tests ends before code compiled with care would have paid; its jars are known.
BRIEFLY = (
    "-Xmx1g", "-Xmn400m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
    "-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote",
)  # fmt: skip
LONGEST_RESOLVE_S, LONGEST_START_S, LONGEST_STOP_S = 600, 120, 30


class NoServer(Exception):
    """A server cannot be had here; the text says why."""


@dataclass(frozen=True)
class RunningServer:
    """A server on loopback. ``url``: where clients connect; ``password``: of the user."""

    url: str
    process: subprocess.Popen[bytes]
    user: str = ""
    password: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment variables that connect the program to a Neo4j."""
        names = ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD")
        return dict(zip(names, (self.url, self.user, self.password), strict=True))


def jars(name: str) -> Path:
    """Return the folder of all jars that ``tests/<name>/pom.xml`` requires.

    Raises:
        NoServer: there is no Maven or JDK, or nothing can be downloaded.
    """
    pom = FOLDER / name / "pom.xml"
    folder = CACHE / f"{name}-{hashlib.sha256(pom.read_bytes()).hexdigest()[:12]}"
    if folder.is_dir():
        return folder
    if absent := [command for command in ("mvn", "javac") if not shutil.which(command)]:
        raise NoServer(f"{' and '.join(absent)} not installed")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime"]
        command = ["mvn", "-q", "-B", "-f", str(pom), *goal, f"-DoutputDirectory={temporary}/jars"]
        process = subprocess.run(
            command, capture_output=True, text=True, timeout=LONGEST_RESOLVE_S, check=False
        )
        if process.returncode:
            raise NoServer(
                f"Maven cannot resolve {name}: {(process.stdout + process.stderr)[-600:]}"
            )
        if not folder.exists():  # another run may have been quicker
            Path(temporary, "jars").rename(folder)
    return folder


def compiled(name: str) -> Path:
    """Return the folder of the compiled ``tests/<name>/Server.java``; compile it the first time.

    Raises:
        NoServer: there is no JDK.
    """
    source = FOLDER / name / "Server.java"
    version = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
    folder = jars(name).with_name(f"{name}-server-{version}")
    if folder.is_dir():
        return folder
    if not shutil.which("javac"):
        raise NoServer("javac not installed")
    with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
        classes = Path(temporary, "classes")
        command = ["javac", "--release", "17", "-cp", f"{jars(name)}/*", "-d", str(classes)]
        subprocess.run([*command, str(source)], check=True, timeout=LONGEST_START_S)
        if not folder.exists():  # another run may have been quicker
            classes.rename(folder)
    return folder


@contextmanager
def java_server(
    name: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> Iterator[RunningServer]:
    """Run ``tests/<name>/Server.java``; its first line of output is its address."""
    command = ["java", *BRIEFLY, "-cp", f"{compiled(name)}:{jars(name)}/*", "Server"]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [*command, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **(environment or {})},
        )
        assert process.stdin
        assert process.stdout
        try:
            url = process.stdout.readline().decode().strip()
            if not url:
                errors.seek(0)
                raise NoServer(f"{name} did not start: {errors.read().decode()[-600:]}")
            yield RunningServer(url.rstrip("/"), process)
        finally:
            process.stdin.close()
            try:
                process.wait(LONGEST_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()


@contextmanager
def running_neo4j(folder: Path) -> Iterator[RunningServer]:
    """A fresh Neo4j with a password of its own, its data in the folder."""
    password = secrets.token_hex(8)
    with java_server("neo4j", str(folder), environment={"NEO4J_PASSWORD": password}) as server:
        yield RunningServer(server.url, server.process, "neo4j", password)


@contextmanager
def running_fuseki() -> Iterator[RunningServer]:
    """A fresh Fuseki with one empty dataset; its URL is the dataset's."""
    with java_server("fuseki") as server:
        yield server


@contextmanager
def running_oxigraph(folder: Path) -> Iterator[RunningServer]:
    """A fresh ``oxigraph serve``; its URL is its root."""
    command = Path(sys.executable).parent / "oxigraph"
    if not command.exists():
        raise NoServer("the oxigraph server is not installed")
    port = free_port()
    process = subprocess.Popen(
        [command, "serve", "--location", folder, "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_answering(f"http://127.0.0.1:{port}/query?query=ASK%7B%7D")
        yield RunningServer(f"http://127.0.0.1:{port}", process)
    finally:
        process.kill()
        process.wait()


FIRST_PORT, PORTS_EACH, MOST_PROCESSES = 18_000, 200, 60  # below what systems give by themselves


@cache
def _ports() -> Iterator[int]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    first = FIRST_PORT + PORTS_EACH * (int(worker or 0) % MOST_PROCESSES)
    return iter(range(first, first + PORTS_EACH))


def free_port() -> int:
    """Return a free port of loopback that no other test gets meanwhile."""
    for port in _ports():
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise NoServer("no port is free")


def wait_until_answering(url: str) -> None:
    """Wait until a GET is answered with 200.

    Raises:
        NoServer: it takes too long.
    """
    end = time.monotonic() + LONGEST_START_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise NoServer(f"{url} does not answer")


@contextmanager
def answering(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Run a server with a handler, and yield its address."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class CuttableProxy:
    """A way to a server that can be cut: its connections break and no new one is taken."""

    def __init__(self, url: str) -> None:
        host, _, port = url.partition("://")[2].partition("/")[0].partition(":")
        self._server = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        mine = self._listener.getsockname()[1]
        self.url = url.replace(f"{host}:{port}", f"{host}:{mine}")
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        for one in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                self._open += [client, server]
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(1 << 16):
                target.sendall(chunk)
            target.shutdown(socket.SHUT_WR)
