"""Tells agencies, whose advertisements are a class of their own: the employer is another."""

from __future__ import annotations

from ingest.records.engine import Engine

MANY_TITLES = 20
# A firm of this size may well look for so many kinds of people itself.
_LARGE = "500-"
_NAMES = (
    "人力资源|劳务|猎头|人才服务|人才市场|人才交流|人才开发|人才咨询|职业介绍|职介|外包服务|服务外包|派遣|"
    r"staffing|recruit|manpower|headhunt|personnel|employment agency|human resources"
)


def find_agencies(engine: Engine) -> None:
    """Make the table ``agencies`` of firms: by their own word, name, or number of titles."""
    engine.make(
        "agencies",
        f"""
        WITH firms AS (
            SELECT firm, min(enterprise) AS enterprise, count(DISTINCT title) AS titles,
                coalesce(bool_or(agency), false) AS is_stated,
                coalesce(bool_or(NOT agency), false) AS is_denied,
                coalesce(bool_or(firm_size = '{_LARGE}'), false) AS is_large
            FROM adverts WHERE firm NOT LIKE '#%' GROUP BY firm
        ), named AS (
            SELECT *, regexp_matches(lower(enterprise), '{_NAMES}') AS is_named FROM firms
        )
        SELECT firm, enterprise, titles, CASE WHEN is_stated THEN 'stated'
            WHEN is_named THEN 'name' ELSE 'titles' END AS found_by
        FROM named WHERE is_stated OR (NOT is_denied
            AND (is_named OR (titles > {MANY_TITLES} AND NOT is_large)))
        """,
    )
