"""The pages of the explorer, in the order of the sidebar. A page is a file in ``views/pages``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from graph.ontology import load

FOLDER = Path(__file__).parents[1] / "pages"
FIRST = "overview"
# Section of the sidebar → its pages with their icons, in order.
SECTIONS: Mapping[str, Mapping[str, str]] = {
    "now": {
        FIRST: ":material/space_dashboard:",
        "gap": ":material/balance:",
        "coverage": ":material/grid_on:",
        "compare": ":material/compare_arrows:",
        "map": ":material/map:",
    },
    "ahead": {
        "outlook": ":material/trending_up:",
        "plan": ":material/event_note:",
        "lists": ":material/format_list_bulleted:",
        "candidates": ":material/add_circle:",
    },
    "policy": {
        "warnings": ":material/notifications:",
        "measures": ":material/checklist:",
    },
    "search": {
        "thing": ":material/category:",
        "explore": ":material/hub:",
        "ask": ":material/terminal:",
    },
    "data": {
        "data": ":material/database:",
        "review": ":material/fact_check:",
        "titles": ":material/badge:",
        "dictionary": ":material/menu_book:",
    },
}
# The header's choices that apply to each page; it offers no others there.
EVERY_CHOICE = ("year", "area", "chain")
SCOPED = {
    FIRST: EVERY_CHOICE,
    "thing": ("year",),
    "explore": EVERY_CHOICE,
    "gap": EVERY_CHOICE,
    "compare": EVERY_CHOICE,
    "lists": EVERY_CHOICE,
    "candidates": ("area",),
    "coverage": ("chain",),
    "map": EVERY_CHOICE,
    "outlook": EVERY_CHOICE,
    "review": EVERY_CHOICE,
    "warnings": ("year",),
    "measures": ("year",),
}


@cache
def names() -> tuple[str, ...]:
    """Return the names of the pages, which are those of their files and addresses."""
    return tuple(name for pages in SECTIONS.values() for name in pages)


@cache
def kinds() -> Mapping[str, str]:
    """Return the tables of things by the first part of their short addresses (``major``)."""
    tables = load().tables.items()
    return {table.class_name.lower(): name for name, table in tables if table.is_node}
