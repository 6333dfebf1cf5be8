"""Tells agencies, whose advertisements are a class of their own: the employer is another."""

from __future__ import annotations

from ingest.records.load import Database

MANY_TITLES = 20
# A firm of this size may well look for so many kinds of people itself.
_LARGE = "500-"
_NAMES = (
    "人力资源|劳务|猎头|人才服务|人才市场|人才交流|人才开发|人才咨询|职业介绍|职介|外包服务|服务外包|派遣|"
    r"staffing|recruit|manpower|headhunt|personnel|employment agency|human resources"
)


def find_agencies(db: Database) -> None:
    """Make the table ``agencies`` of firms: by their own word, name, or number of titles."""
    db.execute(f"""
        CREATE TABLE agencies AS
        SELECT firm, any_value(enterprise) AS enterprise, count(DISTINCT title) AS titles,
            CASE WHEN bool_or(agency) THEN 'stated'
                WHEN regexp_matches(lower(any_value(enterprise)), '{_NAMES}') THEN 'name'
                ELSE 'titles' END AS found_by
        FROM rows WHERE firm NOT LIKE '#%' GROUP BY firm
        HAVING coalesce(bool_or(agency), false)
            OR (NOT coalesce(bool_or(NOT agency), false)
                AND (regexp_matches(lower(any_value(enterprise)), '{_NAMES}')
                    OR (count(DISTINCT title) > {MANY_TITLES}
                        AND NOT coalesce(bool_or(firm_size = '{_LARGE}'), false))))
    """)
