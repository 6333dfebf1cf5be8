"""Guards against forbidden queries, by tokens: no text, comment or name can hide or fake a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from graph.errors import WrongInput

_SPARQL_TOKENS = re.compile(
    r"""
      (?P<long>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*''')
    | (?P<short>"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<comment>\#[^\n\r]*)
    | (?P<variable>[?$]\w+)
    | (?P<prefixed>(?:[^\W\d_][\w.\-]*)?:(?:[\w:.\-%]|\\.)*)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<word>[^\W\d_]\w*)
    | (?P<number>[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+\.?[eE][+-]?[0-9]+|[0-9]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

DEEPEST = 200  # brackets within brackets
_OPENING, _CLOSING, _SIGNS = frozenset("([{"), frozenset(")]}"), frozenset("!-+^")

_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH", "USING"}
)
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})

# The engine wants no space around its keywords: ``{SERVICE:x {…}}`` and ``trueSERVICE:x {…}`` call
# out, though by the standard they hold names. So a name that could hide the word counts as it.
_HIDES_SERVICE = re.compile(r"^[^:]*SERVICE|SERVICE(SILENT)?:", re.IGNORECASE)


def sparql_matches(text: str) -> list[re.Match[str]]:
    """List the tokens with place and kind (``lastgroup``), without white space and comments."""
    matches = _SPARQL_TOKENS.finditer(text)
    return [token for token in matches if token.lastgroup != "comment" and not token[0].isspace()]


def sparql_tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each token, without white space and comments."""
    for token in sparql_matches(text):
        yield token.lastgroup or "other", token[0]


def guard_sparql(text: str, graphs: frozenset[str]) -> None:
    """Refuse a query that writes or reads outside this build.

    ``graphs``: IRIs of all named graphs; FROM may name no other.

    Raises:
        WrongInput: the query is refused; the message names the word and what to do instead.
    """
    for reading in {text, _unescaped(text)}:
        tokens = list(sparql_tokens(reading))
        _require_shallow(tokens)
        words = [value.upper() for kind, value in tokens if kind == "word"]
        names = [value for kind, value in tokens if kind in ("word", "prefixed")]
        if any(_HIDES_SERVICE.search(name) for name in names):
            raise WrongInput("error.sparql_service")
        form = next((word for word in words if word in _FORMS | _UPDATES), None)
        if form in _UPDATES:
            raise WrongInput("error.sparql_update", word=form)
        for position, (kind, value) in enumerate(tokens):
            if kind == "word" and value.upper() == "FROM":
                _guard_from(tokens[position + 1 : position + 3], graphs)


def require_variables(text: str, names: Iterable[str]) -> None:
    """Require a variable for each parameter, which would else be dropped in silence.

    Raises:
        WrongInput: the query has no variable of a name.
    """
    variables = {value[1:] for kind, value in sparql_tokens(text) if kind == "variable"}
    for name in names:
        if name not in variables:
            names_of_variables = ", ".join(sorted(variables)) or "–"
            raise WrongInput("error.no_such_parameter", name=name, known=names_of_variables)


def selected_variables(text: str) -> frozenset[str] | None:
    """Return the variables that the outermost SELECT returns; None for all of them (``*``).

    >>> sorted(selected_variables("SELECT ?a (COUNT(?b) AS ?n) { ?a ?c ?b }"))
    ['a', 'n']
    >>> selected_variables("ASK {}")
    frozenset()
    """
    variables: set[str] = set()
    selecting, depth, before = False, 0, ""
    for kind, value in sparql_tokens(text):
        depth += {"(": 1, ")": -1}.get(value, 0)
        if kind == "word" and value.upper() in _FORMS:
            selecting = value.upper() == "SELECT"
            if not selecting:
                break
        elif selecting and value == "*" and depth == 0:
            return None
        elif selecting and (value == "{" or value.upper() in ("WHERE", "FROM")):
            break
        elif selecting and kind == "variable" and (depth == 0 or before.upper() == "AS"):
            variables.add(value[1:])
        before = value
    return frozenset(variables)


def replace_variables(text: str, terms: Mapping[str, str]) -> str:
    """Return the query with terms in place of variables.

    >>> replace_variables("ASK { ?s ?p '?x' , ?x }", {"x": "1"})
    "ASK { ?s ?p '?x' , 1 }"
    """

    def put(match: re.Match[str]) -> str:
        is_variable = match.lastgroup == "variable"
        return terms.get(match[0][1:], match[0]) if is_variable else match[0]

    return _SPARQL_TOKENS.sub(put, text)


def _require_shallow(tokens: Iterable[tuple[str, str]]) -> None:
    """Refuse deep nesting of brackets and signs, which overflows the stack of an engine.

    Raises:
        WrongInput: the nesting is deeper than a person writes.
    """
    depth = signs = 0
    for _, value in tokens:
        depth += (value in _OPENING) - (value in _CLOSING)
        signs = signs + 1 if value in _SIGNS else 0
        if depth + signs > DEEPEST:
            raise WrongInput("error.query_too_deep", most=DEEPEST)


def _guard_from(following: list[tuple[str, str]], graphs: frozenset[str]) -> None:
    if following and following[0][1].upper() == "NAMED":
        following = following[1:]
    if not following:
        return
    kind, value = following[0]
    if kind != "iri" or value[1:-1] not in graphs:
        graph_names = ", ".join(sorted(graphs)) or "–"
        raise WrongInput("error.sparql_from", graph=value, known=graph_names)


def _unescaped(text: str) -> str:
    r"""Resolve code point escapes, as SPARQL does before anything else (``\u0053ERVICE``)."""
    return _ESCAPED.sub(lambda match: chr(int(match[1] or match[2], 16) % 0x110000), text)
