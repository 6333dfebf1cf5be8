"""SQL expressions that normalise the texts of an advertisement, of built-in functions only.

Every function is one of DuckDB that :mod:`ingest.records.spark` can spell for Spark.

Each takes the SQL of a text and returns the SQL of a value. What cannot be read is null, never a
guess: a wage without a period or unit that tells it, a number of persons that is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_NARROW = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))
_BRACKETS = ("【】〔〕［］｛｝[]{}《》「」“”\u3000\u00a0", "()()()()()()()()''  ")
_UNSEEN = r"[\p{Cf}]|\x1b\[[0-9;]*m|[\x00-\x08\x0e-\x1f]"  # signs that nobody sees or types
# What folding changes at all: few texts have some, and this is searched much faster.
_FOLDED = rf"[！-～{re.escape(_BRACKETS[0])}]|{_UNSEEN}"
DAYS, HOURS, WEEKS = "21.75e0", "174e0", "52e0 / 12"  # of work in a month
# Longer numbers than any title has: phones, accounts, identity numbers; also behind a word.
NUMBERS_TO_CALL = (
    r"\+?\d{8,}|1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]\d{7,8}|400[\s-]?\d{3}[\s-]?\d{4}"
    r"|\(?\d{3}\)?[\s-]\d{3}[\s-]\d{4}"
)
_CALLED = r"[\p{Han}](女士|先生|小姐|姐|哥)"  # of a name the surname stands before it
CONTACTS = (
    r"[\w.+-]+@[\w-]+(\.[\w-]+)+"
    r"|(联系人|负责人)\s*[\p{Han}]{2,4}"
    r"|(加|添加)?(微信|wechat|weixin|vx|wx|qq)(号|同号)?\s*[a-z]*[0-9_][a-z0-9_-]{3,}"
    r"|(微信|wechat|weixin|vx|qq|电话|手机|联系人|联系方式|tel|phone)\s*([:：]\s*[a-z0-9_+-]*|[0-9][a-z0-9_-]{4,})"
    r"(\s*[\p{Han}]{1,3}(女士|先生|经理|老师|小姐))?"
    rf"|({_CALLED}\s*)?({NUMBERS_TO_CALL})(\s*{_CALLED})?"
)
# What every contact has some of; few texts do, and this is searched much faster.
_HINTS = (
    r"[@＠]|联系|负责人|微信|电话|手机|wechat|weixin|vx|wx|qq|tel|phone"
    r"|(?:[0-9０-９][\s)-]{0,2}){8}"
)
_OFFERS = (
    "急聘|急招|急需|诚聘|诚招|高薪|热招|直招|直聘|包吃包住|包吃住|包住|包吃|提供食宿|提供住宿|食宿全包|"
    "五险一金|六险一金|五险|双休|周末双休|单双休|大小周|做五休二|上五休二|长白班|白班|年底双薪|带薪年假|"
    "无责底薪|底薪|提成|可居家|居家办公|接受应届|应届生可?|应届毕业生|无需经验|无经验可?|零经验|可实习|"
    "入职奖|可转正|福利好|待遇优|月结|日结|兼职可|不加班|朝九晚五|朝九晚六|"
    r"urgent(ly)?( hiring)?|immediate start|now hiring|hiring now|hiring|full[ -]?time|"
    r"part[ -]?time|remote|hybrid|sign[ -]?on bonus|no experience( needed| required)?"
)
_MONEY = (
    r"(月薪|年薪|日薪|时薪|薪资|保底|综合)?[$￥¥]?\d[\d,.]*\s*[千万kw]?\s*[-~至到]\s*[$￥¥]?\d[\d,.]*\s*"
    r"(千|万|k|w|元|块)?(/|每)?(月|年|天|日|小时|时|hour|hr|year|month)?(以上|起)?"
    r"|(月薪|年薪|日薪|时薪|保底)\d[\d,.]*\s*[千万kw]?元?(以上|起)?"
    r"|\d[\d,.]*\s*(千|万|k|w|元)(\+|以上|起)?(/|每)?(月|年|天|日|小时)?"
    r"|[$￥¥]\s*\d[\d,.]*(/| an? | per )?(hour|hr|year|month|week)?"
)
# Too general to stand alone: then what stood in brackets is kept before it.
_GENERAL = (
    "工程师|经理|主管|专员|助理|实习生|技术员|文员|销售|操作工|普工|教师|老师|设计师|医生|护士|司机|"
    "总监|顾问"
)
RANKS = "初级|中级|高级|资深|见习|储备"  # of one and the same work
_SENIORITY = f"{RANKS}|实习|助理|主管|经理|总监|组长|班长|学徒|副"


def folded(text: str) -> str:
    """Return a text in half width and lower case, with one kind of bracket."""
    narrow = f"translate({text}, '{_quoted(_WIDE)}', '{_quoted(_NARROW)}')"
    printed = f"regexp_replace({narrow}, '{_UNSEEN}', '', 'g')"
    folded = f"translate({printed}, '{_BRACKETS[0]}', '{_quoted(_BRACKETS[1])}')"
    return f"lower(CASE WHEN regexp_matches({text}, '{_FOLDED}') THEN {folded} ELSE {text} END)"


def squeezed(text: str) -> str:
    """Return a folded text without white space."""
    return f"regexp_replace({folded(text)}, '\\s+', '', 'g')"


def without(text: str, pattern: str, by: str = "") -> str:
    """Return a text without what a pattern finds."""
    return f"regexp_replace({text}, '{_quoted(pattern)}', '{by}', 'g')"


def is_whole(text: str, pattern: str) -> str:
    """Return whether a pattern fits a text from end to end."""
    return f"regexp_matches({text}, '^({_quoted(pattern)})$')"


def rounded(number: str, digits: int) -> str:
    """Return a number to some digits; ``round`` is another in each engine where a half is near."""
    return f"floor(({number}) * {10**digits} + 0.5e0) / {10**digits}"


def clean_title(text: str, places: Sequence[str]) -> str:
    """Return a title without contacts, offers, wages, places and brackets; level words stay.

    ``places``: short names of provinces and cities, taken off where they stand apart.
    """
    bare = without(folded(text), CONTACTS, " ")
    word = without(bare, f"({_MONEY})", " ")
    word = without(word, r"\d+\s*(名|人|位)|若干(名|人)?|数名", " ")
    word = without(word, f"({_OFFERS})", " ")
    word = without(word, "^\\s*招(聘|募)([^专顾主经官助员师])", "\\2")
    inside = f"trim(regexp_extract({word}, '\\(([^()]*)\\)', 1))"
    outside = _without_edges(without(word, r"\([^()]*\)|\([^()]*$", " "), places)
    inner = _without_edges(without(inside, "[()]", " "), places)
    return (
        f"CASE WHEN {outside} = '' THEN coalesce(nullif({inner}, ''), nullif(trim({bare}), '')) "
        f"WHEN {is_whole(outside, _GENERAL)} AND regexp_matches({inner}, "
        f"'^[\\p{{Han}}a-z+#.]{{2,8}}$') AND NOT regexp_matches({inner}, '性|男|女|岁|经验|方向')"
        f" THEN {inner} || {outside} ELSE {outside} END"
    )


def _without_edges(word: str, places: Sequence[str]) -> str:
    """Return a word without places, codes and signs at its ends, and without needless spaces."""
    names = "|".join(places)
    sign = r"[\s\-_—–|/·•,，;；:：~!！。、+*#&.]"
    if names:
        part = f"(驻|派驻)?({names})(市|省)?(地区|区域)?"
        word = without(word, f"^{sign}*{part}{sign}+|{sign}+{part}{sign}*$", " ")
    word = without(word, r"(^|[\s\-_/])[a-z]{0,3}\d{3,}($|[\s\-_/])", " ")
    word = without(word, f"^{sign}+|[\\s\\-_—–|/·•,，;；:：~!！。、*&]+$", "")
    word = without(word, r"([\p{Han}])\s+([\p{Han}a-z0-9])", "\\1\\2")
    word = without(word, r"([a-z0-9+#])\s+([\p{Han}])", "\\1\\2")
    return without(word, r"\s+", " ")


def tokens_apart(title: str) -> str:
    """Return what makes two titles other posts however alike: Latin words, seniority, numbers."""
    return (
        f"list_sort(list_distinct(regexp_extract_all({title}, "
        f"'[a-z0-9][a-z0-9+#.]*|{_SENIORITY}', 0)))"
    )


def firm_key(text: str) -> str:
    """Return a firm's name as it compares."""
    return f"replace({squeezed(text)}, '有限责任公司', '有限公司')"


def firm_name(text: str) -> str:
    """Return a firm's name for people, in one line."""
    in_line = without(without(text, _UNSEEN), r"\s+", " ")
    return f"nullif(trim({in_line}), '')"


def without_contacts(text: str) -> str:
    """Return a text as written, but without what reaches a person."""
    wide, narrow = "０１２３４５６７８９＠：", "0123456789@:"
    bare = without(f"translate({text}, '{wide}', '{narrow}')", f"(?i){CONTACTS}", " ")
    return f"CASE WHEN regexp_matches({text}, '(?i){_HINTS}') THEN {bare} ELSE {text} END"


# Size classes of portals, which stand under 人数 now and then.
_SIZES = (
    "0-20|1-49|20-99|50-99|50-150|50-200|100-499|150-500|200-500|500-999|500-1000|501-1000|1000-2000"
    "|1000-5000|1000-9999|5000-10000"
)


def years(text: str) -> str:
    """Return the fewest years of experience that a text names."""
    word = squeezed(text)
    return (
        f"CASE WHEN regexp_matches({word}, '不限|无需|应届|无经验|在校|none|noexperience|entry') "
        f"THEN 0 ELSE try_cast(nullif(regexp_extract({word}, '(\\d+(\\.\\d+)?)', 1), '') "
        "AS DOUBLE) END"
    )


def size_class(text: str) -> str:
    """Return the size class of a firm: ``-49``, ``50-499``, ``500-``."""
    word = without(squeezed(text), ",", "")
    number = f"try_cast(nullif(regexp_extract({word}, '(\\d+)', 1), '') AS BIGINT)"
    few = f"regexp_matches({word}, '少于|以下|^<|under|fewer|lessthan|upto')"
    return (
        f"CASE WHEN {number} IS NULL THEN NULL WHEN {number} < 50 OR ({few} AND {number} <= 50) "
        f"THEN '-49' WHEN {number} < 500 OR ({few} AND {number} <= 500) THEN '50-499' "
        "ELSE '500-' END"
    )


def persons(text: str, end: str) -> str:
    """Return the ``low`` or ``high`` end of the persons wanted; 若干 is unknown.

    Of 10人以上 the high end is; a larger number with 以上 may be the size of the firm.
    """
    word = without(squeezed(text), f"^({_SIZES})人?$|,")
    counter = "(?:人|名|位|个|persons?|people|posts?|openings?|vacanc(?:y|ies))?"
    form = rf"^(?:招|招聘|需|需求|共)?(\d{{1,6}})(?:\.0+)?(?:[-~–—至到](\d{{1,6}}))?{counter}$"
    behind = rf"^(?:招|招聘|需|需求|共)?(\d{{1,2}}){counter}(?:及?以上|起|\+|ormore)$"
    before = rf"^(?:至少|不少于|不低于|atleast)(\d{{1,2}}){counter}$"

    def number(pattern: str, group: int = 1) -> str:
        return f"try_cast(nullif(regexp_extract({word}, '{pattern}', {group}), '') AS BIGINT)"

    first, last = number(form), number(form, 2)
    ends = [last, f"nullif({first}, 0)"]
    if end == "low":
        ends = [f"nullif({number(bound)}, 0)" for bound in (form, behind, before)]
    return f"CASE WHEN {last} < {first} THEN NULL ELSE coalesce({', '.join(ends)}) END"


def both_ends(text: str) -> str:
    """Return the columns ``low`` and ``high`` of the persons wanted."""
    return f"{persons(text, 'low')} AS low, {persons(text, 'high')} AS high"


def agency(text: str) -> str:
    """Return whether a text says that an agency places the post."""
    word = squeezed(text)
    return (
        f"CASE WHEN {is_whole(word, '是|true|1|yes|y|中介|猎头|代招|agency|recruiter')} "
        f"THEN true WHEN {is_whole(word, '否|false|0|no|n|直招|direct|employer')} "
        "THEN false END"
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")
