"""Colours, type and spacing of the explorer, in one place, for both themes.

Streamlit takes them as configuration, the style sheet as CSS variables. Contrast is held to
WCAG 2.2 AA by a test that computes it from these tokens.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph.ontology import load
from graph.schema.legend import LISTS, LegendEntry, class_legend, list_legend

STYLE_SHEET = Path(__file__).with_name("style.css")
ICON = Path(__file__).with_name("icon.svg")
OWN_FONT = "TwinChain CJK"
# A browser that has Chinese fonts loads nothing; ours comes last, for one that has none.
CHINESE = (
    "PingFang SC", "Microsoft YaHei", "HarmonyOS Sans SC", "Noto Sans CJK SC", "Noto Sans SC",
    "Source Han Sans SC", "WenQuanYi Micro Hei", OWN_FONT,
)  # fmt: skip
FONTS = ("Inter", "Segoe UI", "Helvetica Neue", "Arial", *CHINESE)
MONO = ("SFMono-Regular", "Consolas", "DejaVu Sans Mono", *CHINESE, "monospace")


@dataclass(frozen=True)
class Palette:
    """The colours of a theme, ``#RRGGBB``.

    ``ground`` is the page, ``card`` what stands on it, ``well`` what is sunk into it; ``line`` a
    quiet border, ``edge`` the border of what can be operated; ``ink`` text, ``soft`` lesser text;
    ``accent`` the one colour of what can be clicked, ``wash`` its tint; ``warn`` marks invented
    figures, ``alarm`` what fails, ``good`` what holds, each with its tint.
    """

    ground: str
    card: str
    well: str
    sidebar: str
    line: str
    edge: str
    ink: str
    soft: str
    accent: str
    wash: str
    warn: str
    warn_wash: str
    alarm: str
    alarm_wash: str
    good: str
    good_wash: str


LIGHT = Palette(
    ground="#FAFAF7", card="#FFFFFF", well="#F3F3EE", sidebar="#F4F3EE",
    line="#E3E2DB", edge="#8C8E8A", ink="#1C222B", soft="#565E6A",
    accent="#1F5FA8", wash="#E8EFF8",
    warn="#7A4F00", warn_wash="#FBF1DA", alarm="#A3281E", alarm_wash="#FBEAE7",
    good="#1E6B43", good_wash="#E6F3EB",
)  # fmt: skip
DARK = Palette(
    ground="#13161B", card="#1A1E25", well="#20252D", sidebar="#0F1216",
    line="#2C323B", edge="#6F7884", ink="#E7E9EC", soft="#A4ACB8",
    accent="#84B6F4", wash="#1D2C40",
    warn="#EBC06B", warn_wash="#332813", alarm="#F59A90", alarm_wash="#3A201D",
    good="#84D1A5", good_wash="#17301F",
)  # fmt: skip
PALETTES = {"light": LIGHT, "dark": DARK}


def configuration() -> dict[str, Any]:
    """Return the theme section of Streamlit's configuration."""
    settings: dict[str, Any] = {
        "theme.font": ", ".join(f'"{name}"' for name in FONTS) + ", sans-serif",
        "theme.codeFont": ", ".join(f'"{name}"' for name in MONO),
        "theme.baseFontSize": 15,
        "theme.baseRadius": "6px",
        "theme.headingFontSizes": ["1.55rem", "1.05rem", "1.05rem", "1rem", "1rem", "1rem"],
        "theme.headingFontWeights": [600, 600, 600, 600, 600, 600],
        "theme.metricValueFontSize": "1.9rem",
        "theme.showWidgetBorder": True,
        "theme.showSidebarBorder": True,
    }
    for name, palette in PALETTES.items():
        settings |= {f"theme.{name}.{option}": value for option, value in _options(palette).items()}
        side = {"backgroundColor": palette.sidebar, "borderColor": palette.line}
        settings |= {f"theme.{name}.sidebar.{option}": value for option, value in side.items()}
    return settings


def _options(palette: Palette) -> dict[str, Any]:
    return {
        "primaryColor": palette.accent,
        "backgroundColor": palette.ground,
        "secondaryBackgroundColor": palette.well,
        "textColor": palette.ink,
        "linkColor": palette.accent,
        "borderColor": palette.line,
        "dataframeBorderColor": palette.line,
        "dataframeHeaderBackgroundColor": palette.well,
        "dataframeHeaderTextColor": palette.soft,
    }


def style(words: Mapping[str, str]) -> str:
    """Return the style sheet with the tokens of both themes and the colours of the declaration.

    ``words``: texts that Streamlit would say in English, by the name of their variable.
    """
    dark = asdict(DARK)
    lines = [
        f"--tc-{name.replace('_', '-')}: light-dark({light}, {dark[name]});"
        for name, light in asdict(LIGHT).items()
    ]
    lines += [
        f"--tc-{key}: light-dark({entry.colour}, {entry.colour_dark});" for key, entry in _words()
    ]
    lines += [
        f"--tc-word-{name}: {json.dumps(word, ensure_ascii=False)};" for name, word in words.items()
    ]
    tokens = ":root, .stApp {\n  " + "\n  ".join(lines) + "\n}"
    return f"<style>\n{tokens}\n{STYLE_SHEET.read_text(encoding='utf-8')}\n</style>"


def _words() -> list[tuple[str, LegendEntry]]:
    """List the words and classes that have a colour, by the name of their CSS variable."""
    ontology = load()
    words = [
        (f"{name}-{entry.key}".replace("_", "-"), entry)
        for name in LISTS
        for entry in list_legend(ontology, name, "en")
    ]
    return words + [(f"class-{entry.key}", entry) for entry in class_legend(ontology, "en")]
