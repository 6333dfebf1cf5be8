"""Personal data in texts: everything kept or repeated is masked here first."""

from __future__ import annotations

import re
import unicodedata

# Identity numbers (18 or 15 digits) and mobile or landline numbers: never kept, never repeated.
PERSONAL_NUMBER = (
    r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    r"|[1-6]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"
    r"|(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]\d{7,8}"
)
PERSONAL = re.compile(rf"(?<!\d)(?:{PERSONAL_NUMBER})(?!\d)")
# The signature under a table: the role stays, the name does not.
_SIGNED = re.compile(
    r"((?:填表|制表|填报|审核|复核|联系|负责|责任|经办|统计|报送|签发)(?:人|员)|姓名)"
    r"(?:签字|签名|姓名)?(\s*[:：]\s*)[^\s,，;；、:：()（）]+"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
MASK = "***"
# Pattern for polars of texts that may hold any of these; all others are left alone.
SUSPICIOUS = r"\d{7,}|\d[- ]\d{4}|@|＠|[人员名字]\s*[:：]"


def without_personal(text: str) -> str:
    """Mask identity and phone numbers, mail addresses and the names of signatories.

    >>> without_personal("tel １３８００１３８０００"), without_personal("填表人：张三 2024年")
    ('tel ***', '填表人：*** 2024年')
    """
    folded = unicodedata.normalize("NFKC", text)
    if PERSONAL.search(folded) and not PERSONAL.search(text):
        text = folded
    text = _MAIL.sub(MASK, PERSONAL.sub(MASK, text))
    return _SIGNED.sub(rf"\1\2{MASK}", text)
