"""Settings of files that have no effect: of sheets, headings and columns that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.findings import Finding
from graph.ontology import Ontology
from ingest.lasting_names import first_fitting, fits
from ingest.rules import SET_ASIDE, FileRules, unknown_setting
from ingest.sheets import ReadTable
from ingest.spellings import is_second
from ingest.text import fold

Words = Mapping[str, str]  # folded word → the word to write


def settings_without_effect(
    rules: FileRules, reads: list[ReadTable], ontology: Ontology
) -> list[Finding]:
    """Report settings of a file and of its sheets that have no effect."""
    sheet_names = [read_table.sheet for read_table in reads if read_table.sheet]
    absent = [name for name in rules.sheets if not any(fits(name, s) for s in sheet_names)]
    findings = [unknown_setting(n, n, sheet_names, "unknown-setting.sheet") for n in absent]
    sections = [(r, first_fitting(rules.sheets, r.sheet or "")) for r in reads]
    for name, of_name in [(None, rules), *rules.sheets.items()]:
        own = [r for r, section in sections if section == name]
        findings += _useless_settings(of_name, own, ontology)
    return findings


def _useless_settings(
    rules: FileRules, reads: list[ReadTable], ontology: Ontology
) -> Iterator[Finding]:
    """Report settings of columns that no sheet of the file has, or that no table has."""
    if not any(read_table.headings for read_table in reads):
        return
    reported = set()
    for setting, word, words in _words_used(rules, reads, ontology):
        if fold(word) not in words and setting not in reported:
            reported.add(setting)
            yield unknown_setting(setting, word, words, "unknown-setting.column")


def _words_used(
    rules: FileRules, reads: list[ReadTable], ontology: Ontology
) -> Iterator[tuple[str, str, Words]]:
    """Yield each setting with a word in it, and the words that it might be."""
    tables = [(r, ontology.tables[r.table]) for r in reads if r.table]
    columns = {
        fold(word): c.name for _, t in tables for c in t.columns for word in (c.name, c.label.zh)
    }
    read_headings = {fold(h): h for r in reads for h in r.headings.values()}
    headings = read_headings | {fold(heading): heading for r in reads for heading in r.unused}
    carried = read_headings | {
        fold(word): word
        for r, table in tables
        for name in r.headings
        if not is_second(name)
        for word in (name, table.by_name[name].label.zh)
    }
    carried |= {fold(heading): heading for heading in rules.where if fold(heading) in headings}
    letters = {fold(letter): letter for r in reads for letter in r.letters.values()}
    for heading, column in rules.rename.items():
        yield f'rename: "{heading}" = "{column}"', heading, headings
        if column != SET_ASIDE:
            yield f'rename: "{heading}" = "{column}"', column, columns
    for name in rules.carry_down:
        yield f'carry_down: "{name}"', name, carried
    for place, column in rules.columns.items():
        if column == SET_ASIDE:
            continue
        yield f'columns: {place} = "{column}"', place.split("+")[0].strip(), letters
        yield f'columns: {place} = "{column}"', column, columns
    for key, names in (("plausible_up_to", rules.plausible_up_to), ("constants", rules.constants)):
        for name in names:
            yield f"{key}: {name}", name, columns
