"""Every notebook runs from top to bottom, and is kept without what it printed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from graph.settings import ROOT

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LONGEST_S = 300
BUILT = {"04_neo4j": "tiny", "05_outlook": "wuzhou"}


def read(notebook: Path) -> Any:
    return nbformat.read(notebook, as_version=4)


def begin(home: Path) -> Any:
    """A cell that forgets all names and says where builds are."""
    return nbformat.v4.new_code_cell(
        f"%reset -f\nimport os\nos.environ['TWINCHAIN_HOME'] = {str(home)!r}\ndel os"
    )


def test_they_run(homes: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each from nothing, in a home of its own; a cell that fails fails the test with its message.

    One after the other in one process: to start one takes longer than most notebooks.
    """
    whole = nbformat.v4.new_notebook()
    for notebook in NOTEBOOKS:
        home = tmp_path / notebook.stem
        if notebook.stem in BUILT:  # the others build from nothing, or nothing
            shutil.copytree(homes[BUILT[notebook.stem]], home)
        whole.cells += [begin(home), *read(notebook).cells]
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTHONWARNINGS", "error::UserWarning")
    client = NotebookClient(whole, timeout=LONGEST_S, resources={"metadata": {"path": str(FOLDER)}})
    cells = iter(client.execute().cells)
    for notebook in NOTEBOOKS:
        assert next(cells).outputs == []
        ran = [next(cells) for _ in read(notebook).cells]
        assert any(cell.get("outputs") for cell in ran), notebook


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_it_is_kept_without_outputs_and_tells_in_both_languages(notebook: Path) -> None:
    cells = read(notebook).cells
    for cell in cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    told = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in told)
    assert " the " in told


def test_there_are_notebooks() -> None:
    assert FOLDER / "02_gap.ipynb" in NOTEBOOKS
