"""Reads ``ontology.ttl`` into the objects of ``graph.ontology.model``.

Every command reads the declaration, so the file is parsed with pyoxigraph, in some milliseconds;
rdflib takes some twenty times as long (docs/decisions/0001).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph.errors import DeclarationFault
from graph.ontology.model import (
    Code,
    CodeList,
    Column,
    CompositeReference,
    Constraint,
    DirectLink,
    Ontology,
    Property,
    Table,
    Text,
)
from graph.ontology.names import OWL, RDF, RDFS, SH, SKOS, TC, local_name, upper_snake
from graph.settings import ONTOLOGY_FILE

# What a property shape may carry besides its constraints.
_DESCRIBING = {
    RDF + "type",
    SH + "path",
    SH + "name",
    SH + "description",
    SH + "order",
    SH + "severity",
    SH + "message",
}


RECORDS = "record"  # group of the tables that stay beside a build


@lru_cache(maxsize=4)
def load(path: Path = ONTOLOGY_FILE) -> Ontology:
    """Read the declaration.

    Raises:
        DeclarationFault: a class, column or link refers to something undeclared.
    """
    content = path.read_bytes()
    return _Reader(content).ontology(path)


_Term = Any  # pyoxigraph has no common base class for terms


class _Reader:
    """Walks the triples once; keeps them by subject."""

    def __init__(self, content: bytes) -> None:
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.facts: dict[str, dict[str, list[_Term]]] = defaultdict(lambda: defaultdict(list))
        self.by_type: dict[str, list[str]] = defaultdict(list)
        for triple in ox.parse(content, format=ox.RdfFormat.TURTLE):
            subject = _value(triple.subject)
            self.facts[subject][triple.predicate.value].append(triple.object)
            if triple.predicate.value == RDF + "type":
                self.by_type[_value(triple.object)].append(subject)

    def ontology(self, path: Path) -> Ontology:
        tables = sorted(self._tables(), key=lambda t: t.order)
        by_class = {t.class_name: t.name for t in tables}
        links = tuple(self._link(iri) for iri in sorted(self.by_type[TC + "DirectLink"]))
        return Ontology(
            tables={t.name: t for t in tables if t.group != RECORDS},
            records={t.name: t for t in tables if t.group == RECORDS},
            code_lists={c.name: c for c in self._code_lists()},
            properties=self._properties(),
            links=links,
            unions=dict(self._unions()),
            sha256=self.sha256,
            file=path,
            _by_class=by_class,
        )

    # Small lookups --------------------------------------------------------------------------

    def _all(self, subject: str, predicate: str) -> list[_Term]:
        return self.facts[subject].get(predicate, [])

    def _first(self, subject: str, predicate: str) -> str | None:
        terms = self._all(subject, predicate)
        return _value(terms[0]) if terms else None

    def _need(self, subject: str, predicate: str) -> str:
        value = self._first(subject, predicate)
        if value is None:
            raise DeclarationFault("error.undeclared", subject=subject, what=local_name(predicate))
        return value

    def _text(self, subject: str, predicate: str) -> Text:
        texts = {t.language: t.value for t in self._all(subject, predicate)}
        if not {"zh", "en"} <= set(texts):
            raise DeclarationFault("error.undeclared", subject=subject, what=local_name(predicate))
        return Text(texts["zh"], texts["en"])

    def _list(self, head: str) -> list[str]:
        items = []
        while head != RDF + "nil":
            items.append(self._need(head, RDF + "first"))
            head = self._need(head, RDF + "rest")
        return items

    def _order(self, subject: str) -> int:
        return int(self._need(subject, TC + "order"))

    # Tables ---------------------------------------------------------------------------------

    def _tables(self) -> Iterable[Table]:
        shape_of = {
            _value(target): shape
            for shape in self.by_type[SH + "NodeShape"]
            for target in self._all(shape, SH + "targetClass")
        }
        composites = defaultdict(list)
        for iri in sorted(self.by_type[TC + "CompositeReference"]):
            composites[self._need(iri, TC + "ofShape")].append(self._composite(iri))
        for iri in list(self.facts):
            name = self._first(iri, TC + "table")
            if name is None:
                continue
            shapes = [shape_of[c] for c in self._lineage(iri) if c in shape_of]
            yield Table(
                name=name,
                class_name=local_name(iri),
                label=self._text(iri, RDFS + "label"),
                definition=self._text(iri, SKOS + "definition"),
                group=self._need(iri, TC + "tableGroup"),
                order=self._order(iri),
                columns=self._columns(name, shapes),
                aliases=tuple(_value(t) for t in self._all(iri, TC + "headingAlias")),
                is_node=self._first(iri, TC + "notANode") != "true",
                colour=self._first(iri, TC + "colour"),
                colour_dark=self._first(iri, TC + "colourDark"),
                shape=self._first(iri, TC + "shape"),
                composites=tuple(composites[shape_of[iri]]),
                largest_figure=int(self._first(iri, TC + "largestFigure") or 0) or None,
                has_skewed_figures=self._first(iri, TC + "skewedFigures") == "true",
            )

    def _lineage(self, iri: str) -> list[str]:
        """Return the class and its ancestors, nearest first: shapes of all of them apply."""
        line, todo = [], [iri]
        while todo:
            current = todo.pop(0)
            if current not in line:
                line.append(current)
                todo += [_value(t) for t in self._all(current, RDFS + "subClassOf")]
        return line

    def _columns(self, table: str, shapes: list[str]) -> tuple[Column, ...]:
        """Return own columns first, inherited ones (name_en, aliases, grade …) behind them."""
        columns: list[Column] = []
        for shape in shapes:
            own: dict[str, Column] = {}
            extra: list[tuple[str, tuple[Constraint, ...]]] = []
            for term in self._all(shape, SH + "property"):
                iri = _value(term)
                if self._first(iri, SH + "order") is None:
                    extra.append((self._need(iri, TC + "column"), self._constraints(iri)))
                else:
                    column = self._column(table, iri)
                    own[column.name] = column
            for name, constraints in extra:
                if name not in own:
                    raise DeclarationFault("error.undeclared", subject=shape, what=name)
                own[name] = replace(own[name], constraints=own[name].constraints + constraints)
            columns += sorted(own.values(), key=lambda c: c.order)
        return tuple(columns)

    def _column(self, table: str, iri: str) -> Column:
        position = self._first(iri, TC + "keyPart")
        code_list = self._first(iri, TC + "codeList")
        unit = self._first(iri, TC + "measuredUnit")
        fallback = self._first(iri, TC + "keyFallback")
        instead = self._first(iri, TC + "standsInFor")
        parts = self._first(iri, TC + "sumOf")
        return Column(
            name=self._need(iri, TC + "column"),
            table=table,
            path=self._need(iri, SH + "path"),
            label=self._text(iri, SH + "name"),
            description=self._text(iri, SH + "description"),
            order=int(self._need(iri, SH + "order")),
            constraints=self._constraints(iri),
            aliases=tuple(_value(t) for t in self._all(iri, TC + "headingAlias")),
            key_part=int(position) if position else None,
            multiple=self._first(iri, TC + "multiple") == "true",
            code_list=local_name(code_list) if code_list else None,
            unit=self._first(unit, SKOS + "notation") if unit else None,
            default=self._first(iri, TC + "defaultValue"),
            checked_by=self._first(iri, TC + "checkedBy"),
            key_fallback=self._first(fallback, TC + "column") if fallback else None,
            stands_in_for=self._first(instead, TC + "column") if instead else None,
            is_title=self._first(iri, TC + "isTitle") == "true",
            counts_persons=self._first(iri, TC + "countsPersons") == "true",
            sum_of=tuple(
                self._need(part, TC + "column") for part in (self._list(parts) if parts else ())
            ),
        )

    def _constraints(self, iri: str) -> tuple[Constraint, ...]:
        warning = self._first(iri, SH + "severity") == SH + "Warning"
        alternatives = self._first(self._first(iri, SH + "path") or "", SH + "alternativePath")
        unless = self._list(alternatives)[1] if alternatives else None
        return tuple(
            Constraint(local_name(predicate), _value(term), warning, unless)
            for predicate, terms in self.facts[iri].items()
            if predicate.startswith(SH) and predicate not in _DESCRIBING
            for term in terms
        )

    # Links ----------------------------------------------------------------------------------

    def _composite(self, iri: str) -> CompositeReference:
        via = self._list(self._need(iri, TC + "via"))
        return CompositeReference(
            name=local_name(iri).split("-", 1)[1],
            via=tuple(self._need(column, TC + "column") for column in via),
            property=self._need(iri, TC + "onProperty"),
            target_class=local_name(self._need(iri, TC + "toClass")),
            is_open=self._first(iri, TC + "openReference") == "true",
        )

    def _end(self, iri: str) -> str:
        """Name a link's end within the table: a column or a composite reference."""
        return self._first(iri, TC + "column") or local_name(iri).split("-", 1)[1]

    def _link(self, iri: str) -> DirectLink:
        shape = self._need(iri, TC + "ofShape")
        where = self._first(iri, TC + "whereColumn")
        to_class = self._first(iri, TC + "toClass")
        return DirectLink(
            name=local_name(iri),
            table=self._need(self._need(shape, SH + "targetClass"), TC + "table"),
            property=self._need(iri, TC + "onProperty"),
            source=self._end(self._need(iri, TC + "fromColumn")),
            target=self._end(self._need(iri, TC + "toColumn")),
            target_class=local_name(to_class) if to_class else None,
            attributes=tuple(
                sorted(
                    self._need(_value(t), TC + "column") for t in self._all(iri, TC + "attribute")
                )
            ),
            where=(self._end(where), self._need(iri, TC + "whereValue")) if where else None,
        )

    # Lists, properties, unions ----------------------------------------------------------------

    def _code_lists(self) -> Iterable[CodeList]:
        members = defaultdict(list)
        for iri in self.by_type[SKOS + "Concept"]:
            scheme = self._first(iri, SKOS + "inScheme")
            if scheme:
                members[scheme].append(iri)
        for scheme in self.by_type[SKOS + "ConceptScheme"]:
            codes = [self._code(iri) for iri in members[scheme]]
            yield CodeList(
                name=local_name(scheme),
                label=self._text(scheme, RDFS + "label"),
                definition=self._text(scheme, SKOS + "definition"),
                codes=tuple(sorted(codes, key=lambda c: c.order)),
            )

    def _code(self, iri: str) -> Code:
        return Code(
            notation=self._need(iri, SKOS + "notation"),
            label=self._text(iri, SKOS + "prefLabel"),
            words=tuple(_value(t) for t in self._all(iri, SKOS + "altLabel")),
            order=self._order(iri),
            usual_years=int(years) if (years := self._first(iri, TC + "usualYears")) else None,
            colour=self._first(iri, TC + "colour"),
            colour_dark=self._first(iri, TC + "colourDark"),
        )

    def _properties(self) -> dict[str, Property]:
        properties = {}
        for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"):
            for iri in self.by_type[OWL + kind]:
                if not self._all(iri, RDFS + "label"):
                    continue  # foreign terms, declared only for the reasoner
                properties[iri] = Property(
                    iri=iri,
                    label=self._text(iri, RDFS + "label"),
                    definition=self._text(iri, SKOS + "definition"),
                    is_object=kind == "ObjectProperty",
                    relationship=self._first(iri, TC + "relationshipType")
                    or upper_snake(local_name(iri)),
                    words=tuple(_value(t) for t in self._all(iri, SKOS + "altLabel")),
                )
        return properties

    def _unions(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        for iri in self.by_type[OWL + "Class"]:
            for equivalent in self._all(iri, OWL + "equivalentClass"):
                union = self._first(_value(equivalent), OWL + "unionOf")
                if union:
                    yield local_name(iri), tuple(local_name(m) for m in self._list(union))


def _value(term: _Term) -> str:
    """Return an IRI, a literal's text, or a blank node's id as a string."""
    return str(term.value)
