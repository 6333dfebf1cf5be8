"""The three lists: every major at a college stands on one at most, with what proves it.

See ``docs/method/lists.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from graph.errors import NoAnswer
from graph.gap.figures import worst
from graph.gap.gap import gap
from graph.lists.deciding import Decision, decide
from graph.lists.facts import Class, Facts, Taught
from graph.lists.report import TOLD, Entry, ListParameters, Lists, Reason, Standing
from graph.outlook.outlook import Progress, outlook
from graph.outlook.report import Outlook
from graph.regions.candidates import FILING_YEARS, Candidate, candidates
from graph.rules.cards import Card
from graph.rules.case import Key
from graph.rules.verdicts import Verdict
from graph.things import Thing

EVERYTHING = ListParameters()
KINDS = (
    "grow", "new",
    "strengthen", "turn", "level", "field", "retention", "place", "elsewhere",
    "hold", "prepare", "watch", "explain",
    "exit", "reduce", "none",
)  # fmt: skip


@dataclass(frozen=True)
class _Case:
    """A major at a college, or several of a major that stand alike."""

    decision: Decision
    key: Class
    standing: Standing
    taught: tuple[Taught, ...]
    card: Card | None
    verdicts: tuple[Verdict, ...]


def lists(
    tables: Mapping[str, pl.DataFrame],
    parameters: ListParameters = EVERYTHING,
    progress: Progress = lambda _share: None,
) -> Lists:
    """Put every major taught here, and those that could be, on one of the lists or on none.

    Raises:
        NoAnswer, WrongInput: as for the gap and the outlook; or there is no such college.
    """
    project = partial(outlook, tables, progress=progress)
    return lists_of(Facts(tables, parameters, project, partial(gap, tables)))


def lists_of(facts: Facts) -> Lists:
    """Return the lists that facts lead to."""
    ahead = facts.ahead  # first of all: of too many programmes there is none
    inside = [taught for taught in facts.taught if facts.is_inside(taught)]
    cases = [_of_programme(facts, taught) for taught in inside]
    entries = [_entry(facts, case) for case in _together(cases)]
    entries += _of_new(facts)
    entries.sort(key=lambda entry: (TOLD.index(entry.place), *_order(entry)))
    region = facts.region
    return Lists(
        parameters=facts.parameters,
        year=region.year,
        newest=ahead.newest,
        until=ahead.until,
        probabilities_to=_probabilities_to(ahead),
        basis=region.basis,
        basis_ahead=ahead.basis,
        place=facts.area or region.place,
        chain=facts.chain.chain,
        college=facts.college,
        entries=tuple(entries),
        unchanged=sum(case.decision.place == "unchanged" for case in cases),
        outside=len(facts.taught) - len(inside),
        has_rules=facts.has_rules,
        grade=worst([region.grade, *(entry.grade for entry in entries)]),
    )


def _probabilities_to(ahead: Outlook) -> int | None:
    """Return the last year for which probabilities are told."""
    years = [
        year.year for major in ahead.majors for year in major.years if year.p_scarce is not None
    ]
    return max(years, default=None)


def _of_programme(facts: Facts, taught: Taught) -> _Case:
    key = facts.class_of(taught)
    subject = facts.case.taught_major(facts.taught[taught]).key
    card, verdicts = facts.cards.get(subject), facts.verdicts.get(subject, [])
    standing = facts.standing(key)
    decision = decide(standing, card, to_explain=bool(verdicts))
    return _Case(decision, key, standing, (taught,), card, tuple(verdicts))


def _together(cases: Iterable[_Case]) -> Iterator[_Case]:
    """Join the colleges of a major that stand alike; one with a card stands by itself."""
    alike: dict[object, list[_Case]] = {}
    for case in cases:
        if case.decision.place != "unchanged":
            own = case.taught if case.card else case.key
            alike.setdefault((case.decision, own), []).append(case)
    for group in alike.values():
        taught = tuple(taught for case in group for taught in case.taught)
        verdicts = tuple(verdict for case in group for verdict in case.verdicts)
        yield replace(group[0], taught=taught, verdicts=verdicts)


def _entry(facts: Facts, case: _Case) -> Entry:
    decision, standing = case.decision, case.standing
    colleges = [facts.case.thing("colleges", college) for college, _ in case.taught]
    keys: list[Key] = [key for taught in case.taught for key in facts.taught[taught]]
    rows = facts.rows([case.key[0]], keys)
    verdict_rows = [row for verdict in case.verdicts for row in verdict.evidence]
    area = facts.case.area_of(colleges[0].key)
    intake, effect = _dates(facts, standing, 0)
    grades = [facts.region.grade, *(verdict.grade for verdict in case.verdicts)]
    undecided = decision.place == "undecided"
    return Entry(
        place=decision.place,
        kind=decision.kind,
        major=facts.case.thing("majors", case.key[0]),
        level=case.key[1],
        area=facts.case.thing("areas", case.key[2]) if case.key[2] else None,
        colleges=tuple(colleges),
        standing=standing,
        reasons=tuple(_reasons(facts, case)),
        card=case.card,
        conflict=decision.conflict,
        missing=facts.missing(case.key),
        responsible=() if undecided else facts.responsible(decision.place == "open", area),
        decide_by=None if undecided else intake,
        effect=None if undecided else effect,
        evidence=tuple(dict.fromkeys([*verdict_rows, *rows])),
        grade=worst([*grades, facts.ahead.grade if standing.scarce else "official"]),
    )


def _dates(facts: Facts, standing: Standing, filing: int) -> tuple[int, int | None]:
    """Return the first intake that a decision still reaches, and the year its graduates come."""
    first = facts.ahead.newest + 1 + filing
    if standing.since is not None and standing.length:
        first = max(first, standing.since - standing.length)
    return first, first + standing.length if standing.length else None


def _reasons(facts: Facts, case: _Case) -> Iterator[Reason]:
    """Yield the gap now, its block, the years ahead, and each condition of the exit clause once."""
    standing, year = case.standing, facts.region.year
    if standing.now is not None:
        alone = {"scarce": standing.room, "surplus": standing.slack}.get(standing.now, 0)
        suffix = "_alone_unknown" if alone is None else ""
        yield Reason("gap", f"{standing.now}{suffix}", {"year": year, **_persons(standing)})
    if standing.is_short_now and standing.blocks:
        yield Reason("gap", "block", {"block": standing.blocks[0]})
    yield from reasons_ahead(standing)
    for test in dict.fromkeys(verdict.test for verdict in case.verdicts):
        of_test = [verdict for verdict in case.verdicts if verdict.test == test]
        yield Reason("rule", of_test[0].rule, {"others": len(of_test) - 1}, of_test[0])


def _persons(standing: Standing) -> dict[str, int | None]:
    return {name: getattr(standing, name) for name in ("supply", "room", "slack")}


def reasons_ahead(standing: Standing) -> Iterator[Reason]:
    """Yield what the years ahead tell of a major."""
    if standing.ahead and standing.since is not None:
        chances = dict(getattr(standing, standing.ahead))
        values = {"since": standing.since, "chance": chances[standing.since]}
        yield Reason("outlook", standing.ahead, values)
        if standing.ahead == "surplus" and standing.is_short_ahead:
            year, chance = max(standing.scarce, key=lambda pair: (pair[1], -pair[0]))
            yield Reason("outlook", "scarce_year", {"year": year, "chance": chance})
    elif standing.scarce:
        is_spare = standing.now == "surplus" and not standing.is_short_ahead
        side = "surplus" if is_spare and standing.surplus else "scarce"  # a part claims no surplus
        year, chance = max(getattr(standing, side), key=lambda pair: (pair[1], -pair[0]))
        yield Reason("outlook", f"{side}_once", {"year": year, "chance": chance})
    elif standing.now is not None:
        yield Reason("outlook", "untold")


def _of_new(facts: Facts) -> list[Entry]:
    """Return the majors that could be opened; none where each area is its own market.

    A major with graduates to spare elsewhere in the region is not opened: they come first.
    """
    question = facts.parameters.gap
    if question.market == "own":
        return []
    try:
        new_majors = candidates(facts.tables, parameters=replace(question, draws=None)).candidates
    except NoAnswer:  # the area or chain asked for has no demand: nothing to open for
        return []
    listed = []
    for candidate in new_majors:
        host = facts.able(candidate.host, candidate.level)
        wanted = facts.college is None or (host is not None and host.key == facts.college.key)
        if candidate.advised and wanted:
            listed.append(_new(facts, candidate, host))
    return listed


def _new(facts: Facts, candidate: Candidate, host: Thing | None) -> Entry:
    key: Class = (candidate.major.key, candidate.level, None)
    there = facts.standing(key)
    decision = Decision("open", "new")
    if there.now is not None and decide(there).place in ("adjust", "limit"):
        decision = Decision("adjust", "elsewhere", "spare_elsewhere")
    area = facts.case.area_of(host.key) if host else None
    intake, effect = _dates(facts, there, FILING_YEARS)
    reasons = [Reason("peers", "candidate", {"candidate": candidate})]
    if there.now is not None:
        values = {"year": facts.region.year, **_persons(there)}
        reasons.append(Reason("gap", f"elsewhere_{there.now}", values))
    return Entry(
        place=decision.place,
        kind=decision.kind,
        major=candidate.major,
        level=candidate.level,
        area=None,
        colleges=(host,) if host else (),
        standing=replace(there, room=candidate.room),
        reasons=tuple(reasons),
        conflict=decision.conflict,
        responsible=facts.responsible(decision.place == "open", area, is_new=True),
        decide_by=intake,
        effect=effect,
        evidence=facts.rows([candidate.major.key], ()),
        grade=facts.region.grade,
    )


def _order(entry: Entry) -> tuple[object, ...]:
    """Order a list by the persons that an entry is about; who is to go comes first."""
    standing = entry.standing
    return (
        entry.kind != "exit",
        -max(standing.room or 0, standing.slack or 0),
        -(standing.supply or 0),
        entry.major.key,
        entry.colleges[0].key if entry.colleges else "",
    )
