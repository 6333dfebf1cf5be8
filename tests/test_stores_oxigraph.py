"""The embedded RDF store, loaded in pieces."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.stores import oxigraph


@pytest.mark.parametrize("piece", [1, 40, 100, 1_000_000])
def test_pieces_of_text_give_every_statement_once(
    piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f'<x:a{n}> <x:name> "示例{n} \\"护理\\"" .' for n in range(30)]
    lines += [f"<x:a{n}> <x:b> <x:a{n % 3}> <x:g> ." for n in range(30)]
    text = tmp_path / "all.nq"
    text.write_text("\n".join([*lines, lines[0]]) + "\n", encoding="utf-8")
    monkeypatch.setattr(oxigraph, "PIECE", piece)
    oxigraph.OxigraphStore.write(tmp_path / "store", text)
    store = oxigraph.OxigraphStore(tmp_path / "store").store
    assert sorted(f"{quad} ." for quad in store) == sorted(lines)
