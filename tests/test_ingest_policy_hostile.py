"""No document makes the reader crash or hang: any bytes, truncated files, texts made to hurt."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.settings import ROOT
from ingest.policy.documents import FORMATS, Line, lines_of
from ingest.policy.reading import read
from ingest.policy.records import Reading
from ingest.readers import BadFileError
from tests.test_ingest_policy_formats import PLAN, docx_of, headings, pdf_of, with_table


def refused_or_read(content: bytes, name: str) -> None:
    try:
        read(lines_of(content, name))
    except BadFileError as fault:
        assert fault.reason.startswith(("bad-file.", "bad-document."))  # noqa: PT017


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2_000), st.sampled_from(sorted(FORMATS)))
def test_random_bytes(content: bytes, suffix: str) -> None:
    refused_or_read(content, f"a{suffix}")


@cache
def whole_files() -> list[tuple[str, bytes]]:
    return [("a.docx", docx_of(with_table)), ("a.pdf", pdf_of(PLAN))]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100), st.binary(max_size=40))
def test_word_and_pdf_files_cut_off_or_spoilt(percent: int, junk: bytes) -> None:
    for name, content in whole_files():
        at = len(content) * percent // 100
        refused_or_read(content[:at], name)
        refused_or_read(content[:at] + junk + content[at + len(junk) :], name)


PIECES = [
    *(
        "一、",
        "(一)",
        "1.",
        "(",
        ")",
        "〔",
        "责任单位:",
        "牵头单位:",
        "市教育局",
        "、",
        "。",
        "到2025年",
    ),
    *(
        "《",
        "》",
        "国发〔2019〕4号",
        "\n",
        "|",
        "50%",
        "以上",
        "不少于",
        "三年内",
        "附件1",
        "等",
        "“",
        "”",
    ),
    *(
        "排在首位的为牵头单位,下同",
        "2024年1月1日",
        "专业群",
        "等领域",
        "第一条",
        "①",
        "由",
        "万",
        "-",
        " ",
    ),
    *("各县〔市、区〕政府", "部门密切配合的协调机制"),
]


@settings(max_examples=100)
@given(st.lists(st.sampled_from(PIECES), max_size=120).map("".join))
def test_any_mixture_of_signs(text: str) -> None:
    found = read([Line(n, line) for n, line in enumerate(text.split("\n"), 1)])
    paths = [m.path for m in found.measures]
    assert len(set(paths)) == len(paths)
    assert Reading.from_dict(found.to_dict()) == found


@settings(max_examples=25)
@given(st.integers(PLAN.index("优化"), len(PLAN)))
def test_a_truncated_plan_gives_what_is_there(length: int) -> None:
    found = read([Line(n, t) for n, t in enumerate(PLAN[:length].split("\n"), 1)])
    whole = ["优化布局", "强化协同"]
    assert len(found.measures) <= 2
    for heading, full in zip(headings(found), whole, strict=False):
        assert full.startswith(heading or "")


def test_reading_takes_time_in_proportion_to_the_text() -> None:
    """Each text made to hurt in bounded processor time: the system ends what takes its square."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.policy_hostile"],
        check=False, cwd=ROOT, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "all read", f"no end: {done.stdout[-60:]}{done.stderr}"
