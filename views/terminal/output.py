"""Output: data to standard output, progress and notes to standard error."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from graph.errors import WrongInput
from graph.export.csv_text import harmless
from graph.words import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

PIPE_WIDTH, PIECE_CHARACTERS = 100, 8_192
LONG_LIST = 1_000  # longer lists are printed with one item per line


def console(*, stderr: bool = False) -> Console:
    """Return a console as wide as the terminal, or 100 columns wide in a pipe."""
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # handled as for every command, without rich's own exit code

    stream = sys.stderr if stderr else sys.stdout
    if stream.isatty():
        return Terminal(file=stream, highlight=False)
    return Terminal(file=cast("TextIO", _Trimmed(stream)), highlight=False, width=PIPE_WIDTH)


class _Trimmed:
    """A stream wrapper that trims the ends of lines and writes piece by piece.

    An unbuffered stream (PYTHONUNBUFFERED) whose reader leaves during one long write would drop
    the rest silently.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        trimmed = re.sub(r" +(?=\n)", "", text)
        for start in range(0, len(trimmed), PIECE_CHARACTERS):
            self.stream.write(trimmed[start : start + PIECE_CHARACTERS])
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def line(text: str) -> None:
    """Print one line of a result, without wrapping it."""
    console().print(text, markup=False, soft_wrap=True)


def note(text: str) -> None:
    """Print one line to standard error, beside the data."""
    console(stderr=True).print(text, style="dim", markup=False, soft_wrap=True)


def may_write(to: Path, force: bool) -> None:
    """Refuse to write a file that exists or has no folder.

    Raises:
        WrongInput: it exists and ``--force`` was not given, or its folder does not exist.
    """
    if to.exists() and not force:
        raise WrongInput("error.file_exists", file=str(to))
    if not to.parent.is_dir():
        raise WrongInput("error.no_such_path", path=str(to.parent))


def print_json(data: Any) -> None:
    """Print data as indented JSON with Chinese unescaped; a long list has one item per line."""
    lists = [data] if isinstance(data, list) else data.values() if isinstance(data, dict) else ()
    if not any(isinstance(value, list) and len(value) >= LONG_LIST for value in lists):
        json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    elif isinstance(data, list):
        _print_items("", data)
    else:
        before = "{"
        for name, value in data.items():
            lead = f"{before}\n  {json.dumps(name, ensure_ascii=False)}: "
            _print_items(
                lead, value if isinstance(value, list) else [value], isinstance(value, list)
            )
            before = ","
        sys.stdout.write("\n}")
    sys.stdout.write("\n")


def _print_items(lead: str, items: list[Any], is_list: bool = True) -> None:
    """Print a value, or a list with one item per line, without building its whole text."""
    as_text = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    sys.stdout.write(lead)
    if not is_list:
        sys.stdout.write(as_text(items[0]))
        return
    before = "["
    for start in range(0, len(items), LONG_LIST):
        lines = ",\n    ".join(map(as_text, items[start : start + LONG_LIST]))
        sys.stdout.write(f"{before}\n    {lines}")
        before = ","
    sys.stdout.write("\n  ]" if items else "[]")


def print_csv(rows: Iterable[dict[str, Any]], columns: list[str] | None = None) -> None:
    """Print rows as CSV with a heading line; lists are joined by ``;``."""
    rows = list(rows)
    names = columns or list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(row.get(name)) for name in names})


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = ";".join(str(item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return harmless(value) if isinstance(value, str) else value


def print_answer(
    form: str,
    *,
    as_json: Callable[[], Any],
    as_rows: Callable[[], Iterable[dict[str, Any]]],
    as_page: Callable[[], None],
) -> int:
    """Print an answer in the requested format, the only one made; return the exit code."""
    if form == "json":
        print_json(as_json())
    elif form == "csv":
        print_csv(as_rows())
    else:
        as_page()
    return 0


def plain_table(
    columns: list[str], rows: Iterable[Iterable[Any]], right: AbstractSet[int] = frozenset()
) -> RichTable:
    """Return a table without lines, its headings bold and its numbers right-aligned."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for position, name in enumerate(columns):
        justify = "right" if position in right else "left"
        table.add_column(Text(name), justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return table


@contextmanager
def progress_bar(lang: str) -> Iterator[Callable[[str, str, float], None]]:
    """Show a progress bar on standard error of a terminal; it disappears when done."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    terminal = console(stderr=True)
    if not terminal.is_terminal:
        yield lambda _step, _what, _share: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=terminal, transient=True) as progress:
        task = progress.add_task("", total=1.0)

        def report(step: str, what: str, share: float) -> None:
            words = say(f"step.{step}", lang) if step else ""
            progress.update(task, completed=share, description=f"{words} {what}".strip()[:48])

        yield report
