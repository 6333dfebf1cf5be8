"""The declaration as tables for people."""

from __future__ import annotations

import polars as pl
import pytest

from graph.ontology import Ontology
from graph.schema.cypher import relationship_types
from graph.schema.tabulated import class_rows, code_rows, column_rows, relationship_rows
from graph.words import LANGUAGES


def only(rows: pl.DataFrame, **asked: object) -> dict[str, object]:
    return next(row for row in rows.iter_rows(named=True) if asked.items() <= row.items())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_of_the_declaration_is_left_out(ontology: Ontology, lang: str) -> None:
    tables = ontology.tables.values()
    assert class_rows(ontology, lang)["table"].to_list() == list(ontology.tables)
    columns = column_rows(ontology, lang)
    assert columns["column"].to_list() == [c.name for one in tables for c in one.columns]
    codes = [c.notation for one in ontology.code_lists.values() for c in one.codes]
    assert sorted(code_rows(ontology, lang)["notation"]) == sorted(codes)
    kinds = [kind.name for kind in relationship_types(ontology)]
    assert relationship_rows(ontology, lang)["cypher"].to_list() == kinds
    for rows in (columns, class_rows(ontology, lang), code_rows(ontology, lang)):
        assert rows["meaning"].null_count() == 0


def test_a_column_says_what_a_cell_may_hold(ontology: Ontology) -> None:
    rows = column_rows(ontology, "en", "cooperations")
    assert set(rows["table"]) == {ontology.tables["cooperations"].label.en}
    assert only(rows, column="college")["values"] == "→ colleges"
    assert only(rows, column="college")["type"] is None
    kinds = [one.label.en for one in ontology.code_lists["cooperation_kind"].codes]
    assert all(kind in str(only(rows, column="kind")["values"]) for kind in kinds)
    graduates = only(column_rows(ontology, "zh", "enrolment"), column="graduates")
    assert (graduates["type"], graduates["values"], graduates["heading"]) == (
        "整数", "≥ 0", ontology.tables["enrolment"].by_name["graduates"].label.zh,
    )  # fmt: skip


def test_a_relationship_says_from_where_to_where(ontology: Ontology) -> None:
    row = only(relationship_rows(ontology, "zh"), cypher="PREPARES_FOR")
    assert ontology.tables["majors"].label.zh in str(row["from"])
    assert ontology.tables["occupations"].label.zh in str(row["to"])
    assert str(row["rdf"]).startswith("tc:")
