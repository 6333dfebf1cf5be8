"""Personal data: recognised by heading and by form, never stored, never repeated."""

from __future__ import annotations

import re

import polars as pl

from graph.ontology import Text
from ingest.text import fold

# What a heading must contain to be one of a person's own data. Patterns on folded headings.
_KINDS: tuple[tuple[re.Pattern[str], Text], ...] = (
    (
        re.compile(
            r"身份证|公民身份|证件号|identity(card|number|no)|^idcard|idnumber|passport|护照"
        ),
        Text("证件号码", "identity numbers"),
    ),
    (
        re.compile(r"手机|电话|联系方式|微信|^qq号?$|phone|mobile|telephone|^tel\.?$"),
        Text("联系电话", "phone numbers"),
    ),
    (re.compile(r"邮箱|e-?mail"), Text("电子邮箱", "e-mail addresses")),
    (re.compile(r"家庭住址|家庭地址|homeaddress"), Text("家庭住址", "home addresses")),
    (
        re.compile(r"^学号$|学籍号|studentid|studentno|studentnumber"),
        Text("学号", "student numbers"),
    ),
    (
        re.compile(
            r"^(学生|教师|员工|职工|毕业生|联系人|负责人|填表人|法定代表人|法人代表|班主任)?姓名$|^联系人$"
            r"|^(student|person|contact|teacher)(name)$|^fullname$"
        ),
        Text("个人姓名", "names of natural persons"),
    ),
    (re.compile(r"出生日期|出生年月|dateofbirth|birthday"), Text("出生日期", "dates of birth")),
    (re.compile(r"银行卡|银行账号|bankaccount"), Text("银行账号", "bank accounts")),
)

CELL_PATTERN = (
    r"(?:^|\D)(?:[1-9]\d{5}(?:18|19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]"
    r"|1[3-9]\d{9})(?:\D|$)"
)


def heading_kind(heading: str) -> Text | None:
    """What personal data a heading announces, if any.

    >>> heading_kind("身份证号").en
    'identity numbers'
    """
    word = fold(heading)
    return next((kind for pattern, kind in _KINDS if pattern.search(word)), None)


def cells_with_numbers(cells: pl.Expr) -> pl.Expr:
    """Cells in which an identity or mobile number stands."""
    return cells.str.contains(CELL_PATTERN)
