"""The labels of a page's head (文号:, 发布日期:) and what stands behind them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.policy.head_values import HEAD_KINDS, LONGEST_HEAD_LINE, OTHER, head_label
from ingest.policy.paragraphs import Paragraph
from ingest.policy.passages import Passage
from ingest.policy.patterns import patterns

_EDGES = " :|"


@dataclass
class Labelled:
    """values: kind of label → the first text behind one; lines: where labels stand."""

    values: dict[str, Passage] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)

    def get(self, kind: str) -> Passage | None:
        """What stands behind the labels of a kind."""
        return self.values.get(kind)


def labelled(preface: list[Paragraph]) -> Labelled:
    """What stands behind the labels: behind colons, or in the next cell."""
    told = Labelled()
    for p in preface:
        pieces = list(p.cells) or [p.text]
        for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
            for kind, value in _read(piece, following):
                told.lines.add(p.line)
                if value:
                    told.values.setdefault(kind, value)
    return told


def _read(piece: Passage, following: Passage | None) -> list[tuple[str, Passage | None]]:
    """The labels of one piece with their values; ``following``: the next cell."""
    plain = piece.plain
    hits = [] if len(plain) > LONGEST_HEAD_LINE else list(head_label().finditer(plain))
    if not hits:
        kind = next((k for k in HEAD_KINDS if plain.rstrip(":") in patterns("header")[k]), None)
        return [(kind, following.stripped(_EDGES))] if kind and following else []
    found: list[tuple[str, Passage | None]] = []
    for hit, end in zip(hits, [*(h.start() for h in hits[1:]), len(piece)], strict=True):
        found.append((hit.lastgroup or OTHER, piece.part(hit.end(), end).stripped(_EDGES + "()")))
    kind, value = found[-1]
    if not value and following and not head_label().match(following.plain):
        found[-1] = (kind, following.stripped(_EDGES))
    return found
