"""The expressions of Cypher by recursive descent, in Neo4j 5's order of precedence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from graph.queries.cypher import syntax
from graph.queries.cypher.atoms import AtomParser
from graph.queries.cypher.syntax import Tree

# The binding strength of operators that are read from left to right.
_LOGIC = {"OR": 1, "XOR": 2, "AND": 3}
_ARITHMETIC = {"+": 1, "-": 1, "||": 1, "*": 2, "/": 2, "%": 2, "^": 3}
_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
_PREDICATES = ("STARTS", "ENDS", "CONTAINS", "IN", "=~", "IS", ":")
DEEPEST = 60  # expressions within expressions; nobody nests deeper


class ExpressionParser(AtomParser):
    """The parser of operators, the loosest first."""

    def expression(self) -> Tree:
        """Parse OR, the loosest operator, and all that bind more strongly."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.stop("cypher.too_deep")
        result = self._joined(_LOGIC, self._not)
        self.depth -= 1
        return result

    def _joined(
        self, binding: Mapping[str, int], operand: Callable[[], Tree], weakest: int = 1
    ) -> Tree:
        """Parse operands joined by operators that bind at least as strongly as ``weakest``."""
        start = self.next.start
        left = operand()
        while (strength := binding.get(self.next.mark, 0)) >= weakest:
            operator = self.advance().mark
            span = self.span_from(start)
            left = syntax.Binary(span, operator, left, self._joined(binding, operand, strength + 1))
        return left

    def _not(self) -> Tree:
        start, negations = self.next.start, 0
        while self.accept("NOT"):
            negations += 1
        result = self._comparison()
        for _ in range(negations):
            result = syntax.Unary(self.span_from(start), "NOT", result)
        return result

    def _comparison(self) -> Tree:
        start = self.next.start
        left = self._predicate()
        pairs: list[Tree] = []
        while self.is_next(*_COMPARISONS):
            operator = self.advance().text
            right = self._predicate()
            pairs.append(syntax.Binary(self.span_from(start), operator, left, right))
            left = right
        if not pairs:
            return left
        result = pairs[0]
        for pair in pairs[1:]:
            result = syntax.Binary(self.span_from(start), "AND", result, pair)
        return result

    def _predicate(self) -> Tree:
        start = self.next.start
        left = self._sum()
        while self.is_next(*_PREDICATES):
            if self.accept("STARTS", "WITH"):
                left = syntax.Binary(self.span_from(start), "STARTS WITH", left, self._sum())
            elif self.accept("ENDS", "WITH"):
                left = syntax.Binary(self.span_from(start), "ENDS WITH", left, self._sum())
            elif self.is_next("CONTAINS", "IN", "=~"):
                operator = self.advance().text.upper()
                left = syntax.Binary(self.span_from(start), operator, left, self._sum())
            elif self.accept("IS", "NULL"):
                left = syntax.Unary(self.span_from(start), "IS NULL", left)
            elif self.accept("IS", "NOT", "NULL"):
                left = syntax.Unary(self.span_from(start), "IS NOT NULL", left)
            elif self.is_next("IS"):
                raise self.stop("cypher.is_type")
            elif self.accept(":"):
                left = syntax.HasLabel(self.span_from(start), left, self.labels())
            else:  # STARTS or ENDS alone
                return left
        return left

    def _sum(self) -> Tree:
        return self._joined(_ARITHMETIC, self._signed)

    def _signed(self) -> Tree:
        start = self.next.start
        if self.accept("-"):
            operand = self._signed()
            if isinstance(operand, syntax.Literal) and type(operand.value) in (int, float):
                return syntax.Literal(self.span_from(start), -operand.value)
            return syntax.Unary(self.span_from(start), "-", operand)
        self.accept("+")
        return self._postfix()

    def _postfix(self) -> Tree:
        start = self.next.start
        result = self.atom()
        while True:
            if self.accept("."):
                result = self._property(start, result, self.name())
            elif self.accept("["):
                result = self._index(start, result)
            else:
                return result

    def _property(self, start: int, owner: Tree, name: str) -> Tree:
        if isinstance(owner, syntax.Variable):
            self.used_properties.add((owner.name, name))
        return syntax.Property(self.span_from(start), owner, name)

    def _index(self, start: int, owner: Tree) -> Tree:
        first = None if self.is_next("..") else self.expression()
        if not self.accept(".."):
            self.expect("]")
            assert first
            if isinstance(first, syntax.Literal) and isinstance(first.value, str):
                return self._property(start, owner, first.value)
            return syntax.Index(self.span_from(start), owner, first)
        end = None if self.is_next("]") else self.expression()
        self.expect("]")
        return syntax.Slice(self.span_from(start), owner, first, end)
