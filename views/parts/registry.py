"""The pages of the explorer, in the order of the sidebar. A page is a file in ``views/pages``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from graph.ontology import load

FOLDER = Path(__file__).parents[1] / "pages"
FIRST = "overview"
# Order and icon; a page that has no file is not in the sidebar.
ORDER = {
    FIRST: ":material/space_dashboard:",
    "thing": ":material/category:",
    "explore": ":material/hub:",
    "gap": ":material/balance:",
    "compare": ":material/compare_arrows:",
    "candidates": ":material/add_circle:",
    "coverage": ":material/grid_on:",
    "map": ":material/map:",
    "outlook": ":material/trending_up:",
    "plan": ":material/event_note:",
    "review": ":material/fact_check:",
    "titles": ":material/badge:",
    "warnings": ":material/notifications:",
    "measures": ":material/checklist:",
    "ask": ":material/terminal:",
    "data": ":material/database:",
    "dictionary": ":material/menu_book:",
}
# The header's choices that apply to each page; it offers no others there.
EVERY_CHOICE = ("year", "area", "chain")
SCOPED = {
    FIRST: EVERY_CHOICE,
    "thing": ("year",),
    "explore": EVERY_CHOICE,
    "gap": EVERY_CHOICE,
    "compare": EVERY_CHOICE,
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
    """Return the names of the existing pages, which are those of their files and addresses."""
    return tuple(name for name in ORDER if (FOLDER / f"{name}.py").is_file())


@cache
def kinds() -> Mapping[str, str]:
    """Return the tables of things by the first part of their short addresses (``major``)."""
    tables = load().tables.items()
    return {table.class_name.lower(): name for name, table in tables if table.is_node}
