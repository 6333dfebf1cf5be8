"""What the product imports is what it declares, for the main part and for each extra."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import rdflib

from graph.door import open_build
from graph.export import write_export
from graph.ontology import load
from graph.schema.shapes import shapes_graph
from graph.settings import ROOT
from tests.product_imports import imported, normal

PRODUCT = ("graph", "ingest", "views", "app.py")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Named to importlib, to another library or to find_spec, not in an import statement.
NOT_IMPORTED = {
    "pyarrow": "fastexcel and duckdb return its types",
    "pyvis": "graph.export.vis takes a file of it",
    "authlib": "st.login",
    "httpx2": "authlib",
    "justmytype-intl-cjk": "graph.export.fonts takes a file of it",
}
# Development of the product itself.
DEVELOPMENT = {"pillow": {"views/gallery.py"}}


def declared(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[<>=;\[ ]", one, maxsplit=1)[0]) for one in requirements}


MAIN = declared(PROJECT["dependencies"])
EXTRAS = {name: declared(needs) for name, needs in PROJECT["optional-dependencies"].items()}


def test_what_is_imported_is_declared() -> None:
    used = imported(PRODUCT)
    undeclared = {
        name: modules - DEVELOPMENT.get(name, set())
        for name, modules in used.items()
        if name not in MAIN.union(*EXTRAS.values())
    }
    assert {name: modules for name, modules in undeclared.items() if modules} == {}


def test_what_is_declared_is_used() -> None:
    used = set(imported(PRODUCT)) | set(NOT_IMPORTED)
    assert MAIN.union(*EXTRAS.values()) - used == set()


@pytest.mark.parametrize(
    ("module", "extra"),
    [
        ("ingest/policy/word.py", "docs"),
        ("ingest/policy/web_page.py", "docs"),
        ("ingest/policy/pdf.py", "docs"),
        ("ingest/policy/passages.py", "docs"),
        ("graph/export/pptx.py", "briefing"),
        ("graph/export/fonts.py", "briefing"),
        ("graph/export/documents/to_docx.py", "briefing"),
        ("graph/queries/neo4j.py", "neo4j"),
        ("ingest/records/spark.py", "spark"),
    ],
)
def test_the_extra_of_a_module_brings_what_it_imports(module: str, extra: str) -> None:
    needed = set(imported([module]))
    assert needed <= MAIN | EXTRAS[extra]


def test_the_lock_holds_what_is_declared() -> None:
    spark = EXTRAS["spark"]
    rest = MAIN.union(*(needs for name, needs in EXTRAS.items() if name != "spark"))
    for name, needed in (("runtime", rest), ("spark", spark)):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        found = re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==", text, re.MULTILINE)
        assert needed <= {normal(one) for one in found}
        assert "://" not in text


def test_the_shapes_go_out_for_engines_of_others(homes: dict[str, Path], tmp_path: Path) -> None:
    to = tmp_path / "shapes.ttl"
    write_export("shapes", to, open_build(homes["tiny"]), load(), "zh")
    written = rdflib.Graph().parse(to)
    assert len(written) == len(shapes_graph(load()))
