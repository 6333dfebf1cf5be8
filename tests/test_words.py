"""Every sentence is there in both languages, with the same placeholders, and somebody says it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter

from graph.checks.compiled import RULES
from graph.settings import ROOT
from graph.words import FOLDER, LANGUAGES, catalogue, has, join, say

HAN = re.compile(r"[\u4e00-\u9fff]")
TRANSLATED = re.compile(r"_(zh|en)$")  # of a value in two languages the asked one is used
# What a pattern must say itself to count as naming a key.
LEAST_OF_A_PATTERN = 4


def parsed() -> Iterator[ast.AST]:
    for folder in ("graph", "ingest", "views"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def pattern_of(text: ast.JoinedStr) -> str:
    """An f-string as a regular expression: each value stands for anything."""
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
        for part in text.values
    )


@cache
def nodes() -> list[ast.AST]:
    return list(parsed())


@cache
def strings() -> set[str]:
    parts = {id(part) for n in nodes() if isinstance(n, ast.JoinedStr) for part in n.values}
    return {
        n.value
        for n in nodes()
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in parts
    }


@cache
def patterns() -> list[re.Pattern[str]]:
    return [
        re.compile(pattern)
        for pattern in {pattern_of(n) for n in nodes() if isinstance(n, ast.JoinedStr)}
        if len(pattern.replace(".+", "").replace("\\", "").strip(" .")) >= LEAST_OF_A_PATTERN
        and " " not in pattern
    ]


def is_named(key: str) -> bool:
    return key in strings() or any(pattern.fullmatch(key) for pattern in patterns())


def placeholders(template: str) -> set[str]:
    names = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    # "A, B and 9 more" is A、B等11个: one tells the rest, the other all of them
    return {"count" if name == "rest" else TRANSLATED.sub("", name) for name in names}


def test_every_sentence_is_whole() -> None:
    assert [key for key, told in catalogue().items() if set(told) != set(LANGUAGES)] == []
    faults = {key: list(faults_of(key, told)) for key, told in catalogue().items()}
    assert {key: told for key, told in faults.items() if told} == {}


def faults_of(key: str, told: Mapping[str, str]) -> Iterator[str]:
    if placeholders(told["zh"]) != placeholders(told["en"]):
        yield "other placeholders"
    if not all(text.strip() for text in told.values()):
        yield "empty"
    outside = re.sub(r"\([^)]*\)", "", told["en"])  # a heading may be repeated in Chinese
    if HAN.search(outside) and key != "template.tables.other":
        yield "Chinese in English"


def test_one_is_not_several() -> None:
    """Of two wordings the one that the number asks for; also of a number as text."""
    told = {n: say("gap.ladder.heading", "en", place="A", year=2024, demand=n) for n in (0, 1, 2)}
    ends = [text.rpartition("(")[2] for text in told.values()]
    assert ends == ["0 places)", "1 place)", "2 places)"]
    assert say("gap.assumption.level_unknown", "en", persons=1).endswith("(1 place).")


def test_names_in_latin_letters_stand_apart_from_chinese() -> None:
    told = say("gap.parts.heading.year", "zh", place="California")
    assert told.startswith("California 缺口")
    assert say("gap.parts.heading.year", "zh", place="梧州市").startswith("梧州市缺口")
    assert say("gap.parts.heading.year", "zh", place="企业 03").startswith("企业 03 缺口")
    assert say("gap.parts.heading.year", "en", place="B") == "B: the gap by year"


def test_every_sentence_is_said() -> None:
    unsaid = []
    for key in catalogue():
        kind, _, rest = key.partition(".")
        names = [rest] if kind in ("finding", "remedy") else [key, *tails(key)]
        if not any(is_named(name) for name in names):
            unsaid.append(key)
    assert unsaid == []


def tails(key: str) -> Iterator[str]:
    """The key without its first parts: some functions put a fixed part before it."""
    parts = key.split(".")
    for start in range(1, len(parts)):
        yield ".".join(parts[start:])


def test_whatever_is_said_is_there() -> None:
    missing = [
        key
        for node in nodes()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
        for key in said_by(node)
        if not has(key)
    ]
    assert missing == []


def said_by(call: ast.Call) -> Iterator[str]:
    """Literal keys; of a pattern one key of the catalogue, or the pattern itself if none fits."""
    for argument in call.args[:1]:
        for part in ast.walk(argument):
            if isinstance(part, ast.Constant) and part in (argument, *branches(argument)):
                yield str(part.value)
        if isinstance(argument, ast.JoinedStr):
            pattern = re.compile(pattern_of(argument))
            yield next((key for key in catalogue() if pattern.fullmatch(key)), pattern.pattern)


def branches(argument: ast.AST) -> list[ast.AST]:
    """Both ends of ``a if … else b``."""
    if isinstance(argument, ast.IfExp):
        return [argument.body, argument.orelse]
    return []


def test_every_error_has_its_sentence() -> None:
    keys = {text for text in strings() if re.fullmatch(r"error\.[a-z_]+", text)}
    assert len(keys) > 10
    assert [key for key in sorted(keys) if not has(key)] == []


def told_by_findings() -> Iterator[tuple[str, str]]:
    """Rule and reason of each finding that the code writes down; without a reason, the rule."""
    yield from ((rule, rule) for rule in RULES.values())
    for node in nodes():
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        first = node.args[0]
        if node.func.id == "Finding" and isinstance(first, ast.Constant):
            told = {word.arg: word.value for word in node.keywords}
            reason = told.get("reason", first)
            if isinstance(reason, ast.Constant) and reason.value:
                yield str(first.value), str(reason.value)


def test_every_finding_has_its_message_and_its_remedy() -> None:
    told = set(told_by_findings())
    assert len({rule for rule, _ in told}) > 12
    for part in ("finding", "remedy"):
        unsaid = {t for t in told if not has(f"{part}.{t[1]}") and not has(f"{part}.{t[0]}")}
        assert unsaid == set(), part


def test_no_key_stands_twice() -> None:
    seen: dict[str, Path] = {}
    for file in sorted(FOLDER.glob("*.toml")):
        for head in re.findall(r"^\[([^\]]+)\]", file.read_text(encoding="utf-8"), re.MULTILINE):
            assert seen.setdefault(head, file) is file, head


def test_items_are_joined_as_the_language_does() -> None:
    assert (join(["a", "b"], "zh"), join(["a", "b"], "en")) == ("a、b", "a, b")
    assert say("list.separator", "en") == ", "
