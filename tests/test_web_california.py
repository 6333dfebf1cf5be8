"""The explorer on real figures of another country: no chains, no policy, English names."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.builds.manifest import TABLES_ALONE
from graph.door import open_build
from graph.export.documents import Order
from graph.export.documents.annual_report import annual_report
from graph.export.documents.briefing import briefing
from graph.export.documents.material import Material
from graph.ontology import load
from graph.review import unknowns
from graph.settings import EXAMPLES
from graph.words import say
from ingest.build import BuildRequest, build
from tests.document_figures import assumed, figures_of_their_own
from tests.pages import IN_TURN, opened
from views.parts import roles

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
    monkeypatch.setattr(unknowns, "MOST_SOLVED", 6)  # each is a gap of the whole region


@pytest.mark.parametrize(("page", "lang"), IN_TURN)
def test_a_page_opens(page: str, lang: str) -> None:
    test = opened(page, {"lang": lang})
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
