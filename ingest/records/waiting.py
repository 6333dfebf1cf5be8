"""What waits for people to decide: the queue of a run, less the decisions made since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest import proposals
from ingest.records.titles import Decision
from ingest.records.write import HIDDEN, OCCUPATIONS, QUALITY, QUEUE, REGISTERED_QUALITY, read_queue

FOLDER = "records"  # of a home: what the last run wrote there
REGISTERED = "registrations"


@dataclass(frozen=True)
class Waiting:
    """Titles that wait, and those decided since the run.

    titles: of the queue, by persons waiting. decided: the newest last, with ``persons`` and
    ``postings``. posts, persons: of all counted advertisements; posts_pct, persons_pct: those with
    an occupation when the run was made.
    """

    titles: pl.DataFrame
    decided: tuple[tuple[Decision, float, int], ...]
    posts: int
    persons: float
    posts_pct: float
    persons_pct: float

    @property
    def persons_pct_now(self) -> float:
        """Share of persons with an occupation, the decisions since the run among them."""
        more = sum(persons for decision, persons, _ in self.decided if decision.occupation)
        return self.persons_pct + (100 * more / self.persons if self.persons else 0)

    @property
    def posts_pct_now(self) -> float:
        """Share of advertisements with an occupation, the decisions since among them."""
        more = sum(posts for decision, _, posts in self.decided if decision.occupation)
        return self.posts_pct + (100 * more / self.posts if self.posts else 0)


def folder_of(home: Path) -> Path | None:
    """Return what the newest run wrote that the home or a published dataset holds; None: none."""
    return next(iter(_written(home)), None)


def queue_of_home(home: Path) -> pl.DataFrame:
    """Return the titles that wait after the newest run on advertisements and on registrations.

    A title that waits in both stands once, with the figures of that where more people wait: they
    are never added up.

    Raises:
        WrongInput: there is no run.
    """
    newest: dict[bool, Path] = {}
    for folder in _written(home):
        newest.setdefault((folder / REGISTERED_QUALITY).is_file(), folder)
    queues = [read_queue(folder) for folder in newest.values() or [home / FOLDER]]
    return (
        pl.concat(queues)
        .sort("persons", descending=True, maintain_order=True)
        .unique("title", keep="first", maintain_order=True)
    )


def _written(home: Path) -> list[Path]:
    """Return the folders of runs that the home or a published dataset holds, the newest first."""
    made = (home / FOLDER, home / REGISTERED)
    folders = [*made, *(dataset.path for dataset in proposals.published_datasets(home))]
    queues = [folder / HIDDEN / QUEUE for folder in folders]
    written = [(file.stat().st_mtime, file.parent.parent) for file in queues if file.is_file()]
    return [folder for _, folder in sorted(written, reverse=True)]


def occupations_of(folder: Path) -> dict[str, str]:
    """Return code → name of the occupations that titles may mean."""
    return dict(pl.read_parquet(folder / HIDDEN / OCCUPATIONS).iter_rows())


def waiting(folder: Path, decisions: Iterable[Decision]) -> Waiting:
    """Return the titles of a run without those decided since, and how much is covered."""
    queue = pl.read_parquet(folder / HIDDEN / QUEUE)
    behind = {
        title: (persons, posts)
        for title, persons, posts in queue.select("title", "persons", "postings").iter_rows()
    }
    decided = [d for d in decisions if d.title in behind and d.industry is None]
    measures = _measures(folder)
    return Waiting(
        titles=queue.filter(~pl.col("title").is_in([d.title for d in decided])),
        decided=tuple((d, *behind[d.title]) for d in decided),
        posts=int(measures.get("counted", 0)),
        persons=measures.get("openings", 0),
        posts_pct=measures.get("coded_pct", 0),
        persons_pct=measures.get("coded_persons_pct", measures.get("coded_pct", 0)),
    )


def _measures(folder: Path) -> Mapping[str, float]:
    """Return the measures of a run, those of several years added up."""
    file = next(f for name in (QUALITY, REGISTERED_QUALITY) if (f := folder / name).is_file())
    rows = pl.read_csv(file, schema_overrides={"cell": pl.String, "value": pl.Float64})
    return dict(rows.group_by("measure").agg(pl.col("value").sum()).iter_rows())
