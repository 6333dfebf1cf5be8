"""``/api/tables``: the tables of a build, whole or in pages, as JSON, CSV or Parquet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import polars as pl
from starlette.responses import JSONResponse, Response

from graph.export.csv_text import harmless_columns
from graph.ontology import Table, load
from graph.queries.answers import plain
from graph.schema.frames import SYSTEM
from views.http.requests import BadRequest, asked_form

if TYPE_CHECKING:
    from starlette.requests import Request

    from graph.builds.opened import Build

PAGE_ROWS, MOST_PAGE_ROWS = 1_000, 10_000
FORMATS = {
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}


def list_tables(build: Build, lang: str, address: str) -> dict[str, Any]:
    """List the tables with name, label, number of rows, columns and address."""
    tables = [
        {
            "name": table.name,
            "label": table.label.of(lang),
            "rows": build.tables[table.name].height,
            "columns": [column.name for column in table.columns],
            "url": f"{address}/{table.name}",
        }
        for table in load().tables.values()
    ]
    return {"build": build.id, "tables": tables}


def table_response(build: Build, request: Request) -> Response:
    """Answer with a table: JSON in pages, with ``next``; CSV and Parquet whole by default.

    Raises:
        BadRequest: there is no such table or format, or a malformed number.
    """
    name = request.path_params["name"]
    table = load().tables.get(name)
    if table is None:
        raise BadRequest(404, "http.no_table", name=name, known=", ".join(load().tables))
    form = asked_form(request, FORMATS)
    offset = _number(request, "offset", 0)
    limit = _number(request, "limit", PAGE_ROWS if form == "json" else None)
    rows = _columns(build.tables[name], table)
    page = rows.slice(offset or 0, limit)
    if form == "csv":
        return Response(_csv(page), media_type="text/csv", headers=_disposition(name, form))
    if form == "parquet":
        buffer = io.BytesIO()
        page.write_parquet(buffer)
        return Response(
            buffer.getvalue(), media_type=FORMATS[form], headers=_disposition(name, form)
        )
    end = (offset or 0) + page.height
    following = request.url.include_query_params(offset=end, limit=limit)
    return JSONResponse(
        {
            "build": build.id,
            "table": name,
            "total": rows.height,
            "offset": offset,
            "rows": [plain(row) for row in page.to_dicts()],
            "next": str(following) if end < rows.height else None,
        }
    )


def _columns(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    names = [column.name for column in table.columns]
    return rows.select(*names, *(name for name in SYSTEM if name not in names))


def _number(request: Request, name: str, default: int | None) -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise BadRequest(400, "http.number", name=name, value=text)
    return min(int(text), MOST_PAGE_ROWS) if name == "limit" else int(text)


def _csv(rows: pl.DataFrame) -> str:
    """Write CSV with lists joined by ``;``; the byte order mark lets spreadsheets read Chinese."""
    lists = [name for name, kind in rows.schema.items() if isinstance(kind, pl.List)]
    flat = rows.with_columns(pl.col(lists).list.join(";"))
    return harmless_columns(flat).write_csv(include_bom=True)


def _disposition(name: str, form: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
