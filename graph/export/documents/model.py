"""What a document consists of, independent of any format: three writers say the same.

Figures stand in frames. A table shows a frame; a sentence takes its figures from the cells of a
frame, in the very characters that the table shows, so that text and table cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import fsum
from typing import Any, Literal

from graph.draw.scene import Scene, Stamp
from graph.gap.flows.rounding import added_up, half_up, percent_said
from graph.words import say

Form = Literal["text", "persons", "rate", "share", "plain"]
Style = Literal["body", "lead", "note", "point"]
UNKNOWN = "–"
_SPACED = re.compile(
    r"(?<=[\u4e00-\u9fff]) (?=[\d,.]+%?\s?[\u4e00-\u9fff])|(?<=[\d%]) (?=[\u4e00-\u9fff])"
)
MOST_ROWS = 40  # of a table on paper


@dataclass(frozen=True)
class Column:
    """A column of a frame. ``form``: how its figures are written; ``share``: of a table's width.

    ``persons``: whole; ``rate``: whole percent, 0 % and 100 % only where exact; ``share``: percent,
    rounded; ``plain``: a number as it is, such as a year or an ordinal. ``adds``: whether persons
    of several rows may be added up. ``of``: part and whole, of a rate of what stays empty.
    """

    name: str
    heading: str
    form: Form = "text"
    share: float = 1.0
    adds: bool = True
    of: tuple[str, str] | None = None

    @property
    def is_figure(self) -> bool:
        """Whether it stands at the right."""
        return self.form != "text"

    def shown(self, value: Any) -> str:
        """A value as readers see it.

        >>> Column("n", "N", "persons").shown(1023.5), Column("r", "R", "rate").shown(0.999)
        ('1,024', '>99%')
        """
        if value is None:
            return UNKNOWN
        if value == "":  # of a sum that would say nothing
            return ""
        if self.form == "persons":
            return f"{half_up(value):,}"
        if self.form == "rate":
            return percent_said(Fraction(value))
        if self.form == "share":
            return f"{half_up(Fraction(value) * 100)}%"
        return str(value)

    @property
    def is_sum(self) -> bool:
        """Whether its figures may be added up."""
        return self.form == "persons" and self.adds


@dataclass(frozen=True)
class Frame:
    """Rows under columns: what tables, charts and sentences take their figures from.

    ``total``: whether the last row is the sum of those above.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: bool = False

    @cached_property
    def figures(self) -> tuple[tuple[Any, ...], ...]:
        """The rows as they are printed: persons are whole, and add up to their printed total."""
        columns = [
            self._whole(k) if one.is_sum else [row[k] for row in self.rows]
            for k, one in enumerate(self.columns)
        ]
        return tuple(zip(*columns, strict=True)) if self.rows else ()

    def _whole(self, k: int) -> list[int | None]:
        values = [row[k] for row in self.rows]
        found = [None if value is None else half_up(value) for value in values]
        known = [place for place, value in enumerate(values[: -1 if self.total else None])
                 if value is not None]  # fmt: skip
        parts = [values[place] for place in known]
        total = found[-1] if self.total else None
        if total is not None and abs(float(values[-1]) - fsum(map(float, parts))) >= 1:
            return found  # no sum of what is known
        for place, whole in zip(known, added_up(parts, total).tolist(), strict=True):
            found[place] = int(whole)
        return found

    def summed(self, label: str) -> Frame:
        """With a last row that holds the sums, where there is something to add."""
        if len(self.rows) < 2 or not any(one.is_sum for one in self.columns):
            return self
        return Frame(self.columns, (*self.rows, self._sums(self.rows, label)), True)

    def shortened(self, most: int, label: Callable[[int], str]) -> Frame:
        """At most so many rows; the others are one row with their sums."""
        body = self.figures[: -1 if self.total else None]
        if len(body) <= most + 1:
            return self
        rest = self._sums(body[most:], label(len(body) - most))
        last = self.figures[-1:] if self.total else ()
        return Frame(self.columns, (*body[:most], rest, *last), self.total)

    def _sums(self, rows: Sequence[tuple[Any, ...]], label: str) -> tuple[Any, ...]:
        sums: dict[str, Any] = {}
        for k, one in enumerate(self.columns):
            values = [row[k] for row in rows if row[k] is not None]
            sums[one.name] = (sum(values) if values else None) if one.is_sum else ""
        for one in self.columns:
            if one.of is not None:
                part, whole = (sums[name] for name in one.of)
                sums[one.name] = 1 - Fraction(part) / Fraction(whole) if whole else None
        named = max(
            (one for one in self.columns if one.form == "text"),
            key=lambda one: one.share,
            default=self.columns[0],
        )
        sums[named.name] = label
        return tuple(sums.values())

    def column(self, name: str) -> int:
        """The place of a column."""
        return [one.name for one in self.columns].index(name)

    def cell(self, row: int, name: str) -> Cell:
        """One figure, to be said in a sentence."""
        return Cell(self, row, name)

    def cells(self, row: int) -> dict[str, Cell]:
        """All figures of a row by column."""
        return {one.name: Cell(self, row, one.name) for one in self.columns}

    def shown(self) -> Iterator[tuple[str, ...]]:
        """The rows as readers see them."""
        for row in self.figures:
            yield tuple(one.shown(v) for one, v in zip(self.columns, row, strict=True))

    def without(self, *names: str) -> Frame:
        """The same rows without some columns."""
        kept = [k for k, one in enumerate(self.columns) if one.name not in names]
        rows = tuple(tuple(row[k] for k in kept) for row in self.rows)
        return Frame(tuple(self.columns[k] for k in kept), rows, self.total)


@dataclass(frozen=True)
class Cell:
    """A cell of a frame; as text it is what the table shows."""

    frame: Frame
    row: int
    name: str

    @property
    def value(self) -> Any:
        """The figure itself."""
        return self.frame.rows[self.row][self.frame.column(self.name)]

    def __str__(self) -> str:
        place = self.frame.column(self.name)
        return self.frame.columns[place].shown(self.frame.figures[self.row][place])

    def __format__(self, _form: str) -> str:
        """As the table shows it, whatever a template wishes."""
        return str(self)


@dataclass(frozen=True)
class Paragraph:
    """Running text. ``cells``: the figures in it; ``words``: what else was filled in, no figures.

    ``style``: ``lead`` opens a section, ``note`` is small, ``point`` one of a list.
    """

    text: str
    style: Style = "body"
    cells: tuple[Cell, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tag:
    """The grade of what stands below a caption; ``invented``: whether the data are illustrative."""

    text: str = ""
    invented: bool = False


NO_TAG = Tag()


@dataclass(frozen=True)
class Table:
    """A frame as a table.

    ``tag``: the grade of its figures, none where it says nothing of the world; ``chart``: of the
    same frame, beside the table where a format keeps charts alive; ``most``: rows that a page shows
    at most, where that is fewer than it has room for.
    """

    frame: Frame
    caption: str
    tag: Tag = NO_TAG
    chart: Chart | None = None
    most: int | None = None

    def printed(self, most: int, lang: str) -> Frame:
        """What a page has room for: the first rows, then how many more there are, with their sums.

        A workbook has all of them.
        """
        most = most if self.most is None else min(most, self.most)
        return self.frame.shortened(most, lambda n: say("document.rest", lang, n=n))


@dataclass(frozen=True)
class Chart:
    """A frame as stacked bars. ``label``: column of names; ``values``: columns of figures.

    ``name``: of the only bar, where the frame has no column of names.
    """

    frame: Frame
    label: str
    values: tuple[str, ...]
    colours: tuple[str, ...]
    name: str = ""

    @property
    def bars(self) -> tuple[tuple[Any, ...], ...]:
        """The rows that are bars: all but the sum."""
        return self.frame.figures[: -1 if self.frame.total else None]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the bars."""
        if not self.label:
            return tuple(self.name for _ in self.bars)
        return tuple(str(self.frame.cell(k, self.label)) for k in range(len(self.bars)))


@dataclass(frozen=True)
class Picture:
    """A scene with its caption and how to read it. ``wide``: the same for wide pages."""

    scene: Scene
    caption: str
    tag: Tag = NO_TAG
    wide: Scene | None = None


Block = Paragraph | Table | Picture


@dataclass(frozen=True)
class Section:
    """A heading and what follows; ``level`` from 1. ``new_page``: whether it begins one."""

    heading: str
    blocks: tuple[Block, ...]
    level: int = 1
    new_page: bool = False

    def sentences(self) -> Iterator[str]:
        """Its running text."""
        yield from (block.text for block in self.blocks if isinstance(block, Paragraph))


@dataclass(frozen=True)
class Document:
    """A whole document. ``facts``: place of the data in one line, below the title.

    ``mark``: the words for illustrative data, empty where the data are not; ``contents``: whether a
    table of contents stands in front; ``compact``: whether it is set small, to be short; ``scope``:
    what was asked for, in one line.
    """

    kind: str
    lang: str
    title: str
    facts: str
    mark: str
    warning: str
    stamp: Stamp
    sections: tuple[Section, ...]
    contents: bool = False
    compact: bool = False
    scope: str = ""

    def texts(self) -> Iterator[str]:
        """Every text that is shown, for fonts and glyph checks."""
        yield from (self.title, self.facts, self.scope, self.mark, self.warning)
        for section in self.sections:
            yield section.heading
            for block in section.blocks:
                yield from _texts(block, self.lang)

    def numbers(self) -> tuple[str, ...]:
        """The number of each section as the language counts, in order."""
        found, counts = [], [0, 0, 0]
        for section in self.sections:
            counts[section.level - 1] += 1
            counts[section.level :] = [0] * (3 - section.level)
            found.append(heading_number(tuple(counts[: section.level]), self.lang))
        return tuple(found)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Its pictures in order."""
        return tuple(b for s in self.sections for b in s.blocks if isinstance(b, Picture))


def _texts(block: Block, lang: str) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Table):
        yield from (block.caption, block.tag.text)
        yield from (one.heading for one in block.frame.columns)
        for row in block.printed(MOST_ROWS, lang).shown():
            yield from row
    else:
        yield from (block.caption, block.tag.text)
        yield block.scene.note
        yield from block.scene.every_text()


def told(key: str, lang: str, cells: Mapping[str, Cell], **words: Any) -> Paragraph:
    """A sentence whose figures are cells; ``words`` are names, dates and the like."""
    text = say(key, lang, **cells, **words)
    return Paragraph(text, "body", tuple(cells.values()), tuple(map(str, words.values())))


DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """A number below a hundred as headings of documents have it.

    >>> chinese_number(3), chinese_number(12), chinese_number(25)
    ('三', '十二', '二十五')
    """
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else DIGITS[tens] + "十")
    return head + (DIGITS[ones] if ones or not tens else "")


def heading_number(counts: tuple[int, ...], lang: str) -> str:
    """The number in front of a heading.

    >>> heading_number((2,), "zh"), heading_number((2, 1), "zh"), heading_number((2, 1), "en")
    ('二、', '（一）', '2.1 ')
    """
    if lang != "zh":
        return ".".join(map(str, counts)) + " "
    return (
        f"{chinese_number(counts[0])}、",
        f"（{chinese_number(counts[-1])}）",
        f"{counts[-1]}．",
    )[len(counts) - 1]


def tight(text: str, lang: str) -> str:
    """A sentence of the terminal as documents have it: no space between figures and Chinese.

    >>> tight("需要 1,024 人，共 3 组", "zh"), tight("Needs 3 people", "en")
    ('需要1,024人，共3组', 'Needs 3 people')
    """
    return _SPACED.sub("", text) if lang == "zh" else text


def titled(text: str) -> str:
    """A text as it stands alone: with a capital.

    >>> titled("too small"), titled("规模不足")
    ('Too small', '规模不足')
    """
    return text[:1].upper() + text[1:]
