"""``/api/questions``: the named questions, what their parameters can be, and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from graph.builds.ask import known_values
from graph.errors import WrongInput
from graph.export.answers import as_csv
from graph.ontology import load
from graph.queries.answers import Answer
from graph.queries.listing import described
from graph.queries.named import NamedQuestion, QuestionParameter, named_question, questions
from graph.queries.values import passed_over, possible, values_of
from views.http.analyses import is_illustrative
from views.http.requests import BadRequest, asked_form

if TYPE_CHECKING:
    from starlette.requests import Request

    from graph.builds.opened import Build
    from graph.processes.limits import QueryLimits
    from graph.processes.pool import WorkerPool

FORMATS = {"json": "application/json", "csv": "text/csv"}
RESERVED = ("lang", "format")  # no parameter of a question has these names
MOST_VALUES = 1_000


def listed(lang: str, address: str) -> dict[str, Any]:
    """All questions, each with its parameters, columns and address."""
    return {
        "questions": [
            described(asked, lang) | {"url": f"{address}/{asked.name}"}
            for asked in questions().values()
        ]
    }


def shown(build: Build, name: str, lang: str, address: str) -> dict[str, Any]:
    """One question and, for each parameter, what it can be (the first thousand)."""
    asked, here = _named(name), known_values(build)
    told = described(asked, lang)
    for parameter, one in zip(asked.parameters, told["parameters"], strict=True):
        options = possible(parameter, here, lang)
        one["values"] = [{"value": v, "label": label} for v, label in options[:MOST_VALUES]]
        one["more"] = len(options) > MOST_VALUES
    return {"build": build.id, **told, "answer": f"{address}/answer"}


def answered(
    build: Build, request: Request, pool: WorkerPool, limits: QueryLimits, lang: str
) -> Response:
    """The answer to a question with the parameters of the request, as JSON or CSV.

    Raises:
        BadRequest: there is no such question or form. WrongInput: a parameter is missing, unknown,
            or means nothing here. NoAnswer: a limit was reached.
    """
    asked = _named(request.path_params["name"])
    given = {name: text for name, text in request.query_params.items() if name not in RESERVED}
    form = asked_form(request, FORMATS)
    here = known_values(build)
    values = values_of(asked, given, here)
    language = "sparql" if build.has_rdf else "cypher"
    order: dict[str, Any] = {"query": asked.filled(language, values), "rows": limits.rows}
    if build.has_rdf:
        order |= {"folder": str(build.rdf_folder), "parameters": {}}
    else:
        order |= {"file": str(build.cypher_file), "parameters": values}
        order["memory_bytes"] = limits.memory_bytes
    answer = asked.settled(
        Answer(**pool.call(f"graph.queries.{language}:answer_in_child", order, limits))
    )
    if form == "csv":
        called = {"Content-Disposition": f'attachment; filename="{asked.name}.csv"'}
        return Response(as_csv(answer), media_type=FORMATS[form], headers=called)
    return JSONResponse(
        {
            "build": build.id,
            "illustrative": is_illustrative(build),
            "question": asked.name,
            "parameters": values,
            "columns": answer.columns,
            "rows": answer.records(),
            "truncated": answer.truncated,
            "notes": passed_over(asked, given, here, lang),
        }
    )


def schema(parameter: QuestionParameter) -> dict[str, Any]:
    """The kind of a parameter as OpenAPI writes it."""
    if parameter.kind in ("year", "integer"):
        return {"type": "integer"}
    if parameter.kind == "code":
        codes = load().code_lists[parameter.of[0]].codes
        return {"type": "string", "enum": [code.notation for code in codes]}
    if parameter.kind == "label":
        return {"type": "string", "enum": [each.class_name for each in load().tables.values()]}
    return {"type": "string"}


def _named(name: str) -> NamedQuestion:
    try:
        return named_question(name)
    except WrongInput as error:
        raise BadRequest(404, "http.no_question", **error.values) from None
