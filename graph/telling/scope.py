"""What somebody chose of a scope, in words: nothing that holds by default."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph.gap.scope import GapParameters, find
from graph.telling.sentences import level_inside, supposed, word
from graph.words import say


def scope_phrases(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, lang: str, level: str = "level"
) -> list[str]:
    """Word area and chain, year, level, and how the gap is computed, as far as chosen.

    ``level``: the sentence on the lowest level, of jobs or of what is taught.

    Raises:
        WrongInput: there is no such area or chain.
    """
    places = [
        find(tables["areas"], parameters.area, "area"),
        find(tables["chains"], parameters.chain, "chain"),
    ]
    phrases = [thing.of(lang) for thing in places if thing is not None]
    if parameters.year is not None:
        phrases.append(say("first_page.year", lang, year=parameters.year))
    if parameters.min_level is not None:
        words = level_inside(parameters.min_level, lang)
        phrases.append(say(f"document.scope.{level}", lang, level=words))
    if parameters.basis is not None:
        phrases.append(
            say("document.scope.basis", lang, basis=word("basis", parameters.basis, lang))
        )
    if parameters.tier != 1:
        phrases.append(say(f"document.scope.tier_{parameters.tier}", lang))
    if parameters.market != "pooled":
        phrases.append(say(f"document.scope.{parameters.market}", lang))
    phrases += supposed(parameters.entrants, parameters.supply, lang)
    if parameters.persistence is not None:
        phrases.append(say("document.scope.lambda", lang, value=f"{parameters.persistence:g}"))
    return phrases
