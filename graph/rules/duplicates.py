"""S6: the same major at several colleges within reach of each other, to be explained."""

from __future__ import annotations

from collections.abc import Iterator

from graph.rules.case import Case, Key, remarked
from graph.rules.verdicts import Clause, Judgement, Note, Verdict

SEVERAL = 2  # colleges that make a duplicate: the words of the clause set no higher number


def not_taught_around_the_corner(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S6: no other college within reach teaches the same major.

    Codes are those after all successions. Within reach: the same area, one inside the other, or
    tied by ``commuting``.
    """
    year = case.year_of("enrolment", "enrolled")
    taught = case.taught_majors(year)
    teachers: dict[str, dict[str, Key]] = {}
    for (college, major), keys in taught.items():
        teachers.setdefault(major, {})[college] = keys[0]
    schools = list(dict.fromkeys(college for college, _ in taught))
    near = {
        school: sum(1 for neighbour in schools if _near(case, school, neighbour))
        for school in schools
    }
    for (college, major), keys in taught.items():
        yield _duplicate(case, clause, keys, teachers[major], near[college], year)


def _near(case: Case, college: str, other_college: str) -> bool | None:
    """Tell whether two colleges are within reach; None where the place of one is unknown."""
    if college == other_college:
        return True
    return case.within_reach(case.area_of(college), case.area_of(other_college))


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
    close = [college for college in teachers if reach[college]]
    other_colleges = [college for college in close if college != key[0]]
    values = {
        "count": len(close),
        "near": near,
        "colleges": tuple(case.thing("colleges", college) for college in other_colleges),
    }
    rows = case.taught((k for college, k in teachers.items() if reach[college] is not False), year)
    subject = case.taught_major(keys)
    if len(close) >= SEVERAL:
        notes = _merge(case, key[1], other_colleges, year)
        judgement = Judgement("explain", "explain", len(close))  # the clause sets no number
        return Verdict(clause, subject, judgement, values, rows, notes)
    if None in reach.values():
        return Verdict(clause, subject, Judgement("unknown", "reach_unknown"), values, rows)
    return Verdict(clause, subject, Judgement("pass", "pass", len(close)), values, rows)


def _merge(case: Case, major: str, other_colleges: list[str], year: int | None) -> tuple[Note, ...]:
    """Note the other colleges as merge candidates, the one that enrols most first."""
    persons = {}
    for college in other_colleges:
        keys = case.tracks_of((college, major))
        cells = [case.enrolment.get(k, {}).get(year or 0, {}).get("enrolled") for k in keys]
        enrolled = [cell for cell in cells if cell is not None]
        if enrolled:
            persons[college] = sum(enrolled)
    if not persons:
        return ()
    ordered = sorted(persons, key=lambda key: (-persons[key], key))
    candidates = tuple(remarked(case.thing("colleges", key), persons[key]) for key in ordered)
    return (Note("merge", {"colleges": candidates, "year": year}),)
