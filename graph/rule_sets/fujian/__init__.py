"""Optional set, from news reports of another province: placement, sites, share of schools.

The document itself has not been seen; see ``docs/method/rules.md``. Subjects are those of the
build, whatever its province. An example of a set of rules from a package of one's own: its entry
point stands in ``pyproject.toml``, its sentences in ``words.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from graph.gap.eligible import above_of
from graph.rules import Binding, Clause, Evidence, Judgement, Subject, Verdict, rule
from graph.rules.case import Case, Key
from graph.rules.colleges import SECONDARY
from graph.rules.digits import Exactly
from graph.rules.outcomes import among_lowest, ranks, rates_of, rows_of, year_of
from graph.rules.thresholds import Threshold, holds
from graph.things import Thing
from graph.words import add_sentences

NAME = "fujian-2023"
# What the rank of an area says where it is a city, or a province.
CITY = ("地级市", "设区市", "设区的市", "直辖市", "自治州", "prefecture")
PROVINCE = ("省", "自治区", "直辖市", "province", "state")

add_sentences(Path(__file__).with_name("words.toml"))


def _binding(indicator: str, value: float, measured_in: str | None = None) -> Binding:
    threshold = Threshold(indicator, "<=", value, measured_in=measured_in)
    return Binding(document=NAME, set=NAME, threshold=threshold)


@rule("FJ1", _binding("placement_rank_share", 10, "%"))
def placed_worst_twice(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge FJ1: not among the lowest tenth by graduates placed in two years running."""
    year = year_of(case, "employment")
    number = clause.number or 0
    if year is None:
        return
    rates = [rates_of(case, clause, y, "employment") for y in (year - 1, year)]
    known_rates = [
        {key: rate for key, rate in r.items() if isinstance(rate, Fraction)} for r in rates
    ]
    places = [ranks(year_rates) for year_rates in known_rates]
    for key, keys in case.taught_majors(year).items():
        rows = [row for y in (year - 1, year) for row in rows_of(case, keys, y)]
        evidence = case.evidence("enrolment", rows)
        values = {"span": f"{year - 1}–{year}", "threshold": number}
        reasons = [year_rates.get(key, "missing") for year_rates in rates]
        unknown = [reason for reason in reasons if isinstance(reason, str)]
        if unknown:
            judgement = Judgement("unknown", unknown[0])
        else:
            pairs = zip(places, known_rates, strict=True)
            low = all(
                among_lowest(rank_of[key], len(year_rates), number) for rank_of, year_rates in pairs
            )
            values["rate"] = float(known_rates[1][key])
            judgement = Judgement(
                *(("fail", "fail") if low else ("pass", "pass")), float(known_rates[1][key])
            )
        yield Verdict(clause, case.taught_major(keys), judgement, values, evidence)


@rule("FJ2", _binding("sites_in_province", 20))
def many_sites(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge FJ2: colleges that teach a major in the province; data of a part cannot say too few."""
    whole = _is_province(case)
    for subject, colleges, rows in _taught(case):
        many = not holds(Fraction(len(colleges)), "<=", Fraction(int(clause.number or 0)))
        judgement = Judgement("fail", "fail", len(colleges))
        if not many:
            judgement = Judgement(
                *(("pass", "pass") if whole else ("unknown", "part")), len(colleges)
            )
        values = {"count": len(colleges), "threshold": clause.number}
        yield Verdict(clause, subject, judgement, values, rows)


@rule("FJ3", _binding("secondary_school_share", 50, "%"))
def most_schools(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge FJ3: the share of a city's secondary schools that teach a major.

    The city is the nearest area above a school whose rank says so; without ranks, all data.
    """
    schools = [row for row in case.rows("colleges") if row["level"] == SECONDARY]
    cities = {row["node_key"]: _city(case, row["area"]) for row in schools}
    for subject, colleges, rows in _taught(case):
        school_keys = [row["node_key"] for row in colleges if row["level"] == SECONDARY]
        for city in dict.fromkeys(cities[key] for key in school_keys):
            count = sum(1 for key in school_keys if cities[key] == city)
            total = sum(1 for school_city in cities.values() if school_city == city)
            share = Fraction(100 * count, total)
            is_kept = holds(share, "<=", Fraction(int(clause.number or 0)))
            values = {"count": count, "schools": total, "share": Exactly(share, clause.number)}
            values["threshold"] = clause.number or 0
            judgement = Judgement(
                *(("pass", "pass") if is_kept else ("fail", "fail")), float(share)
            )
            city_subject = _in(case, subject, city) if len(set(cities.values())) > 1 else subject
            yield Verdict(clause, city_subject, judgement, values, rows)


def _city(case: Case, area: str | None) -> str | None:
    """Return the area itself or the nearest above it that is a city by its rank."""
    ranks = {row["node_key"]: (row["rank"] or "").casefold() for row in case.rows("areas")}
    reached = (area, *above_of(area, case.parents)) if area else ()
    return next((at for at in reached if any(word in ranks.get(at, "") for word in CITY)), None)


def _in(case: Case, subject: Subject, city: str | None) -> Subject:
    """Return a major as it is taught in a city."""
    if city is None:
        return subject
    city_thing, major_thing = case.thing("areas", city), subject.thing
    thing = Thing(
        major_thing.key,
        *(f"{city_thing.of(lang)} · {major_thing.of(lang)}" for lang in ("zh", "en")),
    )
    return replace(subject, thing=thing)


def _taught(case: Case) -> Iterator[tuple[Subject, list[dict[str, Any]], tuple[Evidence, ...]]]:
    """Yield each major that is taught, its colleges, and the rows that show it."""
    year = case.year_of("enrolment", "enrolled")
    keys_of: dict[str, list[Key]] = {}
    for key in case.open_programmes(year):
        keys_of.setdefault(key[1], []).append(key)
    for major, keys in keys_of.items():
        colleges = dict.fromkeys(key[0] for key in keys)
        rows = [case.colleges[key] for key in colleges if key in case.colleges]
        subject = Subject("majors", major, case.thing("majors", major))
        yield subject, rows, case.taught(keys, year)


def _is_province(case: Case) -> bool:
    """Tell whether the one region of the data is called a province."""
    tops = [row for row in case.rows("areas") if row["parent"] is None]
    ranks_of = [(row["rank"] or "").casefold() for row in tops]
    return len(tops) == 1 and any(word in ranks_of[0] for word in PROVINCE)
