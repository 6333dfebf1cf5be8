"""The server's settings as a file, for ``streamlit run``: ``python -m views.web.configured``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from graph.settings import ROOT
from views.web.settings import FIRST_PORT, ServeOptions, streamlit_configuration

FILE_HEAD = """# What `streamlit run app.py` and `twinchain serve` are set to, by `make docs`.
# Not to be edited by hand: they stand in views/web/settings.py and views/parts/theme.py.
"""
FILE = ROOT / ".streamlit" / "config.toml"
OWN_TO_A_RUN = ("server.port", "logger.level")


def configuration_file() -> str:
    """Return the server's options for ``streamlit run``, as ``.streamlit/config.toml``."""
    options = streamlit_configuration(ServeOptions(Path()), FIRST_PORT)
    sections: dict[str, list[str]] = {}
    for option, value in options.items():
        section, _, name = option.rpartition(".")
        if option not in OWN_TO_A_RUN:
            sections.setdefault(section, []).append(f"{name} = {_toml(value)}")
    return FILE_HEAD + "".join(
        f"\n[{section}]\n" + "\n".join(lines) + "\n" for section, lines in sections.items()
    )


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(configuration_file(), encoding="utf-8")
