"""The three lists as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.gap.flows.rounding import chance_said
from graph.lists.report import TOLD, Entry, Lists, Reason, Responsible
from graph.regions.candidates import Candidate
from graph.rules.sentences import clause_name
from graph.rules.verdicts import Verdict
from graph.telling.sentences import cause_word, level_in_short, word
from graph.words import first_few, join, say

NAMES_SHOWN = 4


def title(lists: Lists, lang: str) -> str:
    """Name what the lists are of."""
    things = [thing for thing in (lists.college or lists.place, lists.chain) if thing]
    names = [thing.of(lang) for thing in things]
    place = say("draw.part", lang).join(names) or say("draw.ribbon.everywhere", lang)
    return say("lists.title", lang, place=place, year=lists.year)


def headline(lists: Lists, lang: str) -> str:
    """Count the entries of each list."""
    return say("lists.headline", lang, **{k: len(lists.of(k)) for k in TOLD})


def programmes_sentence(lists: Lists, lang: str) -> str:
    """Count majors at colleges by where they stand; the counts add up."""
    counts = lists.programmes
    return say("lists.programmes", lang, whole=sum(counts.values()), **counts)


def list_name(place: str, lang: str) -> str:
    """Name a list."""
    return say(f"lists.name.{place}", lang)


def action(entry: Entry, lang: str) -> str:
    """Say in a word or two what to do."""
    return say(f"lists.kind.{entry.kind}", lang)


def major_name(entry: Entry, lang: str) -> str:
    """Name the major with its level, and its area where each is its own market."""
    area = entry.area.of(lang) if entry.area else None
    return with_level(entry.major.of(lang), entry.level, lang, area)


def with_level(name: str, level: int | None, lang: str, area: str | None = None) -> str:
    """Add the level to the name of a major, and the area where there is one."""
    inside = [] if level is None else [level_in_short(level, lang)]
    inside += [area] if area else []
    if not inside:
        return name
    text = say("gap.part_separator", lang).join(inside)
    return say("gap.with_level", lang, name=name, level=text)


def colleges(entry: Entry, lang: str, most: int = NAMES_SHOWN) -> str:
    """Name the colleges, and count those beyond the first."""
    return first_few([college.of(lang) for college in entry.colleges], lang, most)


def reasons(entry: Entry, lang: str, *others: str) -> str:
    """Say why an entry stands where it does; ``others``: who competes for the same places."""
    texts = [
        say("lists.reason.gap.same_block", lang, name=others[0], block=reason.values["block"].id)
        if others and reason.key == "block"
        else reason_text(reason, entry, lang)
        for reason in entry.reasons
    ]
    return _join(texts, lang)


def reason_text(reason: Reason, entry: Entry, lang: str) -> str:
    """Word one reason."""
    if reason.verdict is not None:
        return _rule(reason.verdict, entry, lang)
    if reason.source == "peers":
        return _candidate(reason.values["candidate"], entry, lang)
    return say(f"lists.reason.{reason.source}.{reason.key}", lang, **_worded(reason.values, lang))


def _worded(values: Mapping[str, Any], lang: str) -> dict[str, Any]:
    worded = dict(values)
    if "chance" in worded:
        worded["chance"] = chance_said(worded["chance"])
    if block := worded.get("block"):
        figures = {name: getattr(block, name) for name in ("demand", "supply", "short")}
        worded |= figures | {"block": block.id, "cause": cause_word(block, lang)}
    return worded


def _rule(verdict: Verdict, entry: Entry, lang: str) -> str:
    values: dict[str, Any] = {"threshold": verdict.threshold, "value": verdict.value}
    values |= {name: verdict.values.get(name) for name in ("mean", "span", "count", "year")}
    key = str(verdict.test)
    if key == "size" and "mean" not in verdict.values:
        key, values["years"] = "size_short", join(list(verdict.values.get("years", ())), lang)
    text = say(f"lists.reason.rule.{key}", lang, **values)
    if entry.card is None or verdict not in entry.card.verdicts:
        return text
    return say("lists.reason.carded", lang, card=card_word(entry, lang), text=text)


def card_word(entry: Entry, lang: str) -> str:
    """Name the card of an entry, nothing without one."""
    return say(f"lists.card.{entry.card.colour}", lang) if entry.card else ""


def _candidate(candidate: Candidate, entry: Entry, lang: str) -> str:
    peers, host = "", next(iter(entry.colleges), None)
    if host is not None and candidate.peers is not None and "peers" in candidate.bases:
        counts = {"nearest": candidate.peers.nearest, "teaching": len(candidate.peers.teaching)}
        peers = say("lists.reason.peers.similar", lang, college=host.of(lang), **counts)
    elif candidate.college is not None:
        peers = say("lists.reason.peers.near", lang, college=candidate.college.of(lang))
    occupations = first_few([thing.of(lang) for thing in candidate.occupations], lang, 3)
    values = {"occupations": occupations, "room": candidate.room, "peers": peers}
    return say("lists.reason.peers.candidate", lang, **values)


def conflict(entry: Entry, lang: str, short: bool = False) -> str:
    """Say what speaks against the place of an entry, nothing where nothing does."""
    if entry.conflict is None:
        return ""
    if short:
        return say(f"lists.conflict_short.{entry.conflict}", lang)
    return say(f"lists.conflict.{entry.conflict}", lang, card=card_word(entry, lang))


def missing(entry: Entry, lang: str) -> str:
    """Name the data that would tell more, nothing where none is missing."""
    return _join([say(f"lists.missing.{name}", lang) for name in entry.missing], lang)


def leads(entry: Entry, lang: str) -> str:
    """Name who leads by the documents, with the clause; say so where nobody is named."""
    if not entry.responsible:
        return say("lists.no_clause", lang)
    return _join([_lead(responsible, lang) for responsible in entry.responsible], lang)


def _lead(responsible: Responsible, lang: str) -> str:
    clause = clause_name(responsible.clause, lang)
    if not responsible.leads:
        return say("lists.no_lead", lang, clause=clause)
    names = join([unit.of(lang) for unit in responsible.leads], lang)
    return say("lists.leads", lang, leads=names, clause=clause)


def leads_short(entry: Entry, lang: str, most: int = 1) -> str:
    """Name who leads by the first clauses, without the document; a dash without one."""
    named = [responsible for responsible in entry.responsible if responsible.leads][:most]
    texts = []
    for responsible in named:
        names = join([unit.of(lang) for unit in responsible.leads], lang)
        measure = responsible.clause.measure
        texts.append(say("lists.leads_short", lang, leads=names, measure=measure))
    return _join(texts, lang) or "–"


def date(entry: Entry, lang: str) -> str:
    """Say in short by which intake to decide, and when it tells."""
    return date_short(entry.decide_by, entry.effect, lang)


def date_short(decide_by: int | None, effect: int | None, lang: str) -> str:
    """Say in short by which intake to decide, nothing where that is unknown."""
    if decide_by is None:
        return ""
    key = "short" if effect else "short_no_length"
    return say(f"lists.decide.{key}", lang, intake=decide_by, effect=effect)


def decision(entry: Entry, lang: str) -> str:
    """Say by when to decide, and when it tells."""
    return decide_sentence(entry.kind, entry.decide_by, entry.effect, lang)


def decide_sentence(kind: str, decide_by: int | None, effect: int | None, lang: str) -> str:
    """Say by when to decide on what is of a kind, nothing where that is unknown."""
    if decide_by is None:
        return ""
    key = "filing" if kind == "new" else "intake"
    if effect is None:
        key = {"filing": "filing_no_length", "intake": "no_length"}[key]
    values = {"intake": decide_by, "effect": effect, "filing": decide_by - 1}
    return say(f"lists.decide.{key}", lang, **values)


def notes(lists: Lists, lang: str) -> list[str]:
    """Say how to read the lists, and what they do not know."""
    sentences = [say("lists.note.once", lang), say("lists.note.alone", lang)]
    sentences.append(say(f"lists.note.{'cards' if lists.has_rules else 'no_rules'}", lang))
    dates = [(e.effect, e.decide_by) for e in lists.entries if e.effect and e.decide_by]
    if lists.probabilities_to is None:
        sentences.append(say("lists.note.no_probability", lang))
    elif dates and lists.probabilities_to < min(dates)[0]:
        effect, intake = min(dates)
        values = {"told": lists.probabilities_to, "intake": intake, "effect": effect}
        sentences.append(say("lists.note.reach", lang, **values))
    if lists.basis != lists.basis_ahead:
        now, ahead = (word("basis", basis, lang) for basis in (lists.basis, lists.basis_ahead))
        sentences.append(say("lists.note.bases", lang, now=now, ahead=ahead))
    if lists.plan_years:
        first, until = lists.plan_years
        sentences.append(say("lists.note.plan", lang, first=first, until=until))
    if lists.outside:
        sentences.append(say("lists.note.outside", lang, outside=lists.outside))
    return sentences


def _join(texts: list[str], lang: str) -> str:
    return say("lists.reason.separator", lang).join(text for text in texts if text)
