"""The list of named questions, for programs and as a page of the manual."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.queries.examples import SUFFIXES
from graph.queries.named import FOLDER, NamedQuestion, QuestionParameter, questions
from graph.words import LANGUAGES, say


def described(question: NamedQuestion, lang: str) -> dict[str, Any]:
    """Return a question for programs: its texts in a language, its parameters and columns."""
    return {
        "name": question.name,
        "question": question.title.of(lang),
        "parameters": [
            {
                "name": parameter.name,
                "what": parameter.label.of(lang),
                "kind": parameter.kind,
                "of": list(parameter.of),
            }
            | ({} if parameter.default is None else {"default": parameter.default})
            for parameter in question.parameters
        ],
        "columns": {name: label.of(lang) for name, label in question.columns.items()},
    }


def questions_markdown() -> str:
    """Return the page of the manual; it is equal for equal files."""
    all_questions = questions().values()
    contents = "\n".join(
        f"* [`{question.name}`](#{question.name}) — {question.title.zh} · {question.title.en}"
        for question in all_questions
    )
    parts = [
        f"# {' · '.join(_in_both_languages('title'))}",
        "<br>\n".join(_in_both_languages("generated")),
        "<br>\n".join(_in_both_languages("reading")),
        contents,
        *(part for question in all_questions for part in _question(question)),
    ]
    return "\n\n".join(parts) + "\n"


def _question(question: NamedQuestion) -> Iterable[str]:
    files = " · ".join(
        f"[{language}](../graph/queries/{FOLDER.name}/{question.name}{suffix})"
        for language, suffix in SUFFIXES.items()
    )
    yield f"## {question.name}\n\n{question.title.zh}<br>\n{question.title.en}<br>\n{files}"
    if question.parameters:
        yield _grid(
            "parameter",
            ((parameter.name, *_parameter(parameter)) for parameter in question.parameters),
        )
    yield _grid(
        "column", ((name, f"{text.zh} · {text.en}", "") for name, text in question.columns.items())
    )


def _parameter(parameter: QuestionParameter) -> tuple[str, str]:
    kind = ", ".join(parameter.of) or parameter.kind
    if parameter.default is None:
        default = " · ".join(_in_both_languages("required"))
    else:
        default = (
            f"`{parameter.default}`" if parameter.default else " · ".join(_in_both_languages("all"))
        )
    return f"{parameter.label.zh} · {parameter.label.en} ({kind})", default


def _grid(key: str, rows: Iterable[tuple[str, str, str]]) -> str:
    lines = [f"| {' · '.join(_in_both_languages(key))} | | |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {label} | {more} |" for name, label, more in rows)])


def _in_both_languages(key: str) -> list[str]:
    return [say(f"questions.page.{key}", lang) for lang in LANGUAGES]
