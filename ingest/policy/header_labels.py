"""The labels of a page's head (文号:, 发布日期:) and their values."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.policy.head_values import HEAD_KINDS, LONGEST_HEAD_LINE, OTHER, head_label
from ingest.policy.paragraphs import Paragraph
from ingest.policy.passages import Passage
from ingest.policy.patterns import patterns

_EDGES = " :|"


@dataclass
class Labelled:
    """Labels. values: kind of label → first text behind such a label; lines: those with labels."""

    values: dict[str, Passage] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)

    def get(self, kind: str) -> Passage | None:
        """Return the text behind the labels of a kind."""
        return self.values.get(kind)


def labelled(preface: list[Paragraph]) -> Labelled:
    """Return the texts behind labels: behind colons, or in the next cell."""
    result = Labelled()
    for paragraph in preface:
        pieces = list(paragraph.cells) or [paragraph.text]
        for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
            for kind, value in _read(piece, following):
                result.lines.add(paragraph.line)
                if value:
                    result.values.setdefault(kind, value)
    return result


def _read(piece: Passage, following: Passage | None) -> list[tuple[str, Passage | None]]:
    """List the labels of a piece with their values; ``following``: the next cell."""
    plain = piece.plain
    matches = [] if len(plain) > LONGEST_HEAD_LINE else list(head_label().finditer(plain))
    if not matches:
        kind = next((k for k in HEAD_KINDS if plain.rstrip(":") in patterns("header")[k]), None)
        return [(kind, following.stripped(_EDGES))] if kind and following else []
    result: list[tuple[str, Passage | None]] = []
    for match, end in zip(
        matches, [*(match.start() for match in matches[1:]), len(piece)], strict=True
    ):
        result.append(
            (match.lastgroup or OTHER, piece.part(match.end(), end).stripped(_EDGES + "()"))
        )
    kind, value = result[-1]
    if not value and following and not head_label().match(following.plain):
        result[-1] = (kind, following.stripped(_EDGES))
    return result
