"""Texts made to hurt the reader of policy documents, and a process that reads them in bounds.

``python -m tests.policy_hostile`` reads all; each has seconds of processor time in proportion to
its length, and the process is ended by the system where one takes more.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator

from ingest.policy.documents import Line
from ingest.policy.reading import read

HEAD = "示例市人民政府关于深化产教融合的意见\n示政发〔2024〕5号\n一、任务\n(一)优化布局。"
LENGTH = 12_000  # characters: work that grows with their square takes minutes
S_PER_CHARACTER, LEAST_S = 0.0001, 1.0
RUNS = """
1 | 12345, | 1,234,567.89个 | 3万 | 5个, | 2025年
到2025年 | 2024年同年 | 三年 | 1: | 1/ | % | 示% | 百分之 | 不少于
达到 | ____ | 由4000元提高到 | 经费60% | 职工总数 | 连续3年招生
实践课时 | 一二三四五六七八九十 | 占的
( | ) | (( | (市教育局) | (市教育局、 | 〔2019〕 | 《 | 《》 | 《甲》(
〈 | “ | ” | [ | 国发〔2019〕 | 第号
市 | 各 | 各县、区、 | 由 | 由市 | 由市教育局、 | 由市教育局负责, | 市教育局和
责任单位: | 责任单位:市教育局、 | 负责 | 牵头负责,
首位牵头 | 以下任务均由市教育局 | 联席会议制度 | 由教育、财政、 | 等部门 | 职业学院
等重点产业 | 等
示 | 的 | 、 | , | 。 | . | - | : | ; | | | a- | é | 一、 | (一) | 1.
① | 附件 | 关于 | 印发 | 文号: | 通知 | 办公室
"""


def texts() -> Iterator[tuple[str, str]]:
    """Names and texts."""
    for line in RUNS.strip().splitlines():
        for run in line.split(" | "):
            yield f"{run} in one line", HEAD + run * (LENGTH // len(run))
    yield "brackets in brackets", HEAD + "(" * LENGTH + ")" * LENGTH
    yield "20,000 numbers", HEAD + " ".join(str(n) for n in range(20_000))
    yield "many lines", HEAD + "\n" + "加快推进各项工作落地见效。\n" * 6_000
    yield "many items", HEAD + "\n" + "(二)加快推进。由市教育局牵头。\n" * 3_000
    yield "one long line", HEAD + "加快推进各项工作，落地见效" * 12_000


def limit_processor(seconds: float) -> None:
    """From now on the process has so many seconds of processor time, rounded up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def tell(line: str) -> None:
    """Writes a line at once: the process may be ended after it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Reads all, and writes the name of each before."""
    for name, text in texts():
        tell(name)
        limit_processor(LEAST_S + S_PER_CHARACTER * len(text))
        read([Line(n, line) for n, line in enumerate(text.split("\n"), 1)])
    tell("all read")


if __name__ == "__main__":
    main()
