"""A cursor over the tokens of a query, and the parser of labels."""

from __future__ import annotations

from collections.abc import Callable

from graph.errors import WrongInput
from graph.queries.cypher.syntax import LabelName, LabelSum, Path, Query, Tree
from graph.queries.cypher.tokens import Token, refuse, tokens


class Reading:
    """A cursor over the tokens of one query; subclasses parse the parts named below."""

    expression: Callable[[], Tree]
    block: Callable[..., Query]  # a query in braces; pattern=True: a pattern will do
    path: Callable[[], Path]

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.place = 0
        self.depth = 0
        self.used_properties: set[tuple[str, str]] = set()  # names, and properties used of them
        self.bars = True  # whether | may part labels here

    # Looking and taking -------------------------------------------------------------------

    @property
    def next(self) -> Token:
        """Return the next token."""
        return self.tokens[self.place]

    def peek(self, distance: int) -> Token:
        """Return a token further on."""
        return self.tokens[min(self.place + distance, len(self.tokens) - 1)]

    def advance(self) -> Token:
        """Take the next token, whatever it is."""
        token = self.next
        self.place += token.kind != "end"
        return token

    def accept(self, *marks: str) -> bool:
        """Take these words or symbols if they all come next."""
        if self.tokens[self.place].mark != marks[0]:
            return False
        for distance in range(1, len(marks)):
            if self.peek(distance).mark != marks[distance]:
                return False
        self.place += len(marks)
        return True

    def is_next(self, *marks: str) -> bool:
        """Tell whether one of these words or symbols comes next."""
        return self.tokens[self.place].mark in marks

    def expect(self, mark: str) -> None:
        """Take a word or symbol.

        Raises:
            WrongInput: something else comes next.
        """
        if not self.accept(mark):
            raise self.stop()

    def name(self) -> str:
        """Take a name."""
        if self.next.kind not in ("name", "quoted"):
            raise self.stop()
        return self.advance().text

    def stop(self, key: str = "error.cypher_syntax", **values: object) -> WrongInput:
        """Return a refusal at the next token."""
        return refuse(key, self.text, self.next.start, **values)

    def span_from(self, start: int) -> tuple[int, int]:
        """Return the span from a place to the last token taken."""
        return start, self.tokens[self.place - 1].end if self.place else start

    # Labels and types ---------------------------------------------------------------------

    def labels(self) -> Tree:
        """Parse a label expression: ``A``, ``A|B``, ``A&B``, ``A:B``, ``!A``, ``%``, ``(A)``."""
        start = self.next.start
        parts = [self._label_product()]
        while self.bars and self.accept("|"):
            self.accept(":")
            parts.append(self._label_product())
        return parts[0] if len(parts) == 1 else LabelSum(self.span_from(start), "|", tuple(parts))

    def _label_product(self) -> Tree:
        start = self.next.start
        parts = [self._label()]
        while self.is_next("&", ":"):
            self.advance()
            parts.append(self._label())
        return parts[0] if len(parts) == 1 else LabelSum(self.span_from(start), "&", tuple(parts))

    def _label(self) -> Tree:
        start = self.next.start
        if self.accept("!"):
            return LabelSum(self.span_from(start), "!", (self._label(),))
        if self.accept("%"):
            return LabelSum(self.span_from(start), "%", ())
        if self.accept("("):
            inner = self.labels()
            self.expect(")")
            return inner
        if self.is_next("$"):
            raise self.stop()
        return LabelName((start, self.next.end), self.name())
