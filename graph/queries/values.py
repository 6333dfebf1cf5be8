"""Values of a question's parameters: typed texts as things, years and codes of the graph."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from graph.convert.iris import kept_characters
from graph.convert.search_keys import BREAK, plain
from graph.errors import WrongInput
from graph.gap.years import Thin, newest_of
from graph.ontology import Ontology
from graph.queries.named import ALL, Iri, NamedQuestion, QuestionParameter
from graph.queries.search import search
from graph.things import things
from graph.words import LANGUAGES, join, say

LATEST, USUAL = "latest", "usual"
SUGGESTED = 8
NO_VALUES: Mapping[str, str | int] = MappingProxyType({})
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(frozen=True)
class BuildData:
    """The data of a build that parameters refer to.

    ``keys``: as :func:`graph.convert.search_keys.search_keys` makes it.
    """

    tables: Mapping[str, pl.DataFrame]
    keys: pl.DataFrame
    ontology: Ontology


def values_of(
    question: NamedQuestion, texts: Mapping[str, str], build: BuildData
) -> dict[str, Iri | str | int]:
    """Return the value of each parameter: from its text, else its default.

    The text of a thing is its name, an alias, its code or id, its IRI, or ``table/key``; a name
    that more than one thing bears is refused.

    Raises:
        WrongInput: a parameter is missing or unknown, or its value is not valid; the message lists
            what is possible.
    """
    names = [parameter.name for parameter in question.parameters]
    for name in texts:
        if name not in names:
            raise WrongInput(
                "error.question_has_no_parameter",
                question=question.name,
                name=name,
                known=", ".join(names) or "–",
            )
    values: dict[str, Iri | str | int] = {}
    for parameter in question.parameters:
        text = texts.get(parameter.name)
        values[parameter.name] = _value(question, parameter, text, build, values)
    return values


def possible_values(
    parameter: QuestionParameter, build: BuildData, lang: str = "zh"
) -> list[tuple[str, str]]:
    """List the possible values of a parameter, each with its name; for a node all named things."""
    if parameter.kind in ("thing", "node"):
        keys = build.keys
        if parameter.kind == "thing":
            keys = keys.filter(pl.col("table").is_in(parameter.of))
        return [(thing.key, thing.of(lang)) for thing in things(keys)]
    if parameter.kind == "year":
        return [(str(year), "") for year in _years(parameter, build)]
    if parameter.kind == "code":
        codes = build.ontology.code_lists[parameter.of[0]].codes
        return [(code.notation, code.label.of(lang)) for code in codes]
    if parameter.kind == "label":
        tables = build.ontology.tables.values()
        return [(table.class_name, table.label.of(lang)) for table in tables]
    return []


def _value(
    question: NamedQuestion,
    parameter: QuestionParameter,
    text: str | None,
    build: BuildData,
    before: Mapping[str, Iri | str | int],
) -> Iri | str | int:
    if parameter.default == LATEST and text in (None, LATEST):
        return latest(parameter, build, before)[0] or 0
    if parameter.default == USUAL and text in (None, USUAL):
        return usual(parameter, build)
    if text is None:
        if parameter.default is None:
            raise WrongInput(
                "error.question_wants",
                question=question.name,
                name=parameter.name,
                **_options(parameter, build, ""),
            )
        return parameter.default
    if text == ALL and parameter.default == ALL:
        return ALL
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    value = _value_of_text(parameter, text, build)
    if value is None:
        raise WrongInput(
            "error.question_value",
            name=parameter.name,
            text=text,
            **_options(parameter, build, text),
        )
    return value


def _value_of_text(
    parameter: QuestionParameter, text: str, build: BuildData
) -> Iri | str | int | None:
    if parameter.kind in ("thing", "node"):
        return _thing(parameter, text, build)
    if parameter.kind in ("year", "integer"):
        return int(text) if _INTEGER.fullmatch(text) else None
    if parameter.kind == "code":
        codes = build.ontology.code_lists[parameter.of[0]].codes
        return next(
            (
                code.notation
                for code in codes
                if text in (code.notation, code.label.zh, code.label.en)
            ),
            None,
        )
    tables = build.ontology.tables.values()
    return next(
        (
            table.class_name
            for table in tables
            if text in (table.class_name, table.name, table.label.zh)
        ),
        None,
    )


def _thing(parameter: QuestionParameter, text: str, build: BuildData) -> Iri | None:
    """Return the node that a text means, by the likeliest reading; refuse an ambiguous text."""
    keys = build.keys
    if parameter.kind == "thing":
        keys = keys.filter(pl.col("table").is_in(parameter.of))
    spelled = BREAK + plain(text) + BREAK
    path = pl.concat_str("table", pl.lit("/"), "node_key")
    for fits in (
        pl.col("uri").is_in([text, kept_characters(text)]) | (path == text),
        pl.col("node_key") == text,
        (pl.col("codes") + BREAK).str.contains(spelled, literal=True),
        (pl.col("names") + BREAK).str.contains(spelled, literal=True),
    ):
        uris = keys.filter(fits)["uri"].unique(maintain_order=True)
        if uris.len() > 1:
            paths = keys.filter(fits).select(path)["table"].head(SUGGESTED).to_list()
            raise WrongInput(
                "error.question_several", name=parameter.name, text=text, found=", ".join(paths)
            )
        if uris.len():
            return Iri(uris[0])
    return _row(text, build) if parameter.kind == "node" else None


def _row(text: str, build: BuildData) -> Iri | None:
    """Return the IRI of a row without a name, from its IRI or the end of it, ``table/key``."""
    for table in build.ontology.tables.values():
        if table.is_node and f"{table.name}/" in text:
            uris = build.tables[table.name]["uri"]
            same = uris.is_in([text, kept_characters(text)])
            matches = uris.filter(same | uris.str.ends_with(f"/{text}"))
            if matches.len():
                return Iri(matches[0])
    return None


def usual(parameter: QuestionParameter, build: BuildData) -> str:
    """Return the first basis in the declared order that has figures of demand."""
    codes = [code.notation for code in build.ontology.code_lists[parameter.of[0]].codes]
    demand = build.tables["demand"]
    used = set(demand.filter(pl.col("openings").is_not_null())[parameter.of[0]])
    return next((code for code in codes if code in used), codes[0])


def latest(
    parameter: QuestionParameter, build: BuildData, before: Mapping[str, str | int] = NO_VALUES
) -> tuple[int | None, tuple[Thin, ...]]:
    """Return the newest comparable year of a figure, and newer years with hardly any rows.

    ``before``: values of other parameters; only rows on the basis that they name count.
    """
    rows = _figures(parameter, build)
    if before.get("basis") and "basis" in rows.columns:
        rows = rows.filter(pl.col("basis") == before["basis"])
    return newest_of(_table(parameter), rows)


def skipped_years(
    question: NamedQuestion, texts: Mapping[str, str], build: BuildData, lang: str
) -> list[str]:
    """Say for each parameter that is the latest year which newer years were not taken, and why."""
    values = values_of(question, texts, build)
    return [
        sentence
        for parameter in question.parameters
        if parameter.default == LATEST and texts.get(parameter.name, LATEST) == LATEST
        for sentence in newer_sparse_years(parameter, build, lang, values)
    ]


def newer_sparse_years(
    parameter: QuestionParameter,
    build: BuildData,
    lang: str,
    before: Mapping[str, str | int] = NO_VALUES,
) -> list[str]:
    """Say which years newer than the latest comparable year have hardly any rows."""
    newest, thin = latest(parameter, build, before)
    values = {"table": build.ontology.tables[_table(parameter)].label.of(lang), "taken": newest}
    return [say("question.year_thin", lang, **values, **thin_year.values) for thin_year in thin]


def _table(parameter: QuestionParameter) -> str:
    return parameter.of[0].partition(".")[0]


def _figures(parameter: QuestionParameter, build: BuildData) -> pl.DataFrame:
    """Return the rows that hold the figure of a year parameter."""
    table, _, column = parameter.of[0].partition(".")
    return build.tables[table].filter(pl.col(column).is_not_null())


def _years(parameter: QuestionParameter, build: BuildData) -> list[int]:
    rows = _figures(parameter, build)
    column = "year" if "year" in rows.columns else parameter.of[0].partition(".")[2]
    return sorted(rows[column].drop_nulls().unique().to_list())


def _options(parameter: QuestionParameter, build: BuildData, text: str) -> dict[str, str]:
    """Return label and possible values of a parameter in both languages, the likeliest first."""
    is_searchable = text and parameter.kind in ("thing", "node")
    near = search(build.keys, text, SUGGESTED, parameter.of) if is_searchable else []
    values = {"what_zh": parameter.label.zh, "what_en": parameter.label.en}
    for lang in LANGUAGES:
        options = [(thing.key, thing.of(lang)) for thing in near]
        options = options or possible_values(parameter, build, lang)
        suggestions = [
            f"{value} ({name})" if name else value for value, name in options[:SUGGESTED]
        ]
        more = ["…"] if len(options) > SUGGESTED else []
        nothing = say("question.whole_number", lang) if parameter.kind == "integer" else "–"
        values[f"known_{lang}"] = join(suggestions + more, lang) or nothing
    return values
