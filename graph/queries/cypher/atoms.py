"""The parser of the parts of expressions: literals, names, calls, lists, maps, subqueries."""

from __future__ import annotations

from dataclasses import replace

from graph.errors import WrongInput
from graph.queries.cypher import syntax
from graph.queries.cypher.reading import Reading
from graph.queries.cypher.syntax import Tree
from graph.queries.cypher.tokens import Token, refuse

_QUANTIFIERS = frozenset({"ANY", "ALL", "NONE", "SINGLE"})
_CONSTANTS = {"TRUE": True, "FALSE": False, "NULL": None}


class AtomParser(Reading):
    """The parser of expressions without an outer operator."""

    def atom(self) -> Tree:
        """Parse a literal, a name, or something in brackets."""
        token = self.next
        span = (token.start, token.end)
        if token.kind in ("integer", "decimal"):
            self.advance()
            return syntax.Literal(span, self._number(token))
        if token.kind == "string":
            self.advance()
            return syntax.Literal(span, token.text)
        if token.kind == "parameter":
            self.advance()
            return syntax.Parameter(span, token.text)
        if token.word in _CONSTANTS and self.peek(1).text != "(":
            self.advance()
            return syntax.Literal(span, _CONSTANTS[token.word])
        if self.is_next("["):
            return self._brackets()
        if self.is_next("{"):
            return syntax.MapOf(span, self.entries())
        if self.is_next("("):
            return self._parentheses()
        if token.kind in ("name", "quoted"):
            return self._name_or_call()
        raise self.stop()

    def _number(self, token: Token) -> int | float:
        if token.kind == "decimal":
            value: int | float = float(token.text)
        else:
            prefix = token.text[:2].lower()
            value = int(token.text, {"0x": 16, "0o": 8}.get(prefix, 10))
        most = 2**63 if self.tokens[self.place - 2].mark == "-" else 2**63 - 1
        if (isinstance(value, int) and value > most) or value == float("inf"):
            raise refuse("cypher.too_large", self.text, token.start)
        return value

    def _name_or_call(self) -> Tree:
        """Parse what begins with a name: CASE, a function, a quantifier, a subquery, a variable."""
        token, start = self.next, self.next.start
        after = self.peek(1).text if self.peek(1).kind == "symbol" else ""
        if token.word == "CASE" and after not in (".", "["):
            return self._case()
        if token.word in _QUANTIFIERS and after == "(":
            return self._quantifier()
        if token.word in ("EXISTS", "COUNT", "COLLECT") and after == "{":
            return self._subquery()
        if token.word in ("SHORTESTPATH", "ALLSHORTESTPATHS") and after == "(":
            return self._shortest(start)
        if token.word == "REDUCE" and after == "(":
            return self._reduce()
        if token.word == "EXISTS" and after == "(":
            return self._exists_call()
        if after in ("(", ".") and self._is_call():
            return self._call()
        name = self.name()
        variable = syntax.Variable(self.span_from(start), name)
        if self.is_next("{"):
            return self._projection(variable)
        return variable

    def _is_call(self) -> bool:
        """Tell whether ``name(`` or ``some.name.space(`` comes next."""
        distance = 1
        while self.peek(distance).text == "." and self.peek(distance + 1).kind == "name":
            distance += 2
        return self.peek(distance).kind == "symbol" and self.peek(distance).text == "("

    def _call(self) -> Tree:
        start = self.next.start
        name = self.name()
        while self.accept("."):
            name += "." + self.name()
        self.expect("(")
        if self.accept("*"):
            self.expect(")")
            return syntax.Call(self.span_from(start), name.lower(), (), star=True)
        distinct = self.accept("DISTINCT")
        arguments = []
        if not self.is_next(")"):
            arguments.append(self.expression())
            while self.accept(","):
                arguments.append(self.expression())
        self.expect(")")
        return syntax.Call(self.span_from(start), name.lower(), tuple(arguments), distinct)

    def _case(self) -> Tree:
        start = self.advance().start
        operand = None if self.is_next("WHEN") else self.expression()
        branches = []
        while self.accept("WHEN"):
            conditions = [self.expression()]
            while operand is not None and self.accept(","):
                conditions.append(self.expression())
            self.expect("THEN")
            result = self.expression()
            branches += [(condition, result) for condition in conditions]
        otherwise = self.expression() if self.accept("ELSE") else None
        self.expect("END")
        if not branches:
            raise self.stop()
        return syntax.Case(self.span_from(start), operand, tuple(branches), otherwise)

    def _quantifier(self) -> Tree:
        start = self.next.start
        kind = self.advance().text.lower()
        self.expect("(")
        variable = self.name()
        self.expect("IN")
        items = self.expression()
        self.expect("WHERE")
        where = self.expression()
        self.expect(")")
        return syntax.Quantifier(self.span_from(start), kind, variable, items, where)

    def _reduce(self) -> Tree:
        start = self.advance().start
        self.expect("(")
        total = self.name()
        self.expect("=")
        first = self.expression()
        self.expect(",")
        variable = self.name()
        self.expect("IN")
        items = self.expression()
        self.expect("|")
        result = self.expression()
        self.expect(")")
        return syntax.Reduce(self.span_from(start), total, first, variable, items, result)

    def _brackets(self) -> Tree:
        """Parse a list, a list comprehension, or a pattern comprehension."""
        start = self.advance().start
        if self.next.kind in ("name", "quoted") and self.peek(1).word == "IN":
            return self._comprehension(start)
        has_name = self.next.kind in ("name", "quoted") and self.peek(1).mark == "="
        if (has_name and self.peek(2).mark == "(") or (self.is_next("(") and self._pattern_ahead()):
            return self._pattern_comprehension(start)
        items = []
        if not self.is_next("]"):
            items.append(self.expression())
            while self.accept(","):
                items.append(self.expression())
        self.expect("]")
        return syntax.ListOf(self.span_from(start), tuple(items))

    def _pattern_comprehension(self, start: int) -> Tree:
        path = self.path()
        where, result = self._filtered()
        if result is None:
            raise self.stop()
        self.expect("]")
        return syntax.PatternComprehension(self.span_from(start), path, where, result)

    def _filtered(self) -> tuple[Tree | None, Tree | None]:
        """Parse ``WHERE … | result``; a bar behind a label may begin the result."""
        place, depth = self.place, self.depth
        try:
            where = self.expression() if self.accept("WHERE") else None
            result = self.expression() if self.accept("|") else None
            if not self.is_next("]"):
                raise self.stop()
            return where, result
        except WrongInput:
            if not self.bars:
                raise
        self.place, self.depth, self.bars = place, depth, False
        try:
            return self._filtered()
        finally:
            self.bars = True

    def _shortest(self, start: int) -> Tree:
        """Parse ``shortestPath(…)`` outside MATCH: the list of such ways, or the first of it."""
        path = replace(self.path(), name=" shortest")
        span = self.span_from(start)
        ways = syntax.PatternComprehension(span, path, None, syntax.Variable(span, " shortest"))
        return syntax.Index(span, ways, syntax.Literal(span, 0)) if path.shortest == "one" else ways

    def _comprehension(self, start: int) -> Tree:
        """Parse ``[x IN xs …]``; ``[name IN xs]`` reads as a comprehension, too."""
        variable = self.name()
        self.expect("IN")
        items = self.expression()
        where, result = self._filtered()
        self.expect("]")
        return syntax.Comprehension(self.span_from(start), variable, items, where, result)

    def entries(self) -> tuple[tuple[str, Tree], ...]:
        """Parse ``{key: value, …}``."""
        self.expect("{")
        result: list[tuple[str, Tree]] = []
        while not self.accept("}"):
            if result:
                self.expect(",")
            key = self.name()
            self.expect(":")
            result.append((key, self.expression()))
        return tuple(result)

    def _projection(self, owner: syntax.Variable) -> Tree:
        self.expect("{")
        entries: list[tuple[str, Tree | None]] = []
        while not self.accept("}"):
            if entries:
                self.expect(",")
            if self.accept(".", "*"):
                entries.append(syntax.WHOLE)
                continue
            if self.accept("."):
                entries.append((self.name(), None))
                self.used_properties.add((owner.name, entries[-1][0]))
                continue
            start = self.next.start
            key = self.name()
            if self.accept(":"):
                entries.append((key, self.expression()))
            else:
                entries.append((key, syntax.Variable(self.span_from(start), key)))
        return syntax.Projection(self.span_from(owner.span[0]), owner, tuple(entries))

    # Subqueries ----------------------------------------------------------------------------

    def _subquery(self) -> Tree:
        start = self.next.start
        kind = self.advance().text.lower()
        return syntax.Subquery(self.span_from(start), kind, self.block(pattern=kind != "collect"))

    def _exists_call(self) -> Tree:
        """Parse ``exists((a)-->(b))``; Neo4j 5 no longer has ``exists`` for properties."""
        start = self.advance().start
        self.expect("(")
        if not self._pattern_ahead():
            raise self.stop("cypher.exists_property")
        result = self._pattern(start, "exists")
        self.expect(")")
        return result

    def _parentheses(self) -> Tree:
        """Parse an expression in parentheses, or a pattern used as a condition."""
        if self._pattern_ahead():
            return self._pattern(self.next.start, "pattern")
        self.expect("(")
        result = self.expression()
        self.expect(")")
        return result

    def _pattern(self, start: int, kind: str) -> Tree:
        paths = (self.path(),)
        span = self.span_from(start)
        query = syntax.Query(
            span, ((syntax.Match(span, False, paths, None),),), keep_duplicates=False
        )
        return syntax.Subquery(span, kind, query, closed=True)

    def _pattern_ahead(self) -> bool:
        """Tell whether the next parentheses hold a node that a relationship follows."""
        distance, open_ = 1, 1
        while open_ and self.peek(distance).kind != "end":
            text = self.peek(distance).text if self.peek(distance).kind == "symbol" else ""
            open_ += (text == "(") - (text == ")")
            distance += 1
        first, second, third = (self.peek(distance + i) for i in range(3))
        if first.kind != "symbol":
            return False
        arrow = first.text + (second.text if second.kind == "symbol" else "")
        if arrow in ("-[", "<-", "--"):
            return arrow != "<-" or (third.kind == "symbol" and third.text in ("[", "-"))
        return False
