"""The script of every page: links inside the explorer, the theme, and the page's language."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from views.parts import address, registry
from views.parts.session import language, tell

SCRIPT = Path(__file__).with_name("shell.js")
STYLE = Path(__file__).with_name("shell.css")


@st.cache_resource(show_spinner=False)
def _component() -> object:
    return st.components.v2.component(
        "twinchain-shell",
        css=STYLE.read_text(encoding="utf-8"),
        js=SCRIPT.read_text(encoding="utf-8"),
    )


def theme_switch() -> None:
    """Show three buttons for the theme: that of the system, light, dark."""
    _component()(  # type: ignore[operator]
        key="shell",
        width="content",
        data={
            "lang": {"zh": "zh-CN"}.get(language(), language()),
            "pages": [f"/{page}" for page in ("", *registry.names())],
            "kept": list(address.KEPT),
            "label": tell("theme.label"),
            "themes": [
                {"name": name, "sign": sign, "title": tell(f"theme.{name.lower()}")}
                for name, sign in (("System", "◐"), ("Light", "☀"), ("Dark", "☾"))
            ],
        },
    )


def words() -> dict[str, str]:
    """Return the texts of the style sheet: the product's name, and words instead of Streamlit's."""
    return {
        "brand": tell("title"),
        "menu": tell("word.menu"),
        "upload": tell("word.upload"),
        "skip": tell("word.skip"),
        "enter": tell("word.enter"),
        "control-enter": tell("word.control_enter"),
    }
