"""Writes the dataset of a run: demand, titles, quality, and the postings beside them."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from graph.errors import WrongInput
from ingest.records.load import Database

POSTINGS, QUEUE, HIDDEN = "postings.parquet", "queue.parquet", ".records"
GRADE = "estimated"


def refuse_folder(to: Path, force: bool) -> None:
    """Refuse a folder that holds anything but an earlier run.

    Raises:
        WrongInput: it is a file, or a folder of something else.
    """
    if to.is_dir() and (not any(to.iterdir()) or (to / HIDDEN).is_dir() or force):
        return
    if to.exists():
        raise WrongInput("error.records_folder", folder=str(to))


def working_folder(to: Path) -> Path:
    """Make a folder beside the target, on the same disk."""
    to.parent.mkdir(parents=True, exist_ok=True)
    folder = to.parent / f".making-records-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    return folder


def write_dataset(
    db: Database,
    folder: Path,
    demand: pl.DataFrame,
    quality: pl.DataFrame,
    queue: pl.DataFrame,
    packs: tuple[str, ...],
) -> None:
    """Write the files of a dataset into a folder."""
    (folder / HIDDEN).mkdir()
    queue.write_parquet(folder / HIDDEN / QUEUE)
    demand.with_columns(
        pl.lit(GRADE).alias("grade"),
        pl.format("n={}", "advertisements").alias("note"),
    ).drop("advertisements").write_csv(folder / "demand.csv")
    quality.with_columns(pl.lit(GRADE).alias("grade")).write_csv(folder / "posting_quality.csv")
    _write_titles(db, folder)
    _write_postings(db, folder / POSTINGS)
    last = db.execute("SELECT max(until) FROM counted").fetchall()[0][0]
    settings: Mapping[str, object] = {
        "title": "招聘信息 postings",
        "grade": GRADE,
        **({"date": str(last)} if last else {}),
        **({"packs": list(packs)} if packs else {}),
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in settings.items()]
    # A row for a city is of advertisements that name no district; it holds none of theirs.
    lines += ["", '[files."demand.csv"]', "wider_rows_apart = true"]
    lines += ["", f'[files."{POSTINGS}"]', "skip = true", ""]
    (folder / "source.toml").write_text("\n".join(lines), encoding="utf-8")


def publish(folder: Path, to: Path) -> None:
    """Put a finished folder in the place of an earlier one."""
    old = folder.with_name(f"{folder.name}-old")
    if to.exists():
        to.rename(old)
    folder.rename(to)
    shutil.rmtree(old, ignore_errors=True)


def _write_titles(db: Database, folder: Path) -> None:
    """Write the decisions that the advertisements made use of."""
    db.sql("""
        SELECT d.title, d.industry, d.occupation, d.reviewer, d.since FROM decisions d
        WHERE d.title IN (SELECT title FROM counted) ORDER BY d.title, d.industry
    """).pl().write_csv(folder / "titles.csv")


def _write_postings(db: Database, file: Path) -> None:
    path = str(file).replace("'", "''")
    db.execute(f"""
        COPY (
            WITH numbered AS (
                SELECT r.*, coalesce(r.posting_id, left(md5(concat_ws('|', r.firm, r.title,
                    coalesce(r.area, r.area_text), r.seen_from)), 16)) AS base FROM rows r
            ), named AS (
                SELECT *, base || CASE WHEN row_number() OVER twins > 1
                    THEN '-' || row_number() OVER twins ELSE '' END AS key
                FROM numbered WINDOW twins AS (PARTITION BY portal, base ORDER BY id)
            )
            SELECT n.portal, n.key AS posting_id, n.title, n.enterprise, n.area, n.level,
                n.wage_low_cny_month, n.wage_high_cny_month, n.persons_low, n.persons_high,
                n.experience_years, n.seen_from, n.seen_to, n.industry, n.firm_size,
                n.firm IN (SELECT firm FROM agencies) AS agency,
                CASE WHEN p.root <> n.id THEN root.portal || '/' || root.key END AS duplicate_of,
                CASE WHEN i.title IS NOT NULL THEN i.occupation ELSE c.occupation END AS occupation,
                CASE WHEN i.title IS NOT NULL THEN 'decided' ELSE c.coded_by END AS coded_by,
                c.probability, k.counted AS persons_counted, k.is_imputed AS persons_imputed,
                n.file, n.line
            FROM named n JOIN posts p USING (id) JOIN named root ON root.id = p.root
                LEFT JOIN coded c ON c.title = n.title
                LEFT JOIN coded_in i ON i.title = n.title AND i.industry = n.industry
                LEFT JOIN counted k ON k.id = n.id
            ORDER BY n.id
        ) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
    """)


def read_queue(folder: Path) -> pl.DataFrame:
    """Return the queue of titles that a run wrote.

    Raises:
        WrongInput: there is none.
    """
    file = folder / HIDDEN / QUEUE
    if not file.is_file():
        raise WrongInput("error.no_queue", folder=str(folder))
    return pl.read_parquet(file)
