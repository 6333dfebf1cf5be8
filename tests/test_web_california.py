"""The explorer on real figures of another country: no chains, no policy, English names."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from graph.builds.manifest import TABLES_ALONE
from graph.door import open_build
from graph.export.documents import Order
from graph.export.documents.annual_report import annual_report
from graph.export.documents.briefing import briefing
from graph.export.documents.material import Material
from graph.ontology import load
from graph.settings import EXAMPLES, ROOT
from graph.words import LANGUAGES, say
from ingest.build import BuildRequest, build
from tests.document_figures import assumed, figures_of_their_own
from views.parts import registry, roles

MAKERS = {"briefing": briefing, "annual-report": annual_report}


@pytest.fixture(scope="module")
def home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("california")
    build(
        BuildRequest((EXAMPLES / "california",), shared / "reference", folder, stores=TABLES_ALONE)
    )
    return folder


@pytest.fixture(autouse=True)
def _alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWINCHAIN_HOME", str(home))
    monkeypatch.setattr(roles, "is_local", lambda: True)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", registry.names())
def test_a_page_opens(page: str, lang: str) -> None:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    test.query_params["lang"] = lang
    test.run()
    if page != registry.FIRST:
        test.switch_page(str(registry.FOLDER / f"{page}.py")).run()
    assert not test.exception
    assert not test.error
    html = "".join(one.proto.body for one in test.get("html"))
    assert "California" in html
    assert say("web.grade.illustrative", lang) not in html  # all of it is official
    if page in ("warnings", "measures"):
        assert say("web.empty.upload", lang) in html  # nothing there: what to do about it


@pytest.mark.parametrize(("what", "lang"), [("briefing", "en"), ("annual-report", "zh")])
def test_text_of_documents_equals_table(home: Path, what: str, lang: str) -> None:
    material = Material(open_build(home), load(), Order(lang))
    assert figures_of_their_own(MAKERS[what](material), assumed(material)) == []
