"""What the declaration says, as plain frozen objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from graph.ontology.names import LABEL_PROPERTY, local_name


@dataclass(frozen=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """Return the text in a language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Constraint:
    """One SHACL constraint component of a column: local name, value, whether only a warning.

    ``value`` is a string: a lexical value, a datatype's IRI, a class's IRI, or a property's IRI.
    ``unless``: the IRI of a property that does as well if it is true (``sh:alternativePath``).
    """

    component: str
    value: str
    warning: bool = False
    unless: str | None = None


@dataclass(frozen=True)
class Code:
    """One member of a code list: the value stored, its labels and the other words for it.

    ``usual_years``: how long one studies at the level, or is left to study after the pathway.
    """

    notation: str
    label: Text
    words: tuple[str, ...]
    order: int
    usual_years: int | None = None
    colour: str | None = None
    colour_dark: str | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """Its labels and the other words for it."""
        return (self.label.zh, self.label.en, *self.words)


@dataclass(frozen=True)
class CodeList:
    """A closed list of values with the words that stand for them in sheets."""

    name: str
    label: Text
    definition: Text
    codes: tuple[Code, ...]

    @cached_property
    def by_notation(self) -> dict[str, Code]:
        """Notation → code."""
        return {code.notation: code for code in self.codes}


@dataclass(frozen=True)
class Column:
    """One column of a table, which is one property shape of a class."""

    name: str
    table: str
    path: str
    label: Text
    description: Text
    order: int
    constraints: tuple[Constraint, ...]
    aliases: tuple[str, ...] = ()
    key_part: int | None = None
    multiple: bool = False
    code_list: str | None = None
    unit: str | None = None
    default: str | None = None
    checked_by: str | None = None
    key_fallback: str | None = None
    is_title: bool = False
    stands_in_for: str | None = None
    counts_persons: bool = False
    sum_of: tuple[str, ...] = ()

    @cached_property
    def required(self) -> bool:
        """Whether a row without it is left out."""
        return any(c.component == "minCount" and int(c.value) > 0 for c in self.constraints)

    @cached_property
    def target_class(self) -> str | None:
        """Local name of the class a reference points to, else None."""
        for c in self.constraints:
            if c.component == "class":
                return local_name(c.value)
        return None

    @cached_property
    def datatype(self) -> str:
        """Local name of the XSD datatype; ``string`` for references and labels."""
        for c in self.constraints:
            if c.component == "datatype":
                name = local_name(c.value)
                return "string" if name == "langString" else name
        return "string"

    @property
    def is_label(self) -> bool:
        """Whether it is written as ``rdfs:label`` with a language tag."""
        return self.path == LABEL_PROPERTY

    @property
    def is_name(self) -> bool:
        """Whether it says what a row is or refers to: keys, names and references."""
        return self.key_part is not None or self.is_label or self.target_class is not None


@dataclass(frozen=True)
class CompositeReference:
    """A reference to a table whose key has several parts, by as many columns of this table."""

    name: str
    via: tuple[str, ...]
    property: str
    target_class: str
    is_open: bool = False


@dataclass(frozen=True)
class DirectLink:
    """A relationship that rows of a table stand for, between two things the rows name.

    ``source`` and ``target`` are names of columns or of composite references of the table.
    """

    name: str
    table: str
    property: str
    source: str
    target: str
    target_class: str | None = None
    attributes: tuple[str, ...] = ()
    where: tuple[str, str] | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """One table: a class, its columns in order, its picture. Equal to itself only, as a key."""

    name: str
    class_name: str
    label: Text
    definition: Text
    group: str
    order: int
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    is_node: bool = True
    colour: str | None = None
    colour_dark: str | None = None
    shape: str | None = None
    composites: tuple[CompositeReference, ...] = ()
    largest_figure: int | None = None
    has_skewed_figures: bool = False

    @cached_property
    def figure(self) -> Column | None:
        """The column that says how many persons a row stands for."""
        return next((column for column in self.columns if column.counts_persons), None)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Column name → column."""
        return {column.name: column for column in self.columns}

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns of the key, in order."""
        parts = [c for c in self.columns if c.key_part is not None]
        return tuple(c.name for c in sorted(parts, key=lambda c: c.key_part or 0))

    @cached_property
    def title(self) -> str | None:
        """The column that its rows are shown and found by; None where a row has no name of its own.

        A name that is part of the key tells parts of another thing apart.
        """
        titles = [c for c in self.columns if c.key_part is None and (c.is_label or c.is_title)]
        return titles[0].name if titles else None

    @cached_property
    def references(self) -> tuple[Column, ...]:
        """The columns that point to other things."""
        return tuple(c for c in self.columns if c.target_class)


@dataclass(frozen=True)
class Property:
    """A property of the graph: its words, and its relationship type in the property graph.

    ``words``: other words that people use for it.
    """

    iri: str
    label: Text
    definition: Text
    is_object: bool
    relationship: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Ontology:
    """The whole declaration. ``unions``: class that is a union (Actor) → its members.

    ``records``: tables of a form of their own that stay in files beside a build.

    Equal to itself only, so that what follows from it can be kept by it as a key.
    """

    tables: dict[str, Table]
    records: dict[str, Table]
    code_lists: dict[str, CodeList]
    properties: dict[str, Property]
    links: tuple[DirectLink, ...]
    unions: dict[str, tuple[str, ...]]
    sha256: str
    file: Path
    _by_class: dict[str, str] = field(default_factory=dict)

    def target_tables(self, class_name: str) -> tuple[Table, ...]:
        """Return the tables whose rows a reference to the class may mean."""
        members = self.unions.get(class_name, (class_name,))
        return tuple(self.tables[self._by_class[member]] for member in members)

    def targets_of(self, column: Column) -> tuple[Table, ...]:
        """Return the tables whose rows a column refers to; none where it is no reference."""
        return self.target_tables(column.target_class) if column.target_class else ()

    @cached_property
    def called(self) -> dict[str, str]:
        """Name or label of a table → its name."""
        return {
            word: table.name
            for table in self.tables.values()
            for word in (table.name, table.label.zh, table.label.en)
        }

    def input_tables(self) -> tuple[Table, ...]:
        """Return the tables that people send, in order."""
        return tuple(t for t in self.tables.values() if t.group != "system")

    def words_of(self, column: Column) -> CodeList | None:
        """Return the code list of a column."""
        return self.code_lists[column.code_list] if column.code_list else None
