"""The content of a document, independent of any format: all writers render the same.

Figures stand in frames. A table shows a frame; a sentence quotes the cells of a frame, character by
character, so that text and table cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import fsum
from typing import Any, Literal

from graph.builds.letterhead import NO_LETTERHEAD, Letterhead
from graph.draw.scene import Scene, Stamp
from graph.export.documents.paper import NEUTRAL, Paper
from graph.gap.flows.rounding import added_up, half_up, percent_said
from graph.words import say

Form = Literal["text", "persons", "rate", "share", "plain"]
Style = Literal["body", "lead", "note", "point"]
UNKNOWN = "–"
MOST_ROWS = 12  # in a table on a page or slide: what a meeting reads
LONG = 12  # rows that the body of an official paper has room for


@dataclass(frozen=True)
class Column:
    """A column of a frame. ``form``: how its figures are written; ``share``: of a table's width.

    ``persons``: whole; ``rate``: whole percent, 0 % and 100 % only where exact; ``share``:
    percent, rounded; ``plain``: a number unchanged, such as a year or an ordinal. ``adds``:
    whether persons of several rows may be added up. ``of``: the columns of empty and all
    places, from which a sum row computes its rate.
    """

    name: str
    heading: str
    form: Form = "text"
    share: float = 1.0
    adds: bool = True
    of: tuple[str, str] | None = None

    @property
    def is_figure(self) -> bool:
        """Tell whether the column is set flush right."""
        return self.form != "text"

    def text_of(self, value: Any) -> str:
        """Return a value as readers see it.

        >>> Column("n", "N", "persons").text_of(1023.5), Column("r", "R", "rate").text_of(0.999)
        ('1,024', '>99%')
        """
        if value is None:
            return UNKNOWN
        if value == "":  # a sum that would be meaningless
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
        """Tell whether figures of the column may be added up."""
        return self.form == "persons" and self.adds


@dataclass(frozen=True)
class Frame:
    """Rows under columns: the source of the figures in tables, charts and sentences.

    ``total``: whether the last row is the sum of those above.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: bool = False

    @cached_property
    def figures(self) -> tuple[tuple[Any, ...], ...]:
        """Return the rows as printed: persons are whole, and add up to their printed total."""
        columns = [
            self._whole(k) if column.is_sum else [row[k] for row in self.rows]
            for k, column in enumerate(self.columns)
        ]
        return tuple(zip(*columns, strict=True)) if self.rows else ()

    def _whole(self, k: int) -> list[int | None]:
        values = [row[k] for row in self.rows]
        rounded = [value if value in (None, "") else half_up(value) for value in values]
        filled = [place for place, value in enumerate(values[: -1 if self.total else None])
                 if value not in (None, "")]  # fmt: skip
        parts = [values[place] for place in filled]
        total = rounded[-1] if self.total else None
        if total is not None and abs(float(values[-1]) - fsum(map(float, parts))) >= 1:
            return rounded  # the total is not the sum of the known figures
        for place, whole in zip(filled, added_up(parts, total).tolist(), strict=True):
            rounded[place] = int(whole)
        return rounded

    def summed(self, label: str) -> Frame:
        """Append a row of sums, if there is something to add."""
        if len(self.rows) < 2 or not any(column.is_sum for column in self.columns):
            return self
        return Frame(self.columns, (*self.rows, self._sums(self.rows, label)), True)

    def shortened(self, most: int, label: Callable[[int], str]) -> Frame:
        """Keep at most ``most`` rows and combine the others into one row of sums."""
        body = self.figures[: -1 if self.total else None]
        if len(body) <= most + 1:
            return self
        combined = self._sums(body[most:], label(len(body) - most))
        total_row = self.figures[-1:] if self.total else ()
        return Frame(self.columns, (*body[:most], combined, *total_row), self.total)

    def _sums(self, rows: Sequence[tuple[Any, ...]], label: str) -> tuple[Any, ...]:
        sums: dict[str, Any] = {}
        for k, column in enumerate(self.columns):
            values = [row[k] for row in rows if row[k] is not None]
            sums[column.name] = (sum(values) if values else None) if column.is_sum else ""
        for column in self.columns:
            if column.of is not None:
                part, whole = (sums[name] for name in column.of)
                sums[column.name] = 1 - Fraction(part) / Fraction(whole) if whole else None
        label_column = max(
            (column for column in self.columns if column.form == "text"),
            key=lambda column: column.share,
            default=self.columns[0],
        )
        sums[label_column.name] = label
        return tuple(sums.values())

    def column(self, name: str) -> int:
        """Return the position of a column."""
        return [column.name for column in self.columns].index(name)

    def cell(self, row: int, name: str) -> Cell:
        """Return one figure, for a sentence."""
        return Cell(self, row, name)

    def cells(self, row: int) -> dict[str, Cell]:
        """Return all figures of a row by column."""
        return {column.name: Cell(self, row, column.name) for column in self.columns}

    def text_rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows as readers see them."""
        for row in self.figures:
            yield tuple(
                column.text_of(value) for column, value in zip(self.columns, row, strict=True)
            )

    def without(self, *names: str) -> Frame:
        """Return the rows without some columns."""
        places = [k for k, column in enumerate(self.columns) if column.name not in names]
        rows = tuple(tuple(row[k] for k in places) for row in self.rows)
        return Frame(tuple(self.columns[k] for k in places), rows, self.total)


@dataclass(frozen=True)
class Cell:
    """A cell of a frame; its text is that of the table."""

    frame: Frame
    row: int
    name: str

    @property
    def value(self) -> Any:
        """Return the figure itself."""
        return self.frame.rows[self.row][self.frame.column(self.name)]

    def __str__(self) -> str:
        place = self.frame.column(self.name)
        return self.frame.columns[place].text_of(self.frame.figures[self.row][place])

    def __format__(self, _form: str) -> str:
        """Format the cell as the table does, whatever the template asks for."""
        return str(self)


@dataclass(frozen=True)
class Paragraph:
    """Running text. ``cells``: the figures in it; ``words``: what else was filled in, no figures.

    ``style``: ``lead`` opens a section, ``note`` is small, ``point`` is a point of a list.
    """

    text: str
    style: Style = "body"
    cells: tuple[Cell, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tag:
    """The grade of the content below a caption; ``invented``: whether the data are illustrative."""

    text: str = ""
    invented: bool = False


NO_TAG = Tag()


@dataclass(frozen=True)
class Table:
    """A frame as a table.

    ``tag``: the grade of its figures, empty if it says nothing of the world; ``chart``: of the
    same frame, beside the table in formats with editable charts; ``most``: rows that a page
    shows at most, if other than usual; ``aside``: whether sentences say on pages what it holds,
    and only a workbook shows it.
    """

    frame: Frame
    caption: str
    tag: Tag = NO_TAG
    chart: Chart | None = None
    most: int | None = None
    aside: bool = False

    def printed(self, most: int, lang: str) -> Frame:
        """Return the first rows that a page has room for, and a row for the others with their sums.

        A workbook has all of them.
        """
        most = most if self.most is None else self.most
        return self.frame.shortened(most, lambda n: say("document.rest", lang, n=n))


@dataclass(frozen=True)
class Chart:
    """A frame as stacked bars. ``label``: column of names; ``values``: columns of figures.

    ``name``: of the only bar, if the frame has no column of names.
    """

    frame: Frame
    label: str
    values: tuple[str, ...]
    colours: tuple[str, ...]
    name: str = ""

    @property
    def bars(self) -> tuple[tuple[Any, ...], ...]:
        """Return the rows that are bars: all but the sum."""
        return self.frame.figures[: -1 if self.frame.total else None]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the bars."""
        if not self.label:
            return tuple(self.name for _ in self.bars)
        return tuple(str(self.frame.cell(k, self.label)) for k in range(len(self.bars)))


@dataclass(frozen=True)
class Picture:
    """A scene with its caption and reading note. ``wide``: the same for wide pages."""

    scene: Scene
    caption: str
    tag: Tag = NO_TAG
    wide: Scene | None = None


Block = Paragraph | Table | Picture


@dataclass(frozen=True)
class Section:
    """A heading and its content; ``level`` from 1. ``new_page``: whether it begins a page.

    ``message``: the finding in a sentence, the title of its slides (None: its first sentence).
    """

    heading: str
    blocks: tuple[Block, ...]
    level: int = 1
    new_page: bool = False
    message: Paragraph | None = None

    @property
    def is_long(self) -> bool:
        """Tell whether it holds a table that takes most of a page."""
        tables = (block for block in self.blocks if isinstance(block, Table))
        return any(len(table.frame.rows) > LONG for table in tables)

    def sentences(self) -> Iterator[str]:
        """Yield the running text."""
        yield from (block.text for block in self.blocks if isinstance(block, Paragraph))


@dataclass(frozen=True)
class Document:
    """A whole document. ``facts``: place of the data in one line, below the title.

    ``mark``: the words for illustrative data, empty otherwise; ``contents``: whether a table of
    contents follows the first section; ``compact``: whether it is set in small type, to be short;
    ``scope``: the chosen options, in one line; ``paper``: of its pages;
    ``letterhead``: in its language. ``slides``: sections that take one slide each, instead of
    all sections.
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
    paper: Paper = NEUTRAL
    letterhead: Letterhead = NO_LETTERHEAD
    slides: tuple[Section, ...] = ()

    def texts(self) -> Iterator[str]:
        """Yield every text, for fonts and glyph checks."""
        yield from (self.title, self.facts, self.scope, self.mark, self.warning)
        yield from self.letterhead.given().values()
        for section in self.sections:
            yield section.heading
            for block in section.blocks:
                yield from _texts(block, self.lang)

    def on_pages(self) -> Document:
        """Leave out the tables that stand aside of pages and slides."""
        return replace(
            self,
            sections=tuple(_without_aside(section) for section in self.sections),
            slides=tuple(_without_aside(section) for section in self.slides),
        )

    def parts(self) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
        """Return the body and the annexes: on official paper, sections with long tables."""
        if not self.paper.is_official:
            return self.sections, ()
        annexes = tuple(section for section in self.sections[1:] if section.is_long)
        return tuple(section for section in self.sections if section not in annexes), annexes

    def numbers(self) -> tuple[str, ...]:
        """Return the number of each section as the language counts, in order."""
        labels, counts = [], [0, 0, 0]
        for section in self.sections:
            counts[section.level - 1] += 1
            counts[section.level :] = [0] * (3 - section.level)
            labels.append(heading_number(tuple(counts[: section.level]), self.lang))
        return tuple(labels)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Return the pictures in order."""
        return tuple(b for s in self.sections for b in s.blocks if isinstance(b, Picture))


def _without_aside(section: Section) -> Section:
    blocks = (b for b in section.blocks if not (isinstance(b, Table) and b.aside))
    return replace(section, blocks=tuple(blocks))


def _texts(block: Block, lang: str) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Table):
        yield from (block.caption, block.tag.text)
        yield from (column.heading for column in block.frame.columns)
        for row in block.printed(MOST_ROWS, lang).text_rows():
            yield from row
    else:
        yield from (block.caption, block.tag.text)
        yield block.scene.note
        yield from block.scene.every_text()


def paragraph(key: str, lang: str, cells: Mapping[str, Cell], **words: Any) -> Paragraph:
    """Return a sentence whose figures are cells; ``words`` are names, dates and the like."""
    text = say(key, lang, **cells, **words)
    return Paragraph(text, "body", tuple(cells.values()), tuple(map(str, words.values())))


DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Return a number below a hundred as headings of documents write it.

    >>> chinese_number(3), chinese_number(12), chinese_number(25)
    ('三', '十二', '二十五')
    """
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else DIGITS[tens] + "十")
    return head + (DIGITS[ones] if ones or not tens else "")


def heading_number(counts: tuple[int, ...], lang: str) -> str:
    """Return the number in front of a heading.

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


def titled(text: str) -> str:
    """Capitalise a text that stands alone.

    >>> titled("too small"), titled("规模不足")
    ('Too small', '规模不足')
    """
    return text[:1].upper() + text[1:]
