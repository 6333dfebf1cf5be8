"""The content of a document, independent of any format: all writers render the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from graph.builds.letterhead import NO_LETTERHEAD, Letterhead
from graph.draw.scene import Scene, Stamp
from graph.export.documents.frames import Cell, Frame
from graph.export.documents.numbering import heading_number
from graph.export.documents.paper import NEUTRAL, Paper
from graph.words import say

Style = Literal["body", "lead", "note", "point"]
MOST_ROWS = 12  # in a table on a page or slide: what a meeting reads
LONG = 12  # rows that the body of an official paper has room for


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

        A workbook has all of them, uncut.
        """
        most = most if self.most is None else self.most
        return self.frame.shortened(most, lambda n: say("document.rest", lang, n=n)).cut()


@dataclass(frozen=True)
class Chart:
    """A frame as stacked bars. ``label``: column of names; ``values``: columns of figures."""

    frame: Frame
    label: str
    values: tuple[str, ...]
    colours: tuple[str, ...]

    @property
    def bars(self) -> tuple[tuple[Any, ...], ...]:
        """Return the rows that are bars: all but the sum."""
        return self.frame.figures[: -1 if self.frame.total else None]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the bars."""
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
    """A heading and its content. ``new_page``: whether it begins a page.

    ``message``: the finding in a sentence, the title of its slides (None: its first sentence).
    """

    heading: str
    blocks: tuple[Block, ...]
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
        return tuple(heading_number(k, self.lang) for k, _ in enumerate(self.sections, 1))

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
