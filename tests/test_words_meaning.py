"""No sentence says what it must not: of the world what holds in the crosswalk, or a word twice."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from graph.ontology import load
from graph.settings import ROOT
from graph.words import LANGUAGES, catalogue, tight
from tests.meaning import FORBIDDEN, Names, Rule, faults, loose, strange

DOCUMENTS = ("document", "briefing", "annual_report", "task_sheet", "gap_document", "draw")
AT = ("README*", "docs/*", "docs/method/*")
PAGES = sorted(path for place in AT for path in ROOT.glob(f"{place}.md"))
CODE = re.compile(r"`[^`\n]*`")


@pytest.mark.parametrize("rule", FORBIDDEN, ids=lambda rule: rule.pattern)
def test_every_rule_finds_its_example(rule: Rule) -> None:
    assert rule.breaks(rule.example)
    assert any(rule.instead in fault for fault in faults(rule.example, rule.lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_says_what_it_must_not(lang: str) -> None:
    said = {key: faults(both[lang], lang) for key, both in catalogue().items()}
    assert {key: wrong for key, wrong in said.items() if wrong} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_of_a_list_says_what_it_must_not(lang: str) -> None:
    words = [code.label.of(lang) for codes in load().code_lists.values() for code in codes.codes]
    assert [wrong for word in words for wrong in faults(word, lang)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_of_the_documentation_says_what_it_must_not(page: Path) -> None:
    lang = "zh" if page.name.endswith(".zh.md") else "en"
    paragraphs = CODE.sub("", page.read_text(encoding="utf-8")).split("\n\n")
    texts = (paragraph.replace("\n", " ") for paragraph in paragraphs)
    assert [wrong for text in texts for wrong in faults(text, lang)] == []


def test_sentences_of_documents_have_no_space_between_figures_and_chinese() -> None:
    said = {k: both["zh"] for k, both in catalogue().items() if k.split(".")[0] in DOCUMENTS}
    assert {key: loose(text) for key, text in said.items() if loose(text)} == {}


def test_a_space_between_a_figure_and_chinese_is_found() -> None:
    names = Names({"colleges": pl.DataFrame({"name": ["示例学校 08", "企业 03"]})})
    assert loose("需要 3人") == ["需要 3人"]
    assert loose("需要3人，占50% 的岗位") == ["要3人，占50% 的岗位"]
    assert loose(tight("需要 1,024 人，共 3 组", "zh")) == []
    assert loose("示例学校 08和企业 03 需要3人", names) == []
    assert loose("企业 03 需要 3人", names) == ["企业 03 需要 3人"]


def test_chinese_in_an_english_text_is_found_unless_the_data_say_it() -> None:
    names = Names({"majors": pl.DataFrame({"name": ["护理", "茶树栽培与茶叶加工"]})})
    assert strange("Short of 护理 and of 茶叶加工", names) == []
    assert strange("Short of 护理 in 2024年", names) == ["年"]
    assert strange("护理 (本科): 缺口 12", names) == ["本科", "缺口"]
    nurses = Names({"majors": pl.DataFrame({"name": ["护理（本科）"]})})
    assert strange("Nursing, 本科", nurses) == ["本科"]  # a word of ours has its English


def test_at_least_is_said_within_the_crosswalk() -> None:
    within = {"zh": "对照表", "en": "crosswalk"}
    heads = ("gap.sentence.block", "gap.sentence.above", "document.placed_by.")
    said = [both for key, both in catalogue().items() if key.startswith(heads)]
    assert len(said) > 2
    assert [s for both in said for lang, s in both.items() if within[lang] not in s.lower()] == []
