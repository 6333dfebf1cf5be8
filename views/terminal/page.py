"""A page of text on a terminal: lines, paragraphs, headings, points, tables."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from graph.words import say
from views.terminal.lines import wrap

WIDEST = 100  # longer lines are hard to read


class Page:
    """A page in one language on one console; no line is wider than the console."""

    def __init__(self, lang: str, console: Console) -> None:
        self.lang = lang
        self.console = console
        self.width = min(console.width, WIDEST)

    def line(self, text: Text | str = "") -> None:
        self.console.print(text, highlight=False, markup=False, no_wrap=True, crop=False)

    def paragraph(self, text: str, indent: int = 0, first: str = "", style: str = "") -> None:
        """Print wrapped text; ``first`` stands in the indent of the first line."""
        for k, line in enumerate(wrap(text, max(10, self.width - indent))):
            lead = first + " " * (indent - cell_len(first)) if k == 0 else " " * indent
            self.line(Text(lead) + Text(line, style))

    def title(self, text: str) -> None:
        self.line()
        self.paragraph(text, style="bold")

    def mark(self, *grades: str | None) -> None:
        """Say that figures are invented, where one of the grades is that of invented ones."""
        if "illustrative" in grades:
            text = say("gap.terminal.illustrative", self.lang)
            self.paragraph(text, style="bold yellow")

    def points(self, sentences: Sequence[str]) -> None:
        for sentence in sentences:
            self.paragraph(sentence, 4, "  ·")

    def figures(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """Print word, figure and note of each line, in aligned columns."""
        names = max(cell_len(name) for name, _, _ in lines)
        figures = max(cell_len(figure) for _, figure, _ in lines)
        for name, figure, note in lines:
            space = " " * (figures - cell_len(figure))
            lead = f"  {name}{' ' * (names - cell_len(name))}  {space}{figure}   "
            self.paragraph(note, cell_len(lead), lead)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], figures: set[int]) -> None:
        """Print columns as wide as needed; a narrow console narrows the gaps and first column."""
        columns = list(zip(head, *rows, strict=True))
        widths = [max(cell_len(cell) for cell in column) for column in columns]
        gap = 2 if sum(widths) + 2 * len(widths) <= self.width else 1
        room = self.width - sum(widths[1:]) - gap * (len(widths) - 1) - 2
        widths[0] = min(widths[0], max(8, room))
        self.line()
        for k, row in enumerate([head, *rows]):
            for line in _cells(row, widths, figures, " " * gap):
                self.line(Text(line, "bold" if k == 0 else ""))


def _cells(row: Sequence[str], widths: list[int], figures: set[int], gap: str) -> list[str]:
    """Lay out a row: the first cell wrapped, the others on its first line."""
    lines = []
    for k, name in enumerate(wrap(row[0], widths[0])):
        cells = [name + " " * (widths[0] - cell_len(name))]
        for column, (cell, width) in enumerate(zip(row[1:], widths[1:], strict=True), 1):
            space = " " * (width - cell_len(cell))
            cells.append((space + cell if column in figures else cell + space) if k == 0 else "")
        lines.append(("  " + gap.join(cells)).rstrip())
    return lines
