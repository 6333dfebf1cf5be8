"""Phrases of a search: "majors that lead to 茶叶加工工", "没有院校的六堡茶企业".

A phrase is read as a bag of words: classes and relations of the declaration, names of the build,
"with" and "without". What is none of these is a part of a name, or is said not to be understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph.convert.search_keys import BREAK, plain
from graph.draw.neighbourhood import Web
from graph.draw.routes import Route, answer, around, routes_from, starts_of, wanted
from graph.ontology import Ontology, local_name
from graph.words import LANGUAGES, say

LONGEST_TEXT, LONGEST_WORD, SHORTEST_NAME = 160, 60, 2
MOST_NAMES, MOST_SUGGESTED, MOST_COMPLETED = 12, 8, 4
SIGNS = {"with": True, "without": False}
Finder = Callable[[str], Sequence[str]]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words of phrases, plain.

    ``names``: to URIs; ``related``: classes that relations join; ``nouns`` and ``verbs`` (of a
    class): what completes a text.
    """

    classes: Mapping[str, str]
    relations: Mapping[str, frozenset[str]]
    signs: Mapping[str, bool]
    fillers: frozenset[str]
    names: Mapping[str, tuple[str, ...]]
    related: frozenset[tuple[str, str]]
    nouns: tuple[str, ...]
    verbs: Mapping[str, tuple[str, ...]]


@dataclass
class Reading:
    """What was read in a text: ``classes`` and ``signs`` in order, names, and leftover parts."""

    classes: list[str] = field(default_factory=list)
    is_latin: bool = False
    relations: set[str] = field(default_factory=set)
    signs: list[tuple[str, bool]] = field(default_factory=list)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)

    @property
    def target(self) -> str:
        """Return the class asked for: in Chinese the last one that is named."""
        return self.classes[0 if self.is_latin else -1]

    @property
    def through(self) -> set[str]:
        """Return the other classes that are named: on the way to the one asked for."""
        return set(self.classes) - {self.target} if self.classes else set()


@dataclass(frozen=True)
class Suggestion:
    """A phrase that can be answered. ``of``: URI of its thing, if any; ``count``: of its answer."""

    class_name: str
    of: str | None
    route: Route
    signs: tuple[tuple[str, bool], ...]
    count: int

    def answer(self, web: Web) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the things that answer it, and those between them and the one that is named."""
        is_wanted = wanted(web, self.signs)
        if self.of is not None:
            return answer(web, self.of, self.route, is_wanted)
        of_class = web.ways.of_class[self.class_name]
        return web.ways.names(of_class[is_wanted[of_class]]), ()


def lexicon(web: Web, ontology: Ontology, spellings: Mapping[str, str]) -> Lexicon:
    """Collect the words; ``spellings``: URI → names, as search keys have them."""
    present = web.ways.of_class
    classes: dict[str, str] = {}
    nouns: list[str] = []
    for table in ontology.tables.values():
        if table.class_name in present:
            nouns += [table.label.zh, table.name.replace("_", " ")]
            for word in (*nouns[-2:], table.label.en, *table.aliases):
                for form in _forms(word):
                    classes.setdefault(form, table.class_name)
    relations: dict[str, set[str]] = {}
    joined: set[tuple[str, str]] = set()
    verbs: dict[str, dict[str, None]] = {}
    for kind in web.ways.ends:
        joined.add((kind.begun, kind.class_name))
        if kind.out:
            verbs.setdefault(kind.begun, {})[kind.property] = None
    used = {name for names_of in verbs.values() for name in names_of}
    for name in sorted(used & ontology.properties.keys()):
        relation = ontology.properties[name]
        for word in (relation.label.zh, relation.label.en, *relation.words):
            for form in _verbs(plain_text(word), classes):
                relations.setdefault(form, set()).add(local_name(name))
    names: dict[str, dict[str, None]] = {}
    for uri, texts in spellings.items():
        for spelling in texts.split(BREAK):
            if len(spelling) >= SHORTEST_NAME:
                names.setdefault(spelling, {})[uri] = None
    for uri, vertex in web.vertices.items():
        if vertex.level is not None or vertex.shared:
            for lang in LANGUAGES:
                names.setdefault(plain(vertex.of(lang)), {})[uri] = None
    return Lexicon(
        classes,
        {word: frozenset(names_of) for word, names_of in relations.items()},
        {word: has for key, has in SIGNS.items() for word in _words(key)},
        frozenset(_words("filler")),
        {name: tuple(uris) for name, uris in names.items()},
        frozenset(joined),
        tuple(nouns),
        {
            class_name: tuple(
                plain_text(ontology.properties[name].label.of(lang))
                for name in sorted(names_of)
                if name in ontology.properties
                for lang in LANGUAGES
            )
            for class_name, names_of in verbs.items()
        },
    )


def plain_text(text: str) -> str:
    """Return a text in one width and case, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _words(key: str) -> Iterator[str]:
    for lang in LANGUAGES:
        yield from say(f"phrases.{key}", lang).split()


def _forms(word: str) -> Iterator[str]:
    """Yield a noun in singular and plural, where it is Latin."""
    text = plain_text(word)
    yield text
    if text.isascii():
        yield text[:-1] + "ies" if text.endswith("y") else text + "s"
        if text.endswith("ies"):
            yield text[:-3] + "y"
        elif text.endswith("s"):
            yield text[:-1]


def _verbs(word: str, classes: Mapping[str, str]) -> Iterator[str]:
    """Yield a relation as it stands and as a verb: prepares for, prepare for; 面向职业, 面向."""
    yield word
    verb, space, rest = word.partition(" ")
    if word.isascii() and verb.endswith("s"):
        yield verb[:-1] + space + rest
        yield f"{verb[:-1]}ed by"
    for noun in classes:
        if word.endswith(noun) and len(word) - len(noun) >= SHORTEST_NAME:
            yield word.removesuffix(noun)


def read(text: str, words: Lexicon) -> Reading:
    """Read a text from left to right, the longest word or name first."""
    text = plain_text(text)[:LONGEST_TEXT]
    reading, rest, at, sign = Reading(), "", 0, None
    while at < len(text):
        end = next(
            (
                end
                for end in range(min(len(text), at + LONGEST_WORD), at, -1)
                if _is_whole(text, at, end) and _is_known(text[at:end], words)
            ),
            at,
        )
        if end == at:
            rest += text[at]
            at += 1
            continue
        reading.rest.append(rest)
        rest, word = "", text[at:end]
        at = end
        if word in words.signs:
            sign = words.signs[word]
        elif word in words.classes:
            if sign is None:
                reading.is_latin = reading.is_latin or (not reading.classes and word.isascii())
                reading.classes.append(words.classes[word])
            else:
                reading.signs.append((words.classes[word], sign))
                sign = None
        elif word in words.relations:
            reading.relations |= words.relations[word]
        elif word not in words.fillers:
            reading.names[word] = words.names[plain(word)]
    reading.rest = [
        part for part in (p.strip(" ,，。?？\"“”'") for p in [*reading.rest, rest]) if part
    ]
    return reading


def _is_whole(text: str, at: int, end: int) -> bool:
    """Tell whether a part of the text does not begin or end inside a Latin word."""
    return not any(
        re.match(r"[a-z0-9]{2}", text[cut - 1 : cut + 1]) for cut in (at, end) if cut > 0
    ) and not (text[at].isspace() or text[end - 1].isspace())


def _is_known(word: str, words: Lexicon) -> bool:
    lists = (words.signs, words.classes, words.relations, words.fillers)
    return any(word in words_of_list for words_of_list in lists) or plain(word) in words.names


def suggestions(
    text: str, web: Web, words: Lexicon, find: Finder
) -> tuple[list[Suggestion], list[str]]:
    """Return the phrases that a text may mean, and the parts of it that were not understood.

    ``find``: URIs of the things that a part of a name may mean, the likeliest first.
    """
    reading = read(text, words)
    names = list(reading.names.values())
    unknown = list(reading.names)[1:]
    for part in reading.rest:
        if not names and (matches := tuple(find(part))):
            names.append(matches)
        else:
            unknown.append(part)
    things = names[0][:MOST_NAMES] if names else ()
    target = reading.target if reading.classes else ""
    joined = {end for start, end in words.related if start == target}
    signs = [*reading.signs, *((kind, True) for kind in reading.through if not things)]
    unjoined = [kind for kind, _ in signs if kind not in joined]
    phrases: Iterable[Suggestion] = ()
    if target and unjoined:
        unknown += unjoined
    elif things and target:
        phrases = _between(web, things, reading)
    elif things and not reading.signs:
        phrases = _around(web, things[0])
    elif target and (signs or not reading.relations):
        phrases = _of_class(web, target, signs, sorted(joined))
    return [phrase for phrase, _ in zip(phrases, range(MOST_SUGGESTED), strict=False)], unknown


def _between(web: Web, things: Sequence[str], reading: Reading) -> Iterator[Suggestion]:
    """Yield the ways from the named things to the class asked for, the most answers first."""
    is_wanted = wanted(web, reading.signs)
    for uri in things:
        through = reading.through - {web.vertices[uri].class_name}

        def is_meant(route: Route, through: set[str] = through) -> bool:
            names = {step.relation for step in route}
            is_named = not reading.relations or not names.isdisjoint(reading.relations)
            return is_named and through <= {step.class_name for step in route}

        ways = [
            Suggestion(reading.target, uri, route, tuple(reading.signs), count)
            for route, reached in routes_from(web, uri, reading.target, is_meant).items()
            if (count := int(is_wanted[reached].sum()))
        ]
        yield from sorted(ways, key=lambda suggestion: (len(suggestion.route), -suggestion.count))


def _around(web: Web, uri: str) -> Iterator[Suggestion]:
    """Yield what is directly related to a thing, class by class."""
    for route, reached in around(web, uri).items():
        yield Suggestion(route[-1].class_name, uri, route, (), len(reached))


def _of_class(
    web: Web, target: str, signs: Sequence[tuple[str, bool]], joined: Sequence[str]
) -> Iterator[Suggestion]:
    """Yield the things of a class that have, or lack, a relation to another class."""
    for offered in [tuple(signs)] if signs else [((other, False),) for other in joined]:
        of_class = web.ways.of_class[target]
        if count := int(wanted(web, offered)[of_class].sum()):
            yield Suggestion(target, None, (), offered, count)


def completions(text: str, words: Lexicon) -> list[str]:
    """Return longer texts: its last word completed to a class or a relation, or one of these added.

    A word is completed in its own script, and only to what the class before it takes part in.
    """
    text = plain_text(text)[:LONGEST_TEXT]
    reading = read(text, words)
    if reading.names:
        return []
    if reading.rest and text.endswith(reading.rest[-1]):
        begun = reading.rest[-1]
        verbs = words.verbs.get(reading.target, ()) if reading.classes else ()
        full = [word for word in (*words.nouns, *verbs) if word.startswith(begun)]
        return [f"{text.removesuffix(begun)}{word} " for word in dict.fromkeys(full)][
            :MOST_COMPLETED
        ]
    if not reading.classes or reading.relations or reading.signs:
        return []
    verbs = words.verbs.get(reading.target, ())
    return [f"{text} {verb} " for verb in verbs if verb.isascii() == reading.is_latin][
        :MOST_COMPLETED
    ]


def in_words(suggestion: Suggestion, web: Web, ontology: Ontology, lang: str) -> str:
    """Return a phrase in words: firms of the chain, without college."""
    kind = kinds(suggestion.class_name, ontology, lang)
    name = _named(suggestion, web, lang)
    text = say("phrases.of", lang, kind=kind, name=name) if name else kind
    return text + _signs(suggestion.signs, ontology, lang)


def way(suggestion: Suggestion, web: Web, ontology: Ontology, lang: str) -> str:
    """Return the route in words, from the things asked for to the one that is named."""
    ends = [
        _named(suggestion, web, lang),
        *(kinds(step.class_name, ontology, lang) for step in suggestion.route),
    ]
    labels = {local_name(iri): term.label.of(lang) for iri, term in ontology.properties.items()}
    text = ends[-1] if suggestion.route else kinds(suggestion.class_name, ontology, lang)
    for step, end in zip(reversed(suggestion.route), reversed(ends[:-1]), strict=True):
        arrow = "backwards" if step.out else "forwards"
        text += say(f"phrases.{arrow}", lang, relation=labels[step.relation]) + end
    return text + _signs(suggestion.signs, ontology, lang)


def _named(suggestion: Suggestion, web: Web, lang: str) -> str:
    if suggestion.of is None:
        return ""
    name = web.vertices[suggestion.of].of(lang)
    is_wide = len(starts_of(web, suggestion.of)) > 1
    return say("phrases.inside", lang, name=name) if is_wide else name


def kinds(class_name: str, ontology: Ontology, lang: str) -> str:
    """Return the name of a class for several things."""
    table = ontology.target_tables(class_name)[0]
    return table.name.replace("_", " ") if lang == "en" else table.label.of(lang)


def _signs(signs: Sequence[tuple[str, bool]], ontology: Ontology, lang: str) -> str:
    return "".join(
        say(f"phrases.{'has' if has else 'lacks'}", lang, kind=kinds(class_name, ontology, lang))
        for class_name, has in signs
    )
