"""A hundred texts made to hurt: quotes, escapes, controls, other scripts, pieces of queries."""

from __future__ import annotations

_QUERIES = [
    "' OR 1=1", "'}) RETURN n //", "x'; DROP TABLE Major; --", "{}", "{{}}", "$x", "${x}", "%s",
    "%00",
    "`", "``", "//c", "/*", "*/", "; MATCH (n) DETACH DELETE n", "LOAD FROM '/etc/passwd'",
    "--", "#",
    "<script>alert(1)</script>", "<!--", "]]>",
    "&amp;", "\"@zh", "<http://x>", "?x", "[0]", "f0: 1",
]  # fmt: skip
_QUOTES = [
    "'", '"', "''", '""', "'\"", '"x', "x'", "\\", "\\\\", "\\'", '\\"', "\\n", "\\t", "\\u0041",
    "\\0", "\\x41", "C:\\new\\table", "it's", "“茶”", "『引』", "«»", "‘’", "`x`", "'''",
    '"""',
]  # fmt: skip
_CONTROLS = [*map(chr, range(32)), "\x7f", "\x85", "\xa0"]
_SCRIPTS = [
    "😀", "👩‍👩‍👧", "🇨🇳", "𠀀", "e\u0301", "é", "\u202eabc", "\u200f", "\u200b", "\u2028", "\u2029",
    "\ufeff",
    "\u3000", "ＬＯＡＤ", "ß", "İ", "ﬁ", "مرحبا", "שלום", "\ue000", "\U0010ffff", " ", "  x  ",
]  # fmt: skip
HOSTILE = [*_QUERIES, *_QUOTES, *_CONTROLS, *_SCRIPTS]
