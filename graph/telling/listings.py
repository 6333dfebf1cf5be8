"""Ladders, parts, candidates and coverage as JSON and as rows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from graph.gap.flows.rounding import percent
from graph.gap.ladder import Ladder, Rung
from graph.gap.parts import Part, Parts, in_whole_persons
from graph.regions.candidates import Candidate, Candidates
from graph.regions.coverage import KINDS, ChainCoverage, Row
from graph.regions.peers import NEAREST, PeersOf
from graph.telling.sentences import assumption, where
from graph.things import Thing
from graph.words import first_few, join, runs, say


def number(figure: Fraction | None) -> int | float | None:
    """Return a whole number as such, any other figure as a float.

    >>> number(Fraction(4, 2)), number(Fraction(1, 2))
    (2, 0.5)
    """
    if figure is None:
        return None
    return figure.numerator if figure.denominator == 1 else float(figure)


def whole_persons(figure: Fraction | None) -> int | None:
    """Return a figure in whole persons."""
    return None if figure is None else int(figure)


def persons_said(figure: Fraction | None) -> str:
    """Write whole persons; a dash where nobody knows them."""
    return "–" if figure is None else f"{int(figure):,}"


def share_said(share: Fraction | None) -> str:
    """Write a share in per cent; a dash where nobody knows it."""
    return "–" if share is None else f"{percent(share, 1):g}%"


def rung(step: Rung, lang: str) -> dict[str, Any]:
    """Return a step of the ladder with its name and its lever in a language."""
    return {
        "step": step.key,
        "name": say(f"gap.rung.{step.key}", lang),
        "shortage": step.shortage,
        "gain": step.gain,
        "lever": None if step.key == "strict" else say(f"gap.lever.{step.key}", lang),
    }


def ladder_heading(ladder: Ladder, lang: str) -> str:
    """Return the heading of a ladder: place, year and demand."""
    place, year = where(ladder.place, lang), ladder.scope.year
    return say("gap.ladder.heading", lang, place=place, year=year, demand=ladder.demand)


def ladder_json(ladder: Ladder, lang: str) -> dict[str, Any]:
    """Return what ``--ladder`` adds to the report: the steps, and the least over-qualification."""
    over = ladder.over_qualified
    share = None if over.share is None else round(over.share, 6)
    return {
        "ladder": [rung(step, lang) for step in ladder.rungs],
        "over_qualified": {"persons": over.persons, "share": share, "steps": over.steps},
    }


def part_name(part: Part, parts: Parts, lang: str) -> str:
    """Name a part, also one that belongs to none or to no smaller area."""
    if part.thing is None:
        return say(f"gap.part_without.{parts.by}", lang)
    if part.thing == parts.area:
        return say("gap.part_itself", lang, name=part.thing.of(lang))
    return part.thing.of(lang)


def part_lines(parts: Parts, lang: str) -> list[tuple[str, Part, Fraction | None]]:
    """List the rows of a table for people: name, whole persons, and the exact fill rate.

    Parts that add up have their sum in the last row.
    """
    rows = [
        (part_name(exact, parts, lang), rounded, exact.fill_rate)
        for exact, rounded in zip(parts.parts, in_whole_persons(parts), strict=True)
    ]
    if parts.by != "year":
        together = parts.together
        rows.append((say("gap.parts.whole", lang), together, together.fill_rate))
    return rows


def parts_json(parts: Parts, lang: str) -> dict[str, Any]:
    """Return the answer to ``--by``."""
    return {
        "by": parts.by,
        "rows": [part_row(part, parts, lang) for part in parts.parts],
        "note": " ".join(part_notes(parts, lang)),
        "unknown": dict(zip(("occupations", "majors"), parts.unknown, strict=True)),
        "unsolved": [{"year": year, "missing": side} for year, side in parts.unsolved],
        "assumptions": [assumption(note, lang) for note in parts.assumptions],
    }


def part_notes(parts: Parts, lang: str) -> list[str]:
    """Explain how to read the parts, and what of them is unknown."""
    notes = [say(f"gap.part_note.{parts.by}", lang)]
    supply_too = parts.by != "chain"  # chains share it
    figures = [(part.demand, part.supply if supply_too else part.demand) for part in parts.parts]
    if any(figure is None for pair in figures for figure in pair):
        notes.append(say("gap.parts.no_figure", lang))
    occupations, majors = parts.unknown
    if occupations + majors:
        notes.append(say("gap.parts.unknown", lang, occupations=occupations, majors=majors))
    left_out: dict[str, list[int]] = {}
    for year, missing in parts.unsolved:
        left_out.setdefault(missing, []).append(year)
    return notes + [
        say(f"gap.parts.unsolved.{missing}", lang, years=join(runs(years), lang))
        for missing, years in left_out.items()
    ]


def part_row(part: Part, parts: Parts, lang: str) -> dict[str, Any]:
    """Return a part as a row; a year has its own quantity and composition parts."""
    row: dict[str, Any] = {
        "key": part.thing.key if part.thing else None,
        "name": part_name(part, parts, lang),
        "demand": number(part.demand),
        "supply": number(part.supply),
        "matched": number(part.matched),
        "shortage": number(part.shortage),
        "surplus": number(part.surplus),
        "fill_rate": None if part.fill_rate is None else float(part.fill_rate),
    }
    if part.report is not None:
        index = part.report.mismatch_index
        row |= {
            "quantity": part.report.quantity,
            "composition": part.report.composition,
            "mismatch_index": None if index is None else round(index, 6),
            "basis": part.report.basis,
        }
    return row


def candidate_row(candidate: Candidate, lang: str) -> dict[str, Any]:
    """Return a candidate as a row, with its reason."""
    return {
        "code": candidate.major.key,
        "name": candidate.major.of(lang),
        "level": candidate.level,
        "advised": candidate.advised,
        "room": candidate.room,
        "occupations": [thing.key for thing in candidate.occupations],
        "feasible": candidate.feasible,
        "duplicate": candidate.duplicate,
        "schools": candidate.schools,
        **_peers_row(candidate.peers),
        **{f"density_{by}": value for by, value in candidate.near.densities.items()},
        "feasible_by": list(candidate.bases),
        "nearest": candidate.nearest.key if candidate.nearest else None,
        "shared": [thing.key for thing in candidate.shared],
        "college": candidate.college.key if candidate.college else None,
        "rca": candidate.near.advantage,
        "path": [" ".join(step) for step in candidate.path],
        "sentence": candidate_sentence(candidate, lang),
    }


def _peers_row(peers: PeersOf | None) -> dict[str, Any]:
    """Return the colleges like one here, null where there are none."""
    return {
        "peers_of": peers and peers.college,
        "peers": peers and peers.nearest,
        "peers_teaching": peers and len(peers.teaching),
        "peers_share": peers and round(float(peers.share), 6),
        "peers_that_teach": list(peers.teaching) if peers else None,
        "others": peers and peers.others,
        "others_teaching": peers and peers.others_teaching,
    }


def candidate_sentence(candidate: Candidate, lang: str) -> str:
    """Explain why a major is a candidate, with the path that shows it."""
    basis = say("candidates.nothing_near", lang)
    if candidate.nearest and candidate.college:
        advantage = candidate.near.advantage
        advantage_text = (
            "" if advantage is None else say("candidates.advantage", lang, rca=advantage)
        )
        basis = say(
            "candidates.near",
            lang,
            college=candidate.college.of(lang),
            nearest=coded(candidate.nearest, lang),
            advantage=advantage_text,
            shared=first_few([coded(thing, lang) for thing in candidate.shared], lang),
        )
    return say(
        "candidates.sentence",
        lang,
        major=coded(candidate.major, lang),
        occupations=first_few([coded(thing, lang) for thing in candidate.occupations], lang),
        peers=peers_sentence(candidate, lang),
        basis=basis,
        feasible=_feasibility(candidate, lang),
        schools=candidate.schools,
    )


def peers_sentence(candidate: Candidate, lang: str) -> str:
    """Say how many colleges like one here teach the major; empty where nobody in the data does."""
    peers = candidate.peers
    if peers is None or candidate.opener is None or not peers.others_teaching:
        return ""
    return say(
        "candidates.peers" if peers.teaching else "candidates.peers_none",
        lang,
        college=candidate.opener.of(lang),
        nearest=peers.nearest,
        teaching=len(peers.teaching),
        others=peers.others,
        others_teaching=peers.others_teaching,
    )


def peers_note(candidates: Candidates, lang: str) -> str:
    """Explain the comparison with similar colleges, or say why there is none."""
    place = where(tuple(filter(None, (candidates.place,))), lang)
    peers = [candidate.peers for candidate in candidates.candidates if candidate.peers]
    kind = "compared" if any(of_major.others_teaching for of_major in peers) else "taught_nowhere"
    if not peers:
        kind = "no_peers"
    return say(f"candidates.peers_note.{kind}", lang, most=NEAREST, place=place)


def _feasibility(candidate: Candidate, lang: str) -> str:
    """List the densities that speak for a major, each beside the median of majors not taught."""
    bases = candidate.near.bases or tuple(candidate.near.densities)
    figures = [
        say(
            f"candidates.density.{by}",
            lang,
            density=candidate.near.densities[by],
            median=candidate.near.medians[by],
        )
        for by in bases
    ]
    kind = "feasible" if candidate.near.bases else "not_feasible"
    if candidate.feasible and not candidate.near.bases:
        kind = "peers_alone"
    return say(f"candidates.{kind}", lang, figures=join(figures, lang))


def coded(thing: Thing, lang: str) -> str:
    """Name a thing with its code."""
    return say("gap.named", lang, name=thing.of(lang), inside=thing.key)


def coverage_json(coverage: ChainCoverage, lang: str) -> dict[str, Any]:
    """Return chains and segments with their cells, and the tie that would connect most."""
    tie = coverage.tie
    return {
        "rows": [coverage_row(row, lang) for row in coverage.rows],
        "tie": tie
        and {
            "college": tie.college.key,
            "enterprise": tie.enterprise.key,
            "segments": [segment.key for segment in tie.segments],
            "sentence": tie_sentence(coverage, lang),
        },
    }


def coverage_row(row: Row, lang: str) -> dict[str, Any]:
    """Return a chain or a segment as a row: the keys in each cell, and the empty kinds."""
    return {
        "chain": row.chain.key,
        "segment": row.segment.key if row.segment else None,
        "name": (row.segment or row.chain).of(lang),
        **{kind: list(row.cells[kind]) for kind in KINDS},
        "empty": list(row.empty),
    }


def tie_sentence(coverage: ChainCoverage, lang: str) -> str:
    """Put the cooperation that would connect most segments into words."""
    if coverage.tie is None:
        return say("coverage.no_tie", lang)
    return say(
        "coverage.tie",
        lang,
        college=coverage.tie.college.of(lang),
        enterprise=coverage.tie.enterprise.of(lang),
        segments=join([segment.of(lang) for segment in coverage.tie.segments], lang),
    )
