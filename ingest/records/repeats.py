"""Finds advertisements of one post: the same again, on another portal, or worded a little apart.

The same again is also one for a city beside one for a district of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import polars as pl

from ingest.records.engine import Engine
from ingest.records.texts import tokens_apart

PAUSE = 45  # days without an advertisement, after which another begins
ALIKE = 0.7  # of the pairs of characters of two titles
_HASHES, _BAND = 12, 2
_PRIME = 2**31 - 1


def find_episodes(engine: Engine) -> None:
    """Make the table ``episodes``: id → ``kept``, the id of the first row of its episode.

    An episode is firm, title and area without a pause; rows without a day or a title are their own.
    """
    engine.make(
        "episodes",
        f"""
        WITH dated AS (
            SELECT id, firm, title, coalesce(area, area_text) AS place, seen_from,
                coalesce(seen_to, seen_from) AS until
            FROM adverts WHERE seen_from IS NOT NULL AND title IS NOT NULL
        ), marked AS (
            SELECT *, max(until) OVER (PARTITION BY firm, title, place ORDER BY seen_from, id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
            FROM dated
        ), numbered AS (
            SELECT *, sum(CASE WHEN date_diff('day', before, seen_from) < {PAUSE} THEN 0 ELSE 1 END)
                OVER (PARTITION BY firm, title, place ORDER BY seen_from, id
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS turn
            FROM marked
        )
        SELECT id, first_value(id) OVER (PARTITION BY firm, title, place, turn
            ORDER BY seen_from, id) AS kept
        FROM numbered
        """,
    )


def find_wider(engine: Engine, around: Callable[[], pl.DataFrame]) -> None:
    """Make the table ``wider``: kept id → the ``root`` of the same firm and title in a part of it.

    At one time, with the same level and wage where both state them. Where several parts have such a
    post it may be another one, and stays. ``around``: areas with those around them. ``spans`` holds
    what is compared of every episode.
    """
    engine.make(
        "spans",
        """
        SELECT e.kept AS id, e.begun, e.until, r.firm, r.title, r.area,
            coalesce(r.area, r.area_text, '') AS place, r.level, r.wage_low_cny_month AS low,
            r.wage_high_cny_month AS high
        FROM (
            SELECT e.kept, min(r.seen_from) AS begun,
                max(coalesce(r.seen_to, r.seen_from)) AS until
            FROM episodes e JOIN adverts r ON r.id = e.id GROUP BY e.kept
        ) e JOIN adverts r ON r.id = e.kept WHERE r.firm NOT LIKE '#%'
        """,
    )
    engine.take("around", around)
    engine.make(
        "wider",
        f"""
        WITH pairs AS (
            SELECT a.id, b.id AS root, b.area
            FROM spans b JOIN around o ON o.area = b.area
                JOIN spans a ON a.area = o.around AND a.firm = b.firm AND a.title = b.title
            WHERE date_diff('day', a.until, b.begun) < {PAUSE}
                AND date_diff('day', b.until, a.begun) < {PAUSE}
                AND coalesce(a.level = b.level, true)
                AND coalesce(a.low = b.low, true) AND coalesce(a.high = b.high, true)
        )
        SELECT p.id, min(p.root) AS root
        FROM pairs p LEFT JOIN (SELECT DISTINCT id FROM pairs) w ON w.id = p.root
        WHERE w.id IS NULL GROUP BY p.id HAVING count(DISTINCT p.area) = 1
        """,
    )


def find_near_duplicates(engine: Engine) -> None:
    """Make the table ``near_0``: kept id → the earlier ``root`` that it words a little apart.

    Only within firm and area, at one time, with no contradicting level or wage, and with the same
    Latin words, numbers and words of seniority. Hashes of the pairs of characters propose. The
    share of common pairs decides, and that one title only adds to the other, or orders it anew:
    家装销售 is not 工装销售.
    """
    _sign_titles(engine)
    common = "array_length(array_intersect(x.pairs, y.pairs))"
    engine.make(
        "near_0",
        f"""
        WITH kept AS (SELECT * FROM spans WHERE length(title) > 2), several AS (
            SELECT firm, place FROM kept GROUP BY firm, place HAVING count(DISTINCT title) > 1
        ), banded AS (
            SELECT k.*, b.band FROM kept k
                JOIN several v ON v.firm = k.firm AND v.place = k.place
                JOIN bands b ON b.title = k.title
        ), proposed AS (
            SELECT DISTINCT a.id AS root, a.title AS root_title, b.id, b.title
            FROM banded a JOIN banded b ON a.firm = b.firm AND a.place = b.place AND a.band = b.band
            WHERE (a.begun < b.begun OR (a.begun = b.begun AND a.id < b.id)) AND a.title <> b.title
                AND date_diff('day', a.until, b.begun) < {PAUSE}
                AND coalesce(a.level = b.level, true)
                AND coalesce(a.low <= b.high AND b.low <= a.high, true)
        )
        SELECT p.id, min(p.root) AS root
        FROM proposed p JOIN signs x ON x.title = p.root_title JOIN signs y ON y.title = p.title
            LEFT JOIN wider w ON w.id = p.id
        WHERE w.id IS NULL AND x.tokens = y.tokens
            AND array_length(array_intersect(x.letters, y.letters))
                = least(array_length(x.letters), array_length(y.letters))
            AND {common} >= {ALIKE} * (array_length(x.pairs) + array_length(y.pairs) - {common})
        GROUP BY p.id
        UNION ALL SELECT id, root FROM wider
        """,
    )


def _sign_titles(engine: Engine) -> None:
    """Make the tables ``signs`` and ``bands`` of titles: what is compared, and what proposes."""
    places = "generate_series(1, length(title) - 1)"
    engine.make(
        "signs",
        f"""
        SELECT title, {tokens_apart("title")} AS tokens,
            list_sort(list_distinct(list_transform({places},
                lambda i: substr(title, i, 2)))) AS pairs,
            list_sort(list_distinct(list_transform(generate_series(1, length(title)),
                lambda i: substr(title, i, 1)))) AS letters
        FROM (SELECT DISTINCT title FROM adverts WHERE length(title) > 2)
        """,
    )
    hashes = ", ".join(
        f"list_min(list_transform(codes, lambda c: (c * {by} + {plus}) % {_PRIME})) AS h{number}"
        for number, (by, plus) in enumerate(_numbers())
    )
    bands = ", ".join(
        f"concat_ws('|', '{n}', "
        + ", ".join(f"CAST(h{m} AS VARCHAR)" for m in range(n, n + _BAND))
        + ")"
        for n in range(0, _HASHES, _BAND)
    )
    code = "CAST(unicode(substr(pair, 1, 1)) AS BIGINT) * 65536 + unicode(substr(pair, 2, 1))"
    engine.make(
        "bands",
        f"""
        WITH coded AS (
            SELECT title, list_transform(pairs, lambda pair: ({code}) % {_PRIME}) AS codes
            FROM signs
        ), hashed AS (SELECT title, {hashes} FROM coded)
        SELECT title, unnest([{bands}]) AS band FROM hashed
        """,
    )


def _numbers() -> list[tuple[int, int]]:
    """Return factors and terms that order hashes anew, always the same."""
    choice = random.Random(_HASHES)
    return [(choice.randrange(1, _PRIME), choice.randrange(_PRIME)) for _ in range(_HASHES)]


def join_repeats(engine: Engine) -> None:
    """Make the table ``posts``: each row's ``root``, the row that stands for it."""
    step = 0
    further = "near_{0} n JOIN near_{0} f ON f.id = n.root"
    while engine.rows(f"SELECT 1 FROM {further.format(step)} LIMIT 1"):  # each step halves a chain
        engine.make(
            f"near_{step + 1}",
            f"SELECT n.id, coalesce(f.root, n.root) AS root "
            f"FROM near_{step} n LEFT JOIN near_{step} f ON f.id = n.root",
        )
        step += 1
    engine.make(
        "posts",
        f"""
        SELECT r.id, coalesce(n.root, e.kept, r.id) AS root,
            CASE WHEN e.kept <> r.id OR w.id IS NOT NULL THEN 'repeat'
                WHEN n.root IS NOT NULL THEN 'near' END AS duplicate
        FROM adverts r LEFT JOIN episodes e ON e.id = r.id LEFT JOIN near_{step} n ON n.id = e.kept
            LEFT JOIN wider w ON w.id = r.id
        """,
    )
