"""``twinchain export`` and ``twinchain template``."""

from __future__ import annotations

from pathlib import Path

from graph.door import open_build
from graph.errors import require_suffix
from graph.export.options import ExportOptions
from graph.ontology import load
from graph.words import say
from views.terminal import output


def export(what: str, to: Path, options: ExportOptions, force: bool, home: Path, lang: str) -> int:
    """Write the build, one table of it, or a picture or a document, by the suffix of the file."""
    output.may_write(to, force)
    build = open_build(home)
    missing = build.export(what, to, lang, options)
    output.note(say("export.done", lang, file=to, build=build.id))
    if missing:
        from graph.export.glyphs import missing_glyphs_note

        output.note(missing_glyphs_note(missing, lang))
    return 0


def template(to: Path, force: bool, packs: tuple[str, ...], lang: str) -> int:
    """Write the empty workbook; its drop-downs offer what is in the packs."""
    from graph.schema.template import Catalogues, write_template

    output.may_write(to, force)
    require_suffix(to, [".xlsx"])
    catalogues = Catalogues()
    if packs:
        from ingest.packs import catalogues_of

        catalogues = catalogues_of(packs, load())
    write_template(to, load(), lang, catalogues)
    named_packs = "".join(f" --pack {name}" for name in packs)
    output.note(say("template.done", lang, file=to, packs=named_packs))
    return 0
