"""``twinchain export`` and ``twinchain template``."""

from __future__ import annotations

from pathlib import Path

from graph.builds.opened import open_build
from graph.errors import WrongInput
from graph.export import write_export
from graph.ontology import load
from graph.words import say
from views.commands.files import may_write
from views.terminal import output


def export(what: str, to: Path, force: bool, home: Path, lang: str) -> int:
    """Write the build, or one table of it, by the suffix of the file."""
    may_write(to, force)
    build = open_build(home)
    write_export(what, to, build, load(), lang)
    output.note(say("export.done", lang, file=to, build=build.id))
    return 0


def template(to: Path, force: bool, lang: str) -> int:
    """Write the empty workbook."""
    from graph.schema.template import write_template

    may_write(to, force)
    if to.suffix.lower() != ".xlsx":
        raise WrongInput("error.bad_suffix", file=str(to), suffixes=".xlsx")
    write_template(to, load(), lang)
    output.note(say("template.done", lang, file=to))
    return 0
