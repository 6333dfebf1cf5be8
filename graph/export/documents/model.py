"""What a document consists of, independent of any format: three writers say the same.

Figures stand in frames. A table shows a frame; a sentence takes its figures from the cells of a
frame, in the very characters that the table shows, so that text and table cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from graph.analysis.rounding import percent_said
from graph.draw.scene import Scene, Stamp
from graph.words import say

Form = Literal["text", "persons", "rate", "share", "plain"]
Style = Literal["body", "lead", "note", "point"]
UNKNOWN = "–"


@dataclass(frozen=True)
class Column:
    """A column of a frame. ``form``: how its figures are written; ``share``: of a table's width.

    ``persons``: whole, a half upwards; ``rate``: whole percent, 100 % only where nothing is left;
    ``share``: percent, rounded; ``plain``: a number as it is, such as a year or an ordinal.
    """

    name: str
    heading: str
    form: Form = "text"
    share: float = 1.0

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
        if self.form == "persons":
            return f"{_half_up(value):,}"
        if self.form == "rate":
            return percent_said(Fraction(value))
        if self.form == "share":
            return f"{_half_up(Fraction(value) * 100)}%"
        return str(value)


def _half_up(value: Any) -> int:
    if isinstance(value, int):
        return value
    exact = value if isinstance(value, Fraction) else Fraction(round(value, 6))
    return int((exact + Fraction(1, 2)).__floor__())


@dataclass(frozen=True)
class Frame:
    """Rows under columns: what tables, charts and sentences take their figures from."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]

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
        for row in self.rows:
            yield tuple(one.shown(v) for one, v in zip(self.columns, row, strict=True))

    def without(self, *names: str) -> Frame:
        """The same rows without some columns."""
        kept = [k for k, one in enumerate(self.columns) if one.name not in names]
        rows = tuple(tuple(row[k] for k in kept) for row in self.rows)
        return Frame(tuple(self.columns[k] for k in kept), rows)


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
        return self.frame.columns[self.frame.column(self.name)].shown(self.value)

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
    """A frame as a table. ``total``: whether its last row is the sum of those above.

    ``tag``: the grade of its figures, none where it says nothing of the world; ``chart``: of the
    same frame, beside the table where a format keeps charts alive.
    """

    frame: Frame
    caption: str
    tag: Tag = NO_TAG
    total: bool = False
    chart: Chart | None = None


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
    def names(self) -> tuple[str, ...]:
        """The names of the bars."""
        if not self.label:
            return tuple(self.name for _ in self.frame.rows)
        return tuple(str(self.frame.cell(k, self.label)) for k in range(len(self.frame.rows)))


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


@dataclass(frozen=True)
class Document:
    """A whole document. ``facts``: place of the data in one line, below the title.

    ``mark``: the words for illustrative data, empty where the data are not; ``contents``: whether a
    table of contents stands in front; ``compact``: whether it is set small, to be short.
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

    def texts(self) -> Iterator[str]:
        """Every text that is shown, for fonts and glyph checks."""
        yield from (self.title, self.facts, self.mark, self.warning)
        for section in self.sections:
            yield section.heading
            for block in section.blocks:
                yield from _texts(block)

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


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Table):
        yield from (block.caption, block.tag.text)
        yield from (one.heading for one in block.frame.columns)
        for row in block.frame.shown():
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
