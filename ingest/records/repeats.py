"""Finds advertisements of one post: the same again, on another portal, or worded a little apart."""

from __future__ import annotations

import random

from ingest.records.load import Database
from ingest.records.texts import tokens_apart

PAUSE = 45  # days without an advertisement, after which another begins
ALIKE = 0.7  # of the pairs of characters of two titles
_HASHES, _BAND = 12, 2


def find_episodes(db: Database) -> None:
    """Make the table ``episodes``: id → ``kept``, the id of the first row of its episode.

    An episode is firm, title and area without a pause; rows without a day or a title are their own.
    """
    db.execute(f"""
        CREATE TABLE episodes AS
        WITH dated AS (
            SELECT id, firm, title, area, area_text, seen_from,
                coalesce(seen_to, seen_from) AS until
            FROM rows WHERE seen_from IS NOT NULL AND title IS NOT NULL
        ), marked AS (
            SELECT *, coalesce(date_diff('day', max(until) OVER (earlier ROWS BETWEEN
                UNBOUNDED PRECEDING AND 1 PRECEDING), seen_from) >= {PAUSE}, true) AS begins
            FROM dated
            WINDOW earlier AS (PARTITION BY firm, title, coalesce(area, area_text)
                ORDER BY seen_from, id)
        ), numbered AS (
            SELECT *, sum(begins::INTEGER) OVER (PARTITION BY firm, title,
                coalesce(area, area_text) ORDER BY seen_from, id ROWS UNBOUNDED PRECEDING) AS turn
            FROM marked
        )
        SELECT id, first_value(id) OVER (PARTITION BY firm, title, coalesce(area, area_text), turn
            ORDER BY seen_from, id) AS kept
        FROM numbered
    """)


def find_near_duplicates(db: Database) -> None:
    """Make the table ``near``: kept id → the earlier kept id that it words a little apart.

    Only within firm and area, at one time, with no contradicting level or wage, and with the same
    Latin words, numbers and words of seniority. Hashes of the pairs of characters propose. The
    share of common pairs decides, and that one title only adds to the other, or orders it anew:
    家装销售 is not 工装销售.
    """
    hashes = ", ".join(
        f"list_min(list_transform(codes, lambda c: xor(c, {number}::UBIGINT)))"
        for number in _numbers()
    )
    bands = ", ".join(
        f"md5('{n}|' || mins[{n + 1}] || '|' || mins[{n + 2}])" for n in range(0, _HASHES, _BAND)
    )
    db.execute("""
        CREATE TABLE spans AS
        SELECT e.kept AS id, min(r.seen_from) AS begun,
            max(coalesce(r.seen_to, r.seen_from)) AS until
        FROM episodes e JOIN rows r USING (id) GROUP BY e.kept
    """)
    db.execute(f"""
        CREATE TABLE near AS
        WITH posts AS (
            SELECT s.*, r.firm, coalesce(r.area, r.area_text) AS place, r.title, r.level,
                r.wage_low_cny_month AS low, r.wage_high_cny_month AS high
            FROM spans s JOIN rows r USING (id)
            WHERE r.firm NOT LIKE '#%' AND length(r.title) > 2
        ), shared AS (
            SELECT posts.* FROM posts JOIN (
                SELECT firm, place FROM posts GROUP BY firm, place HAVING count(DISTINCT title) > 1
            ) AS with_several ON posts.firm = with_several.firm
                AND posts.place IS NOT DISTINCT FROM with_several.place
        ), parts AS (
            SELECT *, {tokens_apart("title")} AS tokens,
                list_distinct(list_transform(range(1, length(title)),
                    lambda i: substr(title, i, 2))) AS pairs,
                list_distinct(string_split(title, '')) AS letters
            FROM shared
        ), coded AS (
            SELECT *, list_transform(pairs, lambda p: hash(p)) AS codes FROM parts
        ), hashed AS (SELECT *, [{hashes}] AS mins FROM coded),
        banded AS (SELECT *, unnest([{bands}]) AS band FROM hashed)
        SELECT b.id, min(a.id) AS of
        FROM banded a JOIN banded b ON a.firm = b.firm AND a.band = b.band
            AND a.place IS NOT DISTINCT FROM b.place
        WHERE (a.begun, a.id) < (b.begun, b.id) AND a.title <> b.title
            AND date_diff('day', a.until, b.begun) < {PAUSE}
            AND a.tokens = b.tokens
            AND coalesce(a.level = b.level, true)
            AND coalesce(a.low <= b.high AND b.low <= a.high, true)
            AND (list_has_all(a.letters, b.letters) OR list_has_all(b.letters, a.letters))
            AND len(list_intersect(a.pairs, b.pairs)) >= {ALIKE}
                * (len(a.pairs) + len(b.pairs) - len(list_intersect(a.pairs, b.pairs)))
        GROUP BY b.id
    """)


def _numbers() -> list[int]:
    """Return numbers that order hashes anew, always the same."""
    choice = random.Random(_HASHES)
    return [choice.getrandbits(64) for _ in range(_HASHES)]


def join_repeats(db: Database) -> None:
    """Make the table ``posts``: each row's ``root``, the row that stands for it."""
    moved = 1
    while moved:  # each step halves a chain
        moved = db.execute("""
            UPDATE near SET of = further.of FROM near AS further WHERE near.of = further.id
        """).fetchall()[0][0]
    db.execute("""
        CREATE TABLE posts AS
        SELECT r.id, coalesce(n.of, e.kept, r.id) AS root,
            CASE WHEN n.of IS NOT NULL AND e.kept = r.id THEN 'near'
                WHEN e.kept <> r.id THEN 'repeat' END AS duplicate
        FROM rows r LEFT JOIN episodes e USING (id) LEFT JOIN near n ON n.id = e.kept
    """)
