"""New majors to consider: what they could fill, and how many similar colleges teach them."""

from __future__ import annotations

from graph.export.documents.frames import Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Block, Paragraph, Table
from graph.regions.candidates import Candidate, Candidates
from graph.telling.listings import peers_note
from graph.words import first_few, tight

SHOWN = 12  # rows on a page; a workbook has all
OF_PEERS = ("similar_to", "similar_teaching", "similar")


def new_majors_blocks(m: Material) -> tuple[Block, ...]:
    """Tabulate the majors that are needed, feasible and not offered nearby; nothing if none is."""
    advised = tuple(candidate for candidate in m.candidates if candidate.advised)
    if not advised:
        return ()
    frame = Frame.of(
        advised,
        (m.column("code", share=1.1), lambda c: c.major.key),
        (m.column("major", share=2.2), lambda c: c.major.of(m.lang)),
        (m.column("leads_to", share=3.0), lambda c: _leads_to(m, c)),
        (m.column("could_place", "persons", 0.9, adds=False), lambda c: c.room),
        (m.column("similar_to", share=2.0), lambda c: _similar(m, c)[0]),
        (m.column("similar_teaching", "persons", 0.9, adds=False), lambda c: _similar(m, c)[1]),
        (m.column("similar", "persons", 0.9, adds=False), lambda c: _similar(m, c)[2]),
    )
    compared = any(candidate.peers and candidate.peers.teaching for candidate in advised)
    frame = frame if compared else frame.without(*OF_PEERS)
    table = Table(frame, m.say("document.table.new_majors"), m.gap_tag, most=SHOWN)
    why = peers_note(Candidates(m.report.place, advised, None), m.lang)
    notes = (Paragraph(tight(why, m.lang), "note"), m.note("document.new_majors_note"))
    return (*([_first(m, frame)] if compared else []), table, *notes)


def _leads_to(m: Material, candidate: Candidate) -> str:
    return tight(first_few([thing.of(m.lang) for thing in candidate.occupations], m.lang), m.lang)


def _similar(m: Material, candidate: Candidate) -> tuple[str | None, int | None, int | None]:
    """Return the college that may open it, how many similar ones teach it, and all of these."""
    peers, opener = candidate.peers, candidate.opener
    if peers is None or opener is None or not peers.others_teaching:
        return None, None, None
    return opener.of(m.lang), len(peers.teaching), peers.nearest


def _first(m: Material, frame: Frame) -> Paragraph:
    """Word the first major, which has the most room × share of similar colleges."""
    cells = {name: frame.cell(0, name) for name in ("could_place", *OF_PEERS[1:])}
    words = {"major": frame.cell(0, "major"), "college": frame.cell(0, "similar_to")}
    return m.paragraph("document.new_majors", cells, **words)
