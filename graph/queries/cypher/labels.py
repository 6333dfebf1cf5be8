"""Labels of nodes and types of relationships, as the parser reads them."""

from __future__ import annotations

from graph.queries.cypher.reading import Reading
from graph.queries.cypher.tree import (
    LabelName,
    LabelSum,
    Tree,
)


class LabelParser(Reading):
    """Label expressions."""

    def labels(self) -> Tree:
        """A label expression: ``A``, ``A|B``, ``A&B``, ``A:B``, ``!A``, ``%``, in parentheses."""
        start = self.next.start
        parts = [self._label_product()]
        while self.bars and self.took("|"):
            self.took(":")
            parts.append(self._label_product())
        return parts[0] if len(parts) == 1 else LabelSum(self.since(start), "|", tuple(parts))

    def _label_product(self) -> Tree:
        start = self.next.start
        parts = [self._label()]
        while self.comes("&", ":"):
            self.advance()
            parts.append(self._label())
        return parts[0] if len(parts) == 1 else LabelSum(self.since(start), "&", tuple(parts))

    def _label(self) -> Tree:
        start = self.next.start
        if self.took("!"):
            return LabelSum(self.since(start), "!", (self._label(),))
        if self.took("%"):
            return LabelSum(self.since(start), "%", ())
        if self.took("("):
            inner = self.labels()
            self.need(")")
            return inner
        if self.comes("$"):
            raise self.stop()
        return LabelName((start, self.next.end), self.name())
