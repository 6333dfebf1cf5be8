"""The command line: every command in both languages and all forms, exit codes, streams."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from rich.cells import cell_len

from graph.builds.home import Home
from graph.door import open_build
from graph.findings import PUBLIC_KEYS
from graph.ontology import Ontology
from graph.settings import ROOT
from graph.words import LANGUAGES
from views import cli

COMMANDS = {
    "build", "check", "template", "gap", "outlook", "candidates", "coverage", "query", "export",
    "builds", "diff", "use", "serve", "demo", "warn", "rules", "duties", "policy", "push",
    "lists", "plan", "review", "records", "titles",
}  # fmt: skip
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process."""
    for name in ("TWINCHAIN_HOME", "TWINCHAIN_LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["twinchain", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Said(int(ended.value.code or 0), out, err)

    return call


def outside(*arguments: object, env: dict[str, str] | None = None) -> Said:
    """Run a command as people do."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TWINCHAIN_")}
    done = subprocess.run(
        [sys.executable, "-m", "views.cli", *map(str, arguments)],
        cwd=ROOT, env=clean | {"PYTHONPATH": str(ROOT)} | (env or {}), capture_output=True,
        timeout=60,
    )  # fmt: skip
    return Said(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@cache
def helps(lang: str) -> dict[str, Said]:
    """The help of every command in a language, which a process has from its start."""
    code = (
        "import contextlib, io, json, sys\n"
        "from views import cli\n"
        "said = {}\n"
        "for command in sys.argv[1:]:\n"
        "    sys.argv = ['twinchain', *filter(None, [command]), '--help']\n"
        "    out, err = (io.TextIOWrapper(io.BytesIO(), 'utf-8') for _ in range(2))\n"
        "    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):\n"
        "        try:\n"
        "            cli.main()\n"
        "        except SystemExit as end:\n"
        "            for stream in (out, err):\n"
        "                stream.flush()\n"
        "            told = [stream.buffer.getvalue().decode() for stream in (out, err)]\n"
        "            said[command] = [end.code or 0, *told]\n"
        "sys.__stdout__.write(json.dumps(said))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "", *sorted(COMMANDS)],
        cwd=ROOT, env=os.environ | {"TWINCHAIN_LANG": lang, "COLUMNS": "80"}, capture_output=True,
        check=True, timeout=60,
    )  # fmt: skip
    return {command: Said(*told) for command, told in json.loads(done.stdout).items()}


@pytest.fixture(scope="module")
def made(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two builds, the example's the current one; not to be written to."""
    from ingest.build import BuildRequest, build

    folder = tmp_path_factory.mktemp("cli")
    shutil.copytree(tiny, folder / "tiny")
    with (folder / "tiny" / "chains.csv").open("a", encoding="utf-8") as file:
        file.write("new,新链\n")
    build(BuildRequest((folder / "tiny",), None, folder / "home", stores="tables"))
    build(BuildRequest((tiny,), None, folder / "home"))
    return folder / "home"


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def faulty(tiny: Path, tmp_path: Path) -> Path:
    """The example with a row that has no name and a word that is no level."""
    folder = tmp_path / "faulty"
    shutil.copytree(tiny, folder)
    with (folder / "areas.csv").open("a", encoding="utf-8") as file:
        file.write("990104,,,990000,区\n990105,,,990000,区\n")
    return folder


@pytest.fixture
def unreadable(tiny: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "unreadable"
    shutil.copytree(tiny, folder)
    (folder / "labs.csv").unlink()
    (folder / "labs.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    return folder


def require_aligned(out: str) -> None:
    """Columns of a table begin at the same cell in every line, whatever the script."""
    lines = out.splitlines()
    rule = next(i for i, line in enumerate(lines) if line.startswith("──"))
    width = cell_len(lines[rule])
    table = []
    for line in lines[rule + 1 :]:
        if not line:
            break
        table.append(line)
    assert table
    assert all(cell_len(line) <= width for line in [lines[rule - 1], *table])


# Start, help, wrong use ---------------------------------------------------------------------------


def test_nothing_heavy_is_imported_before_a_command_runs() -> None:
    heavy = {"polars", "pyoxigraph", "rdflib", "duckdb", "numpy", "scipy", "networkx", "rich"}
    code = f"import sys, views.cli; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["", *sorted(COMMANDS)])
def test_help_speaks_the_language_and_fits_eighty_columns(command: str, lang: str) -> None:
    said = helps(lang)[command]
    assert (said.code, said.err) == (0, "")
    assert all(cell_len(line) <= 80 for line in said.out.splitlines())
    assert all(line == line.rstrip() for line in said.out.splitlines())
    assert said.out.startswith("用法：twinchain" if lang == "zh" else "Usage: twinchain")
    spoken = re.sub(r"zh\|en", "", said.out)
    if lang == "en":
        assert not CHINESE.search(spoken)
    else:
        assert not re.search(r"Usage|Options|Show this|default:|env var|\brequired\b", spoken)
        for line in re.findall(r"(?m)^  (?:-|[A-Z]+ )\S* .*", spoken):
            assert CHINESE.search(line) or "[" in line, line
    listed = set(re.findall(r"(?m)^  ([a-z]+)  +\S", said.out))
    assert listed == {"": COMMANDS, "policy": {"read"}, "review": {"decide", "apply"}}.get(
        command, set()
    )


def test_no_command_prints_the_help() -> None:
    said = outside(env={"TWINCHAIN_LANG": "en"})
    assert said.code == 2
    assert said.out == ""
    assert said.err == outside("--help", env={"TWINCHAIN_LANG": "en"}).out


def test_the_language_may_be_a_locale() -> None:
    english = outside("gap", "--year", "x", env={"TWINCHAIN_LANG": "en"}).err
    for lang, said in (("en_US.UTF-8", True), ("zh_CN.UTF-8", False)):
        assert (outside("gap", "--year", "x", env={"TWINCHAIN_LANG": lang}).err == english) is said


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["gapp"], "没有命令“gapp”。可用：gap", "There is no command “gapp”. Available: gap"),
        (["gap", "--nope"], "没有选项 --nope。", "There is no option --nope."),
        (
            ["gap", "--tier", "9"],
            "--tier 的值无效。应为整数 1–2。",
            "The value for --tier is not valid. It must be a whole number 1–2.",
        ),
        (
            ["gap", "--year", "x"],
            "--year 的值无效。应为整数。",
            "The value for --year is not valid. It must be a whole number.",
        ),
        (
            ["gap", "--format", "yaml"],
            "--format 的值无效。可用：table, json, csv",
            "The value for --format is not valid. Available: table, json, csv",
        ),
        (
            ["query", "--timeout", "0"],
            "--timeout 的值无效。应为数 ≥ 0.1。",
            "The value for --timeout is not valid. It must be a number ≥ 0.1.",
        ),
        (["gap", "--lang", "fr"], "--lang 的值无效。可用：zh, en", None),
        (["export"], "缺少 --to。", "--to is missing."),
        (["build"], "缺少 DATASET。", "DATASET is missing."),
        (["use", "a", "b"], "多余的参数：b。", "Unexpected argument: b."),
        (["query", "--sql"], "选项 --sql 需要一个值。", "The option --sql needs a value."),
    ],
)  # fmt: skip
def test_wrong_use_is_said_in_the_language(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], zh: str, en: str | None
) -> None:
    for lang, sentence in (("zh", zh), ("en", en)):
        if sentence is None:
            continue
        monkeypatch.setenv("TWINCHAIN_LANG", lang)
        said = run(*arguments)
        assert (said.code, said.out) == (2, "")
        first, *usage = said.err.splitlines()
        assert first.partition("：" if lang == "zh" else ": ")[2].startswith(sentence)
        if usage:  # typer does not say of which command an option lacks its value
            assert usage[0].startswith("用法：twinchain" if lang == "zh" else "Usage: twinchain")
            assert usage[1].endswith("--help")


def test_the_option_wins_over_the_environment(
    run: Run, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWINCHAIN_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("TWINCHAIN_LANG", "en")
    said = run("gap")
    assert (said.code, said.out) == (2, "")
    assert f"No build has been published in “{tmp_path / 'none'}”" in said.err
    assert "还没有已发布的构建" in run("gap", "--lang", "zh").err
    assert run("gap", "--home", made).code == 0
    monkeypatch.setenv("TWINCHAIN_HOME", str(made))
    assert run("gap").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["gap"],
        ["query", "--sql", "SELECT 1"],
        ["query", "--sparql", "ASK {}"],
        ["export", "--to", "x.ttl"],
        ["use", "abc"],
        ["diff", "abc", "def"],
    ],
)
def test_without_a_build_every_question_says_what_to_do(
    run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    said = run(*arguments, "--home", tmp_path / "none", "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Error: No ")
    assert not (tmp_path / "none").exists()


# build and check ----------------------------------------------------------------------------------


def test_build_as_a_table(run: Run, tiny: Path, tmp_path: Path) -> None:
    unchanged = {"zh": "数据没有变化", "en": "Nothing has changed"}
    for number, lang in enumerate(LANGUAGES):
        said = run("build", tiny, "--home", tmp_path / "home", "--lang", lang)
        assert (said.code, said.err) == (0, "")
        require_aligned(said.out)
        assert re.search(
            r"用工需求 +demand +34 +34" if lang == "zh" else r"Demand +demand +34 +34", said.out
        )
        assert {"zh": "没有发现问题。", "en": "No findings."}[lang] in said.out
        assert open_build(tmp_path / "home").id in said.out.splitlines()[-1]
        assert (unchanged[lang] in said.out) == (number > 0)
    again = run("build", tiny, "--home", tmp_path / "home", "--lang", LANGUAGES[0])
    assert unchanged[LANGUAGES[0]] in again.out


def test_build_as_json_and_csv(run: Run, home: Path, faulty: Path) -> None:
    said = run("build", faulty, "--home", home, "--lang", "en", "--format", "json")
    assert (said.code, said.err) == (0, "")
    assert list(said.json["tables"]) == list(
        run("check", faulty, "--format", "json").json["tables"]
    )
    assert {"build", "tables", "findings", "left_out"} <= set(said.json)
    assert said.json["build"] == open_build(home).id
    assert said.json["tables"]["areas"] == {"read": 5, "kept": 3}
    first, second = said.json["findings"]
    assert list(first) == list(PUBLIC_KEYS)
    assert {k: first[k] for k in ("rule", "severity", "file", "sheet", "row", "column")} == {
        "rule": "missing-value",
        "severity": "error",
        "file": "areas.csv",
        "sheet": None,
        "row": 5,
        "column": "name",
    }
    assert second["row"] == 6
    assert first["message"]
    assert first["remedy"]
    table = run("build", faulty, "--home", home, "--format", "csv").rows
    assert [list(table[0]), len(table), table[1]["row"]] == [list(PUBLIC_KEYS), 2, "6"]
    assert CHINESE.search(table[0]["message"])


@pytest.mark.parametrize("form", ["table", "json"])
def test_strict_ends_with_one_and_publishes_nothing(
    run: Run, home: Path, faulty: Path, form: str
) -> None:
    before = open_build(home).id
    said = run("build", faulty, "--strict", "--home", home, "--lang", "en", "--format", form)
    assert said.code == 1
    assert open_build(home).id == before
    if form == "json":
        assert said.json["build"] is None
        assert len(said.json["findings"]) == 2
    if form == "table":
        assert "nothing was published" in said.out


def test_a_bad_file_is_two_where_it_decides(run: Run, home: Path, unreadable: Path) -> None:
    checked = run("check", unreadable, "--format", "json")
    assert checked.code == 2
    assert [f["rule"] for f in checked.json["findings"]] == ["bad-file"]
    assert checked.json["findings"][0]["file"] == "labs.xlsx"
    assert run("build", unreadable, "--strict", "--home", home).code == 2
    assert run("build", unreadable, "--home", home).code == 0


def test_check_ends_with_what_it_found(run: Run, tiny: Path, faulty: Path, tmp_path: Path) -> None:
    clean = run("check", tiny, "--format", "json")
    assert (clean.code, clean.err) == (0, "")
    assert {"tables", "findings", "left_out"} <= set(clean.json)
    assert clean.json["findings"] == []
    assert run("check", faulty, "--format", "json").code == 1
    missing = run("check", tmp_path / "none", "--lang", "en")
    assert (missing.code, missing.out) == (2, "")
    assert "none” was not found. Check the path" in missing.err
    assert not (Path.cwd() / ".twinchain" / "check").exists()


def test_of_several_datasets_the_one_at_fault_is_named(run: Run, tiny: Path, faulty: Path) -> None:
    assert "error  faulty/areas.csv · row 5" in run("check", tiny, faulty, "--lang", "en").out
    assert "error  areas.csv · row 5" in run("check", faulty, "--lang", "en").out


def test_a_marked_workbook_never_lands_in_the_data(run: Run, faulty: Path, tmp_path: Path) -> None:
    before = sorted(faulty.iterdir())
    for to, told in (
        (tmp_path / "out.csv", ".xlsx"),
        (tmp_path / "none" / "out.xlsx", "none"),
        (faulty / "out.xlsx", "Write it elsewhere"),
    ):
        said = run("check", faulty, "--annotate", to, "--lang", "en")
        assert (said.code, said.out) == (2, "")
        assert told in said.err
    assert sorted(faulty.iterdir()) == before
    assert run("check", faulty, "--annotate", tmp_path / "out.xlsx").code == 1
    assert (tmp_path / "out.xlsx").is_file()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_findings_are_grouped_on_the_terminal(run: Run, faulty: Path, lang: str) -> None:
    said = run("check", faulty, "--lang", lang)
    assert said.code == 1
    block = said.out.split("\n\n")[1].splitlines()
    assert (
        block[0]
        == {
            "zh": "错误  areas.csv · 第 5 行 · name",
            "en": "error  areas.csv · row 5 · name",
        }[lang]
    )
    assert {"zh": "（同类共 2 处", "en": "(2 like this"}[lang] in block[1]
    assert block[2].startswith("  → ")
    summary = {"zh": "错误 2 · 注意 0 · 说明 0", "en": "errors 2 · warnings 0 · info 0"}[lang]
    out = {"zh": "“区域”有 2 行未读入", "en": "Area: 2 rows were left out"}[lang]
    assert summary in said.out.splitlines()
    assert out in said.out.splitlines()[-1]
    assert all(line == line.rstrip() for line in said.out.splitlines())


# gap ----------------------------------------------------------------------------------------------


GAP_ROWS = {
    "occupations": "code name level demand class reason",
    "majors": "code name level supply class",
    "blocks": "id occupations majors demand supply short sentence",
}


def test_the_plan_as_json_and_limits_that_contradict_each_other(run: Run, made: Path) -> None:
    told = run("plan", "--until", 2029, "--front", 2, "--home", made, "--format", "json").json
    assert (told["from"], told["to"], told["grade"]) == (2025, 2029, "illustrative")
    assert len(told["shortage"]["planned"]) == len(told["years"]) == 5
    assert told["objective"] >= told["bound_objective"]
    move = told["moves"][0]
    programme = "/".join(filter(None, (move["college"], move["major"], move["track"])))
    said = run("plan", "--fix", f"{programme}=9000@{move['year']}", "--home", made, "--lang", "en")
    assert (said.code, said.out) == (3, "")
    assert f"Fixed places {programme}=9000" in said.err
    assert "usual_" not in said.err
    assert run("plan", "--fix", f"{programme}=9@1999", "--home", made).code == 2


def test_gap_as_json_has_the_keys_of_the_contract(run: Run, made: Path, tiny: Path) -> None:
    said = run("gap", "--home", made, "--format", "json")
    assert (said.code, said.err) == (0, "")
    report = said.json
    assert {
        "build", "year", "area", "basis", "grade", "assumptions", "demand", "supply", "matched",
        "shortage", "quantity", "composition", "surplus", "mismatch_index", "coverage",
        "other_bases", "naive", "occupations", "majors", "blocks",
    } <= set(report)  # fmt: skip
    expected = json.loads((tiny / "expected.json").read_text(encoding="utf-8"))["2024"]
    for key in ("demand", "supply", "matched", "shortage", "quantity", "composition", "surplus"):
        assert report[key] == expected[key]
    assert report["build"] == open_build(made).id
    for kind, keys in GAP_ROWS.items():
        assert all(set(keys.split()) <= set(row) for row in report[kind]), kind


@pytest.mark.parametrize("lang", LANGUAGES)
def test_gap_for_people_and_as_csv(run: Run, made: Path, lang: str) -> None:
    said = run("gap", "--home", made, "--lang", lang)
    assert said.code == 0
    assert "187" in said.out
    assert len(run("gap", "--home", made, "--lang", lang, "--format", "csv").rows) > 10


def test_the_gap_of_a_year_to_come_says_projected(run: Run, made: Path) -> None:
    asked = ("gap", "--home", made, "--year", 2026, "--draws", 5)
    assert "预测 2026 年" in run(*asked).out
    english = run(*asked, "--lang", "en").out
    assert "2026 (projected): structural gap" in english
    assert "How sure the projection for 2026 is" in english


def test_outlooks_by_part_and_scores_say_what_they_answer(run: Run, made: Path) -> None:
    outlook = ("outlook", "--home", made, "--lang", "en", "--until", 2025, "--draws", 0)
    assert "have no bands here" in run(*outlook, "--by", "chain").out
    assert "Tea processing worker" in run(*outlook, "--by", "occupation").out
    assert "too few years to test" in run(*outlook, "--backtest").out
    assert run(*outlook, "--score").code == 2
    assert "No outlook is kept yet" in run("outlook", "--score", "--home", made, "--lang", "en").out


def test_gap_without_an_answer_ends_with_three(run: Run, made: Path) -> None:
    said = run("gap", "--year", "1999", "--home", made, "--lang", "en")
    assert (said.code, said.out) == (3, "")
    assert said.err.startswith("Error: ")


# query --------------------------------------------------------------------------------------------


def test_query_in_all_forms(run: Run, made: Path) -> None:
    question = "SELECT code, name, level, public, aliases FROM colleges ORDER BY code LIMIT 1"
    table = run("query", "--sql", question, "--home", made, "--lang", "en")
    assert table.code == 0
    assert table.err.splitlines()[0] == "Rows: 1"
    assert "[ILLUSTRATIVE]" in table.err
    assert table.out.splitlines()[0].split() == ["code", "name", "level", "public", "aliases"]
    (record,) = run("query", "--sql", question, "--home", made, "--format", "json").json
    assert record["code"] == "demo-a"
    assert isinstance(record["level"], int)
    assert isinstance(record["public"], bool)
    assert isinstance(record["aliases"], list)
    (row,) = run("query", "--sql", question, "--home", made, "--format", "csv").rows
    assert row["public"] in ("true", "false")
    assert row["aliases"] == ";".join(record["aliases"])
    asked = run("query", "--sparql", "ASK { ?x a tc:Area }", "--home", made, "--format", "json")
    assert asked.json == [{"answer": True}]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("q.rq", "SELECT (COUNT(?a) AS ?n) { ?a a tc:Area }", [{"n": 3}]),
        ("q.SPARQL", "\ufeffSELECT (COUNT(?a) AS ?n) { ?a a tc:Area }", [{"n": 3}]),
        ("q.sql", "SELECT count(*) AS n FROM areas", [{"n": 3}]),
    ],
)
def test_query_files_by_suffix(
    run: Run, made: Path, tmp_path: Path, name: str, text: str, expected: list[object]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert run("query", tmp_path / name, "--home", made, "--format", "json").json == expected


def test_query_parameters(run: Run, made: Path) -> None:
    sparql = ["--sparql", "SELECT ?l { ?a tc:code ?c ; rdfs:label ?l FILTER(LANG(?l) = ?lang) }"]
    values = ["--param", 'c="990101"', "--param", "lang=zh"]
    said = run("query", *sparql, *values, "--home", made, "--format", "json")
    assert said.json == [{"l": "东示例区"}]
    sql = ["--sql", "SELECT name FROM areas WHERE code = $c"]
    said = run("query", *sql, "--param", "c=990101", "--home", made, "--format", "json")
    assert said.json == [{"name": "东示例区"}]


def test_query_answers_without_rows(run: Run, made: Path) -> None:
    question = ["query", "--sql", "SELECT code, name FROM areas WHERE false", "--home", made]
    said = run(*question, "--lang", "en")
    assert (said.code, said.out, said.err) == (0, "", "No rows match.\n")
    assert run(*question, "--format", "json").json == []
    assert run(*question, "--format", "csv").out == "code,name\n"


def test_query_says_when_there_is_more(run: Run, made: Path) -> None:
    question = ["query", "--sql", "SELECT year FROM demand", "--limit", "2", "--home", made]
    said = run(*question, "--format", "json", "--lang", "en")
    assert said.code == 0
    assert len(said.json) == 2
    assert "Only the first 2 rows are shown; there are more" in said.err


def test_query_over_the_time_limit_ends_with_three(run: Run, made: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    said = run("query", "--sparql", endless, "--timeout", "1", "--home", made, "--lang", "en")
    assert (said.code, said.out) == (3, "")
    assert "time limit of 1 s" in said.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "exactly one query"),
        (["--sql", "SELECT 1", "--sparql", "ASK {}"], "exactly one query"),
        (["{there}/q.txt"], "exactly one query"),
        (["{there}/none.sql"], "was not found"),
        (["{there}/latin.sql"], "UTF-8"),
        (["--sql", "SELECT 1", "--param", "x"], "name=value"),
        (["--sql", "SELEC 1"], "SQL query failed"),
        (["--sparql", "SELEC"], "syntax"),
        (
            ["--sparql", "SELECT ?x { ?x a tc:Area"],
            "line 1, character 25, after “SELECT ?x { ?x a tc:",
        ),
        (["--sparql", "SELECT ?x {\n?x foo:bar 1}"], "tc: "),
        (["--sql", "DROP VIEW areas"], "Only SELECT"),
        (["--sparql", "DROP ALL"], "read-only"),
    ],
)
def test_wrong_queries_end_with_two(
    run: Run, made: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    (tmp_path / "q.txt").write_text("SELECT 1", encoding="ascii")
    (tmp_path / "latin.sql").write_bytes("SELECT 'é'".encode("latin-1"))
    asked = [a.format(there=tmp_path) if a.startswith("{there}") else a for a in arguments]
    said = run("query", *asked, "--home", made, "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert len(said.err) < 400


# export, template ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x.ttl", "x.nq", "x.xlsx"])
@pytest.mark.parametrize("what", ["all", "majors"])
def test_export(run: Run, made: Path, tmp_path: Path, name: str, what: str) -> None:
    said = run("export", what, "--to", tmp_path / name, "--home", made, "--lang", "en")
    assert (said.code, said.out) == (0, "")
    assert said.err == f"Wrote {tmp_path / name} (build {open_build(made).id})\n"
    assert (tmp_path / name).stat().st_size > 500
    again = run("export", what, "--to", tmp_path / name, "--home", made, "--lang", "en")
    assert again.code == 2
    assert "--force" in again.err
    assert run("export", what, "--to", tmp_path / name, "--force", "--home", made).code == 0


def test_export_and_template_refuse_what_they_cannot_write(
    run: Run, made: Path, tmp_path: Path
) -> None:
    for arguments, told in (
        (["export", "--to", tmp_path / "x.odt"], ".ttl"),
        (["export", "nothing", "--to", tmp_path / "x.ttl"], "majors"),
        (["export", "--to", tmp_path / "none" / "x.ttl"], "none"),
        (["template", tmp_path / "x.csv"], ".xlsx"),
        (["template", tmp_path / "none" / "x.xlsx"], "none"),
    ):
        said = run(*arguments, "--home", made, "--lang", "en")
        assert (said.code, said.out) == (2, "")
        assert told in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_template(run: Run, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "x.xlsx"
    said = run("template", file, "--lang", lang)
    assert (said.code, said.out) == (0, "")
    assert f"twinchain check {file}" in said.err
    assert file.stat().st_size > 10_000
    assert run("template", file).code == 2
    assert run("template", file, "--force").code == 0


# History ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_builds_in_all_forms(run: Run, made: Path, lang: str) -> None:
    current, names = open_build(made).id, Home(made).names()
    table = run("builds", "--home", made, "--lang", lang)
    assert (table.code, table.err) == (0, "")
    require_aligned(table.out)
    (line,) = [line for line in table.out.splitlines() if line.startswith("●")]
    assert line.split()[1] == current
    told = run("builds", "--home", made, "--format", "json").json
    assert [b["build"] for b in told] == names
    assert [b["current"] for b in told] == [name == current for name in names]
    assert {"build", "current", "created", "as_of", "nodes", "datasets"} <= set(told[0])
    assert [b["build"] for b in run("builds", "--home", made, "--format", "csv").rows] == names


def test_no_builds_is_an_empty_list(run: Run, tmp_path: Path) -> None:
    where = ["--home", tmp_path / "none", "--lang", "en"]
    table = run("builds", *where)
    assert (table.code, table.out) == (0, "")
    assert "No build has been published" in table.err
    assert run("builds", *where, "--format", "json").json == []
    assert run("builds", *where, "--format", "csv").out.startswith("build,current")


def test_use_points_back(run: Run, home: Path) -> None:
    old, new = Home(home).names()
    assert open_build(home).id == new
    said = run("use", old[:5], "--home", home, "--lang", "en")
    assert (said.code, said.out, said.err) == (0, "", f"The current build is {old}\n")
    assert open_build(home).id == old
    wrong = run("use", "zzz", "--home", home, "--lang", "en")
    assert wrong.code == 2
    assert old in wrong.err
    assert new in wrong.err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_diff_in_all_forms(run: Run, made: Path, lang: str) -> None:
    old, new = Home(made).names()
    table = run("diff", old, new, "--home", made, "--lang", lang)
    assert (table.code, table.err) == (0, "")
    require_aligned(table.out)
    assert f"{old}" in table.out.splitlines()[0]
    assert {"zh": "需求口径", "en": "Demand basis"}[lang] in table.out
    assert {"zh": "调查", "en": "Survey"}[lang] in table.out
    told = run("diff", old, new, "--home", made, "--format", "json").json
    assert told["tables"] == {"chains": {"added": [], "removed": ["new"], "changed": []}}
    assert told["gap"]["old"] == told["gap"]["new"]
    assert told["gap"]["old"]["demand"] == 238
    rows = run("diff", new, old, "--home", made, "--format", "csv").rows
    assert rows == [
        {"table": "chains", "change": "added", "key": "new", "column": "", "old": "", "new": ""}
        | {"name": "新链"}
    ]
    same = run("diff", old, old, "--home", made, "--lang", lang)
    assert {"zh": "各表没有变化。", "en": "No table has changed."}[lang] in same.out
    assert run("diff", old, old, "--home", made, "--format", "csv").rows == []


def test_demo(run: Run, tmp_path: Path) -> None:
    for lang in LANGUAGES:  # the second time it is built already
        said = run("demo", "--no-web", "--home", tmp_path / "home", "--lang", lang)
        assert (said.code, said.err) == (0, "")
        assert open_build(tmp_path / "home").id in said.out
        assert "twinchain template" in said.out


# Terminals and pipes ------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="pipes as Unix has them")
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_reader_that_has_seen_enough_is_no_error(made: Path, form: str) -> None:
    question = "SELECT range, repeat('x', 90) FROM range(9000)"
    command = ["query", "--sql", question, "--home", str(made), "--format", form]
    process = subprocess.Popen(
        [sys.executable, "-m", "views.cli", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    told = process.stderr.read().decode("utf-8")
    process.stderr.close()
    assert process.wait(timeout=60) == 0
    assert told == ""


def test_a_c_locale_still_gets_utf8(made: Path) -> None:
    plain = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    said = outside("query", "--sql", "SELECT name FROM areas", "--home", made, env=plain)
    assert said.code == 0
    assert said.err.splitlines()[0] == "3 行"
    assert "东示例区" in said.out


def test_every_table_has_its_label_in_the_report(run: Run, tiny: Path, ontology: Ontology) -> None:
    said = run("check", tiny)
    for name in ("demand", "crosswalk", "measure_members"):
        line = next(row for row in said.out.splitlines() if f" {name} " in row)
        assert line.startswith(ontology.tables[name].label.zh)
