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
    "draws": "--draws",
    "seed": "--seed",
    "noise": "--noise",
}
assert set(SCOPE) == {field.name for field in fields(GapParameters)}
OF_REPORTS = ("--lambda", "--draws", "--seed", "--noise")
OF_GAP = ("--market", "--lambda")  # change the gap alone, not the results for clauses
OF_CLAUSES = ("warnings", "task-sheet")  # documents on rules alone
OF_RULES = tuple(option for option in SCOPE.values() if option not in OF_GAP)
OF_PICTURES = tuple(option for option in SCOPE.values() if option not in OF_REPORTS)
OF_LISTS = tuple(option for option in SCOPE.values() if option not in ("--lambda", "--supply"))
THEME = "--theme"
UNTIL = "--until"
PAPER, LETTERHEAD = "--paper", "--letterhead"
FORM = (PAPER, LETTERHEAD)
TAKES: dict[str, tuple[str, ...]] = {
    "ribbon": (*OF_PICTURES, "--college", "--block", THEME),
    "blocks": (*OF_PICTURES, THEME),
    "trend": (
        *(option for option in OF_PICTURES if option != "--year"),
        "--draws",
        "--seed",
        UNTIL,
        THEME,
    ),
    "chain": ("ID", *(option for option in OF_PICTURES if option != "--chain"), THEME),
    "map": (*OF_PICTURES, "--measure", THEME),
    "network": ("--around", THEME),
    "duties": (THEME,),
    "briefing": (*SCOPE.values(), *FORM),
    "annual-report": (*SCOPE.values(), *FORM),
    "match-report": (*OF_LISTS, "--college", "--before", "--plan", *FORM),
    "gap": (*SCOPE.values(), *FORM),
    "warnings": (*OF_RULES, "--college", *FORM),
    "task-sheet": ("--unit", *OF_RULES, "--college", *FORM),
}
# Option → the suffixes that it changes: pictures with colours, documents with pages.
SUFFIXES = {THEME: (".svg", ".png", ".pdf", ".pptx", ".drawio"), PAPER: (".pdf", ".docx")}


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
            of_gap = name in OF_CLAUSES and option in OF_GAP
            key = f"error.option_{'of_gap' if of_gap else 'not_for'}"
            raise WrongInput(key, what=name, option=option, options=" ".join(accepted))
        suffixes = SUFFIXES.get(option, ())
        if suffixes and to is not None and to.suffix.lower() not in suffixes:
            raise WrongInput(
                "error.not_for_format", file=str(to), suffixes=" ".join(suffixes), option=option
            )


def applying(name: str, parameters: GapParameters) -> GapParameters:
    """Keep the choices of a page that concern a picture or document; reset the others."""
    idle = [field for field, option in SCOPE.items() if option not in TAKES[name]]
    return replace(parameters, **{field: getattr(EVERYTHING, field) for field in idle})


OPTIONS = {**SCOPE, "id": "ID"}


@dataclass(frozen=True)
class ExportOptions:
    """The options of a picture or a document; None: not chosen.

    ``letterhead``: a file of TOML, instead of the build's. ``before``: a file of earlier lists, or
    a build. ``plan``: with what the plan does to the entries of the lists.
    """

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
    draws: int | None = None
    seed: int | None = None
    noise: str | None = None
    paper: Literal["neutral", "official"] | None = None
    letterhead: Path | None = None
    until: int | None = None
    measure: str | None = None
    before: str | None = None
    plan: bool | None = None

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
