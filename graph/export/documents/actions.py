"""What to do: majors to grow, open or cut back, programmes to watch, places to fill together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from graph.export.documents.frames import Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Table, Tag
from graph.lists.deciding import BEFORE_SEATS
from graph.lists.facts import Class
from graph.lists.report import Entry
from graph.lists.sentences import major_name
from graph.rules.exits import TESTS
from graph.rules.verdicts import Verdict
from graph.telling.sentences import level_in_short, plainly
from graph.words import first_few, join, tight

# Kinds in their order, with the most rows of each.
MOST = {
    "grow": 2, "open": 1, "stop": 1, "reduce": 1, "strengthen": 1, "watch": 1, "partner": 1,
    "follow": 3,
}  # fmt: skip
# What the lists do with a programme that meets a condition → kind.
OF_CARDED = {"exit": "stop", "strengthen": "strengthen", "watch": "watch", "explain": "watch"}
# Kind, standing of the test, and what the number counts.
OF_TESTS = (
    ("stop", "fail", "red"),
    ("strengthen", "fail", "spared"), ("strengthen", "early", "early"),
    ("watch", "fail", "fail"), ("watch", "early", "early"), ("watch", "explain", "explain"),
)  # fmt: skip


@dataclass(frozen=True)
class Action:
    """Something to consider: ``number`` of what ``counts`` says, about ``about``."""

    kind: str
    about: str
    number: int
    counts: str


def actions_blocks(m: Material, verdicts: Sequence[Verdict]) -> tuple[Block, ...]:
    """Tabulate what to grow, watch, cut back, and where to join forces; say so if nothing is."""
    tag = m.tag(m.grade(m.report.grade, m.grade_listed, m.grades(verdicts)))
    scope = m.order.parameters
    in_region = m.lists_if_any and scope.market != "own" and (scope.area or scope.chain)
    of_tests = [action for action in _of_tests(m, verdicts) if action.kind != "strengthen"]
    return (
        *tabulated(m, [*_of_lists(m), *of_tests], tag),
        *((m.note("first_page.actions_region"),) if in_region else ()),
        *no_lists(m),
    )


def no_lists(m: Material) -> tuple[Block, ...]:
    """Say what is not named where the three lists cannot be made."""
    return () if m.lists_if_any else (m.note("first_page.no_lists"),)


def tested(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts of the exit clause to act on, which the lists place."""
    return [v for v in verdicts if v.test and v.standing in ("fail", "early", "explain")]


def tabulated(
    m: Material, actions: Sequence[Action], tag: Tag, none: str = "first_page.no_actions"
) -> tuple[Block, ...]:
    """Tabulate actions by kind, the first few of each; ``none``: says that there are none."""
    rows = tuple(
        (m.say(f"first_page.action.{action.kind}"), action.about, action.number, action.counts)
        for kind, most in MOST.items()
        for action in islice((action for action in actions if action.kind == kind), most)
    )
    if not rows:
        return (m.text(none),)
    columns = (
        m.column("action", share=1.0),
        m.column("about", share=4.0),
        m.column("number", "persons", 0.6, adds=False),
        m.column("counts", share=4.4),
    )
    table = Table(Frame(columns, rows), m.say("first_page.actions"), tag)
    return (table, m.note("first_page.actions_note"))


def _of_lists(m: Material) -> Iterator[Action]:
    """Yield what the three lists say, where they can be made."""
    if m.lists_if_any is None:
        return
    yield from _alone(m, "grow", "room")
    yield from _new(m)
    yield from _alone(m, "reduce", "slack")
    yield from _shared(m)


def _alone(m: Material, kind: str, figure: str) -> Iterator[Action]:
    """Yield the majors of a kind that alone could change most: one for the same empty places.

    Programmes are named where those of the same major at other colleges stand on another list.
    """
    classes: dict[Class, list[Entry]] = {}
    for entry in m.lists.entries:
        if not entry.is_new:
            area = entry.area.key if entry.area else None
            classes.setdefault((entry.major.key, entry.level, area), []).append(entry)
    lines: dict[object, list[tuple[int, Entry, str]]] = {}
    for entries in classes.values():
        of_kind = [entry for entry in entries if entry.kind == kind]
        number = getattr(of_kind[0].standing, figure) if of_kind else None
        if number:
            about = _name(m, of_kind[0])
            if len({entry.place for entry in entries}) > 1:
                colleges = [college for entry in of_kind for college in entry.colleges]
                about = _few(m, [f"{college.of(m.lang)} · {about}" for college in colleges], 1)
            line = (number, of_kind[0], about)
            lines.setdefault(_changed(m, of_kind[0]), []).append(line)
    actions = []
    for several in lines.values():
        number, first, about = max(several, key=lambda line: line[0])
        counts = m.say(f"first_page.counts.{kind}")
        major = first.major.of(m.lang)
        levels = [e for _, e, name in several if e.major.of(m.lang) == major and " · " not in name]
        if len(levels) > 1 and " · " not in about:
            about = _with_levels(m, levels)
            counts = m.say("first_page.counts.one_level", counts=counts)
        actions.append(Action(kind, about, number, counts))
    yield from sorted(actions, key=lambda action: -action.number)


def _changed(m: Material, entry: Entry) -> object:
    """Return what tells whose number is of the same persons: the block, else major and area."""
    if entry.standing.blocks:
        return entry.standing.blocks[0].id
    return entry.major.of(m.lang), entry.area


def _with_levels(m: Material, entries: Sequence[Entry]) -> str:
    """Name a major once, with the levels of some entries; they are of one area."""
    levels = sorted({entry.level for entry in entries if entry.level is not None})
    inside = [join([level_in_short(level, m.lang) for level in levels], m.lang)]
    inside += [entries[0].area.of(m.lang)] if entries[0].area else []
    text = m.say("gap.part_separator").join(inside)
    return m.say("gap.with_level", name=entries[0].major.of(m.lang), level=text)


def _new(m: Material) -> Iterator[Action]:
    """Yield the majors to open for which a college is known."""
    for entry in m.lists.of("open"):
        if entry.kind == "new" and entry.colleges and entry.standing.room:
            candidate = entry.reasons[0].values["candidate"]
            key = "open_by_peers" if "peers" in candidate.bases else "open_near"
            counts = m.say(f"first_page.counts.{key}", college=entry.colleges[0].of(m.lang))
            yield Action("open", _name(m, entry), entry.standing.room, counts)


def _name(m: Material, entry: Entry) -> str:
    """Name a major, with its level where one of the same name is listed at another level."""
    name = entry.major.of(m.lang)
    return (
        name
        if len(m.listed_levels[name]) == 1 and entry.area is None
        else major_name(entry, m.lang)
    )


def _shared(m: Material) -> Iterator[Action]:
    """Yield the blocks that put a major on the second list, as no college can mend them alone."""
    blocks = {
        block.id: block
        for entry in m.lists.of("adjust")
        for block in entry.standing.blocks
        if entry.kind in BEFORE_SEATS and block.cause == entry.kind
    }
    for block in sorted(blocks.values(), key=lambda block: (-block.short, block.id)):
        order = sorted(block.occupations, key=lambda occupation: -occupation.demand)
        counts = m.say(f"first_page.counts.{block.cause}")
        yield Action("partner", _few(m, plainly(order, m.lang), 2), block.short, counts)


def rules_actions(m: Material, verdicts: Sequence[Verdict]) -> list[Action]:
    """List the programmes of each test of the exit clause, counted, and the other unmet clauses.

    Of these the clauses with most cases come first.
    """
    others = [verdict for verdict in verdicts if verdict.test is None]
    return [*_of_tests(m, verdicts), *_of_clauses(m, others)]


def _of_clauses(m: Material, verdicts: Sequence[Verdict]) -> list[Action]:
    named: dict[tuple[str, str], list[str]] = {}
    for verdict in verdicts:
        if verdict.outcome == "fail":
            key = (verdict.rule, verdict.subject.table)
            named.setdefault(key, []).append(verdict.subject.thing.of(m.lang))
    return [
        Action("follow", _few(m, names, 1), len(names), m.say("first_page.counts.follow",
            kind=m.ontology.tables[table].label.of(m.lang), rule=m.say(f"rules.name.{rule}")))
        for (rule, table), names in sorted(named.items(), key=lambda pair: -len(pair[1]))
    ]  # fmt: skip


def _of_tests(m: Material, verdicts: Sequence[Verdict]) -> Iterator[Action]:
    """Yield programmes by test, as the lists place them; all are to watch where there are none."""
    to_place = tested(verdicts)
    kinds = _kinds_by_subject(m) if to_place and m.lists_if_any else None
    for kind, standing, key in OF_TESTS:
        for test in TESTS:
            names = [
                verdict.subject.thing.of(m.lang)
                for verdict in to_place
                if (verdict.test, verdict.standing) == (test, standing)
                and (kinds.get(verdict.subject.key) if kinds is not None else "watch") == kind
            ]
            if names:
                counts = m.say(f"first_page.counts.{key}", test=m.say(f"rules.page.test.{test}"))
                yield Action(kind, _few(m, names, 1), len(names), counts)


def _kinds_by_subject(m: Material) -> dict[str, str]:
    facts, kinds = m.list_facts, {}
    for entry in m.lists.entries:
        if kind := OF_CARDED.get(entry.kind):
            for college in entry.colleges:
                keys = facts.taught[college.key, entry.major.key]
                kinds[facts.case.taught_major(keys).key] = kind
    return kinds


def _few(m: Material, names: list[str], most: int) -> str:
    return tight(first_few(names, m.lang, most), m.lang)
