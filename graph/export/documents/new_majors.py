"""New majors to consider: what they could fill, and how many similar colleges teach them."""

from __future__ import annotations

from dataclasses import replace

from graph.export.documents.frames import Frame
from graph.export.documents.gap_sections import heading
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
    columns = (
        heading(m, "code", share=1.1),
        heading(m, "major", share=2.2),
        heading(m, "leads_to", share=3.0),
        replace(heading(m, "could_place", "persons", 0.9), adds=False),
        heading(m, "similar_to", share=2.0),
        *(replace(heading(m, name, "persons", 0.9), adds=False) for name in OF_PEERS[1:]),
    )
    frame = Frame(columns, tuple(_row(m, candidate) for candidate in advised))
    compared = any(candidate.peers and candidate.peers.teaching for candidate in advised)
    frame = frame if compared else frame.without(*OF_PEERS)
    table = Table(frame, m.say("document.table.new_majors"), m.gap_tag, most=SHOWN)
    why = peers_note(Candidates(m.report.place, advised, None), m.lang)
    notes = (Paragraph(tight(why, m.lang), "note"), m.note("document.new_majors_note"))
    return (*([_first(m, frame)] if compared else []), table, *notes)


def _row(m: Material, candidate: Candidate) -> tuple[object, ...]:
    peers, opener = candidate.peers, candidate.opener
    similar: tuple[object, ...] = (None, None, None)
    if peers is not None and opener is not None and peers.others_teaching:
        similar = (opener.of(m.lang), len(peers.teaching), peers.nearest)
    return (
        candidate.major.key,
        candidate.major.of(m.lang),
        tight(first_few([thing.of(m.lang) for thing in candidate.occupations], m.lang), m.lang),
        candidate.room,
        *similar,
    )


def _first(m: Material, frame: Frame) -> Paragraph:
    """Word the first major, which has the most room × share of similar colleges."""
    cells = {name: frame.cell(0, name) for name in ("could_place", *OF_PEERS[1:])}
    words = {"major": frame.cell(0, "major"), "college": frame.cell(0, "similar_to")}
    texts = {key: str(cell) for key, cell in words.items()}
    return m.paragraph("document.new_majors", cells, **texts)
