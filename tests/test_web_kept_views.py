"""Views that people keep stand in one file beside the builds."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import WrongInput
from views.parts.kept_views import FILE, LONGEST, KeptView, drop_view, keep_view, kept_views


def test_views_are_kept_replaced_and_dropped(tmp_path: Path) -> None:
    assert kept_views(tmp_path) == ()
    keep_view(tmp_path, KeptView("茶", "/explore?node=chains%2Ftea"))
    keep_view(tmp_path, KeptView("b", "/explore?node=b"))
    keep_view(tmp_path, KeptView(" 茶 ", "/explore?node=c"))
    assert kept_views(tmp_path) == (
        KeptView("茶", "/explore?node=c"),
        KeptView("b", "/explore?node=b"),
    )
    drop_view(tmp_path, "b")
    assert [one.name for one in kept_views(tmp_path)] == ["茶"]


def test_a_long_name_is_cut_and_a_damaged_file_is_told(tmp_path: Path) -> None:
    keep_view(tmp_path, KeptView("x" * 500, "/explore"))
    assert len(kept_views(tmp_path)[0].name) == LONGEST
    (tmp_path / FILE).write_text("[1", encoding="utf-8")
    with pytest.raises(WrongInput):
        kept_views(tmp_path)


def test_an_address_elsewhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('[{"name": "x", "address": "//evil.example/"}]', encoding="utf-8")
    with pytest.raises(WrongInput):
        kept_views(tmp_path)
