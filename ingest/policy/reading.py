"""A document, stage by stage: lines → paragraphs → header, outline → measures, aims, citations."""

from __future__ import annotations

import re

from graph.findings import Finding
from ingest.policy.aims import Aims
from ingest.policy.citations import citations
from ingest.policy.deadlines import Issued
from ingest.policy.documents import Line
from ingest.policy.header import Header, read_header
from ingest.policy.measures import Measures
from ingest.policy.no_plan import NO_TEXT, why_no_plan
from ingest.policy.notices import first_notice
from ingest.policy.outline import Outline, opening, outline
from ingest.policy.paragraphs import Paragraph, paragraphs
from ingest.policy.passages import can_convert, is_traditional, plain_form
from ingest.policy.places import place_of, place_stem
from ingest.policy.records import CitationRecord, Reading

_TAIL = 12  # paragraphs at the end among which the signature stands


def read(lines: list[Line]) -> Reading:
    """All that a document says, as far as it can be read."""
    text = "\n".join(line.text for line in lines)
    is_other_script = is_traditional(text)
    convert = is_other_script and can_convert()
    found, second = first_notice(paragraphs(lines, convert=convert))
    plan = outline(found)
    header = read_header(plan.preface, found[len(plan.preface) :][-_TAIL:])
    reading = Reading(
        header.title, header.doc_number, header.issuer, header.issued, header.published
    )
    told = [plain_form(text or "", convert=convert) for text in (header.issuer, header.title)]
    reading.place, how = place_of(*told)
    reading.findings = [*second, *header.findings, *plan.findings]
    if is_other_script and not convert:
        reading.findings.insert(0, Finding("unread-script", "warning"))
    _read_measures(reading, plan, header)
    _read_citations(reading, found, header)
    if reading.measures and how != "place":
        reading.findings.append(_no_place(how, header))
    missing = why_no_plan(text, found, reading.measures)
    if missing and missing.reason in NO_TEXT:
        return Reading(reading.title, findings=[missing], is_plan=False)
    if missing:
        is_letter = missing.reason == "not-a-plan.letter"
        heard = [f for f in reading.findings if is_letter or f.rule != "unread-header"]
        reading.findings = [*heard, missing]
    return reading


def _read_measures(reading: Reading, plan: Outline, header: Header) -> None:
    aims = Aims(_issued(header))
    measures = Measures(reading, aims, place_stem(reading.place))
    if plan.parts and (sentences := opening(plan.preface)):
        measures.take_preamble(sentences)
    for part in plan.parts:
        measures.take(part, first=part is plan.parts[0])
    reading.quantities, reading.deadlines = aims.quantities, aims.deadlines
    reading.findings += aims.findings


def _read_citations(reading: Reading, found: list[Paragraph], header: Header) -> None:
    texts = [p.text for p in found]
    cited, findings = citations(texts, header.own_titles, reading.doc_number)
    reading.cites = [CitationRecord(c.title, c.number, c.line) for c in cited]
    reading.findings += findings


def _no_place(how: str, header: Header) -> Finding:
    """Says why a document has no place."""
    issuer = header.issuer
    if how == "national":
        return Finding("policy-place", "info", value=issuer, reason="policy-place.national")
    if how == "several":
        return Finding("policy-place", "warning", value=issuer, reason="policy-place.several")
    return Finding("policy-place", "warning", value=issuer, reason="policy-place.none")


def _issued(header: Header) -> Issued:
    """When the document was issued, and the one year that its title names."""
    month = re.match(r"\d{4}-(\d{2})", header.issued or "")
    year = _year_of(header.issued) or _year_of(header.doc_number)
    named = re.findall(r"(?:19|20)\d{2}年?", plain_form(header.title or ""))
    planned = int(named[0][:4]) if len(named) == 1 and named[0].endswith("年") else None
    if planned and year and not year <= planned <= year + 1:
        planned = None
    return Issued(year, int(month[1]) if month else None, planned)


def _year_of(text: str | None) -> int | None:
    hit = re.search(r"(?:19|20)\d{2}", text or "")
    return int(hit[0]) if hit else None
