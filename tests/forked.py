"""Programs that tests start, forked from a process that has the libraries loaded already.

To start Python and to load libraries is half of a small build, and tests make hundreds. What is
started here is a process of its own as ever, with its own arguments, folder, environment, streams
and signals; only its beginning is shared. A program that is to begin otherwise (other settings of
Python, further modules, a session of its own, limits) is started as everywhere, and so is all that
a test measures or that asks for ``real_starts``.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import inspect
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from graph.settings import CALM_ENVIRONMENT, ROOT
from tests.cores import on_every_core

MODULES = ("graph.processes.child", "views.cli")
SETTINGS = ("PYTHON", "LC_", "LANG", "LD_")  # what decides how an interpreter begins
LOADED = (
    "fastexcel", "graph.gap.choices", "graph.queries.cypher", "graph.queries.sparql",
    "graph.queries.sql", "graph.regions.coverage", "ingest.build_in_child",
    "ingest.policy.documents", "ingest.policy.isolated", "ingest.policy.reading",
    "ingest.proposals", "ingest.readers.isolated", "ingest.readers.parquet",
    "ingest.readers.workbook", "openpyxl", "pypinyin.seg.mmseg", "rapidfuzz", "rich.table",
    "streamlit.starlette", "typer", "views.commands.build", "views.commands.gap",
    "views.commands.query", "views.commands.serve", "views.parts.session", "views.parts.steps",
)  # fmt: skip
# Threads that libraries start with themselves. They only wait, and a forked process does without.
IDLE = ("jemalloc_bg_thd", "polars-ooc-clea")
MOST_BYTES = 1 << 17  # of an order: arguments and environment

REAL = subprocess.Popen
_BIND = inspect.signature(subprocess.Popen._execute_child).bind  # type: ignore[attr-defined]


class Forked(subprocess.Popen[Any]):
    """Like ``subprocess.Popen``, of which it overrides how a process begins and is waited for."""

    address: Callable[[], str]
    environment: Mapping[str, str]
    settings: Mapping[str, str]
    _line: socket.socket | None = None

    def _execute_child(self, *arguments: Any) -> None:
        asked = _BIND(self, *arguments).arguments
        order = _order(asked)
        if order is None:
            with on_every_core():
                super()._execute_child(*arguments)  # type: ignore[misc]
            return
        streams = [asked["p2cread"], asked["c2pwrite"], asked["errwrite"]]
        inherited = [own if given < 0 else given for own, given in enumerate(streams)]
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.connect(self.address())
        socket.send_fds(self._line, [json.dumps(order).encode()], inherited)
        self.pid = int(self._line.recv(99))
        self._child_created = True
        self._close_pipe_fds(  # type: ignore[attr-defined]
            *(asked[end] for end in (
                "p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite"
            ))
        )  # fmt: skip

    def _try_wait(self, options: int) -> tuple[int, int]:
        if self._line is None:
            return super()._try_wait(options)  # type: ignore[misc, no-any-return]
        if options & os.WNOHANG and not select.select([self._line], [], [], 0)[0]:
            return 0, 0
        told = self._line.recv(99)
        self._line.close()
        return self.pid, int(told or signal.SIGKILL)

    def _internal_poll(self, *arguments: Any, **more: Any) -> int | None:
        if self._line is None:
            return super()._internal_poll(*arguments, **more)  # type: ignore[misc, no-any-return]
        if self.returncode is None and self._waitpid_lock.acquire(False):  # type: ignore[attr-defined]
            try:
                if self.returncode is None:
                    pid, status = self._try_wait(os.WNOHANG)
                    if pid:
                        self._handle_exitstatus(status)  # type: ignore[attr-defined]
            finally:
                self._waitpid_lock.release()  # type: ignore[attr-defined]
        return self.returncode


def _order(asked: dict[str, Any]) -> dict[str, Any] | None:
    """Return what to do in a forked process, or None for a process that must really start."""
    command = asked["args"]
    if not isinstance(command, list | tuple) or command[0] != sys.executable:
        return None
    if asked["shell"] or asked["preexec_fn"] or asked["pass_fds"] or asked["start_new_session"]:
        return None
    env = dict(os.environ if asked["env"] is None else asked["env"])
    if "-m" not in command[1:3] or _settings(env) != Forked.settings:
        return None
    module, *arguments = map(str, command[command.index("-m") + 1 :])
    path = {entry for entry in env.get("PYTHONPATH", "").split(os.pathsep) if entry}
    if module not in MODULES or path - {str(ROOT)}:
        return None
    return {
        "module": module,
        "arguments": arguments,
        "cwd": str(asked["cwd"] or Path.cwd()),
        "env": env,
        "held": [int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, [])],
    }


def _settings(env: Any) -> dict[str, str]:
    return {k: v for k, v in env.items() if k.startswith(SETTINGS) and k != "PYTHONPATH"}


@contextlib.contextmanager
def forking() -> Iterator[None]:
    """Fork what is started within, where the system can; nothing outlives this process."""
    if not sys.platform.startswith("linux"):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="forked-") as folder, contextlib.ExitStack() as stack:
        origin = Origin(Path(folder) / "socket", stack)
        install(origin.address)
        yield
        subprocess.Popen = REAL  # type: ignore[misc]


class Origin:
    """The process to fork from, which starts when it is first needed."""

    def __init__(self, socket_file: Path, stack: contextlib.ExitStack) -> None:
        self._file, self._stack = str(socket_file), stack
        self._lock, self._is_there = threading.Lock(), False

    def address(self) -> str:
        """Return where it takes orders."""
        with self._lock:
            if not self._is_there:
                self._start()
                self._is_there = True
        return self._file

    def _start(self) -> None:
        reads = str(Path(self._file).with_name("reads"))
        code = f"from tests import forked; forked.main({self._file!r}, {reads!r})"
        server = REAL(
            [sys.executable, "-P", "-c", code],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
            env=CALM_ENVIRONMENT | Forked.environment | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self._stack.enter_context(server)  # ends with its standard input
        assert server.stdout
        assert server.stdout.readline(), "the process to fork from did not start"


def install(address: Callable[[], str]) -> None:
    """Fork from the process at the address what this one starts from now on."""
    Forked.address = staticmethod(address)
    Forked.environment = dict(os.environ)
    Forked.settings = _settings(os.environ)
    subprocess.Popen = Forked  # type: ignore[misc]


# In the process that is forked --------------------------------------------------------------------


def main(address: str, reads: str) -> None:
    """Load the libraries, then fork a process for each order until standard input ends.

    ``reads``: a folder of what homes have read.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in LOADED:
        importlib.import_module(name)
    from graph.ontology import load
    from tests.kept_reads import keep_between_homes

    load()
    keep_between_homes(Path(reads))
    gc.collect()
    gc.freeze()
    threads = {(t / "comm").read_text().strip() for t in Path("/proc/self/task").iterdir()}
    assert threads <= {Path("/proc/self/comm").read_text().strip(), *IDLE}, threads
    install(lambda: address)
    order = _serve(address)
    if order:
        _run(order["module"])


def _run(module: str) -> None:
    """Run a module and end, without the cost of taking all that is loaded apart."""
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        code = end.code or 0
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _serve(address: str) -> dict[str, Any] | None:
    """Return an order in the process forked for it, and None in this one in the end."""
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    door.bind(address)
    door.listen(64)
    told, alarm = socket.socketpair()
    alarm.setblocking(False)
    signal.set_wakeup_fd(alarm.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
    lines: dict[int, socket.socket] = {}
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        ready = select.select([0, door, told], [], [])[0]
        if told in ready:
            told.recv(4096)
            _tell_ends(lines)
        if door in ready:
            line = door.accept()[0]
            content, streams, _, _ = socket.recv_fds(line, MOST_BYTES, 3)
            parent, pid = os.getpid(), os.fork()
            if pid == 0:
                for end in (door, told, alarm, line, *lines.values()):
                    end.close()
                return _become(json.loads(content), streams, parent)
            for stream in streams:
                os.close(stream)
            lines[pid] = line
            line.send(str(pid).encode())
        if 0 in ready:
            return None


def _tell_ends(lines: dict[int, socket.socket]) -> None:
    """Tell who waits for a process that it has ended, and how."""
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            with contextlib.suppress(OSError), lines.pop(pid) as line:
                line.send(str(status).encode())


def _become(order: dict[str, Any], streams: list[int], parent: int) -> dict[str, Any]:
    """Make this process what its starter asked for."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        before = getattr(sys, name)
        text = open(  # noqa: SIM115 - as long as the process
            number, mode, -1 if number < 2 else 1,
            encoding=before.encoding, errors=before.errors, closefd=False,
        )  # fmt: skip
        setattr(sys, name, text)
        setattr(sys, f"__{name}__", text)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    arguments = order["arguments"]
    if order["module"] == MODULES[0]:
        arguments = [str(parent)]  # by whom it was begun, with whom it ends
    sys.argv = ["-m", *arguments]
    signal.pthread_sigmask(signal.SIG_SETMASK, order["held"])
    return order
