"""The first page of documents on rules: findings, change, what to do, what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.export.documents.actions import no_lists, rules_actions, tabulated, tested
from graph.export.documents.data_sections import origin_words
from graph.export.documents.frames import Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Paragraph, Table, Tag
from graph.export.documents.rule_sections import narrowed_notes
from graph.rules.change import change
from graph.rules.exits import by_programme
from graph.rules.verdicts import STANDINGS, Verdict
from graph.telling.scope import scope_phrases


def scope_of_rules(m: Material) -> str:
    """Word what was chosen of the part that the rules judge and of the gap behind it."""
    parameters = replace(m.order.parameters, year=m.order.rules_year)
    phrases = scope_phrases(m.build.tables, parameters, m.lang, "taught_level")
    if m.part.college is not None:
        phrases.append(m.part.college.of(m.lang))
    if not phrases:
        return ""
    return m.say("document.scope.of", parts=m.say("document.scope.separator").join(phrases))


def standings_table(m: Material, verdicts: Sequence[Verdict]) -> Table:
    """Count the checks by what came of them, then the programmes by their gravest result."""
    programmes = [
        next(
            kind
            for kind in STANDINGS
            if any(verdict.standing == kind for verdict in programme.tests.values())
        )
        for programme in by_programme(verdicts)
    ]
    scarce = [
        kind
        for kind, programme in zip(programmes, by_programme(verdicts), strict=True)
        if "scarce" in programme.first.classes
    ]
    counted = [("checks", [verdict.standing for verdict in verdicts])]
    if programmes:
        counted.append(("programmes", programmes))
    if any(verdict.classes for verdict in verdicts):
        counted.append(("scarce_programmes", scarce))
    columns = (
        m.column("judged", share=2.4),
        m.column("count", "persons", adds=False),
        *(m.column(kind, "persons", adds=False) for kind in STANDINGS),
    )
    rows = tuple(
        (
            m.say(f"rules_page.{name}"),
            len(standings),
            *(sum(standing == kind for standing in standings) for kind in STANDINGS),
        )
        for name, standings in counted
    )
    return Table(Frame(columns, rows), m.say("rules_page.table.standings"), _tag(m, verdicts))


def programme_points(m: Material, frame: Frame) -> tuple[Paragraph, ...]:
    """Say how many programmes meet a condition, and how many of them are of scarce majors."""
    if len(frame.rows) < 2:
        return ()
    cells = {name: frame.cell(1, name) for name in ("count", "fail", "explain", "early")}
    key = "plain" if cells["fail"].value else "none"
    if len(frame.rows) > 2 and frame.cell(2, "fail").value:
        key, cells["scarce"] = "scarce", frame.cell(2, "fail")
    return (_point(m.paragraph(f"rules_page.points.{key}", cells)),)


def change_blocks(m: Material, verdicts: Sequence[Verdict]) -> tuple[Paragraph, *tuple[Table, ...]]:
    """Say what came and went since the year before, where both years could be judged."""
    since = change(m.build.tables, verdicts, m.rules)
    if since is None:
        return (_point(m.text("rules_page.no_change")),)
    names = ("both", "then", "came", "went", "now")
    now = since.before + since.came - since.went
    row = (since.both, since.before, since.came, since.went, now)
    frame = Frame(tuple(m.column(name, "persons") for name in names), (row,))
    key = "change" if since.came or since.went else "same"
    sentence = m.paragraph(f"rules_page.{key}", frame.cells(0), year=since.year)
    caption = m.say("rules_page.table.change", year=since.year)
    return (_point(sentence), Table(frame, caption, _tag(m, verdicts)))


def actions_of_rules(m: Material, verdicts: Sequence[Verdict]) -> tuple[Block, ...]:
    """Tabulate programmes to weigh or watch, and other clauses to follow up."""
    actions = rules_actions(m, verdicts)
    tag = m.tag(m.grade(m.grades(verdicts), grade_of_actions(m, verdicts)))
    blocks = tabulated(m, actions, tag, "rules_page.no_actions")
    return (*blocks, *(no_lists(m) if tested(verdicts) else ()))


def grade_of_actions(m: Material, verdicts: Sequence[Verdict]) -> str | None:
    """Return the grade of the lists, where they place programmes of the verdicts."""
    return m.grade_listed if tested(verdicts) else None


def rests(m: Material, verdicts: Sequence[Verdict], grade: str | None) -> tuple[Block, ...]:
    """Say what the page rests on: date, grade, publishers, and what could not be decided."""
    notes = narrowed_notes(m, verdicts)
    unknown = [verdict for verdict in verdicts if verdict.standing == "unknown"]
    if not unknown:
        return (m.text("rules_page.all_decided", **origin_words(m, grade)), *notes)
    undecided = sum(verdict.undecided for verdict in unknown)
    columns = tuple(m.column(name, "persons") for name in ("count", "no_number", "no_data"))
    frame = Frame(columns, ((len(unknown), undecided, len(unknown) - undecided),))
    paragraph = m.paragraph("rules_page.rests", frame.cells(0), **origin_words(m, grade))
    table = Table(frame, m.say("rules_page.table.unknown"), _tag(m, verdicts), aside=True)
    return (paragraph, table, *notes)


def _point(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, style="point")


def _tag(m: Material, verdicts: Sequence[Verdict]) -> Tag:
    return m.tag(m.grades(verdicts))
