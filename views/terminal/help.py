"""Help pages and usage errors of the command line, in the language of the user."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from graph.words import say
from views.language import asked_language

WIDTH, GAP = 80, 2
# What typer adds to an option's help, and the keys of our words for it.
_EXTRAS = (
    (r"env var: ", "extra.environment"),
    (r"default: ", "extra.default"),
    (r"\brequired\b", "extra.required"),
)
_RANGES = ((r"(\S+)<=x<=([^\s;\]]+)", r"\1–\2"), (r"x>=([^\s;\]]+)", r"≥ \1"))
# Typer's usage errors: the pattern of the message, and the key of our sentence.
_COMPLAINTS = (
    (r"No such command '(?P<name>.*?)'\.(?: Did you mean (?P<known>.*)\?)?", "usage.command"),
    (r"No such option: (?P<name>\S+)(?: \(Possible options: (?P<known>.*)\))?", "usage.option"),
    (r"Missing (?:option|argument|parameter) '?(?P<name>.*?)'?\.(?: .*)?", "usage.missing"),
    (r"Invalid value for '?(?P<name>[^' ]+)'?.*", "usage.value"),
    (r"Option '?(?P<name>.*?)'? requires an argument\.?", "usage.argument"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.*)\)", "usage.extra"),
)


class Command(TyperCommand):
    """A command whose help is in the language of the user."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(page(self, ctx))


class Commands(TyperGroup):
    """All commands; ends quietly when the reader of the output closes the pipe."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(page(self, ctx))

    def invoke(self, ctx: Any) -> Any:
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None


# Help -------------------------------------------------------------------------------------------


def page(command: Any, ctx: Any) -> str:
    """Return the help page of a command: usage, purpose, arguments, options, commands."""
    lang = asked_language(sys.argv[1:])
    blocks = [usage(ctx, lang), _indented(command.help or "")]
    for kind in ("argument", "option"):
        rows = [(name, _worded(meaning, lang)) for name, meaning in records(command, kind, ctx)]
        if kind == "option":
            rows.append((", ".join(ctx.help_option_names), say("help.help", lang)))
        if rows:
            blocks.append(_section(say(f"help.{kind}s", lang), rows))
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, child in getattr(command, "commands", {}).items():
        groups.setdefault(child.rich_help_panel, []).append((name, child.help))
    blocks += [_section(title, rows, column=12) for title, rows in groups.items()]
    blocks.append(_indented(command.epilog or ""))
    return "\n\n".join(block for block in blocks if block) + "\n"


def usage(ctx: Any, lang: str) -> str:
    """Return the usage line, with optional arguments in brackets."""
    return say("help.usage", lang) + form(ctx.command, ctx, ctx.command_path)


def form(command: Any, ctx: Any, name: str) -> str:
    """Return what to type for a command of a name."""
    pieces = command.collect_usage_pieces(ctx)
    return " ".join([name, *(re.sub(r"^\{(.*)\}", r"\1", piece) for piece in pieces)])


def records(command: Any, kind: str, ctx: Any) -> Iterator[tuple[str, str]]:
    """Yield spelling and meaning of each ``argument`` or ``option`` that a command shows."""
    for parameter in command.params:
        if parameter.param_type_name == kind and not parameter.hidden:
            spelling, meaning = parameter.get_help_record(ctx)
            if kind == "argument":
                spelling = spelling.partition(" <")[0]
            yield spelling.replace(" range>", ">"), meaning


def _worded(meaning: str, lang: str) -> str:
    """Return a meaning in which typer's additions (default, range …) follow a tab."""
    text, _, extra = meaning.partition("  [")
    for pattern, key in _EXTRAS:
        extra = re.sub(pattern, say(key, lang), extra)
    for pattern, form in _RANGES:
        extra = re.sub(pattern, form, extra)
    return f"{text}\t[{extra}" if extra else text


def _section(title: str, rows: list[tuple[str, str]], column: int = 0) -> str:
    from rich.cells import cell_len

    from views.terminal.lines import wrap

    column_width = max(column, *(cell_len(name) for name, _ in rows)) + GAP
    lines = [title]
    for name, meaning in rows:
        text, _, extra = meaning.partition("\t")
        wrapped = wrap(text, _width() - GAP - column_width)
        if extra and cell_len(wrapped[-1] + extra) + GAP <= _width() - GAP - column_width:
            wrapped[-1] += "  " + extra
        elif extra:
            wrapped += wrap(extra, _width() - GAP - column_width)
        pad = " " * (column_width - cell_len(name))
        lines.append(f"  {name}{pad}{wrapped[0]}".rstrip())
        lines += [" " * (GAP + column_width) + line for line in wrapped[1:]]
    return "\n".join(lines)


def _indented(text: str) -> str:
    from views.terminal.lines import wrap

    return "\n".join(f"  {line}" for line in wrap(text, _width() - 2 * GAP)) if text else ""


def _width() -> int:
    return min(shutil.get_terminal_size((WIDTH, 24)).columns, 100)


# Usage errors -----------------------------------------------------------------------------------


def complaint(error: Any, lang: str) -> str:
    """Return a usage error as lines for standard error: fault, usage, where to find help.

    Without any command, return the help page.
    """
    if type(error).__name__ == "NoArgsIsHelpError":
        return page(error.ctx.command, error.ctx)
    lines = [say("cli.error", lang) + _sentence(error.format_message(), error, lang)]
    if error.ctx is not None:
        lines.append(usage(error.ctx, lang))
        lines.append(say("usage.help", lang, command=error.ctx.command_path))
    return "\n".join(lines) + "\n"


def _sentence(message: str, error: Any, lang: str) -> str:
    for pattern, key in _COMPLAINTS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            values = {name: value or "" for name, value in match.groupdict().items()}
            alternatives = re.findall(r"[\w-]+", values.pop("known", ""))
            return say(key, lang, **values) + (_expected(error, alternatives, lang))
    return message


def _expected(error: Any, alternatives: list[str], lang: str) -> str:
    """Return what would be right: the possible words, or a number and its range."""
    parameter = getattr(error, "param", None)
    type_text = (parameter.display_type(error.ctx) if parameter is not None else None) or ""
    if "|" in type_text:
        alternatives = re.findall(r"[\w-]+", type_text)
    if alternatives:
        return say("usage.known", lang, known=", ".join(alternatives))
    kind = re.search(r"int|float", type_text)
    if kind is None:
        return ""
    low, high = getattr(parameter, "min", None), getattr(parameter, "max", None)
    span = "" if low is None else f" ≥ {low}" if high is None else f" {low}–{high}"
    return say("usage.number", lang, kind=say(f"usage.{kind[0]}", lang), range=span)
