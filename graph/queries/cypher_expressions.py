"""The expressions of Cypher: a parser by recursive descent, in Neo4j 5's order of precedence."""

from __future__ import annotations

from graph.errors import WrongInput
from graph.queries.cypher_tokens import Token, refuse, tokens
from graph.queries.cypher_tree import (
    Binary,
    Call,
    Case,
    Comprehension,
    HasLabel,
    Index,
    IsNull,
    LabelName,
    LabelSum,
    ListOf,
    Literal,
    MapOf,
    Parameter,
    Path,
    Projection,
    Property,
    Quantifier,
    Slice,
    Subquery,
    Tree,
    Unary,
    Variable,
)

_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_QUANTIFIERS = frozenset({"ANY", "ALL", "NONE", "SINGLE"})
_CONSTANTS = {"TRUE": True, "FALSE": False, "NULL": None}
DEEPEST = 60  # expressions within expressions; more is no question of a person


class ExpressionParser:
    """Goes through the tokens of one query."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.place = 0
        self.depth = 0

    # Looking and taking -------------------------------------------------------------------

    @property
    def next(self) -> Token:
        """The token to come."""
        return self.tokens[self.place]

    def peek(self, distance: int) -> Token:
        """A token further on."""
        return self.tokens[min(self.place + distance, len(self.tokens) - 1)]

    def advance(self) -> Token:
        """Take a token, whatever it is."""
        token = self.next
        self.place += token.kind != "end"
        return token

    def took(self, *wanted: str) -> bool:
        """Take these words or symbols if they all come next."""
        for distance, text in enumerate(wanted):
            token = self.peek(distance)
            if token.word != text and not (token.kind == "symbol" and token.text == text):
                return False
        self.place += len(wanted)
        return True

    def comes(self, *wanted: str) -> bool:
        """Whether one of these words or symbols comes next."""
        token = self.next
        return (token.word or (token.text if token.kind == "symbol" else "")) in wanted

    def need(self, wanted: str) -> None:
        """Take a word or symbol.

        Raises:
            WrongInput: something else comes next.
        """
        if not self.took(wanted):
            raise self.stop()

    def name(self) -> str:
        """Take a name."""
        if self.next.kind not in ("name", "quoted"):
            raise self.stop()
        return self.advance().text

    def stop(self, key: str = "error.cypher_syntax", **values: object) -> WrongInput:
        """A refusal at the token to come."""
        return refuse(key, self.text, self.next.start, **values)

    def since(self, start: int) -> tuple[int, int]:
        """The span from a place to the last token taken."""
        return start, self.tokens[self.place - 1].end if self.place else start

    # By precedence ------------------------------------------------------------------------

    def expression(self) -> Tree:
        """OR, the loosest."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.stop("cypher.too_deep")
        found = self._joined(("OR",), lambda: self._joined(("XOR",), self._and))
        self.depth -= 1
        return found

    def _and(self) -> Tree:
        return self._joined(("AND",), self._not)

    def _joined(self, operators, operand) -> Tree:  # type: ignore[no-untyped-def]
        start = self.next.start
        left: Tree = operand()
        while self.comes(*operators):
            token = self.advance()
            operator = token.word or token.text
            left = Binary(self.since(start), operator, left, operand())
        return left

    def _not(self) -> Tree:
        start, negations = self.next.start, 0
        while self.took("NOT"):
            negations += 1
        found = self._comparison()
        for _ in range(negations):
            found = Unary(self.since(start), "NOT", found)
        return found

    def _comparison(self) -> Tree:
        start = self.next.start
        left = self._predicate()
        pairs: list[Tree] = []
        while self.comes(*_COMPARISONS):
            operator = self.advance().text
            right = self._predicate()
            pairs.append(Binary(self.since(start), operator, left, right))
            left = right
        if not pairs:
            return left
        found = pairs[0]
        for pair in pairs[1:]:
            found = Binary(self.since(start), "AND", found, pair)
        return found

    def _predicate(self) -> Tree:
        start = self.next.start
        left = self._sum()
        while True:
            if self.took("STARTS", "WITH"):
                left = Binary(self.since(start), "STARTS WITH", left, self._sum())
            elif self.took("ENDS", "WITH"):
                left = Binary(self.since(start), "ENDS WITH", left, self._sum())
            elif self.comes("CONTAINS", "IN", "=~"):
                operator = self.advance().text.upper()
                left = Binary(self.since(start), operator, left, self._sum())
            elif self.took("IS", "NULL"):
                left = IsNull(self.since(start), left, negated=False)
            elif self.took("IS", "NOT", "NULL"):
                left = IsNull(self.since(start), left, negated=True)
            elif self.comes("IS"):
                raise self.stop("cypher.is_type")
            elif self.took(":"):
                left = HasLabel(self.since(start), left, self.labels())
            else:
                return left

    def _sum(self) -> Tree:
        return self._joined(("+", "-", "||"), self._product)

    def _product(self) -> Tree:
        return self._joined(("*", "/", "%"), self._power)

    def _power(self) -> Tree:
        return self._joined(("^",), self._signed)

    def _signed(self) -> Tree:
        start = self.next.start
        if self.took("-"):
            operand = self._signed()
            if isinstance(operand, Literal) and type(operand.value) in (int, float):
                return Literal(self.since(start), -operand.value)
            return Unary(self.since(start), "-", operand)
        self.took("+")
        return self._postfix()

    def _postfix(self) -> Tree:
        start = self.next.start
        found = self._atom()
        while True:
            if self.took("."):
                found = Property(self.since(start), found, self.name())
            elif self.took("["):
                found = self._index(start, found)
            else:
                return found

    def _index(self, start: int, of: Tree) -> Tree:
        first = None if self.comes("..") else self.expression()
        if not self.took(".."):
            self.need("]")
            assert first
            return Index(self.since(start), of, first)
        end = None if self.comes("]") else self.expression()
        self.need("]")
        return Slice(self.since(start), of, first, end)

    # Atoms --------------------------------------------------------------------------------

    def _atom(self) -> Tree:
        token = self.next
        span = (token.start, token.end)
        if token.kind in ("integer", "decimal"):
            self.advance()
            return Literal(span, self._number(token))
        if token.kind == "string":
            self.advance()
            return Literal(span, token.text)
        if token.kind == "parameter":
            self.advance()
            return Parameter(span, token.text)
        if token.word in _CONSTANTS and self.peek(1).text != "(":
            self.advance()
            return Literal(span, _CONSTANTS[token.word])
        if self.comes("["):
            return self._brackets()
        if self.comes("{"):
            return MapOf(span, self.entries())
        if self.comes("("):
            return self._parentheses()
        if token.kind in ("name", "quoted"):
            return self._named()
        raise self.stop()

    def _number(self, token: Token) -> int | float:
        value = int(token.text) if token.kind == "integer" else float(token.text)
        if (value > 2**63 - 1 and isinstance(value, int)) or value == float("inf"):
            raise refuse("cypher.too_large", self.text, token.start)
        return value

    def _named(self) -> Tree:
        """What begins with a name: CASE, a function, a quantifier, a subquery, a variable."""
        token, start = self.next, self.next.start
        after = self.peek(1).text if self.peek(1).kind == "symbol" else ""
        if token.word == "CASE" and after not in (".", "["):
            return self._case()
        if token.word in _QUANTIFIERS and after == "(":
            return self._quantifier()
        if token.word in ("EXISTS", "COUNT") and after == "{":
            return self._subquery()
        if token.word == "COLLECT" and after == "{":
            raise self.stop("cypher.collect_subquery")
        if token.word in ("SHORTESTPATH", "ALLSHORTESTPATHS") and after == "(":
            raise self.stop("cypher.shortest_in_expression")
        if token.word == "REDUCE" and after == "(":
            raise self.stop("cypher.reduce")
        if token.word == "EXISTS" and after == "(":
            return self._exists_call()
        if after in ("(", ".") and self._is_call():
            return self._call()
        name = self.name()
        variable = Variable(self.since(start), name)
        if self.comes("{"):
            return self._projection(variable)
        return variable

    def _is_call(self) -> bool:
        """``name(`` or ``some.name.space(``."""
        distance = 1
        while self.peek(distance).text == "." and self.peek(distance + 1).kind == "name":
            distance += 2
        return self.peek(distance).kind == "symbol" and self.peek(distance).text == "("

    def _call(self) -> Tree:
        start = self.next.start
        name = self.name()
        while self.took("."):
            name += "." + self.name()
        self.need("(")
        if self.took("*"):
            self.need(")")
            return Call(self.since(start), name.lower(), (), star=True)
        distinct = self.took("DISTINCT")
        arguments = []
        if not self.comes(")"):
            arguments.append(self.expression())
            while self.took(","):
                arguments.append(self.expression())
        self.need(")")
        return Call(self.since(start), name.lower(), tuple(arguments), distinct)

    def _case(self) -> Tree:
        start = self.advance().start
        operand = None if self.comes("WHEN") else self.expression()
        branches = []
        while self.took("WHEN"):
            conditions = [self.expression()]
            while operand is not None and self.took(","):
                conditions.append(self.expression())
            self.need("THEN")
            result = self.expression()
            branches += [(condition, result) for condition in conditions]
        otherwise = self.expression() if self.took("ELSE") else None
        self.need("END")
        if not branches:
            raise self.stop()
        return Case(self.since(start), operand, tuple(branches), otherwise)

    def _quantifier(self) -> Tree:
        start = self.next.start
        kind = self.advance().text.lower()
        self.need("(")
        variable = self.name()
        self.need("IN")
        items = self.expression()
        self.need("WHERE")
        where = self.expression()
        self.need(")")
        return Quantifier(self.since(start), kind, variable, items, where)

    def _brackets(self) -> Tree:
        """A list, a list comprehension, or a pattern comprehension (which is refused)."""
        start = self.advance().start
        if self.next.kind in ("name", "quoted") and self.peek(1).word == "IN":
            return self._comprehension(start)
        if self.comes("(") and self._pattern_ahead():
            raise self.stop("cypher.pattern_comprehension")
        items = []
        if not self.comes("]"):
            items.append(self.expression())
            while self.took(","):
                items.append(self.expression())
        self.need("]")
        return ListOf(self.since(start), tuple(items))

    def _comprehension(self, start: int) -> Tree:
        """``[x IN xs …]``, or a list whose only member is a condition (``[1 IN xs]`` is one)."""
        variable = self.name()
        self.need("IN")
        items = self.expression()
        where = self.expression() if self.took("WHERE") else None
        result = self.expression() if self.took("|") else None
        self.need("]")
        return Comprehension(self.since(start), variable, items, where, result)

    def entries(self) -> tuple[tuple[str, Tree], ...]:
        """``{key: value, …}``."""
        self.need("{")
        found: list[tuple[str, Tree]] = []
        while not self.took("}"):
            if found:
                self.need(",")
            key = self.name()
            self.need(":")
            found.append((key, self.expression()))
        return tuple(found)

    def _projection(self, of: Variable) -> Tree:
        self.need("{")
        found: list[tuple[str, Tree | None]] = []
        while not self.took("}"):
            if found:
                self.need(",")
            if self.took("."):
                if self.comes("*"):
                    raise self.stop("cypher.whole_map")
                found.append((self.name(), None))
                continue
            start = self.next.start
            key = self.name()
            if self.took(":"):
                found.append((key, self.expression()))
            else:
                found.append((key, Variable(self.since(start), key)))
        return Projection(self.since(of.span[0]), of, tuple(found))

    # Labels, subqueries -------------------------------------------------------------------

    def labels(self) -> Tree:
        """A label expression: ``A``, ``A|B``, ``A&B``, ``A:B``, ``!A``, ``%``, in parentheses."""
        start = self.next.start
        parts = [self._label_product()]
        while self.took("|"):
            self.took(":")
            parts.append(self._label_product())
        return parts[0] if len(parts) == 1 else LabelSum(self.since(start), "|", tuple(parts))

    def _label_product(self) -> Tree:
        start = self.next.start
        parts = [self._label()]
        while self.comes("&", ":"):
            self.advance()
            parts.append(self._label())
        return parts[0] if len(parts) == 1 else LabelSum(self.since(start), "&", tuple(parts))

    def _label(self) -> Tree:
        start = self.next.start
        if self.took("!"):
            return LabelSum(self.since(start), "!", (self._label(),))
        if self.took("%"):
            return LabelSum(self.since(start), "%", ())
        if self.took("("):
            inner = self.labels()
            self.need(")")
            return inner
        if self.comes("$"):
            raise self.stop()
        return LabelName((start, self.next.end), self.name())

    def _subquery(self) -> Tree:
        start = self.next.start
        kind = self.advance().text.lower()
        self.need("{")
        if not self.took("MATCH") and not self.comes("("):
            raise self.stop("cypher.subquery")
        paths = self.paths()
        where = self.expression() if self.took("WHERE") else None
        if not self.comes("}"):
            raise self.stop("cypher.subquery")
        self.need("}")
        return Subquery(self.since(start), kind, paths, where)

    def _exists_call(self) -> Tree:
        """``exists((a)-->(b))``; of a property Neo4j 5 knows no more."""
        start = self.advance().start
        self.need("(")
        if not self._pattern_ahead():
            raise self.stop("cypher.exists_property")
        paths = self.paths()
        self.need(")")
        return Subquery(self.since(start), "exists", paths, None)

    def _parentheses(self) -> Tree:
        """An expression in parentheses, or a pattern used as a condition."""
        if self._pattern_ahead():
            start = self.next.start
            paths = (self.path(),)
            return Subquery(self.since(start), "exists", paths, None)
        self.need("(")
        found = self.expression()
        self.need(")")
        return found

    def _pattern_ahead(self) -> bool:
        """Whether the parentheses to come hold a node, followed by a relationship."""
        distance, open_ = 1, 1
        while open_ and self.peek(distance).kind != "end":
            text = self.peek(distance).text if self.peek(distance).kind == "symbol" else ""
            open_ += (text == "(") - (text == ")")
            distance += 1
        one, two, three = (self.peek(distance + i) for i in range(3))
        if one.kind != "symbol":
            return False
        arrow = one.text + (two.text if two.kind == "symbol" else "")
        if arrow in ("-[", "<-", "--"):
            return arrow != "<-" or (three.kind == "symbol" and three.text in ("[", "-"))
        return False

    def paths(self) -> tuple[Path, ...]:
        """Patterns: the other half of the parser."""
        raise NotImplementedError

    def path(self) -> Path:
        """One pattern: the other half of the parser."""
        raise NotImplementedError
