"""A box that finds things while one types: by name, alias, code, pinyin or initials."""

from __future__ import annotations

import streamlit as st

from graph.ontology import load
from graph.queries.search import Found, search
from views.parts import packaged, steps
from views.parts.session import build, language, opened, tell

MOST, SEARCHES_KEPT = 12, 300
WORDS = ("placeholder", "label", "nothing", "count")


def find(key: str, tables: tuple[str, ...] = ()) -> str | None:
    """The place (``table/key``) of what was chosen in this run, else None.

    ``tables``: what is looked for; anything where there are none.
    """
    typed = (st.session_state.get(key) or {}).get("typed") or ""
    found = _found(str(build().folder), typed, tables) if typed else []
    answer = packaged.component("finder")(
        key=key,
        data={
            "typed": typed,
            "found": [_told(one) for one in found],
            "words": {name: tell(f"finder.{name}") for name in WORDS},
        },
        on_typed_change=_nothing,
        on_chosen_change=_nothing,
    )
    return answer.chosen["place"] if answer.chosen else None


@st.cache_resource(max_entries=SEARCHES_KEPT, show_spinner=False)
def _found(folder: str, typed: str, tables: tuple[str, ...]) -> list[Found]:
    """What was typed stays in its box, and is asked for again on each run of the page."""
    return search(opened(folder).search_keys, typed, MOST, tables)


def _nothing() -> None:
    """The run that follows a change does the work."""


def _told(one: Found) -> dict[str, str]:
    table = load().tables[one.table]
    lang = language()
    known = steps.atlas().web.vertices.get(one.uri)  # its name tells it from others called so
    name = known.of(lang) if known else one.of(lang)
    label = table.label.of(lang)
    return {
        "place": f"{one.table}/{one.key}",
        "name": name,
        "kind": table.class_name,
        "more": tell("finder.more", kind=label, key=one.key),
    }
