"""vis-network, which draws networks in browsers: as pyvis brings it (Apache-2.0 or MIT)."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def vis_folder() -> Path:
    """Return the folder of its files."""
    spec = importlib.util.find_spec("pyvis")
    assert spec is not None, "pyvis is a dependency"
    assert spec.submodule_search_locations, "and a package"
    return next(iter(sorted(Path(spec.submodule_search_locations[0]).glob("lib/vis-9.1*"))))


def vis_script() -> str:
    """Return the script, without the address of its source map: nothing is fetched."""
    text = (vis_folder() / "vis-network.min.js").read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if not line.startswith("//# sourceMappingURL")]
    return "\n".join(lines).replace("</script", "<\\/script") + "\n"
