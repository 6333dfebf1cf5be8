"""Fonts that office machines have, by language: named in the files, never shipped."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Typefaces:
    """Latin and East-Asian font of headings and of the body, and of slides; language of the file.

    Chinese follows official documents: headings in Heiti, the body in Fangsong. Programs that
    lack a font substitute one of the same class.
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
    """Return the fonts of a language."""
    return FACES[lang]
