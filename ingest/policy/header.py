"""Who issued a document, under which title and number, when; a re-poster's word is not taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise

from graph.findings import Finding
from ingest.policy.citations import number_in
from ingest.policy.numerals import from_chinese
from ingest.policy.paragraphs import (
    Paragraph,
    is_date_line,
    is_institution,
    is_sentence,
    title_pattern,
)
from ingest.policy.passages import HAN, Passage, joined, passage
from ingest.policy.patterns import any_of, pattern, patterns

_LABELS = (
    "number_labels",
    "title_labels",
    "issuer_labels",
    "issued_labels",
    "published_labels",
    "other_labels",
)
_DATE = re.compile(r"(?P<y>(?:19|20)\d{2})[-./年](?P<m>\d{1,2})[-./月](?P<d>\d{1,2})(?!\d)")
_CHINESE_DATE = re.compile(
    r"(?P<y>[二一][〇零○Ｏ0九][〇零○Ｏ0一二三四五六七八九]{2})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_DAMAGED_DATE = re.compile(r"(?:19|20)\d{2}(?:[\s年月日]*\d){2,5}[\s日]*")
_GAPS = re.compile(r"[\s\u3000]{2,}|\u3000|\t")
_MOST_TITLE_LINES = 4
_PREFACE_LINES = 80


@dataclass
class Header:
    """What a document says of itself; ``own_titles`` are for matching."""

    title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    issued: str | None = None
    published: str | None = None
    own_titles: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@cache
def _label_pattern() -> re.Pattern[str]:
    groups = "|".join(f"(?P<{name}>{any_of(patterns('header')[name])})" for name in _LABELS)
    return re.compile(rf"(?:\(|“)?(?:{groups})\)?:")


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(any_of(patterns("header")["title_verbs"]))


def read_header(preface: list[Paragraph], tail: list[Paragraph]) -> Header:
    """The header of a document. ``preface``: before the first number; ``tail``: its last lines."""
    return _Reader(preface[:_PREFACE_LINES], tail).run()


@dataclass
class _Told:
    """Label → what stands behind it, the first that is not empty."""

    values: dict[str, Passage] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)

    def get(self, name: str) -> Passage | None:
        return self.values.get(name)


class _Reader:
    def __init__(self, preface: list[Paragraph], tail: list[Paragraph]) -> None:
        self.preface = preface
        self.tail = tail
        self.told = _labelled(preface)
        self.header = Header()
        self.title_shape = title_pattern()

    def run(self) -> Header:
        header = self.header
        titles = self._titles()
        labelled = self.told.get("title_labels")
        notice = self._best(titles, labelled)
        if notice:
            number = number_in(notice)
            if number and number[1] < 3:  # glued to the front
                notice = notice.part(number[2]).stripped(" ()")
            header.title = _clean_title(notice)
        header.own_titles = [t.plain for t in ([notice] if notice else []) + titles]
        header.doc_number = self._number(titles)
        title_issuer = _issuer_of(notice) if notice else None
        signed = self._signature()
        published_by = self.told.get("issuer_labels")
        header.issuer = self._issuer(title_issuer, signed, published_by)
        self._dates(published_by)
        if not header.title:
            header.findings.append(
                Finding("unread-header", "warning", reason="unread-header.title")
            )
        if not header.doc_number:
            header.findings.append(Finding("unread-header", "info", reason="unread-header.number"))
        return header

    # Title ----------------------------------------------------------------------------------

    def _titles(self) -> list[Passage]:
        """Lines of the preface, alone or two to four together, that read as a title."""
        found: list[Passage] = []
        texts = [p for p in self.preface if not p.cells]
        at = 0
        while at < len(texts):
            run = 1
            hit = None
            for count in range(1, _MOST_TITLE_LINES + 1):
                group = texts[at : at + count]
                if len(group) < count or any(self._is_no_title(p) for p in group):
                    break
                whole = joined(p.text for p in group)
                if self._reads_as_title(whole.plain, alone=count == 1):
                    hit, run = whole, count
                    break
            if hit:
                following = texts[at + run : at + run + 1]
                if following and pattern("header", "title_rest").fullmatch(following[0].plain):
                    hit, run = joined([hit, following[0].text]), run + 1
                found.append(hit)
            at += run
        return found

    def _is_no_title(self, p: Paragraph) -> bool:
        return (
            p.line in self.told.lines
            or p.plain.endswith(("。", ":", ";", ","))
            or is_date_line(p.plain)
            or len(p.plain) > 150
            or bool(pattern("header", "closing").search(p.plain))
            or is_number_line(p.text)
            or bool(re.match(r"附件|抄送|索引|分享|•|·|当前位置|您(现在)?的?位置|首页", p.plain))
        )

    def _reads_as_title(self, plain: str, *, alone: bool) -> bool:
        bare = _without_number(plain)
        if is_sentence(bare) or not self.title_shape.fullmatch(bare):
            return False
        return bool(_verb().search(bare)) or (alone and len(bare) >= 6)

    def _best(self, titles: list[Passage], labelled: Passage | None) -> Passage | None:
        """The notice's title where there is one, else the first."""
        notices = [t for t in titles if re.search("关于|印发|转发|批转", t.plain)]
        if labelled and len(labelled) > 4:
            return labelled
        whole = [t for t in notices if _issuer_of(t)]
        printing = [t for t in whole if re.search("印发|转发|批转", t.plain)]
        for choice in (printing, whole, notices, titles):
            if choice:
                return choice[0]
        return None

    # Number ---------------------------------------------------------------------------------

    def _number(self, titles: list[Passage]) -> str | None:
        labelled = self.told.get("number_labels")
        if labelled and (found := number_in(labelled)):
            return found[0]
        for title in titles:
            if (found := number_in(title)) and "《" not in title.plain[: found[1]]:
                return found[0]
        for p in self.preface:
            if p.line in self.told.lines and not p.cells:
                continue
            alone = is_number_line(p.text)
            start = number_in(p.text)
            if start and (alone or start[1] <= 1) and "《" not in p.plain[: start[1]]:
                return start[0]
        return None

    # Issuer ---------------------------------------------------------------------------------

    def _signature(self) -> list[str]:
        """Names on the lines above the date, else on the lines at the very top."""
        for part in (self.preface, self.tail):
            if names := self._signed_in([p for p in part if not p.cells]):
                return names
        names = []
        for p in self.preface:
            raw = re.sub(r"\s*文\s*件\s*$", "", p.raw)
            if p.cells or not is_institution(re.sub(r"\s", "", raw)):
                break
            names += issuers(raw)
        return names

    def _signed_in(self, texts: list[Paragraph]) -> list[str]:
        for at, p in enumerate(texts):
            if is_date_line(p.plain) or _DAMAGED_DATE.fullmatch(p.plain):
                names: list[str] = []
                for above in reversed(texts[:at]):
                    if not is_institution(above.plain):
                        break
                    names = [*issuers(above.raw), *names]
                if names:
                    return names
        return []

    def _issuer(
        self, title_issuer: str | None, signed: list[str], label: Passage | None
    ) -> str | None:
        if title_issuer and pattern("header", "placeless").match(title_issuer):
            whole = [*signed, *(issuers(label.shown) if label else [])]
            ending = title_issuer.replace("人民政府", "政府")
            for name in whole:
                if name.replace("人民政府", "政府").endswith(ending):
                    return name
        if title_issuer and not re.search(r"等.{1,3}(部门|单位|委|局|厅)", title_issuer):
            names = issuers(title_issuer)
            return "、".join(names)
        if len(signed) > (0 if not title_issuer else 1):
            return "、".join(dict.fromkeys(signed))
        if title_issuer:
            return title_issuer
        return "、".join(issuers(label.shown)) if label else "、".join(signed) or None

    # Dates ----------------------------------------------------------------------------------

    def _dates(self, published_by: Passage | None) -> None:
        header = self.header
        issued = self.told.get("issued_labels")
        header.issued = read_day(issued.plain) if issued else None
        if header.issued is None:
            header.issued = self._signed_day()
        published = self.told.get("published_labels")
        if published and published_by and self._is_issuers(published_by.plain):
            header.published = read_day(published.plain)

    def _signed_day(self) -> str | None:
        for p in [*self.preface, *self.tail]:
            if p.cells or p.line in self.told.lines:
                continue
            if is_date_line(p.plain):
                return read_day(p.plain)
            if _DAMAGED_DATE.fullmatch(p.plain.strip()):
                self.header.findings.append(
                    Finding(
                        "damaged-text",
                        "warning",
                        row=p.line,
                        value=p.text.shown,
                        reason="damaged-text.date",
                    )
                )
                return None
        return None

    def _is_issuers(self, publisher: str) -> bool:
        """Whether the page is the issuer's own: the same name, or its office."""
        issuer = self.header.issuer or ""
        stem = re.sub("(办公厅|办公室)$", "", publisher)
        return bool(issuer) and (
            stem in issuer
            or any(i and (i in publisher or publisher in i) for i in issuer.split("、"))
        )


def _labelled(preface: list[Paragraph]) -> _Told:
    """What stands behind the labels of the header: behind colons, or in the next cell."""
    told = _Told()
    for p in preface:
        pieces = list(p.cells) if p.cells else [p.text]
        for k, piece in enumerate(pieces):
            following = pieces[k + 1] if k + 1 < len(pieces) else None
            _read_labels(piece, following, told, p.line)
    return told


def _read_labels(piece: Passage, following: Passage | None, told: _Told, line: int) -> None:
    hits = list(_label_pattern().finditer(piece.plain))
    if not hits:
        bare = piece.plain.rstrip(":")
        name = next((n for n in _LABELS if bare in patterns("header")[n]), None)
        if name and following:
            told.lines.add(line)
            told.values.setdefault(name, following.stripped(" :|"))
        return
    if len(piece.plain) > 200:
        return
    told.lines.add(line)
    for k, hit in enumerate(hits):
        end = hits[k + 1].start() if k + 1 < len(hits) else len(piece)
        value = piece.part(hit.end(), end).stripped(" :|()")
        name = hit.lastgroup or ""
        if (
            not value
            and following
            and k == len(hits) - 1
            and not _label_pattern().match(following.plain)
        ):
            value = following.stripped(" :|")
        if value and name not in told.values:
            told.values[name] = value


def is_number_line(text: Passage) -> bool:
    """Whether a line is a document number and nothing else."""
    number = number_in(text)
    return number is not None and number[1] <= 1 and number[2] >= len(text) - 1


def read_day(plain: str) -> str | None:
    """A date as YYYY-MM-DD, or None.

    >>> read_day("2024年4月9日"), read_day("二〇二四年十月二十一日"), read_day("201554")
    ('2024-04-09', '2024-10-21', None)
    """
    if hit := _DATE.search(plain):
        year, month, day = (int(hit[k]) for k in "ymd")
    elif hit := _CHINESE_DATE.search(plain):
        found = [from_chinese(re.sub("[○Ｏ0]", "〇", hit[k])) for k in "ymd"]
        year, month, day = (value or 0 for value in found)
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _without_number(plain: str) -> str:
    number = number_in(passage(plain, 1))
    if number is None:
        return plain
    _, start, end = number
    if start <= 1:
        return plain[end:].strip(" ()《》")
    return plain[:start].rstrip("( ") if end >= len(plain) - 1 else plain


def _clean_title(title: Passage) -> str:
    if title.plain.startswith("《") and title.plain.endswith("》"):
        title = title.part(1, len(title) - 1)
    number = number_in(title)
    if number and number[2] >= len(title) - 1 and "《" not in title.plain[number[1] :]:
        title = title.part(0, number[1]).stripped(" (")
    text = title.shown.strip()
    issuer = _issuer_of(title)
    if issuer and len(names := issuers(issuer)) > 1:
        start = text.find(issuer[:2])
        text = "、".join(names) + text[start + len(issuer) :]
    return re.sub(rf"(?<=[{HAN}》]) +(?=[{HAN}《])", "", text)


def _issuer_of(title: Passage) -> str | None:
    """What stands before 关于, 印发 in a title.

    >>> _issuer_of(passage("南昌市人民政府印发关于大力发展的实施意见的通知", 1))
    '南昌市人民政府'
    """
    number = number_in(title)
    start = number[2] if number and number[1] <= 1 else 0
    hit = _verb().search(title.plain, start)
    if not hit or hit.start() <= start + 2:
        return None
    name = title.part(start, hit.start()).stripped(" 《()“")
    return name.shown if is_institution(name.plain) or "等" in name.plain else None


def issuers(raw: str) -> list[str]:
    """The names on one line: spaced letters closed, several names told apart.

    >>> issuers("浙 江 省 教 育 厅  浙江省财政厅"), issuers("示例市教育局示例市财政局")
    (['浙江省教育厅', '浙江省财政厅'], ['示例市教育局', '示例市财政局'])
    """
    pieces = [p for p in _GAPS.split(raw.strip()) if p]
    if all(len(piece) == 1 for piece in pieces):
        pieces = ["".join(pieces)]
    found: list[str] = []
    for piece in pieces:
        words = piece.split()
        if sum(len(w) == 1 for w in words) * 2 > len(words):
            words = ["".join(words)]
        for word in words:
            for name in re.split("[、,，]", word):
                found += _repeated_place(name)
    return [name for name in found if name]


def _repeated_place(name: str) -> list[str]:
    """Names written without a gap, told apart where the place begins again."""
    place = re.match(rf"(?:中共)?([{HAN}]{{2,6}}?(?:自治区|省|市|县|区|州|盟))", name)
    if not place:
        return [name]
    cuts = [
        m.start()
        for m in re.finditer(f"(?:中共)?{re.escape(place[1])}", name)
        if _ends(name[: m.start()])
    ]
    bounds = [0, *cuts, len(name)]
    return [name[a:b] for a, b in pairwise(bounds) if b > a]


def _ends(name: str) -> bool:
    return bool(name) and bool(
        re.search(rf"{any_of(patterns('header')['institution_endings'])}$", name)
    )
