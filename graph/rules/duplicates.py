"""S6: the same major at several colleges within reach of each other, to be explained."""

from __future__ import annotations

from collections.abc import Iterator

from graph.rules.case import Case, Key
from graph.rules.verdicts import Clause, Judged, Note, Verdict
from graph.things import Thing

SEVERAL = 2  # colleges that make a duplicate: the words of the clause set no higher number


def not_taught_around_the_corner(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Colleges within reach that teach the same major; codes are those after all successions.

    Within reach: the same area, one inside the other, or tied by ``commuting``.
    """
    year = case.year_of("enrolment", "enrolled")
    taught = case.taught_majors(year)
    teachers: dict[str, dict[str, Key]] = {}
    for (college, major), keys in taught.items():
        teachers.setdefault(major, {})[college] = keys[0]
    schools = list(dict.fromkeys(college for college, _ in taught))
    near = {one: sum(1 for other in schools if _near(case, one, other)) for one in schools}
    for (college, major), keys in taught.items():
        yield _duplicate(case, clause, keys, teachers[major], near[college], year)


def _near(case: Case, college: str, other: str) -> bool | None:
    """Whether two colleges are within reach; None where nobody knows where one is."""
    if college == other:
        return True
    areas = (case.colleges.get(one, {}).get("area") for one in (college, other))
    return case.within_reach(*areas)


def _duplicate(
    case: Case,
    clause: Clause,
    keys: list[Key],
    teachers: dict[str, Key],
    near: int,
    year: int | None,
) -> Verdict:
    key = keys[0]
    reach = {college: _near(case, key[0], college) for college in teachers}
    found = [college for college in teachers if reach[college]]
    others = [college for college in found if college != key[0]]
    values = {
        "count": len(found),
        "near": near,
        "colleges": tuple(case.thing("colleges", one) for one in others),
    }
    rows = case.taught((k for college, k in teachers.items() if reach[college] is not False), year)
    subject = case.taught_major(keys)
    if len(found) >= SEVERAL:
        notes = _merge(case, key[1], others, year)
        judged = Judged("explain", "explain", len(found))  # the clause sets no number of colleges
        return Verdict(clause, subject, judged, values, rows, notes)
    if None in reach.values():
        return Verdict(clause, subject, Judged("unknown", "reach_unknown"), values, rows)
    return Verdict(clause, subject, Judged("pass", "pass", len(found)), values, rows)


def _merge(case: Case, major: str, others: list[str], year: int | None) -> tuple[Note, ...]:
    """The other colleges as merge candidates, the one that enrols most first."""
    persons = {}
    for college in others:
        keys = case.tracks_of((college, major))
        cells = [case.enrolment.get(k, {}).get(year or 0, {}).get("enrolled") for k in keys]
        known = [cell for cell in cells if cell is not None]
        if known:
            persons[college] = sum(known)
    if not persons:
        return ()
    named = []
    for college in sorted(persons, key=lambda one: (-persons[one], one)):
        thing, count = case.thing("colleges", college), persons[college]
        named.append(Thing(college, f"{thing.of('zh')}（{count}）", f"{thing.of('en')} ({count})"))
    return (Note("merge", {"colleges": tuple(named), "year": year}),)
