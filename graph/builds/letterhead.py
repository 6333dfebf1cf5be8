"""The letterhead of documents: who issues them, under which number, when, to whom.

It comes from ``[letterhead]`` in a dataset's ``source.toml``, or from a file of its own.
"""

from __future__ import annotations

import datetime as dt
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from graph.errors import WrongInput
from graph.words import say

NAME = "letterhead"
LONGEST_BYTES = 65_536  # of a file
# Key → its most characters. Each but the date may also be given in English, with this ending, and
# be twice as long then.
LENGTHS = {
    "issuer": 60,
    "number": 40,
    "date": 10,
    "contact": 120,
    "signature": 60,
    "recipients": 200,
}
ENGLISH = "_en"
KEYS = tuple(key + end for key in LENGTHS for end in ("", ENGLISH) if key + end != "date_en")


@dataclass(frozen=True)
class Letterhead:
    """The words of a letterhead, empty where there are none; ``date``: ISO 8601."""

    issuer: str = ""
    number: str = ""
    date: str = ""
    contact: str = ""
    signature: str = ""
    recipients: str = ""
    issuer_en: str = ""
    number_en: str = ""
    contact_en: str = ""
    signature_en: str = ""
    recipients_en: str = ""

    def of(self, lang: str) -> Letterhead:
        """Return the words of a language, the date written out; an issuer signs by default.

        >>> Letterhead("甲局", date="2026-12-01").of("zh").date
        '2026年12月1日'
        >>> Letterhead("甲局", issuer_en="Bureau A").of("en").signature
        'Bureau A'
        """
        words = {key: str(getattr(self, key)) for key in LENGTHS}
        if lang == "en":
            words |= {key: getattr(self, key + ENGLISH, "") or text for key, text in words.items()}
        if self.date:
            day = dt.date.fromisoformat(self.date)
            words["date"] = say(
                "letterhead.date", lang, year=str(day.year), month=day.month, day=day.day
            )
        words["signature"] = words["signature"] or words["issuer"]
        return Letterhead(**words)

    def given(self) -> dict[str, str]:
        """Return what is given, by key."""
        return {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if getattr(self, field.name)
        }


NO_LETTERHEAD = Letterhead()


def letterhead_of(settings: Mapping[str, Any]) -> Letterhead:
    """Return the letterhead that settings make.

    Raises:
        WrongInput: a key is unknown, or its value no text in one line, too long, or no date.
    """
    for key in settings:
        if key not in KEYS:
            raise WrongInput("error.letterhead_key", name=key, keys=" ".join(KEYS))
    return Letterhead(**{key: _text(key, value) for key, value in settings.items()})


def letterhead_of_toml(text: str, file: str) -> Letterhead:
    """Return the letterhead in a text of TOML, in its table ``letterhead`` or at its top.

    Raises:
        WrongInput: it is no TOML, or see :func:`letterhead_of`.
    """
    try:
        settings = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongInput("error.letterhead_file", file=file, problem=str(error)) from None
    own = settings.get(NAME, settings)
    if not isinstance(own, dict):
        raise WrongInput("error.letterhead_key", name=NAME, keys=" ".join(KEYS))
    return letterhead_of(own)


def read_letterhead(file: Path) -> Letterhead:
    """Read the letterhead in a file.

    Raises:
        WrongInput: it cannot be read, or see :func:`letterhead_of_toml`.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(LONGEST_BYTES + 1)
    except OSError as error:
        problem = error.strerror or str(error)
        raise WrongInput("error.letterhead_file", file=str(file), problem=problem) from None
    return letterhead_of_bytes(content, str(file))


def letterhead_of_bytes(content: bytes, file: str) -> Letterhead:
    """Return the letterhead in the bytes of a file.

    Raises:
        WrongInput: they are too many or no text, or see :func:`letterhead_of_toml`.
    """
    if len(content) > LONGEST_BYTES:
        raise WrongInput("error.letterhead_long", file=file, most=LONGEST_BYTES // 1_024)
    try:
        return letterhead_of_toml(content.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        raise WrongInput("error.letterhead_file", file=file, problem=str(error)) from None


def _text(key: str, value: object) -> str:
    if key == "date":
        return _date(value)
    most = LENGTHS[key.removesuffix(ENGLISH)] * (2 if key.endswith(ENGLISH) else 1)
    is_line = isinstance(value, str) and not any(
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in value
    )
    if not isinstance(value, str) or not is_line or len(value) > most:
        raise WrongInput("error.letterhead_text", name=key, most=most)
    return value.strip()


def _date(value: object) -> str:
    if value == "":
        return ""
    try:
        if isinstance(value, dt.datetime):
            raise ValueError
        return str(dt.date.fromisoformat(str(value)))
    except ValueError:
        raise WrongInput("error.letterhead_date", value=str(value)[:40]) from None
