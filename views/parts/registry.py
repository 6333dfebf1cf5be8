"""The pages of the explorer, in the order of the sidebar. A page is a file in ``views/pages``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "pages"
FIRST = "overview"
# Order and icon; a page that has no file is not in the sidebar.
ORDER = {
    FIRST: ":material/space_dashboard:",
    "explore": ":material/hub:",
    "gap": ":material/balance:",
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
    "explore": EVERY_CHOICE,
    "gap": EVERY_CHOICE,
    "warnings": ("year",),
    "measures": ("year",),
}


@cache
def names() -> tuple[str, ...]:
    """Return the names of the existing pages, which are those of their files and addresses."""
    return tuple(name for name in ORDER if (FOLDER / f"{name}.py").is_file())
