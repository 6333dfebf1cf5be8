"""Queries put together by hypothesis: what an analyst may combine, in ways nobody wrote down."""

from __future__ import annotations

from hypothesis import strategies as st

_VALUES = ("m.code", "m.level", "e.graduates", "e.employed_pct", "e.track", "e.further_study")
_NUMBERS = ("m.level", "e.graduates", "e.employed_pct")
_KEYS = ("e.year", "m.level", "e.track", "e.uri", "e.further_study", "m.special")
_ENROLMENTS = "MATCH (e:Enrolment)-[:OF_MAJOR]->(m:Major)"


@st.composite
def _aggregate(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(["count", "sum", "avg", "min", "max", "collect", "stDev", "star"]))
    if name == "star":
        return "count(*)"
    of = draw(st.sampled_from(_NUMBERS if name in ("sum", "avg", "stDev") else _VALUES))
    call = f"{name}({draw(st.sampled_from(['', 'DISTINCT ']))}{of})"
    if name == "collect":
        return draw(st.sampled_from(["size({})", "{}", "{}[..2] IS NULL"])).format(call)
    return draw(st.sampled_from(["{}", "{}", "coalesce({}, 0)", "[{}]", "{} IS NULL"])).format(call)


@st.composite
def aggregates(draw: st.DrawFn) -> str:
    """Groups and none, DISTINCT first or last, aggregates within others' results, null groups."""
    keys = draw(st.lists(st.sampled_from(_KEYS), max_size=2, unique=True))
    calls = draw(st.lists(_aggregate(), min_size=1, max_size=4))
    items = draw(st.permutations([*keys, *calls]))
    columns = ", ".join(f"{item} AS c{at}" for at, item in enumerate(items))
    if draw(st.booleans()):
        return f"{_ENROLMENTS} RETURN {columns}"
    again = draw(st.sampled_from(["count(*)", "count(c0)", "collect(c0)", "count(DISTINCT c0)"]))
    return f"{_ENROLMENTS} WITH {columns} RETURN {again} AS n"


_STEPS = (
    "(c)-[:OFFERS]->(m:Major)",
    "(c)-[:OFFERS]->(m)-[:PREPARES_FOR]->(o:Occupation)",
    "(c)<-[:AT_COLLEGE]-(e:Enrolment)-[:OF_MAJOR]->(m)",
    "(c)-[:LOCATED_IN]->(a)<-[:LOCATED_IN]-(m)",
)
_CONDITIONS = (
    "m.name IS NOT NULL", "c.level > 4", "m.uri <> c.uri", "NOT (m)-[:PREPARES_FOR]->()",
    "EXISTS { (m)--(x) WHERE x.uri > c.uri }", "COUNT { (m)--() } > 2", "null", "c.stars IS NULL",
)  # fmt: skip


@st.composite
def optional(draw: st.DrawFn) -> str:
    """OPTIONAL MATCH with conditions of both sides, one after the other, counted and listed."""
    first = draw(st.sampled_from(_STEPS))
    where = draw(st.lists(st.sampled_from(_CONDITIONS), max_size=2))
    joined = draw(st.sampled_from([" AND ", " OR "])).join(where)
    text = f"MATCH (c:College) OPTIONAL MATCH {first}" + (f" WHERE {joined}" if where else "")
    if draw(st.booleans()):
        text += " OPTIONAL MATCH (m)-[r]->(z) WHERE z.uri > m.uri"
        return f"{text} RETURN c.code, m.uri, count(r) AS n, count(DISTINCT z) AS z"
    end = draw(
        st.sampled_from(
            [
                "c.code, m.uri, labels(m) AS l",
                "c.code, count(m) AS n, collect(m.uri) AS l",
                "count(*) AS n, count(m) AS m, count(DISTINCT c) AS c",
                "c.code, m IS NULL AS none, coalesce(m.uri, 'none') AS uri, m {.uri} AS map",
            ]
        )
    )
    return f"{text} RETURN {end}"


@st.composite
def walks(draw: st.DrawFn) -> str:
    """Variable lengths in any direction with filters on the way, their paths as values."""
    types = draw(
        st.sampled_from(["", ":BROADER", ":OFFERS|PREPARES_FOR", ":IN_CHAIN|NEEDS|SERVES"])
    )
    hops = draw(st.sampled_from(["*1..2", "*0..2", "*2", "*..2", "*1..3" if types else "*1..2"]))
    left, right = draw(st.sampled_from([("-", "->"), ("<-", "-"), ("-", "-")]))
    start = draw(
        st.sampled_from(["a:Area", "a:College", "a:Chain {id: 'tea'}", "a:Major {level: 5}"])
    )
    end = draw(st.sampled_from(["b", "b:Major|Occupation", "b:Area", "b"]))
    where = draw(
        st.sampled_from(
            [
                "", "WHERE a <> b", "WHERE all(x IN r WHERE type(x) <> 'DERIVED_FROM')",
                "WHERE none(n IN nodes(p) WHERE n:Source)", "WHERE size(r) = 2",
                "WHERE any(n IN nodes(p) WHERE n.name STARTS WITH '示')",
                "WHERE all(n IN nodes(p) WHERE n.uri IS NOT NULL) AND b.uri > a.uri",
            ]
        )
    )  # fmt: skip
    shown = draw(
        st.sampled_from(
            [
                "a.uri, b.uri, length(p) AS n",
                "count(*) AS n, count(DISTINCT b) AS b",
                "[n IN nodes(p) | n.uri] AS way",
                "length(p) AS n, [x IN r | type(x)] AS types, count(*) AS ways",
                "a.uri, collect(DISTINCT b.uri) AS all",
                "nodes(p)[0].uri AS first, last(nodes(p)).uri AS last, size(relationships(p)) AS n",
            ]
        )
    )
    return f"MATCH p = ({start}){left}[r{types}{hops}]{right}({end}) {where} RETURN {shown}"


@st.composite
def subqueries(draw: st.DrawFn) -> str:
    """CALL, EXISTS, COUNT, COLLECT and pattern comprehension, within each other and in lists."""
    pattern = draw(
        st.sampled_from(["(c)-[:OFFERS]->(m)", "(c)--(m)", "(c)<-[:HOSTED_BY]-(m)", "(m:Major)"])
    )
    where = draw(st.sampled_from(["", " WHERE m.name IS NOT NULL", " WHERE m.uri > c.uri",
                                  " WHERE EXISTS { (m)-[:PREPARES_FOR]->() }"]))  # fmt: skip
    inner = f"MATCH {pattern}{where}"
    item = draw(
        st.sampled_from(
            [
                f"COUNT {{ {inner} }} AS x",
                f"EXISTS {{ {inner} RETURN m }} AS x",
                f"COLLECT {{ {inner} RETURN m.uri ORDER BY m.uri LIMIT 2 }} AS x",
                f"COLLECT {{ {inner} RETURN DISTINCT labels(m)[0] }} AS x",
                f"size([{pattern.replace('(m:Major)', '(c)-->(m:Major)')}{where} | m.uri]) AS x",
                f"[u IN COLLECT {{ {inner} RETURN m }} WHERE COUNT {{ (u)--() }} > 1 | u.uri] AS x",
                f"COUNT {{ {inner} WITH m.level AS l, count(*) AS n WHERE n > 1 RETURN l }} AS x",
            ]
        )
    )
    ends = ["count(m) AS x", "m.uri AS x", "m.uri AS x ORDER BY x LIMIT 2", "collect(m.level) AS x",
            "max(m.uri) AS x"]  # fmt: skip
    call = f"CALL (c) {{ {inner} RETURN {draw(st.sampled_from(ends))} }} RETURN c.code, x"
    body = draw(
        st.sampled_from([f"RETURN c.code, {item}", f"WITH c, {item} RETURN c.code, x", call])
    )
    return f"MATCH (c:College) {body}"


_MEMBERS = st.sampled_from(
    ["1", "2", "2.0", "null", "'a'", "'b'", "true", "[1]", "[null]", "0", "-1.5", "''", "{a: 1}"]
)
_ON_LISTS = (
    "size({0})", "head({0})", "last({0})", "{0}[1]", "{0}[..2]", "{0}[-2..]", "reverse({0})",
    "tail({0})", "{0} = {1}", "{0} < {1}", "{0} + {1}", "[x IN {0} WHERE x IS NOT NULL]",
    "[x IN {0} | x = 2]", "any(x IN {0} WHERE x = 2)", "all(x IN {0} WHERE x IS NOT NULL)",
    "none(x IN {0} WHERE x = 'a')", "single(x IN {0} WHERE x = 1)", "{2} IN {0}", "{0} IN [{1}]",
    "[x IN {0} | toString(size([x]))]", "coalesce(head({0}), {2})", "{2} = {3}", "{2} < {3}",
    "{2} <> {3}", "CASE {2} WHEN {3} THEN 1 ELSE 'no' END", "isEmpty({0})", "{0} IS NULL",
)  # fmt: skip
_FOLDS = ("collect(x)", "count(x)", "collect(DISTINCT x)", "min(x)", "max(x)", "count(DISTINCT x)")


@st.composite
def lists(draw: st.DrawFn) -> str:
    """Lists that hold null and values of several kinds: compared, cut, gone through, ordered."""
    one, two = (f"[{', '.join(draw(st.lists(_MEMBERS, max_size=4)))}]" for _ in range(2))
    if draw(st.booleans()):
        forms = draw(st.lists(st.sampled_from(_ON_LISTS), min_size=1, max_size=3))
        given = (one, two, draw(_MEMBERS), draw(_MEMBERS))
        columns = [f"{form.format(*given)} AS c{at}" for at, form in enumerate(forms)]
        return f"RETURN {', '.join(columns)}"
    order = draw(st.sampled_from(["", " ORDER BY x", " ORDER BY x DESC", " ORDER BY x LIMIT 2"]))
    fold = draw(st.sampled_from([*_FOLDS, "x"]))
    if fold in ("collect(x)", "collect(DISTINCT x)", "x") and not order:
        order = " ORDER BY x"
    return f"UNWIND {one} AS x WITH x{order} RETURN {fold} AS c"
