"""The options that each picture and document accepts: others are refused, never ignored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Literal

from graph.errors import WrongInput
from graph.gap.scope import EVERYTHING, GapParameters

# Field of the gap's scope → option of the command line.
SCOPE = {
    "year": "--year",
    "area": "--area",
    "chain": "--chain",
    "min_level": "--min-level",
    "tier": "--tier",
    "market": "--market",
    "basis": "--basis",
    "persistence": "--lambda",
    "entrants": "--entrants",
    "supply": "--supply",
}
assert set(SCOPE) == {field.name for field in fields(GapParameters)}
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


def check_options(name: str, options: Iterable[str], to: Path | None = None) -> None:
    """Refuse an option that the picture or document has no use for.

    ``to``: the file, where its form matters too.

    Raises:
        WrongInput: it names the option, and those there are.
    """
    accepted = TAKES.get(name, ())
    for option in options:
        if option not in accepted:
            if not accepted:
                raise WrongInput("error.no_options", what=name, option=option)
            raise WrongInput(
                "error.option_not_for", what=name, option=option, options=" ".join(accepted)
            )
        if option == THEME and to is not None and to.suffix.lower() not in COLOURED:
            raise WrongInput(
                "error.no_theme", file=str(to), suffixes=" ".join(COLOURED), option=THEME
            )


def applying(name: str, parameters: GapParameters) -> GapParameters:
    """Keep the choices of a page that concern a picture or document; reset the others."""
    idle = [field for field, option in SCOPE.items() if option not in TAKES[name]]
    return replace(parameters, **{field: getattr(EVERYTHING, field) for field in idle})


OPTIONS = {**SCOPE, "id": "ID"}


@dataclass(frozen=True)
class ExportOptions:
    """The options of a picture or a document; None: not chosen."""

    id: str | None = None
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
    entrants: float | Literal["derived"] | None = None
    supply: Literal["graduates", "plan"] | None = None

    def option_names(self) -> list[str]:
        """Return the options that were chosen, as the command line calls them."""
        field_names = [
            field.name for field in fields(self) if getattr(self, field.name) is not None
        ]
        return [OPTIONS.get(name) or f"--{name}" for name in field_names]

    def parameters(self) -> GapParameters:
        """Return the scope of the gap that was asked for."""
        chosen = {name: getattr(self, name) for name in SCOPE}
        return GapParameters(**{k: value for k, value in chosen.items() if value is not None})
