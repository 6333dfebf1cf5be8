"""The data dictionary as a page in both languages: tables, columns, lists, relationships."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.ontology import CodeList, Column, Ontology, Table, Text
from graph.schema.context import compact
from graph.schema.cypher import RelationshipType, Route, relationship_types
from graph.schema.notes import value_range
from graph.words import LANGUAGES, say

LAST_OWN = 100  # columns of roots are declared with a higher order
ADDED = range(150, 200)  # but these are a table's own, beside those that sheets have
SYSTEM_COLUMNS = ("uri", "source_uri", "source_row")


def dictionary_markdown(ontology: Ontology) -> str:
    """Write the page, equal for an equal declaration."""
    lists = sorted(ontology.code_lists.values(), key=lambda codes: codes.name)
    parts = [
        f"# {_bilingual('title')}",
        _lines("generated"),
        _lines("reading"),
        *_contents(ontology),
        *_shared_columns(ontology),
        *(part for table in ontology.tables.values() for part in _table(ontology, table)),
        f'<a id="lists"></a>\n\n## {_bilingual("lists")}',
        *(part for codes in lists for part in _code_list(ontology, codes)),
        f'<a id="relationships"></a>\n\n## {_bilingual("relationships")}',
        _relationships(ontology),
    ]
    return "\n\n".join(parts) + "\n"


# Small pieces -----------------------------------------------------------------------------------


def _in_languages(key: str, **values: object) -> list[str]:
    return [say(f"dictionary.{key}", lang, **values) for lang in LANGUAGES]


def _bilingual(key: str, **values: object) -> str:
    return " · ".join(_in_languages(key, **values))


def _lines(key: str) -> str:
    return "<br>\n".join(_in_languages(key))


def _of(text: Text) -> str:
    return f"{text.zh} · {text.en}"


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table in Markdown; whatever stands in a cell stays in it."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(_cell(text) for text in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    r"""Escape a text so that it neither ends the cell nor the row, nor begins a tag.

    >>> _cell("a|b\nc")
    'a\\|b c'
    """
    return text.replace("|", "\\|").replace("\n", " ")


def _heads(*keys: str) -> list[str]:
    return ["<br>".join(_in_languages(key)) for key in keys]


def _link_to_table(table: Table) -> str:
    return f"[{table.name}](#table-{table.name})"


# Contents ---------------------------------------------------------------------------------------


def _contents(ontology: Ontology) -> list[str]:
    groups = ontology.code_lists["table_group"].by_notation
    lines: dict[str, list[str]] = {}
    for table in ontology.tables.values():
        label = f"[{table.label.zh} {table.name}](#table-{table.name})"
        lines.setdefault(table.group, []).append(label)
    listed = [
        f"* {_of(groups[name].label)}: " + " · ".join(entries) for name, entries in lines.items()
    ]
    listed += [
        f"* [{_bilingual('lists')}](#lists)",
        f"* [{_bilingual('relationships')}](#relationships)",
    ]
    return [f"## {_bilingual('contents')}", "\n".join(listed)]


# Tables -----------------------------------------------------------------------------------------


def _is_shared(column: Column) -> bool:
    """Tell whether a column is one of things or of all records, which stand once for all."""
    return column.order > LAST_OWN and column.order not in ADDED


def _shared_columns(ontology: Ontology) -> list[str]:
    """List the columns of things, then those of all tables; taken from tables that have them."""
    things, records = _first(ontology, "thing"), _first(ontology, "link")
    of_all = {c.name for c in records.columns if _is_shared(c)}
    of_things = [c for c in things.columns if _is_shared(c) and c.name not in of_all]
    return [
        f"## {_bilingual('every_thing')}",
        _columns(ontology, things, of_things),
        f"## {_bilingual('every_table')}",
        _columns(ontology, records, [c for c in records.columns if _is_shared(c)]),
        "\n".join(f"* `{name}` — {_bilingual(f'system_{name}')}" for name in SYSTEM_COLUMNS),
        f"## {_bilingual('tables')}",
    ]


def _first(ontology: Ontology, group: str) -> Table:
    return next(t for t in ontology.tables.values() if t.group == group)


def _table(ontology: Ontology, table: Table) -> list[str]:
    key = ", ".join(f"`{name}`" for name in table.key)
    name = f"`tc:{table.class_name}`" + ("" if table.is_node else f" ({_bilingual('no_node')})")
    facts = [f"* {_bilingual('key')}: {key}", f"* {_bilingual('class')}: {name}"]
    if table.aliases:
        facts.append(f"* {_bilingual('sheet_names')}: " + "、".join(table.aliases))
    return [
        f'<a id="table-{table.name}"></a>\n\n### {table.label.zh} · {table.name}',
        f"{table.definition.zh}<br>\n{table.definition.en}",
        "\n".join(facts),
        _columns(ontology, table, [c for c in table.columns if not _is_shared(c)]),
    ]


def _columns(ontology: Ontology, table: Table, columns: Iterable[Column]) -> str:
    rows = [_column(ontology, table, column) for column in columns]
    return grid(
        _heads("column", "heading", "key", "type", "unit", "values", "meaning", "aliases"), rows
    )


def _column(ontology: Ontology, table: Table, column: Column) -> list[str]:
    name = f"`{column.name}`" + ("[]" if column.multiple else "")
    unit = ontology.code_lists["unit"].by_notation[column.unit].label if column.unit else None
    return [
        f"**{name}**" if column.required else name,
        column.label.zh,
        str(column.key_part or ""),
        "" if column.target_class else _bilingual(f"type_{column.datatype}"),
        "" if unit is None else unit.zh if unit.zh == unit.en else _of(unit),
        "<br>".join(_values(ontology, table, column)),
        f"{column.description.zh}<br>{column.description.en}",
        "、".join(column.aliases),
    ]


def _values(ontology: Ontology, table: Table, column: Column) -> Iterable[str]:
    if column.target_class:
        targets = ontology.targets_of(column)
        yield "→ " + ", ".join(_link_to_table(target) for target in targets)
    if column.code_list:
        yield f"[{column.code_list}](#list-{column.code_list})"
    elif bounds := value_range(column):
        yield bounds
    for constraint in column.constraints:
        if constraint.component in ("lessThan", "lessThanOrEquals"):
            other_column = next(c.name for c in table.columns if c.path == constraint.value)
            yield _bilingual("not_above" if constraint.warning else "at_most", other=other_column)
    if column.default is not None:
        yield _bilingual("empty", value=column.default)
    if column.checked_by:
        yield _bilingual("checked", standard=column.checked_by)


# Code lists -------------------------------------------------------------------------------------


def _code_list(ontology: Ontology, codes: CodeList) -> list[str]:
    users = [
        f"{_link_to_table(table)}.{column.name}"
        for table in ontology.tables.values()
        for column in table.columns
        if column.code_list == codes.name and not _is_shared(column)
    ]
    rows = [[f"`{c.notation}`", c.label.zh, c.label.en, "、".join(c.words)] for c in codes.codes]
    parts = [
        f'<a id="list-{codes.name}"></a>\n\n### {codes.label.zh} · {codes.name}',
        f"{codes.definition.zh}<br>\n{codes.definition.en}",
        grid([*_heads("notation"), "中文", "English", *_heads("words")], rows),
    ]
    return [*parts, f"{_bilingual('used_by')}: {', '.join(users)}"] if users else parts


# Relationships ----------------------------------------------------------------------------------


def _relationships(ontology: Ontology) -> str:
    rows = [row for kind in relationship_types(ontology) for row in _relationship(ontology, kind)]
    heads = _heads("from", "to", "meaning", "attributes", "read_from")
    return grid([*heads[:2], "RDF", "Cypher", *heads[2:]], rows)


def _relationship(ontology: Ontology, kind: RelationshipType) -> Iterable[list[str]]:
    """Yield one line for all labels that lead the same way: ``A, B → C``."""
    declared = ontology.properties[kind.iri]
    all_labels = {t.class_name for t in ontology.tables.values() if t.is_node}
    by_target: dict[str, list[str]] = {}
    for source, target in kind.endpoints:
        by_target.setdefault(target, []).append(source)
    by_sources: dict[tuple[str, ...], list[str]] = {}
    for target, sources in by_target.items():
        by_sources.setdefault(tuple(sources), []).append(target)
    for all_sources, all_targets in by_sources.items():
        is_any = {*all_sources, *all_targets} >= all_labels
        routes = [r for r in kind.routes if r.source in all_sources and r.target in all_targets]
        places = dict.fromkeys(_place(ontology, route) for route in routes)
        yield [
            "*" if is_any else ", ".join(all_sources),
            ", ".join(all_targets),
            f"`{compact(kind.iri)}`",
            f"`{kind.name}`",
            f"{declared.label.zh}: {declared.definition.zh}<br>"
            f"{declared.label.en}: {declared.definition.en}",
            ", ".join(f"`{p.name}`" for p in kind.properties),
            "*" if is_any else ", ".join(places),
        ]


def _place(ontology: Ontology, route: Route) -> str:
    """Name the place of a relationship in rows: a table and its column, or a link's two columns."""
    ends = {link.name: f"{link.source} → {link.target}" for link in ontology.links}
    return f"{_link_to_table(ontology.tables[route.table])}.{ends.get(route.by, route.by)}"
