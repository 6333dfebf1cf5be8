"""Fonts that office machines have, by language: named in the files, never shipped."""

from __future__ import annotations

from dataclasses import dataclass

Face = tuple[str, str]  # the Latin and the East-Asian font


@dataclass(frozen=True)
class Typefaces:
    """Latin and East-Asian font of headings and of the body, and of slides; language of the file.

    Chinese follows official documents: headings in Heiti, the body in Fangsong. Programs that
    lack a font substitute one of the same class.
    """

    heading: Face
    body: Face
    slides: Face
    language: str


FACES = {
    "zh": Typefaces(("Arial", "黑体"), ("Times New Roman", "仿宋"), ("Arial", "微软雅黑"), "zh-CN"),
    "en": Typefaces(
        ("Arial", "微软雅黑"), ("Calibri", "微软雅黑"), ("Calibri", "微软雅黑"), "en-GB"
    ),
}

# Official Chinese papers, besides those: titles, headings of the second level, page numbers.
TITLES, SECOND, PAGES = (
    ("Times New Roman", "方正小标宋简体"),
    ("Times New Roman", "楷体"),
    ("宋体", "宋体"),
)
