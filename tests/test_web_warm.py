"""What the server works out before anybody asks, and what browsers are told beforehand."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from graph.regions.coverage import coverage
from tests.test_web_server import ask
from views.parts import ribbon, session, streamlit_inside
from views.parts.packaged import PROJECT, VIS
from views.web import index, settings
from views.web.guards import Guard
from views.web.settings import ServeOptions
from views.web.warm import warm


def test_the_first_page_is_ready_before_anybody_asks(
    homes: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    session._place.clear()
    warm(homes["tiny"]).join()
    folder = next((homes["tiny"] / "builds").iterdir())

    def again(*_arguments: object) -> None:
        raise AssertionError("worked out again")

    monkeypatch.setattr(again, "__module__", coverage.__module__)
    monkeypatch.setattr(again, "__qualname__", coverage.__qualname__)
    assert session.computed_on(folder, again, None)


def test_a_home_without_a_build_is_no_fault(homes: dict[str, Path]) -> None:
    warm(homes["empty"]).join()


def test_the_document_names_what_every_page_loads() -> None:
    text = index.document("双链", "zh")
    needed = streamlit_inside.needed_modules()
    assert all(text.count(f'href="./{file}"') == 1 for file in needed if "/index." not in file)


@pytest.mark.parametrize(("told", "wide"), [("1280", 960), ("1920", 1480), ("<b>", 0), ("", 0)])
def test_a_picture_is_laid_out_for_the_window(
    told: str, wide: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = SimpleNamespace(cookies={ribbon.WINDOW: told})
    monkeypatch.setattr(ribbon.st, "context", context)
    assert ribbon._from_window() == wide


def test_the_drawing_library_is_kept_by_browsers(tmp_path: Path) -> None:
    async def file(_request: object) -> PlainTextResponse:
        return PlainTextResponse("vis", headers={"cache-control": "public"})

    paths = [f"/_stcore/bidi-components/{PROJECT}.{name}/a.js" for name in (VIS, "canvas")]
    app = Guard(
        Starlette(routes=[Route(path, file) for path in paths]),
        settings.hosts(ServeOptions(tmp_path)),
    )
    ages = [ask(app, path).headers["cache-control"] for path in paths]
    assert ages == ["public, max-age=86400", "public"]
