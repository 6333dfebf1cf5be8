"""Paragraphs from lines: broken lines are joined, page numbers left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.policy import markers
from ingest.policy.documents import Line
from ingest.policy.head_values import is_broken_head
from ingest.policy.passages import HAN, Passage, joined, passage
from ingest.policy.patterns import any_of, pattern, patterns
from ingest.policy.shapes import is_date_line, is_institution, is_sentence, label_start

TERMINAL = "。;:!?”)…|"
MOST_JOINED = 60
_WRAPPED_LEAST, _WRAPPED_MOST = 14, 70
_FULL = 0.82  # of the usual width: such a line has been broken, not ended
_NUMBER_LINE = re.compile(rf"\(?[{HAN}]{{1,14}}\((?:19|20)\d{{2}}\)\d{{1,5}}号\)?")
_EARLY_STOP = re.compile(r"[^,、;:。()]{1,14}。(?=.)")
_NUMBER_END = re.compile(r"\d:?$")  # of a number, or of a ratio
_DIGITS_GO_ON = re.compile(r"[\d-]-?\d{1,4}")
_LEAST_SENTENCE = 40
_LEAST_NAME, _LONGEST_NAME = 3, 25  # of a unit in a cell
_INLINE_ITEM = re.compile(r"[^。;:]{2,24}。(?=\([一二三四五六七八九十]{1,3}\))")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. text: all of it; raw: its lines in the file; cells: of a table row, or empty."""

    text: Passage
    raw: str
    cells: tuple[Passage, ...] = ()
    table: int | None = None

    @property
    def plain(self) -> str:
        """Return the text for matching."""
        return self.text.plain

    @property
    def line(self) -> int:
        """Return the line of the file in which it begins."""
        return self.text.line or 0


@dataclass
class _Open:
    pieces: list[Passage] = field(default_factory=list)
    raw: str = ""

    @property
    def plain(self) -> str:
        return "".join(piece.plain for piece in self.pieces)


def paragraphs(lines: Iterable[Line], *, convert: bool = False) -> list[Paragraph]:
    """Return the paragraphs of a document; each table row is a paragraph."""
    read = [
        (line, text)
        for line in lines
        for text in split_section(passage(line.text, line.number, convert=convert))
    ]
    return _Joiner([text.plain for line, text in read if not line.cells]).run(read, convert)


class _Joiner:
    def __init__(self, texts: list[str]) -> None:
        self.width = usual_width(texts)
        self.inline_ranks = _inline_ranks(texts)
        self.label_start = label_start()
        self.starts = [
            pattern("header", name) for name in ("attachment", "salutation", "closing", "end")
        ]
        self.noise = pattern("header", "noise")
        self.titles = re.compile(
            rf".{{2,}}{any_of(patterns('header')['title_endings'])}(?:\([^)]{{1,10}}\))?$"
        )
        self.placed = pattern("units", "placed")
        self.unit_end = re.compile(rf"{any_of(patterns('units')['endings'])}(?:\([^)]*\))?$")
        self.body = False

    def run(self, read: list[tuple[Line, Passage]], convert: bool) -> list[Paragraph]:
        """Return all paragraphs."""
        done: list[Paragraph] = []
        current = _Open()

        def close() -> None:
            if current.pieces:
                done.append(Paragraph(joined(current.pieces), current.raw))
                current.pieces = []

        for line, text in read:
            if line.cells:
                close()
                cells = tuple(self._cell(cell, line.number, convert=convert) for cell in line.cells)
                done.append(Paragraph(text, line.text, cells, line.table))
            elif not text:
                if current.pieces and current.plain[-1] not in "、,":
                    close()
            elif self.noise.match(text.plain) and not _goes_on_in_digits(current, text.plain):
                continue
            else:
                if not (current.pieces and self._continues(current, text.plain)):
                    close()
                    current.raw = ""
                current.raw += ("  " if current.raw else "") + line.text
                current.pieces.append(text)
                self.body = self.body or markers.marker(text.plain) is not None
        close()
        return done

    def _cell(self, text: str, line: int, *, convert: bool) -> Passage:
        """Return a cell of a table with its lines joined, unless a sentence or name ends there."""
        pieces = [passage(piece, line, convert=convert) for piece in text.split("\n")]
        pieces = [piece for piece in pieces if piece]
        cell = joined(pieces[:1])
        for before, following in pairwise(pieces):
            ends = self._ends_in_cell(before.plain, following.plain)
            cell = joined([cell, following], "\n" if ends else "")
        return cell

    def _ends_in_cell(self, before: str, following: str) -> bool:
        if before[-1] in TERMINAL or self._starts(following):
            return True
        names = [re.split("[、,;]", before)[-1], re.split("[、,;]", following)[0]]
        return all(
            _LEAST_NAME <= len(name) <= _LONGEST_NAME and self.unit_end.search(name)
            for name in names
        )

    def _continues(self, current: _Open, following: str) -> bool:
        """Tell whether a line continues the paragraph before it."""
        before = current.plain
        if is_open(before) and re.match(r"\d{1,3}[)\d]", following):
            return True
        if is_open(before) and following[0] != "(" and self.label_start.match(following):
            return True  # a label within the bracket, or broken by the line's end
        if self._starts(following) or len(current.pieces) >= MOST_JOINED:
            return False
        if not self.body and is_broken_head(before, following):
            return True
        if is_open(before) or (_NUMBER_END.search(before[-3:]) and following[0].isdigit()):
            return True
        if before[-1] in "、," or (before[-1] == "》" and following[0] == "("):
            return True
        if before[-1] in TERMINAL:
            return False
        if not self.body and (self._is_title(before) or _NUMBER_LINE.match(following)):
            return False
        if _NUMBER_LINE.fullmatch(before) and self._is_title(following):
            return False  # the head of a second notice
        if self.width:
            return len(current.pieces[-1]) >= _FULL * self.width
        if self.label_start.match(before):
            return self._is_unit_list(following)
        if is_date_line(before):
            return False
        if not self.body:
            return len(before) >= _LEAST_SENTENCE and not self._is_title(before)
        if markers.marker(before) and "。" not in before:
            return self._is_inline(before) and bool(_EARLY_STOP.match(following))
        return len(before) > 8 and not self.titles.fullmatch(before)

    def _is_inline(self, plain: str) -> bool:
        """Tell whether headings of this line's rank have their text on the same line."""
        number_marker = markers.marker(plain)
        return number_marker is not None and number_marker.rank in self.inline_ranks

    def _starts(self, plain: str) -> bool:
        return (
            markers.marker(plain) is not None
            or bool(self.label_start.match(plain))
            or is_date_line(plain)
            or any(start.search(plain) for start in self.starts)
        )

    def _is_title(self, plain: str) -> bool:
        return not is_sentence(plain) and bool(self.titles.fullmatch(plain))

    def _is_unit_list(self, plain: str) -> bool:
        names = [name for name in re.split("[、,;]", plain.strip("。)")) if name]
        if len(names) == 1 and self.placed.match(plain) and is_institution(plain):
            return False  # the signature
        return bool(names) and all(len(name) < 20 and self.unit_end.search(name) for name in names)


def _inline_ranks(texts: list[str]) -> set[int]:
    """Return the ranks of numbers whose headings mostly have their text on the same line."""
    balance: Counter[int] = Counter()
    for text in texts:
        if number_marker := markers.marker(text):
            balance[number_marker.rank] += 1 if "。" in text[:-1] else -1
    return {rank for rank, count in balance.items() if count > 0}


def split_section(text: Passage) -> list[Passage]:
    """Split a section and its first item, if both are on a single line.

    >>> [t.plain for t in split_section(passage("二、主要任务。（一）优化结构。深入调研。", 1))]
    ['二、主要任务。', '(一)优化结构。深入调研。']
    """
    number_marker = markers.marker(text.plain)
    if number_marker and number_marker.rank == markers.SECTION:
        inner = _INLINE_ITEM.match(text.plain, number_marker.length)
        if inner:
            return [text.part(0, inner.end()), text.part(inner.end())]
    return [text]


def is_open(plain: str) -> bool:
    """Tell whether a bracket or title is open; only the last characters count."""
    near = plain[-600:]
    return near.rfind("《") > near.rfind("》") or _depth(near) > 0


def _goes_on_in_digits(current: _Open, following: str) -> bool:
    """Tell whether a line of digits is no page number but the rest of a number: (2024-|2026年)."""
    before = current.plain[-600:]
    return bool(_DIGITS_GO_ON.fullmatch(before[-1:] + following)) and is_open(before)


def _depth(plain: str) -> int:
    depth = 0
    for character in plain:
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
    return depth


def usual_width(texts: list[str]) -> int | None:
    """Return the usual length of lines broken by a page; None if each line is a paragraph.

    Broken lines are about equally long, and most of them end within a sentence.
    """
    lengths = sorted(len(text) for text in texts if text)
    if len(lengths) < 12:
        return None
    width = lengths[int(len(lengths) * 0.9)]
    if not _WRAPPED_LEAST <= width <= _WRAPPED_MOST:
        return None
    unended = [len(text) for text in texts if text and text[-1] not in TERMINAL]
    full = [length for length in unended if length >= _FULL * width]
    return width if len(full) >= 0.35 * len(lengths) and len(full) >= 0.6 * len(unended) else None
