"""``/api/export``: the pictures and documents of the command line, made in a worker."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from graph.builds.opened import Build
from graph.export.by_name import export_bytes
from graph.export.options import ExportOptions
from graph.gap.scope import share_of_entrants
from graph.processes import Emit
from graph.regions.measures import MAP_MEASURES
from views.http.analyses import ANALYSES, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

MEDIA = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".html": "text/html",
    ".drawio": "application/xml",
    ".graphml": "application/xml",
    ".gexf": "application/xml",
}
PARAMETERS: Mapping[str, Kind] = {
    **{name: kind for name, kind in ANALYSES["gap"].parameters.items() if name != "scenario"},
    **dict.fromkeys(("id", "college", "block", "around", "unit"), str),
    "until": int,
    "measure": MAP_MEASURES,
    "theme": ("light", "dark"),
    "paper": ("neutral", "official"),
}
NAMES = {"lambda": "persistence"}  # parameter → the field of ``ExportOptions``


def answer(file: str, encoded: dict[str, Any]) -> Response:
    """Return the file as a download."""
    head = {"Content-Disposition": f'attachment; filename="{Path(file).name}"'}
    kind = MEDIA.get(Path(file).suffix.lower(), "application/octet-stream")
    return Response(base64.b64decode(encoded["content"]), media_type=kind, headers=head)


def export_in_child(request: dict[str, Any], emit: Emit) -> dict[str, str]:
    """Make the file in a worker. ``request``: ``file``, ``folder``, ``asked``, ``lang``."""
    del emit
    parameters = {NAMES.get(name, name): value for name, value in request["asked"].items()}
    parameters["entrants"] = share_of_entrants(parameters.get("entrants"))
    options = ExportOptions(**parameters)
    file = Path(request["file"])
    content = export_bytes(
        file.stem, file.suffix, options, Build(Path(request["folder"])), request["lang"]
    )
    return {"content": base64.b64encode(content).decode()}
