"""How sure a gap is, in sentences: the choices first, which move it more, then noise."""

from __future__ import annotations

from collections.abc import Mapping

from graph.gap.noise import Noise
from graph.gap.ranges import CORE, most_draws
from graph.gap.report import Block, GapReport, MajorClass, Occupation, Range
from graph.telling.sentences import plainly
from graph.words import first_few, join, say

POSSIBLE = 0.1  # of the draws; what is rarer is not named
NAMED = 10


def choices_sentence(report: GapReport, lang: str) -> str:
    """Say between which figures single choices move the shortage."""
    variants = sorted(report.sensitivity, key=lambda variant: variant.shortage)
    ends = variants[0], variants[-1]
    moved = any(variant.shortage != report.shortage for variant in ends)
    figures: dict[str, object] = {"shortage": report.shortage}
    for end, variant in zip(("low", "high"), ends, strict=True):
        figures |= {end: variant.shortage, f"{end}_name": choice(variant.key, lang)}
    return say("gap.ranges.choices" if moved else "gap.ranges.choices_same", lang, **figures)


def choice(key: str, lang: str) -> str:
    """Name a choice made otherwise."""
    return say(f"gap.terminal.variant.{key}", lang)


def range_sentence(report: GapReport, lang: str) -> str:
    """Say between which figures noise moves the gap, and that what is assumed is not in that.

    Empty where no draws were asked for.
    """
    ranges = report.ranges
    if ranges is None:
        most = most_draws(report.size)
        return say("gap.ranges.too_many", lang, most=most) if report.drawing.draws else ""
    shortage = ranges.shortage
    return say(
        "gap.ranges.shortage",
        lang,
        noise=noise_phrase(ranges.drawing.noise, lang),
        draws=ranges.drawing.draws,
        low=shortage.low,
        high=shortage.high,
        point=shortage.point,
        mean=shortage.mean,
        quantity=range_phrase(ranges.quantity, lang),
        composition=range_phrase(ranges.composition, lang),
    )


def range_phrase(figure: Range, lang: str) -> str:
    """Word a range; one that holds zero says that nothing may be there.

    >>> range_phrase(Range(92, 0, 99.5, 168, 3, 168), "en"), range_phrase(
    ...     Range(9, 5, 9.5, 12, 5, 12), "zh")
    ('about balanced (0–168)', '5–12')
    """
    kind = "none" if figure.high == 0 else "balanced" if figure.holds_zero else "between"
    return say(f"gap.ranges.{kind}", lang, low=figure.low, high=figure.high)


def noise_phrase(noise: Noise, lang: str) -> str:
    """Word by how much the figures are disturbed.

    >>> noise_phrase(Noise(own=5, common=0), "en")
    'each class ±5 %, chance of counting'
    """
    parts = [
        say(f"gap.ranges.{name}", lang, percent=percent)
        for name, percent in (("own", noise.own), ("common", noise.common))
        if percent
    ]
    if noise.counts:
        parts.append(say("gap.ranges.counts", lang))
    return join(parts, lang) or say("gap.ranges.quiet", lang)


def chances_sentence(report: GapReport, lang: str) -> str:
    """Name the occupations that are among the ten emptiest in most draws, and in some.

    Empty without draws, or where nothing is short in any.
    """
    ranges = report.ranges
    if ranges is None:
        return ""
    names = plainly(report.occupations, lang)
    chances = sorted(zip(ranges.top_ten, names, strict=True), key=lambda pair: -pair[0])
    sure = [name for share, name in chances if share >= CORE]
    possible = [
        say("gap.ranges.chance", lang, name=name, share=round(100 * share))
        for share, name in chances
        if POSSIBLE <= share < CORE
    ]
    if not sure + possible:
        return ""
    kind = "both" if sure and possible else "sure" if sure else "possible"
    lists = {"sure": first_few(sure, lang, NAMED), "possible": first_few(possible, lang, NAMED)}
    return say(f"gap.ranges.chances.{kind}", lang, **lists)


def cores_sentence(report: GapReport, lang: str) -> str:
    """Say how many occupations stay with their block; empty without draws or blocks."""
    ranges = report.ranges
    if ranges is None or not report.blocks:
        return ""
    members = sum(len(block.occupations) for block in report.blocks)
    return say("gap.ranges.cores", lang, stay=sum(map(len, ranges.cores)), members=members)


def sure_sentences(report: GapReport, lang: str) -> list[str]:
    """Return what is sure of a gap: choices before noise; empty without draws."""
    if not report.drawing.draws:
        return []
    sentences = (choices_sentence, range_sentence, chances_sentence, cores_sentence)
    return [text for sentence in sentences if (text := sentence(report, lang))]


def is_core(report: GapReport, block: Block) -> bool:
    """Tell whether all of a block stay together; not so without draws."""
    return len(_core(report, block)) == len(block.occupations)


def _core(report: GapReport, block: Block) -> tuple[Occupation, ...]:
    cores = report.ranges.cores if report.ranges else ()
    return {of.id: core for of, core in zip(report.blocks, cores, strict=False)}.get(block.id, ())


def firm_majors(report: GapReport, group: MajorClass) -> int | None:
    """Count the majors of a class that keep it in at least nine of ten draws; None unless drawn."""
    if report.ranges is None or group == "unknown":
        return None
    kept = zip(report.majors, class_chances(report), strict=True)
    shares = [share for major, share in kept if major.group == group and major.enters]
    return sum(share is not None and share > CORE - 1e-9 for share in shares)


def class_chances(report: GapReport) -> tuple[float | None, ...]:
    """Return in which share of the draws each major has the class that the report gives it.

    None where no noise decides it, and without draws.
    """
    pairs = zip(report.majors, class_shares(report), strict=True)
    return tuple(shares.get(major.group) for major, shares in pairs)


def class_shares(report: GapReport) -> tuple[Mapping[str, float], ...]:
    """Return in which share of the draws each major has each class.

    Empty where no noise decides it, and without draws.
    """
    if report.ranges is None:
        return ({},) * len(report.majors)
    return tuple(
        {}
        if scarce is None or surplus is None
        else {"scarce": scarce, "surplus": surplus, "balanced": 1 - scarce - surplus}
        for scarce, surplus in zip(report.ranges.scarce, report.ranges.surplus, strict=True)
    )


def core_sentence(report: GapReport, block: Block, lang: str) -> str:
    """Name the core of a block; empty without draws."""
    if report.ranges is None:
        return ""
    core = _core(report, block)
    names = first_few(plainly(core, lang), lang, NAMED)
    kind = "whole" if is_core(report, block) else "part" if core else "nobody"
    return say(f"gap.ranges.core.{kind}", lang, names=names)
