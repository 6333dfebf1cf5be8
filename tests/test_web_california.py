"""The explorer on real figures of another country: no chains, no policy, English names."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from graph.settings import EXAMPLES, ROOT
from graph.words import LANGUAGES, say
from ingest.build import BuildRequest, build
from views.parts import registry, roles


@pytest.fixture(scope="module")
def home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("california")
    build(BuildRequest((EXAMPLES / "california",), shared / "reference", folder))
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
