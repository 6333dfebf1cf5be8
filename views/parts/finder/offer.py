"""The phrases that a search offers beside things: what a text may mean, or become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.draw.phrases import (
    Finder,
    Lexicon,
    Reading,
    Suggestion,
    completions,
    in_words,
    kinds,
    lexicon,
    read,
    suggestions,
)
from graph.ontology import load
from views.parts import steps
from views.parts.session import build, once, tell

Entries = tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Offer:
    """What stands after the things found; ``note``: what was not understood."""

    entries: Entries = ()
    note: str = ""


def offered(typed: str, lang: str, find: Finder) -> Offer:
    """Return the phrases and completions of a text; those of a word that is being typed first."""
    words = once(_lexicon)
    reading = read(typed, words)
    suggested, unknown = suggestions(typed, steps.atlas().web, words, find)
    phrases = tuple(_phrase(suggestion, lang) for suggestion in suggested)
    longer = tuple(
        {"place": "", "fill": text, "name": f"{text}…"} for text in completions(typed, words)
    )
    is_open = bool(reading.classes and reading.rest)  # its last word is being typed
    entries = (*longer, *phrases) if is_open else (*phrases, *longer)
    return Offer(entries, _note(reading, unknown, bool(suggested), lang) if reading.classes else "")


def _lexicon(_tables: Any) -> Lexicon:
    keys = build().search_keys.select("uri", "names")
    return lexicon(steps.atlas().web, load(), dict(keys.iter_rows()))


def _phrase(suggestion: Suggestion, lang: str) -> dict[str, str]:
    web = steps.atlas().web
    through = [kinds(step.class_name, load(), lang) for step in suggestion.route[:-1]]
    via = tell("finder.via", via=tell("thing.between").join(through)) if through else ""
    return {
        "place": steps.query_of(suggestion),
        "name": in_words(suggestion, web, load(), lang),
        "kind": suggestion.class_name,
        "more": via + tell("finder.answers", count=suggestion.count),
    }


def _note(reading: Reading, unknown: list[str], is_answered: bool, lang: str) -> str:
    """Say what was not understood, or that what was understood has no answer."""
    classes = {table.class_name for table in load().tables.values()}

    def listed(parts: list[str]) -> str:
        words = (kinds(part, load(), lang) if part in classes else part for part in parts)
        return tell("thing.between").join(words)

    if unknown:
        return tell("finder.unknown", parts=listed(unknown))
    if not is_answered and reading.names:
        return tell("finder.no_answer", parts=listed([*reading.classes, *reading.names]))
    return ""
