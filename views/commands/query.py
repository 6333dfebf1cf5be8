"""``twinchain query``: ask the current build a named question, or in SPARQL, Cypher or SQL."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from graph.builds.ask import Place, build_data
from graph.builds.opened import Build
from graph.door import open_build
from graph.errors import WrongInput, require_suffix
from graph.export.answer_pictures import FORMS, SUFFIXES, write_picture
from graph.export.answers import write_answer
from graph.export.glyphs import NoGlyph, missing_glyphs_note
from graph.ontology import PREFIXES
from graph.processes.limits import QueryLimits
from graph.queries.answers import Answer
from graph.queries.named import named_question
from graph.queries.values import skipped_years
from graph.words import say
from views.terminal import output

LANGUAGES = {
    ".rq": "sparql",
    ".sparql": "sparql",
    ".cypher": "cypher",
    ".cyp": "cypher",
    ".sql": "sql",
}


HERE = Place()


@dataclass(frozen=True)
class QueryRequest:
    """A query on the command line: by name, in a file, or as text in one of the languages.

    ``place``: the store to query; without one, a named question is queried in SPARQL.
    """

    file: Path | None
    sparql: str | None
    cypher: str | None
    sql: str | None
    parameters: list[str]
    place: Place = HERE

    @property
    def name(self) -> str | None:
        """Return the name of a named question; None for a query of another kind."""
        others = (self.sparql, self.cypher, self.sql)
        if self.file is None or self.file.is_file() or any(other is not None for other in others):
            return None
        return None if self.file.suffix.lower() in LANGUAGES else str(self.file)


def query(
    request: QueryRequest,
    limits: QueryLimits,
    to: Path | None,
    force: bool,
    home: Path,
    lang: str,
    form: str,
) -> int:
    """Run a query, and print the answer or write it to a file."""
    values, notes = dict(_parameter(parameter) for parameter in request.parameters), []
    if to is not None:
        require_suffix(to, FORMS)
        output.may_write(to, force)
    if request.name is not None:
        build = open_build(home)
        answer = build.question(request.name, values, limits, request.place)
        notes = skipped_years(named_question(request.name), values, build_data(build), lang)
    else:
        language, text = _question(request)
        build = open_build(home)
        answer = build.ask(
            **{language: text}, parameters=values, limits=limits, place=request.place
        )
    if to is None:
        _print(answer, lang, form)
    else:
        _write(answer, to, build, lang)
    if answer.rows and build.manifest.grades.get("illustrative"):
        output.note(say("query.illustrative", lang))
    if answer.truncated:
        output.note(say("query.truncated", lang, rows=limits.rows))
    for note in notes:
        output.note(note)
    return 0


def _write(answer: Answer, to: Path, build: Build, lang: str) -> None:
    missing: tuple[NoGlyph, ...] = ()
    if to.suffix.lower() in SUFFIXES:
        missing = write_picture(answer, to, build, lang)
    else:
        write_answer(answer, to)
    output.note(say("query.written", lang, file=to, count=len(answer.rows)))
    if missing:
        output.note(missing_glyphs_note(missing, lang))


def _question(request: QueryRequest) -> tuple[str, str]:
    inline = {"sparql": request.sparql, "cypher": request.cypher, "sql": request.sql}
    texts = [(language, text) for language, text in inline.items() if text is not None]
    file = request.file
    if file is not None:
        language = LANGUAGES.get(file.suffix.lower())
        if language is None:
            raise WrongInput("error.one_query")
        if not file.is_file():
            raise WrongInput("error.no_such_path", path=str(file))
        try:
            texts.append((language, file.read_text(encoding="utf-8-sig")))
        except UnicodeDecodeError:
            raise WrongInput("error.not_utf8", file=str(file)) from None
    if len(texts) != 1:
        raise WrongInput("error.one_query")
    return texts[0]


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise WrongInput("error.bad_parameter", text=text)
    return name, value


def _print(answer: Answer, lang: str, form: str) -> None:
    if form == "json":
        output.print_json(answer.records())
    elif form == "csv":
        output.print_csv(answer.records(), answer.columns)
    elif not answer.rows:
        output.note(say("query.empty", lang))
    else:
        right = {
            i
            for i in range(len(answer.columns))
            if all(isinstance(row[i], (int, float)) for row in answer.rows if row[i] is not None)
        }
        rows = [[_cell_text(cell) for cell in row] for row in answer.rows]
        output.console().print(output.plain_table(answer.columns, rows, right))
        output.note(say("query.rows", lang, count=len(answer.rows)))


def _cell_text(cell: object) -> object:
    """Format a cell: lists as JSON, IRIs of known vocabularies with their prefix."""
    if isinstance(cell, (bool, list, dict)):
        return json.dumps(cell, ensure_ascii=False)
    if isinstance(cell, str) and cell.startswith("http"):
        for prefix, base in PREFIXES.items():
            if cell.startswith(base):
                return f"{prefix}:{cell.removeprefix(base)}"
    return cell
