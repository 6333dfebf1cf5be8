"""Who leads and joins an item: labels, brackets, roles, the standing rule, prefixes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from graph.findings import Finding
from ingest.policy.brackets import Bracket, outer_brackets, split_outside
from ingest.policy.passages import Passage
from ingest.policy.patterns import any_of, pattern, patterns, words
from ingest.policy.prefixes import Carrier, own_prefix

LEAD, JOINT, PLAIN, OTHER, OFFICE = "lead", "joint", "plain", "other", "office"
LABELLED, STANDING, FIRST = "labelled", "standing-rule", "first-named"
SEPARATORS = "、,;\n。/"
LONGEST_NAME, LONGEST_SENTENCE = 40, 240
_EDGES = ' 、,;:。.\n"“”·'
_ROLE_BRACKET = re.compile(
    r"\((牵头|配合|主办|协办|参与|牵头单位|配合单位|牵头负责|责任单位|排名不分先后)\)"
)


@dataclass(frozen=True)
class Unit:
    """One unit of an item.

    written: as it stands; name: with the prefix that was carried to it, in the document's own
    script; plain: the same for matching.
    """

    written: Passage
    name: str
    plain: str
    role: str
    basis: str


@dataclass
class StandingRule:
    """Whether the document has said that the first named leads, for all that follows."""

    holds: bool = False


@dataclass(frozen=True)
class _Said:
    written: Passage
    plain: str
    name: str
    role: str | None


@dataclass
class UnitList:
    """The units of one item. spans: where they stand in its text; findings: what was noted."""

    units: list[Unit] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@cache
def _labels() -> re.Pattern[str]:
    told = patterns("units")
    kinds = {name: any_of(told[f"{name}_labels"]) for name in (OTHER, OFFICE, LEAD, JOINT, PLAIN)}
    inner = "|".join(f"(?P<{name}>{shape})" for name, shape in kinds.items())
    return re.compile(
        rf"(?:{inner})(?:\([^):]{{1,10}}\))?(?::+|(?<=单位)(?=[市省县区各自])|(?<=部门)(?=[市省县区各自]))"
    )


def read_units(body: Passage, rule: StandingRule, place: str | None = None) -> UnitList:
    """The units of an item's text; ``rule`` is raised where the text states it for later items."""
    return _Reader(body, rule, place).run()


def read_cells(cells: list[tuple[Passage, str]], rule: StandingRule, place: str | None) -> UnitList:
    """The units of the cells of a row, each with the role its column says (or ``plain``)."""
    reader = _Reader(cells[0][0] if cells else None, rule, place)
    for cell, role in cells:
        reader.take(cell, 0, len(cell), role)
    return reader.done()


def read_for_following(body: Passage, rule: StandingRule, place: str | None = None) -> UnitList:
    """The units that a group's text gives to all its items: 以下任务均需A、B按职责分工负责."""
    reader = _Reader(body, rule, place)
    for hit in pattern("units", "for_following").finditer(body.plain):
        reader.carrier.restart()
        reader.take(body, *hit.span("names"), PLAIN)
        reader.found.spans.append(hit.span())
    return reader.done()


class _Reader:
    def __init__(self, body: Passage | None, rule: StandingRule, place: str | None) -> None:
        self.body = body
        self.rule = rule
        self.rule_here = False
        self.carrier = Carrier(place)
        self.said: list[_Said] = []
        self.found = UnitList()

    def run(self) -> UnitList:
        body = self.body
        assert body is not None
        plain = body.plain
        covered = 0
        for bracket in outer_brackets(plain):
            if bracket.opens < covered:
                continue
            inner = plain[bracket.start : bracket.end]
            if _labels().search(inner):
                self._labelled(body, bracket.start, bracket.end)
            elif self._is_unlabelled(inner) or self._stands_alone(plain, bracket):
                self.carrier.restart()
                self.take(body, bracket.start, bracket.end, PLAIN)
            else:
                continue
            covered = bracket.closes
            self.found.spans.append((bracket.opens, bracket.closes))
            if not bracket.closed:
                self._note("damaged-text", "damaged-text.bracket", bracket.opens)
        self._lines_without_bracket(body)
        if not self.said:
            self._sentences(body)
        return self.done()

    # Labelled lists -------------------------------------------------------------------------

    def _labelled(self, body: Passage, start: int, end: int) -> None:
        """Segments behind labels, up to the next label."""
        hits = list(_labels().finditer(body.plain, start, end))
        left_out = {OTHER}
        if any(hit.lastgroup in (LEAD, JOINT, PLAIN) for hit in hits):
            left_out.add(OFFICE)
        for k, hit in enumerate(hits):
            until = hits[k + 1].start() if k + 1 < len(hits) else end
            kind = hit.lastgroup or PLAIN
            if kind not in left_out:
                self.carrier.restart()
                self.take(body, hit.end(), until, kind)

    def _lines_without_bracket(self, body: Passage) -> None:
        plain = body.plain
        for hit in _labels().finditer(plain):
            if any(a <= hit.start() < b for a, b in self.found.spans):
                continue
            if hit.start() and plain[hit.start() - 1] not in "\n。;)( ,、”":
                continue
            end = self._line_end(plain, hit.end())
            if hit.lastgroup == OTHER:
                continue
            self.carrier.restart()
            self.take(body, hit.end(), end, hit.lastgroup or PLAIN)
            self.found.spans.append((hit.start(), end))

    def _line_end(self, plain: str, start: int) -> int:
        depth = 0
        following = _labels().search(plain, start)
        stop = following.start() if following else len(plain)
        for at in range(start, stop):
            character = plain[at]
            if character == "(":
                depth += 1
            elif character == ")":
                if depth == 0:
                    return at
                depth -= 1
            elif character in "。\n" and depth == 0:
                return at
        return stop

    # Sentences ------------------------------------------------------------------------------

    def _sentences(self, body: Passage) -> None:
        """由市教育局牵头,市财政局配合: names and what each does, in a sentence of the text."""
        covered = 0
        for hit in pattern("units", "duty_start").finditer(body.plain):
            if hit.start() < covered:
                continue
            self.carrier.restart()
            if end := self._sentence(body, hit.end()):
                covered = end
                self.found.spans.append((hit.start(), end))

    def _sentence(self, body: Passage, start: int) -> int | None:
        """Takes the names of one sentence; where they end, None where it names nobody."""
        stop = body.plain.find("。", start, start + LONGEST_SENTENCE)
        line = body.plain.find("\n", start, start + LONGEST_SENTENCE)
        stop = min([at for at in (stop, line) if at >= 0], default=start + LONGEST_SENTENCE)
        plain = body.plain[start:stop]
        end = 0
        for a, b in self._names(plain):
            verb = pattern("units", "duty_verb").search(plain, a, b)
            bare = _without_role(plain[a : verb.start() if verb else b])[0]
            if len(bare) > LONGEST_NAME or not _unit_end().search(bare):
                break
            if not end and a == 0 and not _may_lead(bare, self.carrier.place):
                return None
            is_joint = pattern("units", "joint_phrase").search(plain[a:b])
            if verb or is_joint:
                end = verb.end() if verb else b
            if verb and verb.end() < b:
                break
        if not end:
            return None
        self.take(body, start, start + end, PLAIN)
        return start + end

    # One list -------------------------------------------------------------------------------

    def _is_unlabelled(self, inner: str) -> bool:
        """Whether a bracket without label says who does it: (A、B负责)."""
        if not pattern("units", "unlabelled").search(inner) or len(inner) > 600:
            return False
        if pattern("units", "not_units").search(inner):
            return False
        first = re.split(r"[、,;]", inner)[0]
        bare = _without_role(first)[0]
        return len(bare) <= LONGEST_NAME and bool(_unit_end().search(bare))

    def _stands_alone(self, plain: str, bracket: Bracket) -> bool:
        """Whether a bracket at the end holds nothing but units: 【市税务局、市财政局】."""
        before, behind = plain[: bracket.opens].rstrip(), plain[bracket.closes :].lstrip("。 ")
        if not before.endswith(("。", ";", "\n")) or behind[:1] not in ("", "\n"):
            return False
        inner = re.split("[、,;]", plain[bracket.start : bracket.end])
        return own_prefix(inner[0]) is not None and all(
            len(n) <= LONGEST_NAME and _unit_end().search(n) for n in inner
        )

    def take(self, body: Passage, start: int, end: int, kind: str) -> None:
        """One list of names."""
        plain = body.plain[start:end]
        end = start + self._without_rule(plain)
        plain = body.plain[start:end]
        group: list[_Said] = []
        label_role = kind if kind in (LEAD, JOINT) else None
        for a, b in self._names(plain):
            bare, role, closes_group = _without_role(plain[a:b])
            offset = plain.index(bare, a) if bare else a
            if bare:
                told = self._said(body, start + offset, bare, role or label_role)
                group += [told] if told else []
            if closes_group:
                self._close(group, role)
                group = []
        self._close(group, None)

    def _close(self, group: list[_Said], role: str | None) -> None:
        self.said += [_Said(s.written, s.plain, s.name, role or s.role) for s in group]

    def _without_rule(self, plain: str) -> int:
        """Where the list ends: before a rule for all lists, or before 下同."""
        end = len(plain)
        if hit := pattern("units", "standing_rule").search(plain):
            self.rule_here = True
            if "下同" in plain[hit.start() :]:
                self.rule.holds = True
            end = hit.start()
        elif hit := re.search(r"[,、;。(]*(?:以)?下同\)?。?$", plain):
            end = hit.start()
        return end

    def _names(self, plain: str) -> list[tuple[int, int]]:
        protected = [m.span() for m in _single_unit().finditer(plain)]
        spans: list[tuple[int, int]] = []
        for a, b in split_outside(plain, SEPARATORS, protected):
            spans += _split_and(plain, a, b, protected)
        return spans

    def _said(self, body: Passage, at: int, bare: str, role: str | None) -> _Said | None:
        """One name, its open end dropped and noted."""
        if hit := pattern("units", "open_end").search(bare):
            self._note("open-list", None, at)
            bare = bare[: hit.start()]
        lead = len(bare) - len(bare.lstrip(_EDGES))
        bare = bare.strip(_EDGES)
        if bare.startswith("由"):
            bare, lead = bare[1:], lead + 1
        if bare.startswith("(") and bare.count("(") > bare.count(")"):
            bare, lead = bare[1:], lead + 1
        if bare.endswith(")") and bare.count(")") > bare.count("("):
            bare = bare[:-1].rstrip(_EDGES)
        if not bare:
            return None
        if len(bare) > LONGEST_NAME:
            self._note("unread-text", "unread-text.units", at)
            return None
        written = body.part(at + lead, at + lead + len(bare))
        return _Said(written, *self.carrier.whole_name(bare, written.shown), role)

    def _note(self, rule: str, reason: str | None, at: int) -> None:
        body = self.body
        assert body is not None
        line = body.lines[at] if at < len(body) else body.line
        value = body.shown[max(0, at - 2) : at + 16]
        self.found.findings.append(Finding(rule, "info", row=line, value=value, reason=reason))

    # Roles ----------------------------------------------------------------------------------

    def done(self) -> UnitList:
        """Roles decided: what is labelled, else the first named."""
        by_rule = self.rule.holds or self.rule_here
        leads = any(s.role == LEAD for s in self.said)
        basis = LABELLED if leads else STANDING if by_rule else FIRST
        first = next((s.plain for s in self.said if s.role is None), None)
        strongest = {s.plain: s.role for s in sorted(self.said, key=lambda s: s.role == LEAD)}
        seen: set[str] = set()
        for said in self.said:
            if said.plain in seen:
                continue
            seen.add(said.plain)
            role, why = strongest[said.plain], LABELLED
            if role is None:
                role, why = (LEAD if not leads and said.plain == first else JOINT), basis
            self.found.units.append(Unit(said.written, said.name, said.plain, role, why))
        return self.found


def _may_lead(name: str, place: str | None) -> bool:
    """Whether a name in running text is surely a unit: one with its level or place before it.

    >>> [_may_lead(n, None) for n in ("市教育局", "各镇人民政府", "学校", "企业工会")]
    [True, True, False, False]
    """
    is_placed = pattern("units", "placed").match(name) or (place and name.startswith(place))
    return own_prefix(name) is not None or name.startswith("各") or bool(is_placed)


@cache
def _unit_end() -> re.Pattern[str]:
    return re.compile(rf"{any_of(patterns('units')['endings'])}(?:\([^)]*\))?(?:等.{{0,10}})?$")


@cache
def _single_unit() -> re.Pattern[str]:
    """One unit whose name holds a separator: 各 and several levels of places."""
    told = patterns("units")
    level = rf"{any_of(told['place_levels'])}(?:\([^()]{{1,14}}\))?{any_of(told['place_levels'])}?"
    several = rf"{level}(?:、{level})*"
    return re.compile(
        rf"各{several}{told['place_pairs']}|各{level}(?:、{level})+{any_of(told['place_tails'])}?(?=[、,;。\n)]|等|负责|配合|牵头|按|落实|参与|协助|分别|共同|$)"
    )


def _without_role(text: str) -> tuple[str, str | None, bool]:
    """A member without the words on its role; the role; whether it ends a group of members.

    >>> _without_role("市教育局牵头"), _without_role("市财政局(牵头)")
    (('市教育局', 'lead', True), ('市财政局', 'lead', False))
    """
    told = text.strip(_EDGES)
    if hit := _ROLE_BRACKET.search(told):
        bare = told[: hit.start()] + told[hit.end() :]
        role = (
            LEAD
            if hit[1][:2] in ("牵头", "主办")
            else JOINT
            if hit[1][:2] in ("配合", "协办", "参与")
            else None
        )
        return (told[: hit.start()] if hit.end() == len(told) else bare), role, False
    for name, role in (("lead_phrase", LEAD), ("shared_phrase", None), ("joint_phrase", JOINT)):
        if (hit := pattern("units", name).search(told)) and (hit.start() or hit.end() == len(told)):
            bare = told[: hit.start()]
            if role is None and (inner := pattern("units", "joint_phrase").search(bare)):
                return bare[: inner.start()], JOINT, True
            return bare, role, True
    return told, None, False


def _split_and(
    plain: str, a: int, b: int, protected: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Members joined by 和, 及, 会同: told apart where what stands before is a whole name."""
    spans = []
    for hit in words("units", "with_words", "and_words").finditer(plain, a + 2, b - 1):
        left = plain[a : hit.start()]
        if (
            hit.start() >= a + 2
            and not any(x <= hit.start() < y for x, y in protected)
            and _unit_end().search(left)
            and left.count("(") == left.count(")")
            and _looks_whole(plain[hit.end() : b])
        ):
            spans.append((a, hit.start()))
            a = hit.end()
    return [*spans, (a, b)]


def _looks_whole(name: str) -> bool:
    bare = _without_role(name)[0]
    return len(bare) >= 3 and bool(_unit_end().search(bare))
