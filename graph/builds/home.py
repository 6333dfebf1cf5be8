"""The folder of builds: the published build, the lock of its builder, and the pointer.

Layout: ``builds/<id>/`` (complete, never written again), ``current`` (the published id),
``making/`` (what a builder has not finished), ``read/`` (read sources), ``graphs/`` (property
graphs of builds that earlier versions made), ``sources/`` (files people handed in, and where the
datasets of each build lie), ``decisions/`` (of reviewers), ``outlooks/`` (kept ones), ``lock``.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graph.builds.manifest import FILE as MANIFEST
from graph.errors import BuildFailed, NoSuchBuild

# Without such locks two builders work side by side; publishing is a single step all the same.
fcntl: Any = importlib.import_module("fcntl") if importlib.util.find_spec("fcntl") else None

POINTING, READING = ".current-", ".new-"  # prefixes of unfinished pointers and files
GRAPHS = "graphs"
LONGEST_POINTING_S = 60.0


class Home:
    """A home of builds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.builds = path / "builds"
        self.making = path / "making"
        self.read_cache = path / "read"
        self.sources = path / "sources"
        self.pointer = path / "current"

    # Reading ------------------------------------------------------------------------------------

    def current(self) -> str | None:
        """Return the id of the published build, if there is one."""
        name = self._pointed()
        return name if name and self._is_complete(self.builds / name) else None

    def lost(self) -> str | None:
        """Return the published id if its folder is gone or incomplete."""
        name = self._pointed()
        return name if name and not self._is_complete(self.builds / name) else None

    def _pointed(self) -> str | None:
        with contextlib.suppress(OSError):
            return self.pointer.read_text(encoding="ascii").strip()
        return None

    def folder(self, build: str | None = None) -> Path:
        """Return the folder of a build (the beginning of its id is enough), or of the current one.

        Raises:
            NoSuchBuild: there is none, or the beginning fits several.
        """
        if build is None:
            name = self.current()
            if name is None:
                raise NoSuchBuild("error.no_build", home=str(self.path))
            return self.builds / name
        fits = [name for name in self.names() if name.startswith(build)]
        if build in fits:
            fits = [build]
        if len(fits) != 1 or not build:
            ids = ", ".join(self.names()) or "–"
            raise NoSuchBuild("error.no_such_build", build=build, known=ids)
        return self.builds / fits[0]

    def names(self) -> list[str]:
        """List the ids of all complete builds, oldest first."""
        if not self.builds.is_dir():
            return []
        folders = [p for p in self.builds.iterdir() if self._is_complete(p)]
        return [p.name for p in sorted(folders, key=lambda p: (p.stat().st_mtime, p.name))]

    @staticmethod
    def _is_complete(folder: Path) -> bool:
        return (folder / MANIFEST).is_file()

    # Writing ------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Make the folders.

        Raises:
            BuildFailed: the home cannot be written.
        """
        with self.as_build_failed():
            for folder in (self.builds, self.making, self.read_cache):
                folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def lock(self, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Let one builder in at a time; ``on_wait`` is called when another one is at work.

        The lock is the system's own: it ends with its process, however that ends.
        """
        self.prepare()
        with self.locked(self.path / "lock", on_wait):
            if fcntl is not None:
                self._clear_leftovers()
            yield

    @contextmanager
    def locked(self, path: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Hold the lock of a file, which is made where it is missing.

        Raises:
            BuildFailed: the home cannot be written.
        """
        with self.as_build_failed():
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("w")
        with file:
            if fcntl is not None:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    on_wait()
                    fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _clear_leftovers(self) -> None:
        """Remove what killed builders left; call it with the lock held only.

        A pointer may be somebody's who switches builds right now: only an old one is a leftover.
        """
        for leftover in (*self.making.iterdir(), *self.read_cache.glob(f"{READING}*")):
            shutil.rmtree(leftover, ignore_errors=True)
        for graph in self.path.glob(f"{GRAPHS}/{READING}*"):
            graph.unlink(missing_ok=True)
        for pointer in self.path.glob(f"{POINTING}*"):
            with contextlib.suppress(OSError):
                if time.time() - pointer.stat().st_mtime > LONGEST_POINTING_S:
                    pointer.unlink()

    @contextmanager
    def new_folder(self, build: str) -> Iterator[Path]:
        """Make a folder to build in; it is gone afterwards unless the build was published."""
        folder = self.making / f"{build}-{os.getpid()}"
        with self.as_build_failed():
            folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, finished: Path, build: str) -> None:
        """Give a finished build its name and make it the current one.

        Raises:
            BuildFailed: the home cannot be written.
        """
        place = self.builds / build
        with self.as_build_failed():
            if not self._is_complete(place):
                shutil.rmtree(place, ignore_errors=True)  # somebody's damage: not one of ours
                finished.rename(place)
        self.point_to(build)

    def point_to(self, build: str) -> None:
        """Make a complete build the current one, in one step; no lock is needed.

        Raises:
            BuildFailed: the home cannot be written.
        """
        self.write(self.pointer, f"{build}\n".encode("ascii"))

    def write(self, file: Path, content: bytes) -> None:
        """Write a file of the home, which takes the place of an earlier one when it is whole.

        Raises:
            BuildFailed: the home cannot be written.
        """
        temporary = file.with_name(f".{file.name}-{uuid.uuid4().hex}")
        with self.as_build_failed():
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("wb") as stream:
                    stream.write(content)
                    stream.flush()
                    os.fsync(stream.fileno())
                temporary.replace(file)
            finally:
                temporary.unlink(missing_ok=True)

    @contextmanager
    def as_build_failed(self) -> Iterator[None]:
        """Turn what the system refuses into our own error."""
        try:
            yield
        except OSError as error:
            problem = error.strerror or str(error)
            raise BuildFailed("error.home", home=str(self.path), problem=problem) from None
