"""``twinchain query --list``: the named questions and the values of their parameters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graph.builds.ask import build_data
from graph.door import open_build
from graph.queries.listing import described
from graph.queries.named import NamedQuestion, QuestionParameter, named_question, questions
from graph.queries.values import possible_values
from graph.words import join, say
from views.terminal import output


def show_list(name: str | None, home: Path, lang: str, form: str) -> int:
    """List all questions, or the values that the parameters of one question can have."""
    if name is not None:
        return _show_values(named_question(name), home, lang, form)
    if form == "json":
        output.print_json([described(question, lang) for question in questions().values()])
        return 0
    rows = [
        {
            "name": question.name,
            "question": question.title.of(lang),
            "parameters": join(
                [_parameter_text(parameter) for parameter in question.parameters], lang
            ),
        }
        for question in questions().values()
    ]
    _print(rows, lang, form)
    if form == "table":
        output.note(say("questions.how", lang))
    return 0


def _show_values(question: NamedQuestion, home: Path, lang: str, form: str) -> int:
    data = build_data(open_build(home))
    rows = [
        {"parameter": parameter.name, "value": value, "label": label}
        for parameter in question.parameters
        for value, label in possible_values(parameter, data, lang)
    ]
    if form == "json":
        output.print_json(described(question, lang) | {"values": rows})
    else:
        _print(rows, lang, form)
    return 0


def _parameter_text(parameter: QuestionParameter) -> str:
    """Write a parameter with its default, or with a question mark if it may be omitted."""
    if parameter.default is None:
        return parameter.name
    return f"{parameter.name}={parameter.default}" if parameter.default else f"{parameter.name}?"


def _print(rows: Sequence[dict[str, str]], lang: str, form: str) -> None:
    if form == "csv":
        output.print_csv(rows)
        return
    heads = [say(f"questions.{name}", lang) for name in (rows[0] if rows else ())]
    output.console().print(output.plain_table(heads, [list(row.values()) for row in rows]))
