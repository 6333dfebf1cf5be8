"""Notes on a column: meaning, unit, values, key, reference."""

from __future__ import annotations

from graph.ontology import Column, Ontology, Table
from graph.schema.sheets import code_words
from graph.words import LANGUAGES, join, say

_FORMS = {"date": "template.note.date", "gYearMonth": "template.note.month"}
_SMALLER = {"minExclusive": "> {}", "minInclusive": "≥ {}"}
_LARGER = {"maxExclusive": "< {}", "maxInclusive": "≤ {}"}


def heading_note(ontology: Ontology, table: Table, column: Column, lang: str) -> str:
    """Write the note of a heading: in the asked language first, then in the other."""
    langs = sorted(LANGUAGES, key=lambda language: language != lang)
    return "\n\n".join("\n".join(_lines(ontology, table, column, language)) for language in langs)


def _lines(ontology: Ontology, table: Table, column: Column, lang: str) -> list[str]:
    lines = [column.description.of(lang), *key_lines(table, column, lang)]
    if column.unit:
        lines.append(say("template.note.unit", lang, unit=unit_word(ontology, column, lang)))
    if column.target_class:
        lines.append(say("template.note.refers", lang, targets=targets(ontology, column, lang)))
    if words := code_words(ontology, column, lang):
        lines.append(say("template.note.allowed", lang, allowed=join(list(words.values()), lang)))
    elif bounds := value_range(column):
        lines.append(say("template.note.allowed", lang, allowed=bounds))
    if column.datatype in _FORMS:
        lines.append(say(_FORMS[column.datatype], lang))
    if column.multiple:
        lines.append(say("template.note.multiple", lang))
    if column.default is not None:
        lines.append(
            say("template.note.empty", lang, value=words.get(column.default, column.default))
        )
    return lines


def key_lines(table: Table, column: Column, lang: str) -> list[str]:
    """Say whether the column is required, and its part of the key."""
    lines = [say("template.note.required", lang)] if column.required else []
    if column.key_part is not None and len(table.key) == 1:
        lines.append(say("template.note.single_key", lang))
    elif column.key_part is not None:
        lines.append(say("template.note.key", lang, part=column.key_part))
    return lines


def unit_word(ontology: Ontology, column: Column, lang: str) -> str:
    """Return the unit of a column's figures, or nothing."""
    if not column.unit:
        return ""
    return ontology.code_lists["unit"].by_notation[column.unit].label.of(lang)


def targets(ontology: Ontology, column: Column, lang: str) -> str:
    """Name the tables a reference may mean."""
    tables = ontology.targets_of(column)
    return join([t.label.zh if lang == "zh" else t.name for t in tables], lang)


def value_range(column: Column) -> str:
    """Return the bounds of a number, the lower first: ``≥ 0, ≤ 100``; nothing if it has none."""
    bounds = {c.component: c.value for c in column.constraints if not c.warning}
    limits = [
        text.format(bounds[name]) for name, text in (_SMALLER | _LARGER).items() if name in bounds
    ]
    return ", ".join(limits)
