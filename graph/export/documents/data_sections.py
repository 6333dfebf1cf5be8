"""Sections on the data: their origin, the assumptions, the missing parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from graph.export.documents.frames import Column, Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Paragraph, Table
from graph.gap.declared import grades
from graph.gap.records import RECORDS
from graph.left_out import sentences
from graph.rules.duties import duties
from graph.telling.ranges import sure_sentences
from graph.telling.sentences import assumption, word
from graph.words import join, tight, titled

_LEFT_TO_LONGER_PAGES = (
    "entrants_75", "entrants_25", "level_exact", "depth_2", "fewer_stay", "study_none",
)  # fmt: skip
NAMED_FILES = 6  # files of a source that are listed by name


def data_blocks(m: Material, grade: str | None) -> tuple[Block, ...]:
    """Word date, grade, publishers and build in a few sentences."""
    return (
        origin_block(m, grade),
        m.text("document.basis", basis=word("basis", m.report.basis, m.lang)),
        *left_out_blocks(m),
    )


def left_out_blocks(m: Material) -> tuple[Paragraph, ...]:
    """List the records of the sources missing from the figures; empty if none are."""
    texts = sentences(m.report.left_out, m.lang)
    if not texts:
        return ()
    points = tuple(Paragraph(text, "point") for text in texts)
    return (m.text("document.left_out"), *points)


def origin_block(m: Material, grade: str | None) -> Paragraph:
    """Word date, grade, publishers and build in a sentence."""
    return m.text("document.data", build=m.build.id, **origin_words(m, grade))


def origin_words(m: Material, grade: str | None) -> dict[str, str]:
    """Word date, grade and publishers of the data."""
    publishers = m.build.tables["sources"]["publisher"].drop_nulls().unique(maintain_order=True)
    return {
        "as_of": m.build.manifest.as_of or m.say("document.no_date"),
        "grade": m.grade_word(grade),
        "sources": join(list(publishers), m.lang) or m.say("document.no_publisher"),
    }


def absent_parts(m: Material) -> tuple[Paragraph, ...]:
    """Name the parts that a document lacks because the data do not cover them."""
    absent = []
    if not m.judged:
        absent.append(m.say("briefing.warnings"))
    if not duties(m.build.tables):
        absent.append(m.say("briefing.duties"))
    return (m.note("document.absent", parts=join(absent, m.lang)),) if absent else ()


def limit_of_records(m: Material) -> tuple[Paragraph, ...]:
    """Say what records cannot show, where they are the basis of the figures."""
    records = RECORDS.get(m.report.basis)
    if records is None:
        return ()
    return (Paragraph(tight(assumption(records.limit, m.lang), m.lang), "note"),)


def variants_table(m: Material) -> Table:
    """Tabulate the shortage with one choice changed at a time."""
    columns = (m.column("variant", share=3.0), m.column("shortage", "persons"))
    rows = [(m.say("document.as_asked"), m.report.shortage)]
    rows += [(m.say(f"gap.terminal.variant.{v.key}"), v.shortage) for v in m.report.sensitivity]
    return Table(Frame(columns, tuple(rows)), m.say("document.table.variants"), m.gap_tag)


def sure_points(m: Material) -> tuple[Paragraph, ...]:
    """Say what choices move, then what noise does; to stand below ``variants_table``."""
    return tuple(map(m.quoted, sure_sentences(m.report, m.lang)))


def choices_table(m: Material) -> Table:
    """Tabulate the variants in one row, for a page with little room."""
    variants = [v for v in m.report.sensitivity if v.key not in _LEFT_TO_LONGER_PAGES]
    names = {v.key: titled(m.say(f"gap.terminal.variant.{v.key}")) for v in variants}
    columns = tuple(Column(key, name, "persons") for key, name in names.items())
    row = tuple(v.shortage for v in variants)
    return Table(Frame(columns, (row,)), m.say("document.table.choices"), m.gap_tag)


def grades_table(m: Material) -> Table:
    """Tabulate the rows of the build by grade."""
    columns = (m.column("grade", share=2.0), m.column("rows", "persons"))
    graded = sorted(m.build.manifest.graded.items(), key=lambda pair: grades().index(pair[0]))
    rows = tuple((m.grade_word(grade), n) for grade, n in graded)
    return Table(Frame(columns, rows), m.say("document.table.grades"))


def sources_table(m: Material) -> Table:
    """Tabulate titles and publishers, each with its files."""
    columns = (
        m.column("source", share=3.0),
        m.column("publisher", share=1.4),
        m.column("files", share=4.0),
    )
    files: dict[tuple[str | None, str | None], dict[str, None]] = {}
    sheets = m.build.tables["sources"].select("file", "title", "publisher")
    for file, title, publisher in sheets.iter_rows():
        files.setdefault((title, publisher), {})[str(file)] = None
    rows = tuple((*key, join(_counted(names, m), m.lang)) for key, names in files.items())
    return Table(Frame(columns, rows), m.say("document.table.sources"))


def _counted(files: Iterable[str], m: Material) -> list[str]:
    """Return files by name; if there are many, the folders with their number of files."""
    names = list(files)
    if len(names) <= NAMED_FILES:
        return names
    folders = Counter(name.rpartition("/")[0] or m.say("document.top_folder") for name in names)
    return [m.say("document.files_in", folder=folder, n=n) for folder, n in folders.items()]


def assumptions(m: Material) -> tuple[Paragraph, ...]:
    """List the assumptions, with whom they affect."""
    return tuple(
        Paragraph(tight(assumption(entry, m.lang), m.lang), "point")
        for entry in m.report.assumptions
    )


def missing_blocks(m: Material) -> tuple[Block, ...]:
    """List what the crosswalk does not reach and what nobody reported, by name."""
    report = m.report
    rows: list[tuple[str, str, str, int | None]] = []
    for kind in ("no_crosswalk", "no_eligible"):
        rows += [
            (m.say(f"document.missing.{kind}"), o.thing.key, o.thing.of(m.lang), o.demand)
            for o in report.occupations
            if o.unreached == kind
        ]
    unmapped = m.say("document.missing.unmapped")
    rows += [(unmapped, thing.key, thing.of(m.lang), n) for thing, n in report.unmapped]
    for key, things in (
        ("occupations", report.unknown_occupations),
        ("majors", report.unknown_majors),
        ("occupations_unreadable", report.unreadable_occupations),
        ("majors_unreadable", report.unreadable_majors),
    ):
        unknown = m.say(f"document.missing.{key}")
        rows += [(unknown, thing.key, thing.of(m.lang), None) for thing in dict.fromkeys(things)]
    if not rows:
        return (m.text("document.nothing_missing"),)
    columns = (
        m.column("missing", share=3.0),
        m.column("code", share=1.4),
        m.column("name", share=2.6),
        m.column("persons", "persons", 0.8),
    )
    tag = m.tables_tag("crosswalk", "enrolment", "demand")
    return (
        m.text("document.missing_note"),
        Table(Frame(columns, tuple(rows)), m.say("document.table.missing"), tag),
    )


def other_bases(m: Material) -> tuple[Paragraph, ...]:
    """List demand by other bases, which must never be added."""
    if not m.report.other_bases:
        return ()
    phrases = [
        m.say("gap.terminal.other_basis", basis=word("basis", basis, m.lang), persons=persons)
        for basis, persons in m.report.other_bases.items()
    ]
    bases = m.say("gap.terminal.other_bases", bases=join(phrases, m.lang))
    return (Paragraph(bases, "point"),)
