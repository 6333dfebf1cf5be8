"""Writes the dataset of a run: demand, titles, quality, and the postings beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from graph.errors import WrongInput
from ingest.records.engine import Engine, database, quoted
from ingest.records.reference import Reference

POSTINGS, QUEUE, HIDDEN = "postings.parquet", "queue.parquet", ".records"
OCCUPATIONS, QUALITY = "occupations.parquet", "posting_quality.csv"
REGISTERED_QUALITY = "registration_quality.csv"
GRADE = "estimated"


def refuse_folder(to: Path, force: bool, quality: str = QUALITY) -> None:
    """Refuse a folder that holds anything but an earlier run, which wrote a file of this quality.

    Raises:
        WrongInput: it is a file, or a folder of something else.
    """
    is_earlier = (to / HIDDEN).is_dir() and (to / quality).is_file()
    if to.is_dir() and (not any(to.iterdir()) or is_earlier or force):
        return
    if to.exists():
        raise WrongInput("error.records_folder", folder=str(to))


def write_dataset(
    engine: Engine,
    folder: Path,
    demand: pl.DataFrame,
    quality: pl.DataFrame,
    queue: pl.DataFrame,
    reference: Reference,
) -> None:
    """Write the files of a dataset of advertisements into a folder."""
    demand = demand.with_columns(pl.format("n={}", "advertisements").alias("note"))
    figures = (demand.drop("advertisements"), quality, queue)
    last = engine.rows("SELECT max(until) AS last FROM counted")[0][0]
    settings = ("招聘信息 postings", last, f'[files."{POSTINGS}"]\nskip = true\n')
    write_figures(engine, folder, figures, reference, QUALITY, settings)
    _write_postings(engine, folder / POSTINGS)


def write_figures(
    engine: Engine,
    folder: Path,
    figures: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame],
    reference: Reference,
    quality_file: str,
    about: tuple[str, date | None, str],
) -> None:
    """Write demand, quality and queue, and what they rest on.

    ``about``: title and day of the dataset, and more lines of its ``source.toml``.
    """
    demand, quality, queue = figures
    title, day, more = about
    (folder / HIDDEN).mkdir()
    queue.write_parquet(folder / HIDDEN / QUEUE)
    pl.DataFrame(
        list(reference.occupations.items()), {"code": pl.String, "name": pl.String}, orient="row"
    ).write_parquet(folder / HIDDEN / OCCUPATIONS)
    demand.with_columns(pl.lit(GRADE).alias("grade")).write_csv(folder / "demand.csv")
    quality.with_columns(pl.lit(GRADE).alias("grade")).write_csv(folder / quality_file)
    _write_titles(engine, folder)
    settings: Mapping[str, object] = {
        "title": title,
        "grade": GRADE,
        **({"date": str(day)} if day else {}),
        **({"packs": list(reference.packs)} if reference.packs else {}),
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in settings.items()]
    # A row for a city is of records that name no district; it holds none of theirs.
    lines += ["", '[files."demand.csv"]', "wider_rows_apart = true", "", more]
    (folder / "source.toml").write_text("\n".join(lines), encoding="utf-8")


def _write_titles(engine: Engine, folder: Path) -> None:
    """Write the decisions that the advertisements made use of."""
    engine.frame("""
        SELECT d.title, d.industry, d.occupation, d.reviewer, d.since
        FROM decisions d JOIN (SELECT DISTINCT title FROM counted) c ON c.title = d.title
        ORDER BY d.title, d.industry
    """).write_csv(folder / "titles.csv")


def name_postings(engine: Engine) -> None:
    """Make the table ``postings``: every row read, with the row it repeats and its occupation."""
    engine.make(
        "named",
        """
        WITH numbered AS (
            SELECT id, portal, coalesce(posting_id, left(md5(concat_ws('|', firm, title,
                coalesce(area, area_text), CAST(seen_from AS VARCHAR))), 16)) AS base
            FROM adverts
        ), counted AS (
            SELECT *, row_number() OVER (PARTITION BY portal, base ORDER BY id) AS turn
            FROM numbered
        )
        SELECT id, portal, CASE WHEN turn > 1 THEN base || '-' || CAST(turn AS VARCHAR)
            ELSE base END AS posting_id
        FROM counted
        """,
    )
    engine.make(
        "postings",
        """
        SELECT n.id, n.portal, n.posting_id, r.title, r.enterprise, r.area, r.level,
            r.wage_low_cny_month, r.wage_high_cny_month, r.persons_low, r.persons_high,
            r.experience_years, r.seen_from, r.seen_to, r.industry, r.firm_size,
            a.firm IS NOT NULL AS agency,
            CASE WHEN p.root <> n.id THEN root.portal || '/' || root.posting_id END AS duplicate_of,
            CASE WHEN i.title IS NOT NULL THEN i.occupation ELSE c.occupation END AS occupation,
            CASE WHEN i.title IS NOT NULL THEN 'decided' ELSE c.coded_by END AS coded_by,
            c.probability, k.counted AS persons_counted, k.is_imputed AS persons_imputed,
            r.file, r.line
        FROM named n JOIN adverts r ON r.id = n.id JOIN posts p ON p.id = n.id
            JOIN named root ON root.id = p.root
            LEFT JOIN agencies a ON a.firm = r.firm
            LEFT JOIN coded c ON c.title = r.title
            LEFT JOIN coded_in i ON i.title = r.title AND i.industry = r.industry
            LEFT JOIN counted k ON k.id = n.id
        """,
    )


def _write_postings(engine: Engine, file: Path) -> None:
    """Write the postings as one file, in the order of files and lines."""
    with database(engine.folder) as db:
        db.execute(f"""
            COPY (SELECT * EXCLUDE (id) FROM read_parquet({engine.files("postings")}) ORDER BY id)
            TO {quoted(file)} (FORMAT parquet, COMPRESSION zstd)
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
