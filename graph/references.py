"""References that the values of findings hold: what they name, worded when somebody reads them.

A reference is JSON that names its kind, so that it travels in a column of text; whoever asks for
the sentence decides the language:

* ``{"table": name}`` and ``{"column": name, "table": name}``: as a reader meets them in sheets, by
  their Chinese heading or their declared name; with ``"meant": true`` by their label;
* ``{"code": notation, "list": name}`` and ``{"codes": list}``: the words of a code list;
* ``{"phrase": key, …}``: a part of a sentence, with values of its own.

A list of them is read as a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.ontology import load
from graph.ontology.model import Column, Table
from graph.words import join, say

Reference = dict[str, Any]


def of_table(table: Table) -> Reference:
    """A table, by its name."""
    return {"table": table.name}


def of_tables(tables: Iterable[Table]) -> list[Reference]:
    """Several tables, by their names."""
    return [of_table(table) for table in tables]


def of_column(column: Column) -> Reference:
    """A column, by its heading or name."""
    return {"column": column.name, "table": column.table}


def of_meaning(column: Column) -> Reference:
    """A column, by its label."""
    return of_column(column) | {"meant": True}


def of_code(code_list: str, notation: object) -> Reference:
    """A value of a code list, by its label."""
    return {"code": str(notation), "list": code_list}


def of_codes(code_list: str) -> Reference:
    """All values of a code list, as they may be written."""
    return {"codes": code_list}


def phrase(key: str, /, **values: Any) -> Reference:
    """A part of a sentence; its values may be references."""
    return {"phrase": key} | values


def lost(what: str) -> Reference:
    """What a fault costs: the ``row``, the ``cell``, a ``member`` of a list, a ``setting``."""
    return phrase(f"lost.{what}")


def worded(value: Any, lang: str) -> Any:
    """A value of a sentence in a language; what is no reference stays.

    >>> worded([{"table": "demand"}, {"table": "labs"}], "en")
    'demand, labs'
    >>> worded({"code": "6", "list": "level"}, "zh"), worded(24, "zh")
    ('本科', 24)
    """
    if isinstance(value, list):
        return join([str(worded(item, lang)) for item in value], lang)
    if not isinstance(value, dict):
        return value
    if "phrase" in value:
        return say(
            value["phrase"], lang, **{k: worded(v, lang) for k, v in value.items() if k != "phrase"}
        )
    if "codes" in value:
        codes = load().code_lists[value["codes"]].codes
        return join([_as_written(code.notation, code.label.of(lang), lang) for code in codes], lang)
    if "code" in value:
        return load().code_lists[value["list"]].by_notation[value["code"]].label.of(lang)
    table = load().tables[value["table"]]
    named = table.by_name[value["column"]] if "column" in value else table
    return named.label.of(lang) if lang == "zh" or value.get("meant") else named.name


def _as_written(notation: str, label: str, lang: str) -> str:
    """A code as a sheet may hold it: in Chinese by its label too."""
    return notation if lang != "zh" or label == notation else f"{label}({notation})"
