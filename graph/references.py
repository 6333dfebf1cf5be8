"""References in the values of findings: to tables, columns and codes, worded when read.

A reference is JSON that names its kind, so that it travels in a column of text; whoever asks for
the sentence decides the language:

* ``{"table": name}`` and ``{"column": name, "table": name}``: as a reader meets them in sheets, by
  their Chinese heading or their declared name; with ``"meant": true`` by their label;
* ``{"code": notation, "list": name}`` and ``{"codes": list}``: the words of a code list;
* ``{"phrase": key, …}``: a part of a sentence, with values of its own;
* ``{"data": value}``: for programs, not for sentences.

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
    """Refer to a table, by its name."""
    return {"table": table.name}


def of_tables(tables: Iterable[Table]) -> list[Reference]:
    """Refer to several tables, by their names."""
    return [of_table(table) for table in tables]


def of_column(column: Column) -> Reference:
    """Refer to a column, by its heading or name."""
    return {"column": column.name, "table": column.table}


def of_meaning(column: Column) -> Reference:
    """Refer to a column, by its label."""
    return of_column(column) | {"meant": True}


def of_code(code_list: str, notation: object) -> Reference:
    """Refer to a value of a code list, by its label."""
    return {"code": str(notation), "list": code_list}


def of_codes(code_list: str) -> Reference:
    """Refer to all values of a code list, as a sheet may hold them."""
    return {"codes": code_list}


def phrase(key: str, /, **values: Any) -> Reference:
    """Refer to a part of a sentence; its values may be references."""
    return {"phrase": key} | values


def lost(part: str) -> Reference:
    """Refer to the loss from a fault: the ``row``, the ``cell``, a ``member``, a ``setting``."""
    return phrase(f"lost.{part}")


def worded(value: Any, lang: str) -> Any:
    """Word a value of a sentence in a language; a value that is no reference stays.

    >>> worded([{"table": "demand"}, {"table": "labs"}], "en")
    'demand, labs'
    >>> worded({"code": "6", "list": "level"}, "zh"), worded(24, "zh")
    ('本科', 24)
    """
    if isinstance(value, list):
        return join([str(worded(item, lang)) for item in value], lang)
    if not isinstance(value, dict):
        return value
    if "data" in value:
        return value["data"]
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
    declared = table.by_name[value["column"]] if "column" in value else table
    return declared.label.of(lang) if lang == "zh" or value.get("meant") else declared.name


def _as_written(notation: str, label: str, lang: str) -> str:
    """Return a code as a sheet may hold it: in Chinese with its label."""
    return notation if lang != "zh" or label == notation else f"{label}({notation})"
