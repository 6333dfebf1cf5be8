"""Commands whose options are declared in groups: typer sees each option, the command its group."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

import typer

from views.language import help_text
from views.terminal.help import Command

Function = Callable[..., int | None]


def offer(
    app: typer.Typer, key: str, panel: str, name: str | None = None
) -> Callable[[Function], Function]:
    """Make a function a command; it returns the exit code. ``key``: of its help text."""

    def add(function: Function) -> Function:
        options = {"help": help_text(key), "rich_help_panel": panel, "cls": Command}
        app.command(name or key, **options)(in_groups(function))  # type: ignore[arg-type]
        return function

    return add


def option(key: str, *names: str, **settings: Any) -> Any:
    """Declare an option by the key of its help text."""
    return typer.Option(*names, help=help_text(key), **settings)


def argument(key: str, metavar: str) -> Any:
    """Declare an argument by the key of its help text."""
    return typer.Argument(metavar=metavar, help=help_text(key))


def in_groups(function: Function) -> Callable[..., None]:
    """Let a function take named tuples of options; what it returns is the exit code."""
    hints = inspect.signature(function, eval_str=True).parameters
    groups = {name: p.annotation for name, p in hints.items() if hasattr(p.annotation, "_fields")}
    parameters: list[inspect.Parameter] = []
    for name, parameter in hints.items():
        group = groups.get(name)
        parameters += [_keyword(parameter)] if group is None else _members(group, function)

    def run(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{field: values.pop(field) for field in group._fields})
        code = function(**values)
        if code is not None:
            raise typer.Exit(code)

    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _members(group: Any, function: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, function.__globals__, include_extras=True)
    defaults, kind = group._field_defaults, inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(name, kind, default=defaults[name], annotation=hints[name])
        for name in group._fields
    ]


def _keyword(parameter: inspect.Parameter) -> inspect.Parameter:
    return parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
