"""Fonts that office machines have, by language: named in the files, never shipped."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Typefaces:
    """Latin and East-Asian font of headings and of the body, and of slides; language of the file.

    In Chinese as official documents have it: headings in a black face, the body in an imitation of
    Song print. Programs that lack one take the font of the same class.
    """

    heading: tuple[str, str]
    body: tuple[str, str]
    slides: tuple[str, str]
    language: str


FACES = {
    "zh": Typefaces(("Arial", "黑体"), ("Times New Roman", "仿宋"), ("Arial", "微软雅黑"), "zh-CN"),
    "en": Typefaces(
        ("Arial", "微软雅黑"), ("Calibri", "微软雅黑"), ("Calibri", "微软雅黑"), "en-GB"
    ),
}


def typefaces(lang: str) -> Typefaces:
    """The fonts of a language."""
    return FACES[lang]
