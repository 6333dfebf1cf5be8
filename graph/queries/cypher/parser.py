"""The clauses and patterns of reading Cypher; whatever writes, loads or calls out is refused."""

from __future__ import annotations

from graph.queries.cypher import syntax
from graph.queries.cypher.expressions import ExpressionParser
from graph.queries.cypher.syntax import Tree

WRITES = frozenset(
    {"CREATE", "MERGE", "SET", "DELETE", "DETACH", "NODETACH", "REMOVE", "FOREACH", "INSERT",
     "DROP", "ALTER", "GRANT", "DENY", "REVOKE", "RENAME", "COMMENT", "BEGIN", "COMMIT",
     "ROLLBACK", "CHECKPOINT", "START", "STOP", "TERMINATE", "ENABLE", "DRYRUN", "ANALYZE"}
)  # fmt: skip
REACHES_OUT = frozenset(
    {"LOAD", "COPY", "EXPORT", "IMPORT", "ATTACH", "DETACH", "INSTALL", "UNINSTALL", "UPDATE",
     "FORCE", "USE", "EXTENSION"}
)  # fmt: skip
_BEGINS = ("MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL")
# Procedures that can be called, and the column each yields.
PROCEDURES = {"db.labels": "label", "db.relationshiptypes": "relationshipType"}


def parse(text: str) -> tuple[syntax.Query, set[tuple[str, str]]]:
    """Parse a query into a tree, and pairs of a name and a property that the query uses of it.

    Raises:
        WrongInput: it is not valid Cypher, or uses what a build does not support.
    """
    parser = CypherParser(text)
    return parser.query(), parser.used_properties


class CypherParser(ExpressionParser):
    """The parser of one query, clause by clause."""

    def query(self) -> syntax.Query:
        """Parse the whole text: parts joined by UNION, with at most a semicolon at the end."""
        result = self._union()
        while self.accept(";"):
            pass
        if self.next.kind != "end":
            follows = self.place and self.tokens[self.place - 1].text == ";"
            raise self.stop("cypher.one_statement" if follows else self._refusal())
        return result

    def block(self, *, pattern: bool = False) -> syntax.Query:
        """Parse a query in braces; ``pattern``: it may lack MATCH and RETURN."""
        self.expect("{")
        start = self.next.start
        if pattern and not self.is_next(*_BEGINS):
            clause = self._match(start, optional=False)
            result = syntax.Query(self.span_from(start), ((clause,),), keep_duplicates=False)
        else:
            result = self._union(open_end=pattern)
        self.expect("}")
        return result

    def _union(self, *, open_end: bool = False) -> syntax.Query:
        start = self.next.start
        parts, kinds = [self._part(open_end)], set()
        while self.accept("UNION"):
            kinds.add(self.accept("ALL"))
            self.accept("DISTINCT")
            parts.append(self._part(open_end))
        if len(kinds) > 1:
            raise self.stop("cypher.mixed_union")
        return syntax.Query(self.span_from(start), tuple(parts), keep_duplicates=True in kinds)

    def _refusal(self) -> str:
        """Return the key of the message why the next word begins no supported clause."""
        word = self.next.word
        if word in REACHES_OUT and self.peek(1).word != "DELETE":
            return "cypher.reaches_out"
        if word in WRITES:
            return "cypher.writes"
        if word in ("EXPLAIN", "PROFILE", "SHOW"):
            return "cypher.explain"
        if word in ("FILTER", "LET", "FINISH", "NEXT"):
            return "cypher.gql"
        return "error.cypher_syntax"

    def _part(self, open_end: bool) -> tuple[Tree, ...]:
        """Parse clauses up to RETURN; ``open_end``: RETURN may be missing."""
        result: list[Tree] = []
        while True:
            start = self.next.start
            if self.accept("OPTIONAL", "MATCH"):
                result.append(self._match(start, optional=True))
            elif self.accept("OPTIONAL", "CALL"):
                result.append(self._call_subquery(start, optional=True))
            elif self.accept("MATCH"):
                result.append(self._match(start, optional=False))
            elif self.accept("UNWIND"):
                items = self.expression()
                self.expect("AS")
                result.append(syntax.Unwind(self.span_from(start), items, self.name()))
            elif self.accept("WITH"):
                result.append(self._project(start, last=False))
            elif self.accept("RETURN"):
                return (*result, self._project(start, last=True))
            elif self.accept("CALL"):
                if self.is_next("{", "("):
                    result.append(self._call_subquery(start, optional=False))
                    continue
                result.append(self._procedure(start))
                if self._ends():
                    return self._alone(result)
            elif open_end and result and self.is_next("}", "UNION"):
                return tuple(result)
            else:
                raise self.stop(self._refusal() if not self._ends() else "cypher.no_return")

    def _ends(self) -> bool:
        return self.next.kind == "end" or self.is_next(";", "UNION", "}")

    def _match(self, start: int, *, optional: bool) -> Tree:
        paths = self.paths()
        if self.is_next("USING"):
            raise self.stop("cypher.hint")
        where = self.expression() if self.accept("WHERE") else None
        return syntax.Match(self.span_from(start), optional, paths, where)

    def _project(self, start: int, *, last: bool) -> Tree:
        distinct = self.accept("DISTINCT")
        star, items = self.accept("*"), []
        if not star or self.accept(","):
            items.append(self._item())
            while self.accept(","):
                items.append(self._item())
        order = []
        if self.accept("ORDER", "BY"):
            order.append(self._order())
            while self.accept(","):
                order.append(self._order())
        skip = self.expression() if self.accept("SKIP") or self.accept("OFFSET") else None
        limit = self.expression() if self.accept("LIMIT") else None
        where = self.expression() if not last and self.accept("WHERE") else None
        return syntax.Project(
            self.span_from(start),
            last,
            distinct,
            star,
            tuple(items),
            tuple(order),
            skip,
            limit,
            where,
        )

    def _item(self) -> syntax.Item:
        start = self.next.start
        value = self.expression()
        first, end = self.span_from(start)
        if self.accept("AS"):
            return syntax.Item(self.span_from(start), value, self.name(), named=True)
        bare = isinstance(value, syntax.Variable)
        named_part = (
            value.of if isinstance(value, syntax.Projection) else value
        )  # as Neo4j calls the column
        name = named_part.name if isinstance(named_part, syntax.Variable) else self.text[first:end]
        return syntax.Item((first, end), value, name, named=bare)

    def _order(self) -> syntax.Order:
        start = self.next.start
        key = self.expression()
        descending = self.is_next("DESC", "DESCENDING")
        if self.is_next("ASC", "ASCENDING", "DESC", "DESCENDING"):
            self.advance()
        return syntax.Order(self.span_from(start), key, descending)

    def _procedure(self, start: int) -> syntax.Unwind:
        """Parse a procedure as the list that it returns, each member a row."""
        name = self.name()
        while self.accept("."):
            name += "." + self.name()
        column = PROCEDURES.get(name.lower())
        if column is None:
            self.place -= 1
            raise self.stop("cypher.procedure", name=name, known=", ".join(sorted(PROCEDURES)))
        if self.accept("("):
            self.expect(")")
        alias = column
        if self.accept("YIELD") and not self.accept("*"):
            if self.name() != column:
                raise self.stop()
            alias = self.name() if self.accept("AS") else column
        span = self.span_from(start)
        return syntax.Unwind(span, syntax.Call(span, "call " + name.lower(), ()), alias)

    def _call_subquery(self, start: int, *, optional: bool) -> Tree:
        names: tuple[str, ...] | None = None
        if self.accept("("):
            listed: list[str] = []
            while not self.accept(")"):
                if listed:
                    self.expect(",")
                listed.append("*" if self.accept("*") else self.name())
            names = tuple(listed)
        query = self.block()
        if self.is_next("IN"):
            raise self.stop("cypher.transactions")
        return syntax.CallSubquery(self.span_from(start), optional, names, query)

    def _alone(self, result: list[Tree]) -> tuple[Tree, ...]:
        """Return the clauses with a RETURN of what CALL yields as the last clause."""
        call = result[-1]
        assert isinstance(call, syntax.Unwind)
        column = syntax.Variable(call.span, call.name)
        items = (syntax.Item(call.span, column, call.name, named=True),)
        project = syntax.Project(call.span, True, False, False, items, (), None, None, None)
        return (*result, project)

    # Patterns -----------------------------------------------------------------------------

    def paths(self) -> tuple[syntax.Path, ...]:
        """Parse patterns separated by commas."""
        result = [self.path()]
        while self.accept(","):
            result.append(self.path())
        if len(result) > 1 and any(path.chosen_first for path in result):
            raise self.stop("cypher.shortest_keyword")
        return tuple(result)

    def path(self) -> syntax.Path:
        """Parse a pattern, with its name and shortestPath(…) where it has them."""
        start, name, shortest, selected = self.next.start, None, None, False
        if self.next.kind in ("name", "quoted") and self.peek(1).text == "=":
            name = self.name()
            self.expect("=")
        if self.is_next("SHORTESTPATH", "ALLSHORTESTPATHS"):
            shortest = "one" if self.advance().word == "SHORTESTPATH" else "all"
            self.expect("(")
        elif self.next.kind == "name" and self.is_next("SHORTEST", "ALL", "ANY"):
            shortest, selected = self._selector(), True
        nodes, between = [self._node()], []
        if self.is_next("("):
            raise self.stop("cypher.quantified")
        while self.is_next("-", "<"):
            between.append(self._relationship())
            nodes.append(self._node())
        if shortest and not selected:
            self.expect(")")
        if shortest and (len(between) != 1 or between[0].hops is None):
            raise self.stop("cypher.shortest_shape")
        return syntax.Path(
            self.span_from(start), name, tuple(nodes), tuple(between), shortest, selected
        )

    def _selector(self) -> str:
        """Parse ``SHORTEST 1``, ``ANY SHORTEST`` or ``ALL SHORTEST``."""
        refused = self.stop("cypher.shortest_keyword")
        shortest = "all" if self.is_next("ALL") else "one"
        if self.accept("ANY", "SHORTEST") or self.accept("ALL", "SHORTEST"):
            pass
        elif not self.accept("SHORTEST") or self.advance().text != "1":
            raise refused
        if self.is_next("PATH", "PATHS"):
            self.advance()
        if not self.is_next("("):
            raise refused
        return shortest

    def _node(self) -> syntax.NodePattern:
        start = self.next.start
        self.expect("(")
        if self.is_next("("):
            raise self.stop("cypher.quantified")
        name = (
            self.name()
            if self.next.kind in ("name", "quoted") and not self.is_next("WHERE", "IS")
            else None
        )
        labels = self.labels() if self.accept(":") or self.accept("IS") else None
        properties = self._properties()
        where = self.expression() if self.accept("WHERE") else None
        self.expect(")")
        if self.is_next("{", "+", "*"):
            raise self.stop("cypher.quantified")
        return syntax.NodePattern(self.span_from(start), name, labels, properties, where)

    def _properties(self) -> tuple[tuple[str, Tree], ...]:
        if self.next.kind == "parameter":
            raise self.stop("cypher.map_parameter")
        return self.entries() if self.is_next("{") else ()

    def _relationship(self) -> syntax.RelationshipPattern:
        start = self.next.start
        left = self.accept("<")
        self.expect("-")
        name = types = hops = where = None
        properties: tuple[tuple[str, Tree], ...] = ()
        if self.accept("["):
            has_name = self.next.kind in ("name", "quoted") and not self.is_next("WHERE", "IS")
            name = self.name() if has_name else None
            types = self.labels() if self.accept(":") or self.accept("IS") else None
            hops = self._hops() if self.accept("*") else None
            properties = self._properties()
            if hops and self.is_next("WHERE"):
                raise self.stop("cypher.where_on_the_way")
            where = self.expression() if self.accept("WHERE") else None
            self.expect("]")
        self.expect("-")
        right = self.accept(">")
        if self.is_next("+", "*", "{") and hops is None:
            hops = self._quantity()
        direction = "both" if left == right else "left" if left else "right"
        return syntax.RelationshipPattern(
            self.span_from(start), name, types, direction, hops, properties, where
        )

    def _quantity(self) -> tuple[int, int | None]:
        """Parse ``+``, ``*``, ``{2}``, ``{1,3}``, ``{,3}`` or ``{2,}``."""
        if self.is_next("+", "*"):
            return int(self.advance().text == "+"), None
        self.expect("{")
        low = high = self._bound()
        if self.accept(","):
            high = self._bound()
        elif low is None:
            raise self.stop()
        self.expect("}")
        return low or 0, high

    def _bound(self) -> int | None:
        return int(self.advance().text) if self.next.kind == "integer" else None

    def _hops(self) -> tuple[int, int | None]:
        """Parse what follows ``*``: nothing, ``2``, ``1..3``, ``..3`` or ``2..``."""
        low = self._bound()
        if self.next.kind == "decimal":  # 1. and .3 are numbers elsewhere
            raise self.stop()
        if not self.accept(".."):
            return (1, None) if low is None else (low, low)
        high = self._bound()
        return (1 if low is None else low), high
