"""What the pages show of the terminal is what the program does on the shipped examples.

A shown session is a fenced block of a page with ``$ twinchain …``; ``…`` stands for what is left
out, and how lines are broken does not count. ``build EXAMPLE`` picks the home that holds it; what
needs files that are not shipped is not run. Other pages show commands without their output: each
must do what it is for.
"""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.builds.home import Home
from graph.settings import EXAMPLES, ROOT
from ingest.build import BuildRequest, build
from views.cli import app

LANGUAGE_PAGES = (("README.md", "docs/tour.md"), ("README.zh.md", "docs/tour.zh.md"))
PAGES = tuple(page for pages in LANGUAGE_PAGES for page in pages)
METHODS = ("briefings", "gap", "rules")
EXAMPLES_BUILT = {"examples/tiny": "tiny", "examples/wuzhou": "wuzhou"}
PROMPT, ELISION = "$ ", "…"
VINTAGE = "examples/wuzhou-2023"
YEARS = "years"  # the home of both vintages of the example
# By the command that is shown: it needs a file or a folder that is not here.
NOT_RUN = ("check", "template")
OF_SEVERAL_BUILDS = ("builds", "diff")


Names = dict[str, str]  # what a page calls a build → its id


@dataclass(frozen=True)
class Session:
    """One command as shown, what is shown of its output, and the home it is asked of."""

    page: str
    line: int
    arguments: tuple[str, ...]
    shown: str
    home: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def sessions(page: str) -> list[Session]:
    """The commands of a page that can be run, in order."""
    found, home = [], "wuzhou"
    lines = [line.strip() for line in (ROOT / page).read_text(encoding="utf-8").splitlines()]
    fences = [number for number, line in enumerate(lines) if line.startswith("```")]
    for start, end in zip(fences[::2], fences[1::2], strict=True):
        at = start + 1
        if not lines[at].startswith(PROMPT):
            continue
        home = "tiny" if found and found[-1].home == "tiny" else home.replace(YEARS, "wuzhou")
        while at < end:
            first, command = at, lines[at].removeprefix(PROMPT)
            while (words := _words(command)) is None:
                at += 1
                command += "\n" + lines[at]
            at += 1
            shown = []
            while at < end and not lines[at].startswith(PROMPT):
                shown.append(lines[at])
                at += 1
            if words[1] == "build":
                home = _home_of(words[2:], home)
            elif _can_run(words[1], home):
                found.append(Session(page, first + 1, tuple(words[1:]), "\n".join(shown), home))
    return found


def _home_of(datasets: list[str], before: str) -> str:
    """The home that holds the build of some datasets; empty where there is none."""
    if VINTAGE in datasets or before == YEARS:
        return YEARS
    return EXAMPLES_BUILT.get(datasets[0], "") if len(datasets) == 1 else ""


def _can_run(command: str, home: str) -> bool:
    needs_several = command in OF_SEVERAL_BUILDS
    return bool(home) and command not in NOT_RUN and (home == YEARS or not needs_several)


def _words(command: str) -> list[str] | None:
    """The words of a command; None while a quotation is open."""
    try:
        return shlex.split(command)
    except ValueError:
        return None


def as_pattern(shown: str) -> re.Pattern[str]:
    """What is shown as a pattern of the output without white space.

    >>> [bool(as_pattern(shown).search(squeezed("a b c d"))) for shown in ("a b … d", "a c")]
    [True, False]
    """
    parts = [re.escape(squeezed(part)) for part in shown.split(ELISION)]
    return re.compile(".*?".join(parts), re.DOTALL)


def squeezed(text: str) -> str:
    """Text without white space, and rules as long as their tables as one sign."""
    return re.sub(r"─+", "─", re.sub(r"\s+", "", text))


ALL = [one for page in (*PAGES, "docs/architecture.md") for one in sessions(page)]

DOCS = ("docs/cypher.md", "docs/servers.md", *(f"docs/method/{name}.md" for name in METHODS))
# Servers that are not here, a file of the reader's own, data that are not shipped.
NOT_HERE = (
    "push", "serve", "build", "--url", "--store", "question.cypher", "--min-level 4", "--letterhead"
)  # fmt: skip


def commands(page: str) -> list[str]:
    """The commands of a page that can be run on a shipped example, without the words behind #."""
    text = (ROOT / page).read_text(encoding="utf-8")
    lines = [
        line.partition(" # ")[0].strip()
        for block in re.findall(r"^```\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
        for line in block.splitlines()
    ]
    shown = [line for line in lines if line.startswith("twinchain ")]
    return [line for line in shown if not any(f" {word} " in f"{line} " for word in NOT_HERE)]


OF_WUZHOU = re.compile(r"^twinchain (?!export)|--(unit|area|chain|college|around|block)\b")
SHOWN = [(page, command) for page in DOCS for command in commands(page)]


@pytest.mark.parametrize(("page", "command"), SHOWN)
def test_a_command_of_the_pages_works(
    homes: dict[str, Path], tmp_path: Path, page: str, command: str
) -> None:
    home = homes["wuzhou" if OF_WUZHOU.search(command) else "tiny"]  # a small one is quicker
    arguments = [*shlex.split(command)[1:], "--home", str(home)]
    if "--to" in arguments:
        place = arguments.index("--to") + 1
        # How each form is written is tested elsewhere; a workbook takes least time.
        name = re.sub(r"\.(pdf|docx)$", ".xlsx", arguments[place])
        arguments[place] = str(tmp_path / name)
    said = CliRunner().invoke(app, arguments, env={"COLUMNS": "100"})
    assert said.exit_code == 0, said.output


@pytest.mark.parametrize("pages", LANGUAGE_PAGES)
def test_the_pages_of_a_language_show_sessions_of_every_example(pages: tuple[str, str]) -> None:
    homes = {page: {one.home for one in ALL if one.page == page} for page in pages}
    assert homes == {pages[0]: {"tiny"}, pages[1]: {"tiny", "wuzhou", YEARS}}


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_a_readme_is_short(page: str) -> None:
    assert len((ROOT / page).read_text(encoding="utf-8").splitlines()) <= 130


@pytest.fixture(scope="module")
def years(homes: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Names]:
    """A home with both vintages of the example, the newer published, and how pages call them."""
    home = tmp_path_factory.mktemp("years") / "home"
    shutil.copytree(homes["wuzhou"], home)
    (newer,) = Home(home).names()
    build(BuildRequest((EXAMPLES / "wuzhou" / "facts", ROOT / VINTAGE), None, home))
    Home(home).point_to(newer)
    (older,) = set(Home(home).names()) - {newer}
    return home, {"OLD": older, "NEW": newer, "前一构建": older, "后一构建": newer}


@pytest.mark.parametrize("shown", ALL, ids=str)
def test_a_session_is_as_shown(
    homes: dict[str, Path],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shown: Session,
) -> None:
    monkeypatch.chdir(tmp_path)  # where a command may write
    home, names = homes.get(shown.home), Names()
    if shown.home == YEARS:
        home, names = request.getfixturevalue("years")
    arguments = [*(names.get(word, word) for word in shown.arguments), "--home", str(home)]
    said = CliRunner().invoke(app, arguments, env={"COLUMNS": "100"})
    assert said.exit_code == 0, said.output
    assert as_pattern(shown.shown).search(squeezed(said.output)), said.output


@pytest.mark.parametrize(("page", "lang"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_first_run_is_as_shown(homes: dict[str, Path], page: str, lang: str) -> None:
    """What ``make demo`` prints: the report of the example behind its first line."""
    text = (ROOT / page).read_text(encoding="utf-8")
    (block,) = re.findall(
        r"^```\n((?:Example “wuzhou”|示例“wuzhou”).*?)^```$", text, re.DOTALL | re.MULTILINE
    )
    _, _, report = block.partition("\n\n")
    arguments = ["gap", "--lang", lang, "--home", str(homes["wuzhou"])]
    said = CliRunner().invoke(app, arguments, env={"COLUMNS": "100"})
    assert as_pattern(report).search(squeezed(said.output)), said.output
