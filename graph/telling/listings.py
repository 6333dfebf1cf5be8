"""Ladders, parts, candidates and coverage as JSON and as rows."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from graph.gap.ladder import Ladder, Rung
from graph.gap.parts import Part, Parts, in_whole_persons
from graph.regions.candidates import Candidate
from graph.regions.coverage import KINDS, ChainCoverage, Row
from graph.telling.sentences import assumption, shortened, where
from graph.things import Thing
from graph.words import join, say


def number(figure: Fraction | None) -> int | float | None:
    """A whole number as such.

    >>> number(Fraction(4, 2)), number(Fraction(1, 2))
    (2, 0.5)
    """
    if figure is None:
        return None
    return figure.numerator if figure.denominator == 1 else float(figure)


def rung(one: Rung, lang: str) -> dict[str, Any]:
    """A step of the ladder with its name and its lever in a language."""
    return {
        "step": one.key,
        "name": say(f"gap.rung.{one.key}", lang),
        "shortage": one.shortage,
        "gain": one.gain,
        "lever": None if one.key == "strict" else say(f"gap.lever.{one.key}", lang),
    }


def ladder_heading(ladder: Ladder, lang: str) -> str:
    """What a ladder is about."""
    place, year = where(ladder.place, lang), ladder.scope.year
    return say("gap.ladder.heading", lang, place=place, year=year, demand=ladder.demand)


def ladder_json(ladder: Ladder, lang: str) -> dict[str, Any]:
    """What ``--ladder`` adds to the report: the steps, and the least over-qualification."""
    over = ladder.over_qualified
    share = None if over.share is None else round(over.share, 6)
    return {
        "ladder": [rung(one, lang) for one in ladder.rungs],
        "over_qualified": {"persons": over.persons, "share": share, "steps": over.steps},
    }


def part_name(one: Part, parts: Parts, lang: str) -> str:
    """The name of a part; what belongs to none, or to no smaller area, is called so."""
    if one.thing is None:
        return say(f"gap.part_without.{parts.by}", lang)
    if one.thing == parts.area:
        return say("gap.part_itself", lang, name=one.thing.of(lang))
    return one.thing.of(lang)


def parts_said(parts: Parts, lang: str) -> list[tuple[str, Part, Fraction | None]]:
    """The rows of a table for people: name, whole persons, and the exact fill rate.

    Parts that add up have their sum in the last row.
    """
    whole = in_whole_persons(parts)
    rows = [
        (part_name(exact, parts, lang), one, exact.fill_rate)
        for exact, one in zip(parts.parts, whole, strict=True)
    ]
    if parts.by != "year":
        together = parts.together
        rows.append((say("gap.parts.whole", lang), together, together.fill_rate))
    return rows


def parts_json(parts: Parts, lang: str) -> dict[str, Any]:
    """The answer to ``--by``."""
    return {
        "by": parts.by,
        "rows": [part_row(one, parts, lang) for one in parts.parts],
        "note": " ".join(part_notes(parts, lang)),
        "unknown": dict(zip(("occupations", "majors"), parts.unknown, strict=True)),
        "unsolved": [{"year": year, "missing": side} for year, side in parts.unsolved],
        "assumptions": [assumption(one, lang) for one in parts.assumptions],
    }


def part_notes(parts: Parts, lang: str) -> list[str]:
    """How to read the parts, and what of them is unknown."""
    found = [say(f"gap.part_note.{parts.by}", lang)]
    supply_too = parts.by != "chain"  # chains share it
    known = [(one.demand, one.supply if supply_too else one.demand) for one in parts.parts]
    if any(figure is None for pair in known for figure in pair):
        found.append(say("gap.parts.no_figure", lang))
    occupations, majors = parts.unknown
    if occupations + majors:
        found.append(say("gap.parts.unknown", lang, occupations=occupations, majors=majors))
    left_out: dict[str, list[int]] = {}
    for year, missing in parts.unsolved:
        left_out.setdefault(missing, []).append(year)
    return found + [
        say(f"gap.parts.unsolved.{missing}", lang, years=join(spans(years), lang))
        for missing, years in left_out.items()
    ]


def spans(years: Sequence[int]) -> list[str]:
    """Years in order, those that follow one another as one.

    >>> spans([2020, 2022, 2023, 2024])
    ['2020', '2022–2024']
    """
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]


def part_row(one: Part, parts: Parts, lang: str) -> dict[str, Any]:
    """A part as a row; a year has its own quantity and composition parts."""
    row: dict[str, Any] = {
        "key": one.thing.key if one.thing else None,
        "name": part_name(one, parts, lang),
        "demand": number(one.demand),
        "supply": number(one.supply),
        "matched": number(one.matched),
        "shortage": number(one.shortage),
        "surplus": number(one.surplus),
        "fill_rate": None if one.fill_rate is None else float(one.fill_rate),
    }
    if one.report is not None:
        index = one.report.mismatch_index
        row |= {
            "quantity": one.report.quantity,
            "composition": one.report.composition,
            "mismatch_index": None if index is None else round(index, 6),
            "basis": one.report.basis,
        }
    return row


def candidate_row(one: Candidate, lang: str) -> dict[str, Any]:
    """A candidate as a row, with its reason."""
    return {
        "code": one.major.key,
        "name": one.major.of(lang),
        "level": one.level,
        "advised": one.advised,
        "room": one.room,
        "occupations": [thing.key for thing in one.occupations],
        "feasible": one.feasible,
        "duplicate": one.duplicate,
        "schools": one.schools,
        **{f"density_{by}": value for by, value in one.near.densities.items()},
        "feasible_by": list(one.near.bases),
        "nearest": one.nearest.key if one.nearest else None,
        "shared": [thing.key for thing in one.shared],
        "college": one.college.key if one.college else None,
        "rca": one.near.advantage,
        "path": [" ".join(step) for step in one.path],
        "sentence": candidate_sentence(one, lang),
    }


def candidate_sentence(one: Candidate, lang: str) -> str:
    """Why a major is a candidate, with the path that explains it."""
    basis = say("candidates.nothing_near", lang)
    if one.nearest and one.college:
        advantage = one.near.advantage
        told = "" if advantage is None else say("candidates.advantage", lang, rca=advantage)
        basis = say(
            "candidates.near",
            lang,
            college=one.college.of(lang),
            nearest=coded(one.nearest, lang),
            advantage=told,
            shared=shortened([coded(thing, lang) for thing in one.shared], lang),
        )
    return say(
        "candidates.sentence",
        lang,
        major=coded(one.major, lang),
        occupations=shortened([coded(thing, lang) for thing in one.occupations], lang),
        basis=basis,
        feasible=_why_feasible(one, lang),
        schools=one.schools,
    )


def _why_feasible(one: Candidate, lang: str) -> str:
    """Which of the densities speak for a major, each beside the median of majors not taught."""
    shown = one.near.bases or tuple(one.near.densities)
    figures = [
        say(
            f"candidates.density.{by}",
            lang,
            density=one.near.densities[by],
            median=one.near.medians[by],
        )
        for by in shown
    ]
    kind = "feasible" if one.feasible else "not_feasible"
    return say(f"candidates.{kind}", lang, figures=join(figures, lang))


def coded(thing: Thing, lang: str) -> str:
    """A thing with its code."""
    return say("gap.named", lang, name=thing.of(lang), inside=thing.key)


def coverage_json(found: ChainCoverage, lang: str) -> dict[str, Any]:
    """Chains and segments with their cells, and the tie that would connect most."""
    tie = found.tie
    return {
        "rows": [coverage_row(one, lang) for one in found.rows],
        "tie": tie
        and {
            "college": tie.college.key,
            "enterprise": tie.enterprise.key,
            "segments": [segment.key for segment in tie.segments],
            "sentence": tie_sentence(found, lang),
        },
    }


def coverage_row(one: Row, lang: str) -> dict[str, Any]:
    """A chain or a segment as a row: the keys in each cell, and which kinds are missing."""
    return {
        "chain": one.chain.key,
        "segment": one.segment.key if one.segment else None,
        "name": (one.segment or one.chain).of(lang),
        **{kind: list(one.cells[kind]) for kind in KINDS},
        "empty": list(one.empty),
    }


def tie_sentence(found: ChainCoverage, lang: str) -> str:
    """The one cooperation that would connect most, in words."""
    if found.tie is None:
        return say("coverage.no_tie", lang)
    return say(
        "coverage.tie",
        lang,
        college=found.tie.college.of(lang),
        enterprise=found.tie.enterprise.of(lang),
        segments=join([segment.of(lang) for segment in found.tie.segments], lang),
    )
