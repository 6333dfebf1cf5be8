"""Decoding of text files in the encoding they have, and refusal of files that are no text."""

from __future__ import annotations

import codecs
import re

from ingest.readers import BadFileError

SAMPLE_BYTES = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How files begin that are something else: zip, PDF, PNG, GIF, JPEG, old Office, gzip, rar, 7z, RTF.
_OTHER_FILES = (
    b"PK\x03\x04",
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1a"))
NULS_OF_UTF16 = 0.02  # at least this share of UTF-16 text is zero bytes: its digits and commas
CHINESE_OF_PROSE = 0.6
CONTROLS_OF_BINARY = 0.05
GREEK = "\u0370"  # from here on, up to three bytes: alphabets that no Chinese or English table has
THREE_BYTES = "\u0800"  # from here on a character has three bytes in UTF-8, as every Chinese one
SURE_CHARACTERS = 3
_FROM_GREEK = re.compile(f"[{GREEK}-\U0010ffff]")
_ABOVE_GREEK = re.compile(f"[{THREE_BYTES}-\U0010ffff]")


def refuse_other_files(content: bytes, kind: str) -> None:
    """Raise where the first bytes are those of a picture, an archive, a document, a web page."""
    if content.startswith(_OTHER_FILES) or _MARKUP.match(content[:SAMPLE_BYTES]):
        raise BadFileError("bad-file.not_its_name", kind=kind)


def decode(content: bytes) -> str:
    """Decode text in whichever of UTF-8, UTF-16, GB18030 or Big5 it is.

    >>> decode("院校".encode("gb18030")), decode("院校,1".encode("utf-16-be"))
    ('院校', '院校,1')
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode_strictly(content, encoding)
    sample = content[:SAMPLE_BYTES]
    if utf16 := _utf16_without_mark(sample):
        return _decode_strictly(content, utf16)
    if len(sample) - len(sample.translate(None, _CONTROL)) > CONTROLS_OF_BINARY * len(sample):
        raise BadFileError("bad-file.binary")
    return _decode_utf8_or_legacy(content).replace("\0", "")


def _utf16_without_mark(sample: bytes) -> str | None:
    """Detect UTF-16 by its zero bytes, half of each digit, comma and line break; else None."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    if even + odd > NULS_OF_UTF16 * len(sample) and 9 * min(even, odd) <= max(even, odd):
        return encoding
    return encoding if even + odd and _is_mostly_chinese(sample, encoding) else None


def _is_mostly_chinese(sample: bytes, encoding: str) -> bool:
    """Tell whether a text in an encoding is mostly Chinese: prose has few digits and commas."""
    text = sample[: len(sample) // 2 * 2].decode(encoding, errors="replace")
    return sum("\u4e00" <= c <= "\u9fff" for c in text) > CHINESE_OF_PROSE * len(text)


def _decode_utf8_or_legacy(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        readable = content[: error.start].decode("utf-8")
        if sum(c >= THREE_BYTES for c in readable[:SAMPLE_BYTES]) >= SURE_CHARACTERS:
            return _decode_strictly(content, "utf-8")  # UTF-8 it is, but damaged
        return _decode_strictly(content, _legacy_encoding(content))
    has_few_bytes = not _ABOVE_GREEK.search(text) and _FROM_GREEK.search(text)
    if has_few_bytes and _is_gb2312(content):
        return content.decode("gb18030")  # a few Chinese characters may look like UTF-8 by chance
    return text


def _is_gb2312(content: bytes) -> bool:
    """Tell whether all of it is in the common part of GB18030; Big5 soon leaves that."""
    try:
        content.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


def _legacy_encoding(content: bytes) -> str:
    from charset_normalizer import from_bytes

    end = content.rfind(b"\n", 0, SAMPLE_BYTES) + 1 or len(content)
    if _is_gb2312(content[:end]):
        return "gb18030"
    best = from_bytes(content[:end], cp_isolation=["gb18030", "big5"]).best()
    return best.encoding if best else "gb18030"


def _decode_strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadFileError("bad-file.encoding", encoding=encoding, line=line) from None
