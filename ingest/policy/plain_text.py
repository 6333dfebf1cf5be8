"""Lines of text and Markdown files; rows of pipe tables as cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.policy.documents import Line
from ingest.readers.encodings import decode, refuse_other_files

_RULE = re.compile(r"[\s|:+=-]*-{2,}[\s|:+=-]*")
_MARKS = re.compile(r"^\s*(?:#{1,6}\s+|>\s?)+|\*\*|__(?=\S)|(?<=\S)__|^\s*[-*+]\s+(?=[^\s-])|`")
_COMMENT = re.compile(r"^\s*<!--.*-->\s*$")


def lines(content: bytes) -> list[Line]:
    """Return the lines of a text file."""
    refuse_other_files(content, ".txt")
    return list(_lines(decode(content)))


def markdown_lines(content: bytes) -> list[Line]:
    """Return the lines of a Markdown file without its marks."""
    refuse_other_files(content, ".md")
    text = decode(content)
    unmarked = "\n".join(_MARKS.sub("", line) for line in text.splitlines())
    return [line for line in _lines(unmarked) if not _COMMENT.match(line.text)]


def _lines(text: str) -> Iterator[Line]:
    table = 0
    in_table = False
    for number, line in enumerate(re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text), 1):
        cells = row_cells(line)
        if cells is None or len(cells) < 2:
            in_table = False
            yield Line(number, line)
        elif _RULE.fullmatch(line):
            continue
        else:
            table += not in_table
            in_table = True
            yield Line(number, line, cells, table)


def row_cells(line: str) -> tuple[str, ...] | None:
    r"""Return the cells of a pipe row, or None.

    >>> row_cells("| 1 | 建基地 |  |"), row_cells("文号:1号")
    (('1', '建基地', ''), None)
    """
    line = line.replace("｜", "|").replace("│", "|").replace("┃", "|").replace("丨", "|")
    if "|" not in line:
        return None
    inner = line.strip()
    inner = inner[1:] if inner.startswith("|") else inner
    inner = inner[:-1] if inner.endswith("|") else inner
    return tuple(re.sub(r"<br\s*/?>", "\n", cell).strip() for cell in inner.split("|"))
