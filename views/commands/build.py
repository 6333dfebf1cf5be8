"""``twinchain build`` and ``twinchain check``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.builds.vanished import vanished_sentence
from graph.errors import WrongInput, require_suffix
from graph.findings import has_errors, to_records
from graph.left_out import as_json, left_out, sentences
from graph.ontology import load
from graph.words import say
from views import interrupts
from views.terminal import output
from views.terminal.findings import render_findings

if TYPE_CHECKING:
    from ingest.build import BuildRequest
    from ingest.pipeline import Ingested

DONE, HAS_ERRORS, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class CheckOptions:
    """How to check: the adapters' data, the annotated file to write, reference packs.

    write_source: proposed settings are written. ranges: how ranges of persons are read.
    """

    data: Path | None = None
    annotate: Path | None = None
    packs: tuple[str, ...] = ()
    whole_pack: bool = False
    write_source: bool = False
    ranges: str | None = None


def build(request: BuildRequest, lang: str, form: str) -> int:
    """Build the data sets, publish the build, and report."""
    from ingest.build import build as make_build
    from ingest.review_log import ReviewLog

    with output.progress_bar(lang) as report:
        outcome = make_build(
            request,
            report,
            on_wait=lambda: output.note(say("build.waiting", lang)),
            on_publish=interrupts.is_too_late,
        )
    name = outcome.build.id if outcome.build else None
    has_several = len(request.datasets) > 1
    tables = outcome.build.tables if outcome.build else {}
    header = {
        "build": name,
        "left_out": as_json(left_out(tables)),
        "vanished": [vars(loss) for loss in outcome.vanished],
    }
    _print(outcome.tables, outcome.findings, lang, form, header, name_datasets=has_several)
    if form == "table":
        key = (
            "build.kept_back"
            if name is None
            else "build.reused"
            if outcome.reused
            else "build.done"
        )
        output.line(say(key, lang, build=name or "", home=request.home))
        if name:
            _points(say("left_out.build", lang), sentences(left_out(tables), lang))
        _points(
            say("left_out.gone", lang), [vanished_sentence(loss, lang) for loss in outcome.vanished]
        )
        if outcome.build and (pending := ReviewLog(request.home).pending(outcome.build)).height:
            output.line(say("review.left_out", lang, rows=pending.height))
    return DONE if name else max(HAS_ERRORS, _verdict(outcome.findings))


def _points(head: str, points: list[str]) -> None:
    """Print points under a head; nothing where there are none."""
    for text in [head, *(f"  · {point}" for point in points)] if points else []:
        output.line(text)


def check(datasets: list[Path], options: CheckOptions, lang: str, form: str) -> int:
    """Check data sets without building; write review and annotation files where asked or needed."""
    from ingest.datasets import open_datasets
    from ingest.pipeline import ingest
    from ingest.source_lines import as_toml, proposals
    from ingest.source_lines import write_source as write_into

    if options.annotate:
        _may_annotate(options.annotate, datasets)
    ontology = load()
    opened = open_datasets(
        datasets, options.data, ontology, options.packs, options.whole_pack, options.ranges
    )
    with output.progress_bar(lang) as report:
        ingested = ingest(
            opened, ontology, progress=lambda what, share: report("read", what, share)
        )
    omissions = left_out(ingested.tables)
    own = [dataset for dataset in opened if not dataset.pack]
    proposed = [proposals(ingested.findings, dataset.name) for dataset in own]
    sources = {
        dataset.name: as_toml(lines, lang)
        for dataset, lines in zip(own, proposed, strict=True)
        if lines
    }
    header = {"left_out": as_json(omissions), "source": sources}
    _print(ingested.counts, ingested.findings, lang, form, header, name_datasets=len(datasets) > 1)
    if form == "table":
        _points(say("left_out.check", lang), sentences(omissions, lang))
        for name, lines in sources.items() if not options.write_source else ():
            output.line("\n" + say("source.proposed", lang, dataset=name))
            output.line(lines)
    for path, lines in zip(datasets, proposed, strict=True) if options.write_source else ():
        if lines:
            output.note(say("source.written", lang, file=write_into(path, lines, lang)))
    _ask_for_review(ingested, lang)
    if options.annotate:
        from ingest.annotate import annotate as write_annotated

        count = write_annotated(own, ingested.findings, options.annotate, lang)
        output.note(say("annotate.done", lang, file=options.annotate, count=count))
    return _verdict(ingested.findings)


def _may_annotate(to: Path, datasets: list[Path]) -> None:
    """Refuse, before any work, an annotated file that cannot be written or would harm the data."""
    require_suffix(to, [".xlsx"])
    if not to.parent.is_dir():
        raise WrongInput("error.no_such_path", path=str(to.parent))
    for dataset in datasets:
        if to.resolve().is_relative_to(dataset.resolve()):
            raise WrongInput("error.annotate_inside", file=str(to), dataset=str(dataset))


def _ask_for_review(ingested: Ingested, lang: str) -> None:
    """Write the queue of names to review into the current folder."""
    from ingest.review import FILE, review_queue, write_review

    things = {**ingested.tables, **ingested.offered}
    queue = review_queue(ingested.findings, things, load(), lang)
    if not queue.height:
        return
    try:
        write_review(queue, Path(FILE))
    except WrongInput as error:
        output.note(error.text(lang))
    except OSError as error:
        problem = error.strerror or str(error)
        output.note(say("error.cannot_write", lang, file=FILE, problem=problem))
    else:
        output.note(say("review.written", lang, count=queue.height, file=FILE))


def _verdict(findings: pl.DataFrame) -> int:
    """Return the exit code of the findings; an unreadable file weighs more than an error."""
    if (findings["rule"] == "bad-file").any():
        return UNREADABLE
    return HAS_ERRORS if has_errors(findings) else DONE


def _print(
    counts: dict[str, dict[str, int]],
    findings: pl.DataFrame,
    lang: str,
    form: str,
    more: dict[str, Any],
    *,
    name_datasets: bool,
) -> None:
    if form == "json":
        output.print_json(more | {"tables": counts, "findings": to_records(findings, lang)})
    elif form == "csv":
        from graph.findings import PUBLIC_KEYS

        output.print_csv(to_records(findings, lang), list(PUBLIC_KEYS))
    else:
        console = output.console()
        console.print(_counts_table(counts, lang))
        console.print()
        render_findings(findings, lang, console, name_datasets=name_datasets)


def _counts_table(counts: dict[str, dict[str, int]], lang: str) -> Any:
    rows = [
        (table.label.of(lang), name, f"{counts[name]['read']:,}", f"{counts[name]['kept']:,}")
        for name, table in load().tables.items()
        if counts.get(name, {}).get("read")
    ]
    head = [say(f"counts.{word}", lang) for word in ("label", "table", "read", "kept")]
    return output.plain_table(head, rows, right={2, 3})
