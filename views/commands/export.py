"""``twinchain export`` and ``twinchain template``."""

from __future__ import annotations

from pathlib import Path

from graph.builds.opened import open_build
from graph.errors import WrongInput
from graph.export import write_export
from graph.ontology import load
from graph.words import say
from views.terminal import output


def export(what: str, to: Path, force: bool, home: Path, lang: str) -> int:
    """Write the build, or one table of it, by the suffix of the file."""
    _may_write(to, force)
    build = open_build(home)
    write_export(what, to, build, load(), lang)
    output.note(say("export.done", lang, file=to, build=build.id))
    return 0


def template(to: Path, force: bool, lang: str) -> int:
    """Write the empty workbook."""
    from graph.schema.template import write_template

    _may_write(to, force)
    if to.suffix.lower() != ".xlsx":
        raise WrongInput("error.bad_suffix", file=str(to), suffixes=".xlsx")
    write_template(to, load(), lang)
    output.note(say("template.done", lang, file=to))
    return 0


def _may_write(to: Path, force: bool) -> None:
    if to.exists() and not force:
        raise WrongInput("error.file_exists", file=str(to))
    if not to.parent.is_dir():
        raise WrongInput("error.no_such_path", path=str(to.parent))
