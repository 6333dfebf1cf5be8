"""CSV → RDF against other mappers, which write the same statements to a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.data import write_enrolment
from benchmarks.environments import Peer
from benchmarks.measure import Failed, Measured, measure, run
from benchmarks.row import Row

ROWS = 100_000
PROGRAMS = Path(__file__).parent / "peers"
# Peer → what our whole build's CPU divided by its mapping's may be.
PEERS = {
    Peer("maplib", "0.20.26", "maplib_map.py"): 1 / 1.25,
    Peer("morph-kgc", "2.10.0", "morph_map.py"): 1 / 1.5,
}


def rows(work: Path) -> Iterator[Row]:
    """Each peer twice: against our build (checks, store, verification) and our mapping alone."""
    dataset = write_enrolment(work / "mapped", ROWS)
    ours = str(work / "ours.nq")
    build = measure("benchmarks.cases:build_from_csv", dataset=str(dataset), home=str(work / "m"))
    mapped = measure("benchmarks.cases:write_statements", dataset=str(dataset), file=ours)
    for peer, most_ratio in PEERS.items():
        theirs, said = of_peer(peer, dataset, work)
        if not said:
            said = agreement(peer, Path(ours), work / f"{peer.name}.nq")
        whole = Row(
            f"CSV, {ROWS:,} rows → checked, verified, published build",
            build,
            f"{peer.title}: the same statements, unchecked, to a file",
            theirs,
            most_ratio,
            said=said,
        )
        yield whole
        yield replace(
            whole,
            what=f"CSV, {ROWS:,} rows → checked statements in a file",
            ours=mapped,
            most_ratio=None,
            said="",
        )


def of_peer(peer: Peer, dataset: Path, work: Path) -> tuple[Measured | None, str]:
    """What it costs the peer, or why that is not known."""
    out = str(work / f"{peer.name}.nq")
    try:
        return run([peer.python(), str(PROGRAMS / peer.program), str(dataset), out], str(work)), ""
    except Failed as problem:
        return None, f"{peer.title}: {problem}."


def agreement(peer: Peer, ours: Path, theirs: Path) -> str:
    files = (theirs, theirs.with_name(theirs.name + ".provenance"))
    count = sum(lines(file) for file in files if file.is_file())
    mine = lines(ours, "/id/enrolment/")
    same = "as many as" if count == mine else f"against {mine:,} of"
    return f"{peer.title} writes {count:,} statements on enrolment, {same} ours."


def lines(file: Path, holding: str = "") -> int:
    with file.open(encoding="utf-8") as stream:
        return sum(1 for line in stream if line.strip() and holding in line.split(" ", 1)[0])
