"""The decisions of a home on titles: ``decisions/titles.csv``, which ``records`` takes in.

The file is a table ``titles`` of one row a title. Taking a decision back removes its row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from graph.builds.home import Home
from graph.export.csv_text import harmless
from graph.ontology import load
from ingest.records.titles import NONE, Decision, read_decisions
from ingest.text import fold

FILE, BOM = "titles.csv", "\ufeff"
COLUMNS = ("title", "industry", "occupation", "reviewer", "since")


class TitleLog:
    """The decisions of a home on titles."""

    def __init__(self, home: Path) -> None:
        self.home = Home(home)
        self.file = home / "decisions" / FILE

    def decisions(self, occupations: Mapping[str, str]) -> list[Decision]:
        """Return the decisions in the order in which they were made; ``occupations``: code → name.

        Raises:
            WrongInput: somebody changed the file, and it names what nobody knows.
        """
        if not self.file.is_file():
            return []
        names = {fold(name): code for code, name in occupations.items()}
        return read_decisions(self.file, names, occupations, load())

    def decide(self, decision: Decision, occupations: Mapping[str, str]) -> None:
        """Note a decision in the place of an earlier one on the same title.

        Raises:
            BuildFailed: the home cannot be written.
        """
        self._change(decision, occupations, keep=True)

    def take_back(self, title: str, occupations: Mapping[str, str]) -> None:
        """Remove the decision on a title in all industries.

        Raises:
            BuildFailed: the home cannot be written.
        """
        self._change(Decision(title, None, None, None, None), occupations, keep=False)

    def _change(self, decision: Decision, occupations: Mapping[str, str], keep: bool) -> None:
        lock = self.file.with_name("titles-lock")
        with self.home.locked(lock):
            matter = (decision.title, decision.industry)
            rows = [d for d in self.decisions(occupations) if (d.title, d.industry) != matter]
            text = BOM + _csv([*rows, *([decision] if keep else [])])
            self.home.write(self.file, text.encode())


def _csv(decisions: list[Decision]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for decision in decisions:
        row = asdict(replace(decision, occupation=decision.occupation or NONE[0]))
        writer.writerow(
            {name: harmless(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
        )
    return text.getvalue()
