"""Help pages and usage errors of the command line, in the asked language, wrapped by cells."""

from __future__ import annotations

import os
import re
import shutil
import sys
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from graph.words import say
from views.language import asked_language

WIDTH, GAP = 80, 2
# What typer says of an option behind its help, and our words for it.
_EXTRAS = (
    (r"env var: ", "extra.environment"),
    (r"default: ", "extra.default"),
    (r"\brequired\b", "extra.required"),
)
_RANGES = ((r"(\S+)<=x<=([^\s;\]]+)", r"\1–\2"), (r"x>=([^\s;\]]+)", r"≥ \1"))
# What typer says of a wrong command line: pattern, our sentence.
_COMPLAINTS = (
    (r"No such command '(?P<name>.*?)'\.(?: Did you mean (?P<known>.*)\?)?", "usage.command"),
    (r"No such option: (?P<name>\S+)(?: \(Possible options: (?P<known>.*)\))?", "usage.option"),
    (r"Missing (?:option|argument|parameter) '?(?P<name>.*?)'?\.(?: .*)?", "usage.missing"),
    (r"Invalid value for '?(?P<name>[^' ]+)'?.*", "usage.value"),
    (r"Option '?(?P<name>.*?)'? requires an argument\.?", "usage.argument"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.*)\)", "usage.extra"),
)


class Command(TyperCommand):
    """A command whose help speaks the asked language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(page(self, ctx))


class Commands(TyperGroup):
    """All commands; ends quietly once the reader of its output has seen enough."""

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
    """The help page of a command: usage, what it does, arguments, options, commands."""
    lang = asked_language(sys.argv[1:])
    blocks = [usage(ctx, lang), _indented(command.help or "")]
    for kind in ("argument", "option"):
        shown = [p for p in command.params if p.param_type_name == kind and not p.hidden]
        rows = [_row(p, ctx, lang) for p in shown]
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
    """The usage line: what must be given bare, what may be left out in brackets."""
    pieces = [re.sub(r"^\{(.*)\}", r"\1", p) for p in ctx.command.collect_usage_pieces(ctx)]
    return say("help.usage", lang) + " ".join([ctx.command_path, *pieces])


def _row(parameter: Any, ctx: Any, lang: str) -> tuple[str, str]:
    """Spelling and meaning; what typer adds (default, range …) behind a tab."""
    spelling, told = parameter.get_help_record(ctx)
    if parameter.param_type_name == "argument":
        spelling = spelling.partition(" <")[0]
    spelling = spelling.replace(" range>", ">")
    text, _, extra = told.partition("  [")
    for pattern, key in _EXTRAS:
        extra = re.sub(pattern, say(key, lang), extra)
    for pattern, form in _RANGES:
        extra = re.sub(pattern, form, extra)
    return spelling, f"{text}\t[{extra}" if extra else text


def _section(title: str, rows: list[tuple[str, str]], column: int = 0) -> str:
    from rich.cells import cell_len

    from views.terminal.lines import wrap

    first = max(column, *(cell_len(name) for name, _ in rows)) + GAP
    lines = [title]
    for name, meaning in rows:
        text, _, extra = meaning.partition("\t")
        told = wrap(text, _width() - GAP - first)
        if extra and cell_len(told[-1] + extra) + GAP <= _width() - GAP - first:
            told[-1] += "  " + extra
        elif extra:
            told += wrap(extra, _width() - GAP - first)
        pad = " " * (first - cell_len(name))
        lines.append(f"  {name}{pad}{told[0]}".rstrip())
        lines += [" " * (GAP + first) + line for line in told[1:]]
    return "\n".join(lines)


def _indented(text: str) -> str:
    from views.terminal.lines import wrap

    return "\n".join(f"  {line}" for line in wrap(text, _width() - 2 * GAP)) if text else ""


def _width() -> int:
    return min(shutil.get_terminal_size((WIDTH, 24)).columns, 100)


# Wrong use --------------------------------------------------------------------------------------


def complaint(error: Any, lang: str) -> str:
    """A usage error as lines for standard error: what is wrong, how it is used, where help is.

    Without any command, the help page.
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
        if found := re.fullmatch(pattern, message, re.DOTALL):
            values = {name: value or "" for name, value in found.groupdict().items()}
            known = re.findall(r"[\w-]+", values.pop("known", ""))
            return say(key, lang, **values) + (_expected(error, known, lang))
    return message


def _expected(error: Any, known: list[str], lang: str) -> str:
    """What would be right: the words there are, or a number and its range."""
    parameter = getattr(error, "param", None)
    shown = (parameter.display_type(error.ctx) if parameter is not None else None) or ""
    if "|" in shown:
        known = re.findall(r"[\w-]+", shown)
    if known:
        return say("usage.known", lang, known=", ".join(known))
    kind = re.search(r"int|float", shown)
    if kind is None:
        return ""
    low, high = getattr(parameter, "min", None), getattr(parameter, "max", None)
    span = "" if low is None else f" ≥ {low}" if high is None else f" {low}–{high}"
    return say("usage.number", lang, kind=say(f"usage.{kind[0]}", lang), range=span)
