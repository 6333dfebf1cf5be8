"""Which options a picture or a document takes: others are refused, never ignored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Literal

from graph.errors import WrongInput
from graph.gap.scope import EVERYTHING, GapParameters

# Options by the names of the command line; those of a scope by the fields of its parameters too.
SCOPE = {
    "year": "--year",
    "area": "--area",
    "chain": "--chain",
    "min_level": "--min-level",
    "tier": "--tier",
    "market": "--market",
    "basis": "--basis",
    "persistence": "--lambda",
}
assert set(SCOPE) == {one.name for one in fields(GapParameters)}
OF_PICTURES = tuple(option for option in SCOPE.values() if option != "--lambda")
THEME = "--theme"
TAKES: dict[str, tuple[str, ...]] = {
    "ribbon": (*OF_PICTURES, "--college", "--block", THEME),
    "blocks": (*OF_PICTURES, THEME),
    "trend": (*(option for option in OF_PICTURES if option != "--year"), THEME),
    "chain": ("ID", *(option for option in OF_PICTURES if option != "--chain"), THEME),
    "network": ("--around", THEME),
    "duties": (THEME,),
    "briefing": tuple(SCOPE.values()),
    "annual-report": tuple(SCOPE.values()),
    "gap": tuple(SCOPE.values()),
    "warnings": ("--year",),
    "task-sheet": ("--unit", "--year"),
}
COLOURED = (".svg", ".png", ".pdf", ".pptx", ".drawio")  # pictures that a theme changes


def check_options(what: str, given: Iterable[str], to: Path | None = None) -> None:
    """Raise where an option is given that what is exported has no use for.

    ``to``: the file, where its form matters too.

    Raises:
        WrongInput: it names the option, and those there are.
    """
    taken = TAKES.get(what, ())
    for option in given:
        if option not in taken:
            if not taken:
                raise WrongInput("error.no_options", what=what, option=option)
            raise WrongInput(
                "error.option_not_for", what=what, option=option, options=" ".join(taken)
            )
        if option == THEME and to is not None and to.suffix.lower() not in COLOURED:
            raise WrongInput(
                "error.no_theme", file=str(to), suffixes=" ".join(COLOURED), option=THEME
            )


def applying(what: str, asked: GapParameters) -> GapParameters:
    """What of a page's choices concerns a picture or a document; the rest as if never chosen."""
    idle = [name for name, option in SCOPE.items() if option not in TAKES[what]]
    return replace(asked, **{name: getattr(EVERYTHING, name) for name in idle})


OPTIONS = {**SCOPE, "one": "ID"}


@dataclass(frozen=True)
class Asked:
    """What of a picture or a document, and how a picture shall look; None: not asked for."""

    one: str | None = None
    chain: str | None = None
    college: str | None = None
    block: str | None = None
    around: str | None = None
    unit: str | None = None
    year: int | None = None
    theme: Literal["light", "dark"] | None = None
    area: str | None = None
    min_level: int | None = None
    tier: int | None = None
    market: Literal["pooled", "own"] | None = None
    basis: str | None = None
    persistence: float | None = None

    def given(self) -> list[str]:
        """The options that somebody has chosen, as the command line calls them."""
        named = [one.name for one in fields(self) if getattr(self, one.name) is not None]
        return [OPTIONS.get(name) or f"--{name}" for name in named]

    def parameters(self) -> GapParameters:
        """What of the gap is asked for."""
        chosen = {name: getattr(self, name) for name in SCOPE}
        return GapParameters(**{k: value for k, value in chosen.items() if value is not None})
