"""Values of a question's parameters: what people type, as what the graph knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

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

LATEST = "latest"
SUGGESTED = 8
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(frozen=True)
class Known:
    """What a build knows. ``keys``: as :func:`graph.convert.search_keys.search_keys` makes it."""

    tables: Mapping[str, pl.DataFrame]
    keys: pl.DataFrame
    ontology: Ontology


def values_of(
    question: NamedQuestion, given: Mapping[str, str], known: Known
) -> dict[str, Iri | str | int]:
    """The value of each parameter: as given, else its default.

    A thing is given by its name, an alias, its code or id, its IRI, or ``table/key``; of a name
    that several things bear none is taken.

    Raises:
        WrongInput: a parameter is missing, not known, or its value is none; the message says what
            is possible.
    """
    names = [parameter.name for parameter in question.parameters]
    for name in given:
        if name not in names:
            raise WrongInput(
                "error.question_has_no_parameter",
                question=question.name,
                name=name,
                known=", ".join(names) or "–",
            )
    return {p.name: _value(question, p, given.get(p.name), known) for p in question.parameters}


def possible(parameter: QuestionParameter, known: Known, lang: str = "zh") -> list[tuple[str, str]]:
    """What a parameter may be: value and name; for a node, every thing that has a name."""
    if parameter.kind in ("thing", "node"):
        keys = known.keys
        if parameter.kind == "thing":
            keys = keys.filter(pl.col("table").is_in(parameter.of))
        return [(thing.key, thing.of(lang)) for thing in things(keys)]
    if parameter.kind == "year":
        return [(str(year), "") for year in _years(parameter, known)]
    if parameter.kind == "code":
        codes = known.ontology.code_lists[parameter.of[0]].codes
        return [(code.notation, code.label.of(lang)) for code in codes]
    if parameter.kind == "label":
        tables = known.ontology.tables.values()
        return [(table.class_name, table.label.of(lang)) for table in tables]
    return []


def _value(
    question: NamedQuestion, parameter: QuestionParameter, text: str | None, known: Known
) -> Iri | str | int:
    if parameter.default == LATEST and text in (None, LATEST):
        return latest(parameter, known)[0] or 0
    if text is None:
        if parameter.default is None:
            raise WrongInput(
                "error.question_wants",
                question=question.name,
                name=parameter.name,
                **_told(parameter, known, ""),
            )
        return parameter.default
    if text == ALL and parameter.default == ALL:
        return ALL
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    found = _found(parameter, text, known)
    if found is None:
        raise WrongInput(
            "error.question_value", name=parameter.name, text=text, **_told(parameter, known, text)
        )
    return found


def _found(parameter: QuestionParameter, text: str, known: Known) -> Iri | str | int | None:
    if parameter.kind in ("thing", "node"):
        return _thing(parameter, text, known)
    if parameter.kind in ("year", "integer"):
        return int(text) if _INTEGER.fullmatch(text) else None
    if parameter.kind == "code":
        codes = known.ontology.code_lists[parameter.of[0]].codes
        return next(
            (c.notation for c in codes if text in (c.notation, c.label.zh, c.label.en)), None
        )
    tables = known.ontology.tables.values()
    return next((t.class_name for t in tables if text in (t.class_name, t.name, t.label.zh)), None)


def _thing(parameter: QuestionParameter, text: str, known: Known) -> Iri | None:
    """The node that is meant; the likelier reading first, none of two."""
    keys = known.keys
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
        found = keys.filter(fits)["uri"].unique(maintain_order=True)
        if found.len() > 1:
            several = keys.filter(fits).select(path)["table"].head(SUGGESTED).to_list()
            raise WrongInput(
                "error.question_several", name=parameter.name, text=text, found=", ".join(several)
            )
        if found.len():
            return Iri(found[0])
    return _row(text, known) if parameter.kind == "node" else None


def _row(text: str, known: Known) -> Iri | None:
    """A row without a name of its own, by its IRI or the end of it, ``table/key``."""
    for table in known.ontology.tables.values():
        if table.is_node and f"{table.name}/" in text:
            uris = known.tables[table.name]["uri"]
            same = uris.is_in([text, kept_characters(text)])
            found = uris.filter(same | uris.str.ends_with(f"/{text}"))
            if found.len():
                return Iri(found[0])
    return None


def latest(parameter: QuestionParameter, known: Known) -> tuple[int | None, tuple[Thin, ...]]:
    """The newest comparable year of the figure, and newer ones with hardly any rows."""
    return newest_of(_table(parameter), _figures(parameter, known))


def passed_over(
    question: NamedQuestion, given: Mapping[str, str], known: Known, lang: str
) -> list[str]:
    """Of each parameter that was to be the latest year: newer years that were not taken, why."""
    return [
        sentence
        for parameter in question.parameters
        if parameter.default == LATEST and given.get(parameter.name, LATEST) == LATEST
        for sentence in thinner(parameter, known, lang)
    ]


def thinner(parameter: QuestionParameter, known: Known, lang: str) -> list[str]:
    """That years newer than the latest comparable one have hardly any rows."""
    taken, thin = latest(parameter, known)
    told = {"table": known.ontology.tables[_table(parameter)].label.of(lang), "taken": taken}
    return [say("question.year_thin", lang, **told, **one.values) for one in thin]


def _table(parameter: QuestionParameter) -> str:
    return parameter.of[0].partition(".")[0]


def _figures(parameter: QuestionParameter, known: Known) -> pl.DataFrame:
    """The rows in which the figure of a year parameter is known."""
    table, _, column = parameter.of[0].partition(".")
    return known.tables[table].filter(pl.col(column).is_not_null())


def _years(parameter: QuestionParameter, known: Known) -> list[int]:
    rows = _figures(parameter, known)
    column = "year" if "year" in rows.columns else parameter.of[0].partition(".")[2]
    return sorted(rows[column].drop_nulls().unique().to_list())


def _told(parameter: QuestionParameter, known: Known, text: str) -> dict[str, str]:
    """What the parameter is and what it may be, in both languages: the likeliest first."""
    is_named = text and parameter.kind in ("thing", "node")
    near = search(known.keys, text, SUGGESTED, parameter.of) if is_named else []
    told = {"what_zh": parameter.label.zh, "what_en": parameter.label.en}
    for lang in LANGUAGES:
        options = [(found.key, found.of(lang)) for found in near]
        options = options or possible(parameter, known, lang)
        shown = [f"{value} ({name})" if name else value for value, name in options[:SUGGESTED]]
        more = ["…"] if len(options) > SUGGESTED else []
        nothing = say("question.whole_number", lang) if parameter.kind == "integer" else "–"
        told[f"known_{lang}"] = join(shown + more, lang) or nothing
    return told
