"""``twinchain policy read``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graph.errors import WrongInput
from ingest.policy.answers import rows, to_json
from ingest.policy.isolated import read_document
from ingest.policy.records import Reading
from ingest.readers import DOCUMENTS, BadFileError
from views.terminal import output

DONE, UNREADABLE = 0, 2


def read(files: list[Path], lang: str, form: str) -> int:
    """Read documents; the exit code says whether one of them could not be read at all."""
    for file in files:
        if not file.is_file():
            raise WrongInput("error.no_such_path", path=str(file))
        if file.suffix.lower() not in DOCUMENTS:
            raise WrongInput("error.not_a_document", file=str(file), suffixes=" ".join(DOCUMENTS))
    readings = [(file, _reading(file)) for file in files]
    if form == "json":
        documents = [to_json(reading, lang, file.name) for file, reading in readings]
        output.print_json(documents[0] if len(documents) == 1 else documents)
    elif form == "csv":
        records: list[dict[str, Any]] = [
            row for file, reading in readings for row in rows(reading, file.name)
        ]
        output.print_csv(records)
    else:
        from views.terminal.policy import render

        for file, reading in readings:
            render(reading, file.name, lang, output.console())
    bad = any(finding.rule == "bad-file" for _, reading in readings for finding in reading.findings)
    return UNREADABLE if bad else DONE


def _reading(file: Path) -> Reading:
    try:
        return read_document(file.read_bytes(), file.name)
    except BadFileError as fault:
        return Reading(findings=[fault.finding()])
