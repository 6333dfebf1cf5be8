"""Recognition of personal data by heading and by form; they are never stored or repeated."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from graph.checks.digits import credit_code_is_valid
from graph.masking import PERSONAL_NUMBER
from graph.ontology import Column
from ingest.text import fold

# Patterns of folded headings of personal data.
_KINDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"身份证|公民身份|证件号|identity(card|number|no)|^idcard|idnumber|passport|护照"
        ),
        "identity",
    ),
    (
        re.compile(r"手机|电话|联系方式|微信|^qq号?$|phone|mobile|telephone|^tel\.?$"),
        "phone",
    ),
    (re.compile(r"邮箱|e-?mail"), "email"),
    (re.compile(r"家庭住址|家庭地址|homeaddress"), "address"),
    (
        re.compile(r"^学号$|学籍号|studentid|studentno|studentnumber"),
        "student",
    ),
    (
        re.compile(
            r"姓名$|^(法定代表人|法人代表|法人)$"
            r"|(负责人|责任人|联系人|经办人|填表人|审核人|班主任|辅导员)(名称)?$"
            r"|(指导|任课|授课|带队)(老师|教师|导师)$|^(校长|院长|厂长|总经理|董事长)$"
            r"|(student|person|contact|teacher|employee|parent|graduate)s?name|nameof(the)?student"
            r"|^(fullname|firstname|lastname|surname|givenname|contactperson|legalrepresentative)$"
        ),
        "name",
    ),
    (re.compile(r"出生日期|出生年月|dateofbirth|birthday"), "birth"),
    (re.compile(r"银行卡|银行账号|bankaccount"), "account"),
)

# The same numbers as in messages; polars knows no look-around, so a neighbour is part of the match.
_PATTERN = rf"(?:^|\D)(?:{PERSONAL_NUMBER})(?:\D|$)"
# Units of figures so large that they look like a phone number.
_LARGE_UNITS = {"yuan"}


def heading_kind(heading: str) -> str | None:
    """Return the kind of personal data a heading announces, if any; ``personal.*`` words it.

    >>> heading_kind("身份证号")
    'identity'
    """
    word = fold(heading).replace("_", "").replace("'", "")
    return next((kind for pattern, kind in _KINDS if pattern.search(word)), None)


def lists_persons(heading: str) -> bool:
    """Tell whether a heading is that of a list of persons; a list of firms may name contacts.

    >>> lists_persons("姓名"), lists_persons("联系人"), lists_persons("学号")
    (True, False, True)
    """
    kind, word = heading_kind(heading), fold(heading)
    if kind == "name":
        return word.endswith(("姓名", "name")) and not re.search("联系|负责|经办|contact", word)
    return kind in ("identity", "student", "birth", "account", "address")


def may_hold_numbers(column: Column) -> bool:
    """Tell whether an identity or phone number could be stored in the column."""
    closed = column.code_list or column.datatype in ("date", "gYearMonth")
    return not closed and column.unit not in _LARGE_UNITS


def holds_number(texts: pl.DataFrame, columns: Iterable[Column]) -> dict[str, pl.Series]:
    """Return column → which of its cells hold an identity or phone number, if any does."""
    tests = {
        c.name: (pl.col(c.name).list.join(";") if c.multiple else pl.col(c.name))
        .str.contains(_PATTERN)
        .fill_null(False)
        for c in columns
        if may_hold_numbers(c)
    }
    tested = texts.select(test.alias(name) for name, test in tests.items())
    hits = {name: tested[name] for name in tested.columns if tested[name].any()}
    return {name: _without_firms(texts[name], hit) for name, hit in hits.items()}


def _without_firms(cells: pl.Series, hit: pl.Series) -> pl.Series:
    """Exempt valid codes of firms, whose digits may look like an identity number."""
    if cells.dtype != pl.String:
        return hit
    firms = [i for i in hit.arg_true() if credit_code_is_valid(cells[int(i)])]
    return hit.scatter(firms, False) if firms else hit
