"""The named questions for whoever looks for one: for programs, and as a page of the manual."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.queries.named import COMMENTS, FOLDER, NamedQuestion, QuestionParameter, questions
from graph.words import LANGUAGES, say


def described(asked: NamedQuestion, lang: str) -> dict[str, Any]:
    """A question for programs: its words in a language, its parameters and columns."""
    return {
        "name": asked.name,
        "question": asked.title.of(lang),
        "parameters": [
            {"name": p.name, "what": p.label.of(lang), "kind": p.kind, "of": list(p.of)}
            | ({} if p.default is None else {"default": p.default})
            for p in asked.parameters
        ],
        "columns": {name: label.of(lang) for name, label in asked.columns.items()},
    }


def questions_markdown() -> str:
    """The page, equal for equal files."""
    told = questions().values()
    contents = "\n".join(f"* [`{q.name}`](#{q.name}) — {q.title.zh} · {q.title.en}" for q in told)
    parts = [
        f"# {' · '.join(_said('title'))}",
        "<br>\n".join(_said("generated")),
        "<br>\n".join(_said("reading")),
        contents,
        *(part for each in told for part in _question(each)),
    ]
    return "\n\n".join(parts) + "\n"


def _question(asked: NamedQuestion) -> Iterable[str]:
    files = " · ".join(
        f"[{language}](../graph/queries/{FOLDER.name}/{asked.name}{suffix})"
        for language, (suffix, _) in COMMENTS.items()
    )
    yield f"## {asked.name}\n\n{asked.title.zh}<br>\n{asked.title.en}<br>\n{files}"
    if asked.parameters:
        yield _grid("parameter", ((p.name, *_parameter(p)) for p in asked.parameters))
    yield _grid("column", ((n, f"{t.zh} · {t.en}", "") for n, t in asked.columns.items()))


def _parameter(parameter: QuestionParameter) -> tuple[str, str]:
    kind = ", ".join(parameter.of) or parameter.kind
    if parameter.default is None:
        default = " · ".join(_said("required"))
    else:
        default = f"`{parameter.default}`" if parameter.default else " · ".join(_said("all"))
    return f"{parameter.label.zh} · {parameter.label.en} ({kind})", default


def _grid(key: str, rows: Iterable[tuple[str, str, str]]) -> str:
    lines = [f"| {' · '.join(_said(key))} | | |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {what} | {more} |" for name, what, more in rows)])


def _said(key: str) -> list[str]:
    return [say(f"questions.page.{key}", lang) for lang in LANGUAGES]
