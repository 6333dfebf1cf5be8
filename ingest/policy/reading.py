"""The stages of reading: lines → paragraphs → header, outline → measures, aims, citations."""

from __future__ import annotations

import re

from graph.findings import Finding
from ingest.policy.aims import Aims
from ingest.policy.citations import citations
from ingest.policy.deadlines import Issued
from ingest.policy.documents import Line
from ingest.policy.header import Header, read_header
from ingest.policy.measures import Measures
from ingest.policy.notices import first_notice
from ingest.policy.outline import Outline, opening, outline
from ingest.policy.paragraphs import Paragraph, paragraphs
from ingest.policy.passages import HAN, can_convert, is_traditional, plain_form
from ingest.policy.patterns import pattern
from ingest.policy.places import place_of, place_stem
from ingest.policy.records import CitationRecord, DocumentTable, Measure, Reading
from ingest.policy.tables import sheet_name, tables_of

_TAIL = 12  # paragraphs at the end among which the signature stands


def read(lines: list[Line]) -> Reading:
    """Read the lines of a document as far as possible."""
    text = "\n".join(line.text for line in lines)
    has_traditional_script = is_traditional(text)
    convert = has_traditional_script and can_convert()
    document, second = first_notice(paragraphs(lines, convert=convert))
    plan = outline(document)
    header = read_header(plan.preface, document[len(plan.preface) :][-_TAIL:])
    reading = Reading(
        header.title, header.doc_number, header.issuer, header.issued, header.published
    )
    plain_names = [
        plain_form(text or "", convert=convert) for text in (header.issuer, header.title)
    ]
    reading.place, place_source = place_of(*plain_names)
    reading.findings = [*second, *header.findings, *plan.findings]
    if has_traditional_script and not convert:
        reading.findings.insert(0, Finding("unread-script", "warning"))
    _read_measures(reading, plan, header)
    _read_citations(reading, document, header)
    if reading.measures and place_source != "place":
        reading.findings.append(_no_place(place_source, header))
    missing = why_no_plan(text, document, reading.measures)
    if missing is None:
        return reading
    is_letter = missing.reason == "not-a-plan.letter"
    is_data = missing.reason in NO_TEXT or not (reading.measures or reading.doc_number)
    tables = tables_of(lines) if is_data and not is_letter else []
    if tables or missing.reason in NO_TEXT:
        findings = [_offer(tables)] if tables else [missing]
        if missing.reason in UNCLEAR and tables:
            findings.insert(0, missing)
        return Reading(reading.title, findings=findings, is_plan=False, tables=tables)
    findings = [
        finding for finding in reading.findings if is_letter or finding.rule != "unread-header"
    ]
    reading.findings = [*findings, missing]
    return reading


def _offer(tables: list[DocumentTable]) -> Finding:
    """Report that a document's tables are offered as data."""
    values = {"count": len(tables), "first": sheet_name(1)}
    return Finding("not-a-plan.tables", "info", values=values)


def _read_measures(reading: Reading, plan: Outline, header: Header) -> None:
    aims = Aims(_issued(header))
    measures = Measures(reading, aims, place_stem(reading.place))
    if plan.parts and (sentences := opening(plan.preface)):
        measures.take_preamble(sentences)
    for part in plan.parts:
        measures.take(part, first=part is plan.parts[0])
    reading.quantities, reading.deadlines = aims.quantities, aims.deadlines
    reading.findings += aims.findings


def _read_citations(reading: Reading, document: list[Paragraph], header: Header) -> None:
    texts = [paragraph.text for paragraph in document]
    cited, findings = citations(texts, header.own_titles, reading.doc_number)
    reading.cites = [
        CitationRecord(citation.title, citation.number, citation.line) for citation in cited
    ]
    reading.findings += findings


def _no_place(place_source: str, header: Header) -> Finding:
    """Return a finding on why a document has no place."""
    issuer = header.issuer
    if place_source == "national":
        return Finding("policy-place.national", "info", value=issuer)
    if place_source == "several":
        return Finding("policy-place.several", "warning", value=issuer)
    return Finding("policy-place.none", "warning", value=issuer)


def _issued(header: Header) -> Issued:
    """Return the date of issue, and the year in the title if it is the only one."""
    month = re.match(r"\d{4}-(\d{2})", header.issued or "")
    year = _year_of(header.issued) or _year_of(header.doc_number)
    years = re.findall(r"(?:19|20)\d{2}年?", plain_form(header.title or ""))
    planned = int(years[0][:4]) if len(years) == 1 and years[0].endswith("年") else None
    if planned and year and not year <= planned <= year + 1:
        planned = None
    return Issued(year, int(month[1]) if month else None, planned)


def _year_of(text: str | None) -> int | None:
    match = re.search(r"(?:19|20)\d{2}", text or "")
    return int(match[0]) if match else None


# Texts that are no plan ---------------------------------------------------------------------------

_LEAST_HAN_SHARE = 0.2  # of the letters
_FIRST, _LEAST_ROWS, _LEAST_CELLS = 6, 3, 2
NO_TEXT = ("not-a-plan.report", "not-a-plan.table")
UNCLEAR = ("not-a-plan.language", "not-a-plan.nothing")  # it may be a plan all the same


def is_report(paragraphs: list[Paragraph], measures: list[Measure]) -> bool:
    """Tell whether a document is a report or list by its title and assigns no task."""
    if any(measure.units for measure in measures):
        return False
    first = [paragraph for paragraph in paragraphs if not paragraph.cells][:_FIRST]
    return any(pattern("header", "report").fullmatch(paragraph.plain) for paragraph in first)


def is_table(paragraphs: list[Paragraph]) -> bool:
    """Tell whether most of a document is rows of a table."""
    rows = sum(len(paragraph.cells) >= _LEAST_CELLS for paragraph in paragraphs)
    return rows >= _LEAST_ROWS and rows * 2 >= len(paragraphs)


def why_no_plan(text: str, document: list[Paragraph], measures: list[Measure]) -> Finding | None:
    """Return a finding on a document in another language, on a report, or without measures.

    >>> why_no_plan("Dear all", [], []).reason
    'not-a-plan.language'
    """
    paragraphs, has_measures = [paragraph.plain for paragraph in document], bool(measures)
    letters = sum(character.isalpha() for character in text)
    han = len(re.findall(f"[{HAN}]", text))
    if letters and han < _LEAST_HAN_SHARE * letters:
        return Finding("not-a-plan.language", "warning")
    if is_report(document, measures):
        return Finding("not-a-plan.report", "warning")
    if has_measures:
        return None
    if is_table(document):
        return Finding("not-a-plan.table", "warning")
    digits = sum(character.isdigit() for character in text)
    is_letter = any(pattern("header", "salutation").search(paragraph) for paragraph in paragraphs)
    reason = "letter" if is_letter else "figures" if digits > han else "nothing"
    values = {"characters": len(text)}
    return Finding(f"not-a-plan.{reason}", "warning", values=values)
