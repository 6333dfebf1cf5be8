"""``twinchain push``: send the current build to a server."""

from __future__ import annotations

from pathlib import Path

from graph.door import open_build
from graph.ontology import load
from graph.stores.targets import Shipment, push, total, without_password
from graph.words import join, say
from views.terminal import output


def send(url: str, database: str | None, home: Path, lang: str, form: str) -> int:
    """Push the current build, and say what the server holds now."""
    build = open_build(home)
    datasets = sorted({source["dataset"] for source in build.manifest.sources})
    rdf = build.rdf_folder if build.has_rdf else None
    shipment = Shipment(build.id, tuple(datasets), build.tables, load(), rdf)
    with output.progress_bar(lang) as report:
        receipt = push(shipment, url, database, report)
    shown_url = without_password(url)
    if form == "json":
        output.print_json({"build": build.id, "url": shown_url, **receipt.counts})
    elif form == "csv":
        rows = [
            {"kind": kind, "name": name, "number": number}
            for kind, numbers in receipt.counts.items()
            for name, number in numbers.items()
        ]
        output.print_csv(rows, ["kind", "name", "number"])
    else:
        key = "push.was_there" if receipt.was_there else "push.done"
        output.line(say(key, lang, build=build.id, url=shown_url))
        for kind, numbers in receipt.counts.items():
            number = total(receipt.counts, kind)
            output.line("  " + say(f"push.{kind}", lang, number=number, kinds=len(numbers)))
    if receipt.replaced:
        output.note(say("push.replaced", lang, builds=join(receipt.replaced, lang)))
    if receipt.kept:
        output.note(say("push.kept", lang, count=receipt.kept, build=build.id))
    return 0
