"""Columns of advertisements by what stands in them, for files without a row of headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import polars as pl

from graph.masking import PERSONAL_NUMBER

_LOOKED_AT = 500  # rows
_LEAST, _LEAST_OF_TITLES = 0.6, 0.4
_POSTS = (
    r"(工程师|经理|主管|总监|专员|助理|员|师|工|代表|司机|顾问|教练|护士|医生|老师|文员|会计|出纳|店长|组长|班长|"
    r"实习生|学徒|销售|客服|开发|设计|运营|厨师|保安|保洁|engineer|manager|nurse|driver|clerk|assistant|"
    r"technician|teacher|operator|worker|officer|analyst|developer|sales)"
)
_FORMS = {
    "seen_from": (
        r"(\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(\s*\d{1,2}:\d\d(:\d\d)?)?(发布|更新)?|\d{8}"
    ),
    "wage_low_cny_month": r".*\d\s*(千|万|k|元|/月|/天).*|面议|薪资面议|[$￥¥].*\d.*",
    "firm_size": r"(少于)?\d+(-\d+)?人(以上|以下)?",
    "experience_years": r"\d+(-\d+)?年(以上|及以上|经验)*|无需经验|经验不限|应届.*|\d+\+? years?.*",
    "persons_low": r"招?\d{1,4}(人|名)|若干(人|名)?|招若干人",
    "enterprise": (
        r".*(公司|集团|厂|企业|事务所|酒店|医院|学校|中心|商行|经营部|工作室|门店|合作社)([（(].*[)）])?"
        r"|.*\b(inc|llc|ltd|corp|company|co|group|gmbh|plc)\b\.?"
    ),
}


def columns_by_content(
    cells: pl.DataFrame, known: Mapping[str, Callable[[str], bool]]
) -> dict[str, int]:
    """Return column of the table → index, where most cells are of its form; the surest first.

    ``known``: column → what tells its texts from others, where it is no form.
    """
    samples = {
        index: [
            text.strip() for text in cells[:, index].head(_LOOKED_AT).drop_nulls() if text.strip()
        ]
        for index in range(cells.width)
    }
    shares: list[tuple[float, str, int]] = []
    for index, texts in samples.items():
        if len(texts) < _LEAST * min(cells.height, _LOOKED_AT):
            continue
        for name, form in _FORMS.items():
            pattern = re.compile(form, re.IGNORECASE)
            shares.append((_share(texts, pattern.fullmatch), name, index))
        shares += [(_share(texts, is_one), name, index) for name, is_one in known.items()]
    columns: dict[str, int] = {}
    for share, name, index in sorted(shares, key=lambda entry: (-entry[0], entry[2])):
        if share >= _LEAST and name not in columns and index not in columns.values():
            columns[name] = index
    posts = re.compile(_POSTS, re.IGNORECASE)
    titles = [
        (_share(texts, posts.search), len(set(texts)), index)
        for index, texts in samples.items()
        if len(set(texts)) > 1 and index not in columns.values() and max(map(len, texts)) < 200
    ]
    share, _, index = max(titles, default=(0.0, 0, -1))
    if share >= _LEAST_OF_TITLES:
        columns["title"] = index
    return dict(sorted(columns.items(), key=lambda entry: entry[1]))


_IDENTITY = re.compile(r"[1-9]\d{5}(18|19|20)\d{9}[\dx]", re.IGNORECASE)
_PEOPLE = re.compile(rf"{PERSONAL_NUMBER}|[0-9a-f]{{16,128}}", re.IGNORECASE)
_DAYS = re.compile(r"(19|20)\d\d[-/.年]?\d{1,2}([-/.月]?\d{1,2}日?)?(\s.*)?")


def lists_people(cells: pl.DataFrame) -> bool:
    """Tell whether rows without headings list people.

    They do by identity numbers, or where each has a number or hash and two days.
    """
    columns = [cells[:, i].head(_LOOKED_AT).drop_nulls().to_list() for i in range(cells.width)]

    def count(form: re.Pattern[str]) -> int:
        return sum(_share(texts, form.fullmatch) >= _LEAST for texts in columns if texts)

    return count(_IDENTITY) > 0 or (count(_DAYS) > 1 and count(_PEOPLE) > 0)


def _share(texts: list[str], fits: Callable[[str], object]) -> float:
    return sum(bool(fits(text)) for text in texts) / len(texts)
