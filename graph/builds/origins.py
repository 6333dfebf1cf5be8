"""The places of a build's datasets, so that it can be made again with one of them replaced."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from graph.builds.home import Home


@dataclass(frozen=True)
class Origins:
    """The datasets a build was made from, in order, and the folder of what adapters read.

    ``packs``: the reference packs below them; ``whole_pack``: all of their rows are in the build.
    """

    datasets: tuple[Path, ...]
    data: Path | None = None
    packs: tuple[str, ...] = ()
    whole_pack: bool = False

    def keep(self, home: Home, build: str) -> None:
        """Record the origins for a build of a home.

        Raises:
            BuildFailed: the home cannot be written.
        """
        record = {
            "datasets": [str(path.resolve()) for path in self.datasets],
            "data": str(self.data.resolve()) if self.data else None,
            "packs": list(self.packs),
            "whole_pack": self.whole_pack,
        }
        text = json.dumps(record, ensure_ascii=False, indent=1)
        home.write(_file(home, build), text.encode())

    @classmethod
    def of(cls, home: Home, build: str) -> Origins | None:
        """Return the recorded origins of a build; None for one made before they were recorded."""
        try:
            record = json.loads(_file(home, build).read_text(encoding="utf-8"))
            data = Path(record["data"]) if record["data"] else None
            return cls(
                tuple(Path(path) for path in record["datasets"]),
                data,
                tuple(record.get("packs", ())),
                bool(record.get("whole_pack", False)),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _file(home: Home, build: str) -> Path:
    return home.sources / f"{build}.json"
