"""The generated reference pages: ``python -m views.reference docs [--check]``."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer

from graph.ontology import load
from graph.queries.listing import questions_markdown
from graph.schema.dictionary import dictionary_markdown, grid
from views.terminal.help import form, records

LANGUAGE_VARIABLE = "TWINCHAIN_LANG"
EXIT_CODES = (
    (0, "done"),
    (1, "findings of severity error (`check`, `build --strict`)"),
    (2, "wrong use, or input that cannot be read or is refused"),
    (3, "no answer: infeasible, or a time or memory limit was reached"),
)
HEAD = """# Command-line reference

Generated from the code by `make docs`; not to be edited by hand.

Data goes to stdout, progress and notes to stderr. Exit codes:

| code | meaning |
|---:|---|
"""


def dictionary_page() -> str:
    return dictionary_markdown(load())


def cli_page() -> str:
    """Describe every command of the terminal: usage, arguments, options, help."""
    root = _english_command()
    codes = "".join(f"| {code} | {meaning} |\n" for code, meaning in EXIT_CODES)
    commands = list(_commands(root, "twinchain"))
    contents = "".join(
        f"* [`{name}`](#{_anchor(name)}) — {_cell(c.get_short_help_str(limit=200))}\n"
        for name, c in commands
    )
    sections = "\n".join(_section(name, command) for name, command in commands)
    return f"{HEAD}{codes}\n{contents}\n{sections}"


def _english_command() -> Any:
    """Import the command line in English; it takes its language while it is imported."""
    spec = importlib.util.find_spec("views.cli")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before, arguments = os.environ.get(LANGUAGE_VARIABLE), sys.argv
    os.environ[LANGUAGE_VARIABLE], sys.argv = "en", ["twinchain"]
    try:
        spec.loader.exec_module(module)
        return typer.main.get_command(module.app)
    finally:
        sys.argv = arguments
        del os.environ[LANGUAGE_VARIABLE]
        if before is not None:
            os.environ[LANGUAGE_VARIABLE] = before


PAGES: dict[str, Callable[[], str]] = {
    "dictionary.md": dictionary_page,
    "cli.md": cli_page,
    "questions.md": questions_markdown,
}


# Commands, as click describes them ----------------------------------------------------------------


def _commands(command: Any, name: str) -> Iterable[tuple[str, Any]]:
    """Yield the command and those below it, depth first, in the order of their declaration."""
    if command.hidden:
        return
    yield name, command
    for child_name, child in getattr(command, "commands", {}).items():
        yield from _commands(child, f"{name} {child_name}")


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


def _section(name: str, command: Any) -> str:
    context = command.context_class(command, info_name=name)
    parts = [f"## `{name}`", _text(command.help), f"```\n{form(command, context, name)}\n```"]
    for kind in ("argument", "option"):
        rows = [(f"`{_cell(s)}`", _cell(meaning)) for s, meaning in records(command, kind, context)]
        if rows:
            parts.append(grid((kind, "meaning"), rows))
    return "\n\n".join(part for part in parts if part) + "\n"


def _text(text: str | None) -> str:
    return "\n".join(line.strip() for line in (text or "").replace("\f", "").strip().splitlines())


def _cell(text: str) -> str:
    return " ".join(text.split())


# Writing and checking ---------------------------------------------------------------------------


def stale(folder: Path) -> list[str]:
    """Return the names of the pages that differ from what the code generates."""
    return [name for name, page in PAGES.items() if _file_text(folder / name) != page()]


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


def _file_text(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m views.reference", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pages are kept: docs")
    parser.add_argument("--check", action="store_true", help="only say whether they are stale")
    options = parser.parse_args(arguments)
    if not options.check:
        write(options.folder)
        return 0
    old = stale(options.folder)
    for name in old:
        print(f"{options.folder / name} is stale: make docs writes it anew", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
