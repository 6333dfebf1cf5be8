"""``/api/questions``: the named questions, the values of their parameters, their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from graph.builds.ask import build_data
from graph.errors import WrongInput
from graph.export.answers import as_csv
from graph.ontology import load
from graph.queries.answers import Answer
from graph.queries.listing import described
from graph.queries.named import NamedQuestion, QuestionParameter, named_question, questions
from graph.queries.values import possible_values, skipped_years, values_of
from views.http.analyses import is_illustrative
from views.http.requests import BadRequest, asked_form

if TYPE_CHECKING:
    from starlette.requests import Request

    from graph.builds.opened import Build
    from graph.processes.limits import QueryLimits
    from graph.processes.pool import WorkerPool

FORMATS = {"json": "application/json", "csv": "text/csv"}
RESERVED = ("lang", "format")  # never names of a question's parameters
MOST_VALUES = 1_000


def list_questions(lang: str, address: str) -> dict[str, Any]:
    """List all questions with their parameters, columns and addresses."""
    return {
        "questions": [
            described(question, lang) | {"url": f"{address}/{question.name}"}
            for question in questions().values()
        ]
    }


def describe_question(build: Build, name: str, lang: str, address: str) -> dict[str, Any]:
    """Describe one question with the possible values (the first thousand) of each parameter."""
    question, values = _question(name), build_data(build)
    description = described(question, lang)
    for parameter, parameter_json in zip(
        question.parameters, description["parameters"], strict=True
    ):
        options = possible_values(parameter, values, lang)
        parameter_json["values"] = [
            {"value": value, "label": label} for value, label in options[:MOST_VALUES]
        ]
        parameter_json["more"] = len(options) > MOST_VALUES
    return {"build": build.id, **description, "answer": f"{address}/answer"}


def answer_question(
    build: Build, request: Request, pool: WorkerPool, limits: QueryLimits, lang: str
) -> Response:
    """Answer a question with the parameters of the request, as JSON or CSV.

    Raises:
        BadRequest: there is no such question or format. WrongInput: a parameter is missing,
            unknown, or has no meaning in this build. NoAnswer: a limit was reached.
    """
    question = _question(request.path_params["name"])
    texts = {name: text for name, text in request.query_params.items() if name not in RESERVED}
    form = asked_form(request, FORMATS)
    data = build_data(build)
    values = values_of(question, texts, data)
    language = "sparql" if build.has_rdf else "cypher"
    order: dict[str, Any] = {"query": question.filled(language, values), "rows": limits.rows}
    if build.has_rdf:
        order |= {"folder": str(build.rdf_folder), "parameters": {}}
    else:
        order |= {"file": str(build.cypher_file), "parameters": values}
        order["memory_bytes"] = limits.memory_bytes
    answer = question.settled(
        Answer(**pool.call(f"graph.queries.{language}:answer_in_child", order, limits))
    )
    if form == "csv":
        headers = {"Content-Disposition": f'attachment; filename="{question.name}.csv"'}
        return Response(as_csv(answer), media_type=FORMATS[form], headers=headers)
    return JSONResponse(
        {
            "build": build.id,
            "illustrative": is_illustrative(build),
            "question": question.name,
            "parameters": values,
            "columns": answer.columns,
            "rows": answer.records(),
            "truncated": answer.truncated,
            "notes": skipped_years(question, texts, data, lang),
        }
    )


def schema(parameter: QuestionParameter) -> dict[str, Any]:
    """Return the kind of a parameter as OpenAPI writes it."""
    if parameter.kind in ("year", "integer"):
        return {"type": "integer"}
    if parameter.kind == "code":
        codes = load().code_lists[parameter.of[0]].codes
        return {"type": "string", "enum": [code.notation for code in codes]}
    if parameter.kind == "label":
        return {"type": "string", "enum": [table.class_name for table in load().tables.values()]}
    return {"type": "string"}


def _question(name: str) -> NamedQuestion:
    try:
        return named_question(name)
    except WrongInput as error:
        raise BadRequest(404, "http.no_question", **error.values) from None
