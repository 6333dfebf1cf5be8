"""What a person waits for: help, and the report on a large example."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import measure_command
from benchmarks.row import Row

ADAPTERS = Path(__file__).resolve().parents[1] / "examples" / "california"


def rows(work: Path, data: Path | None) -> Iterator[Row]:
    """``data``: the folder of the Californian downloads; without it the report is left out."""
    twinchain = [sys.executable, "-m", "views.cli"]
    yield Row("twinchain --help", measure_command([*twinchain, "--help"]), most_cpu_s=0.3)
    if data is None:
        return
    home = str(work / "california")
    build = [*twinchain, "build", str(ADAPTERS), "--data", str(data), "--home", home]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    report = measure_command([*twinchain, "gap", "--min-level", "4", "--home", home])
    yield Row("gap report on California, from the build", report, most_cpu_s=1)
