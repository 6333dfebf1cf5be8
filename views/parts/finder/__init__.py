"""A box that finds things while somebody types: by name, alias, code, pinyin or initials.

It may offer phrases too: see :mod:`graph.draw.phrases`.
"""

from __future__ import annotations

import streamlit as st

from graph.ontology import load
from graph.queries.search import SearchResult, search
from views.parts import packaged, steps
from views.parts.finder.offer import Offer, offered
from views.parts.session import build, language, open_build, tell

MOST, SEARCHES_KEPT = 12, 300
WORDS = ("placeholder", "label", "nothing", "count")


def find(
    key: str,
    tables: tuple[str, ...] = (),
    *,
    with_phrases: bool = False,
    in_popover: bool = False,
) -> str | None:
    """Return the place (``table/key``) of the thing chosen in this run, else None.

    ``tables``: the tables to search; all of them if empty. ``with_phrases``: offer phrases too;
    of one that is chosen the query of its address is returned, with its question mark.
    ``in_popover``: the list moves what is below it, as it would be cut off at the popover's edge.
    """
    typed = (st.session_state.get(key) or {}).get("typed") or ""
    folder = str(build().folder)
    results = _search(folder, typed, tables) if typed else []
    offer = _offer(folder, typed, language()) if typed and with_phrases else Offer()
    answer = packaged.component("finder")(
        key=key,
        data={
            "key": key,
            "typed": typed,
            "inPopover": in_popover,
            "found": [*map(_entry, results), *offer.entries],
            "note": "" if results else offer.note,  # a name is no phrase
            "words": {name: tell(f"finder.{name}") for name in WORDS},
        },
        on_typed_change=packaged.nothing,
        on_chosen_change=packaged.nothing,
    )
    return answer.chosen["place"] if answer.chosen else None


@st.cache_resource(max_entries=SEARCHES_KEPT, show_spinner=False)
def _offer(folder: str, typed: str, lang: str) -> Offer:
    """Offer phrases once for a text: see :func:`_search`."""

    def uris_of(part: str) -> list[str]:
        return [result.uri for result in _search(folder, part, ())]

    return offered(typed, lang, uris_of)


@st.cache_resource(max_entries=SEARCHES_KEPT, show_spinner=False)
def _search(folder: str, typed: str, tables: tuple[str, ...]) -> list[SearchResult]:
    """Search once for a text: it stays in its box and is searched again on each run of the page."""
    return search(open_build(folder).search_keys, typed, MOST, tables)


def _entry(result: SearchResult) -> dict[str, str]:
    table = load().tables[result.table]
    lang = language()
    vertex = steps.atlas().web.vertices.get(result.uri)  # its name is unambiguous
    name = vertex.of(lang) if vertex else result.of(lang)
    label = table.label.of(lang)
    return {
        "place": f"{result.table}/{result.key}",
        "name": name,
        "kind": table.class_name,
        "more": tell("finder.more", kind=label, key=result.key),
    }
