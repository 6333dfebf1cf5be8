"""The exit clause on a terminal: its tests, with numbers, classes of the gap and rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console

from graph.rules.case import grouped
from graph.rules.exits import TESTS, Exit, by_programme
from graph.rules.places import Spans, figures, spans
from graph.rules.sentences import clause_name, common_sentences, quoted, sentence
from graph.rules.verdicts import OUTCOMES, Verdict
from graph.things import Thing
from graph.words import first_few, join, say
from views.terminal.followed import cited_sentence, with_rows
from views.terminal.page import Page

RANKS_SHOWN = 8
NAMES_SHOWN = 4
SENTENCES_SHOWN = 30


def render_warnings(verdicts: Sequence[Verdict], joined: Exit, lang: str, console: Console) -> None:
    """Print the page; no line is wider than the console."""
    page = _Page(lang, console)
    for policy in dict.fromkeys(verdict.clause.policy for verdict in verdicts):
        own_verdicts = [verdict for verdict in verdicts if verdict.clause.policy == policy]
        page.head(own_verdicts)
        own_verdicts = [verdict for verdict in own_verdicts if not verdict.of_no_place]
        if not own_verdicts:
            continue
        if joined == "list":
            page.summary(own_verdicts)
            page.size(own_verdicts)
            page.duplicates(own_verdicts)
            page.sentences(own_verdicts, "mismatch")
            page.ranks(own_verdicts, "employment")
            page.ranks(own_verdicts, "quality")
            page.unknown(own_verdicts)
        else:
            page.together(own_verdicts, joined)
        page.line()
        page.paragraph(say("rules.page.follow", lang), style="dim")


class _Page(Page):
    """The page of a policy's exit clause, in one language on one console."""

    def head(self, verdicts: Sequence[Verdict]) -> None:
        """Print the clause, and a mark where figures are invented."""
        clause = clause_name(verdicts[0].clause, self.lang)
        self.paragraph(say("rules.page.warn", self.lang, clause=clause), style="bold")
        self.mark(*(verdict.grade for verdict in verdicts))
        for text in common_sentences(verdicts, self.lang):
            self.paragraph(text, style="yellow")

    def summary(self, verdicts: Sequence[Verdict]) -> None:
        """Print how many programmes each test warns of."""
        self.line()
        lines = []
        for test in TESTS:
            own_verdicts = [verdict for verdict in verdicts if verdict.test == test]
            counts = Counter(verdict.standing for verdict in own_verdicts if not verdict.undecided)
            notes = [say("rules.page.of", self.lang, count=len(own_verdicts))]
            notes += [
                say(f"rules.page.{standing}", self.lang, count=counts[standing])
                for standing in ("explain", "early")
                if counts[standing]
            ]
            if any(verdict.undecided for verdict in own_verdicts):
                notes.append(say("rules.page.ranked", self.lang))
            if counts["unknown"]:
                notes.append(say("rules.page.unknown", self.lang, count=counts["unknown"]))
            is_ranked = any(verdict.undecided for verdict in own_verdicts)
            figure = "–" if is_ranked else f"{counts['fail']:,}"
            name = say(f"rules.page.test.{test}", self.lang)
            lines.append((name, figure, say("gap.part_separator", self.lang).join(notes)))
        self.line(say("rules.page.triggered", self.lang))
        self.figures(lines)
        self.words(verdicts)
        if any(verdict.early for verdict in verdicts):
            self.paragraph(say("rules.page.early_means", self.lang), 2, style="dim")
        programmes = [
            programme for programme in by_programme(verdicts) if len(programme.failed) > 1
        ]
        if programmes:
            names = [programme.first.subject.thing.of(self.lang) for programme in programmes]
            self.line()
            text = say(
                "rules.page.several",
                self.lang,
                count=len(programmes),
                names=first_few(names, self.lang, NAMES_SHOWN),
            )
            self.paragraph(text, 2)

    def words(self, verdicts: Sequence[Verdict]) -> None:
        """Print the document's own words on each condition."""
        self.line()
        for test in TESTS:
            name = say(f"rules.page.test.{test}", self.lang)
            for clause in dict.fromkeys(
                quoted(verdict.clause, self.lang) for verdict in verdicts if verdict.test == test
            ):
                text = say("rules.page.words_of", self.lang, test=name, words=clause)
                self.paragraph(text, 2, style="dim")

    def size(self, verdicts: Sequence[Verdict]) -> None:
        """Print small programmes, apart those of scarce majors, then early notices."""
        own_verdicts = [verdict for verdict in verdicts if verdict.test == "size"]
        failed = _met(verdicts, "size")
        scarce = [verdict for verdict in failed if "scarce" in verdict.classes]
        groups = {
            "small": [verdict for verdict in failed if verdict not in scarce],
            "scarce": scarce,
            "early_notice": [verdict for verdict in own_verdicts if verdict.early],
        }
        for name, verdicts_of_group in groups.items():
            if verdicts_of_group:
                threshold = verdicts_of_group[0].threshold
                number = "?" if threshold is None else f"{threshold:g}"
                values = {"count": len(verdicts_of_group), "number": number}
                self.title(say(f"rules.page.{name}", self.lang, **values))
                self.series(sorted(verdicts_of_group, key=lambda verdict: verdict.value or 0))
                self.clause_notes(verdicts_of_group)

    def series(self, verdicts: Iterable[Verdict]) -> None:
        """Print programmes with yearly enrolment, mean, class of the gap, and rows."""
        rows: list[Row] = []
        for verdict in verdicts:
            years = [str(text).partition(": ")[2] for text in verdict.values["years"]]
            mean = f"{verdict.values['mean']:.1f}" if "mean" in verdict.values else "–"
            name, rows_of = verdict.subject.thing.of(self.lang), _enrolment_rows(verdict)
            lifts = [note.values["persons"] for note in verdict.notes if note.key == "lift"]
            lift = "".join(f"≥{persons}" for persons in lifts)
            rows.append((name, "→".join(years), mean, lift, self.group(verdict), rows_of))
        self.ruled(SERIES, rows, {2, 3})

    def clause_notes(self, verdicts: Sequence[Verdict]) -> None:
        """Print once, below the programmes, how binding the clause is."""
        notes = [note for verdict in verdicts for note in verdict.notes if note.key in CLAUSE_NOTES]
        texts = [say(f"rules.note.{note.key}", self.lang, **note.values) for note in notes]
        for text in dict.fromkeys(texts):
            self.paragraph(text, 2, style="dim")

    def group(self, verdict: Verdict) -> str:
        """Return the class that the gap gives the programme's major, or a dash."""
        words = [say(f"rules.page.class.{group}", self.lang) for group in verdict.classes]
        return join(words, self.lang) or "–"

    def ruled(self, names: Sequence[str], rows: Sequence[Row], numbers: set[int]) -> None:
        """Print a table whose last column cites rows; a file common to all is named above it."""
        files = {file for *_, runs in rows for file in runs}
        if len(files) == 1:
            self.paragraph(say("rules.page.rows_in", self.lang, file=min(files)), 2, style="dim")
        cells = [(*texts, _rows(runs, len(files) > 1)) for *texts, runs in rows]
        head = [say(f"rules.page.column.{name}", self.lang) for name in names]
        self.table(head, cells, numbers)

    def duplicates(self, verdicts: Sequence[Verdict]) -> None:
        """Print majors taught at several colleges: a line for each major, with the colleges."""
        by_major = grouped(_met(verdicts, "duplicate"), lambda verdict: verdict.subject.major)
        if not by_major:
            return
        self.title(say("rules.page.duplicates", self.lang, count=len(by_major)))
        ordered = sorted(by_major.values(), key=lambda same_major: -(same_major[0].value or 0))
        for same_major in ordered:
            most = max(same_major, key=lambda verdict: verdict.value or 0)
            names = [_first(verdict.subject.thing, self.lang) for verdict in same_major]
            text = say(
                "rules.page.duplicate",
                self.lang,
                major=f"{_last(most.subject.thing, self.lang)} {most.subject.major}",
                count=int(most.value or 0),
                near=most.values["near"],
                colleges=first_few(list(dict.fromkeys(names)), self.lang, NAMES_SHOWN),
                group=self.group(most),
            )
            rows = [row for verdict in same_major for row in figures(verdict.evidence)]
            self.paragraph(with_rows(text, rows, self.lang), 4, "  ·")

    def sentences(self, verdicts: Sequence[Verdict], test: str) -> None:
        """Print the sentences of a test where its condition holds."""
        failed = _met(verdicts, test)
        if failed:
            self.title(say(f"rules.page.test.{test}", self.lang))
            self.points([cited_sentence(verdict, self.lang) for verdict in failed])

    def ranks(self, verdicts: Sequence[Verdict], test: str) -> None:
        """Print the lowest ranks of a test without a number, or those below the chosen share."""
        with_value = [verdict for verdict in verdicts if verdict.value is not None]
        own = _met(with_value, test) or [verdict for verdict in with_value if verdict.test == test]
        ranked = sorted(own, key=lambda verdict: verdict.value or 0)[:RANKS_SHOWN]
        if not ranked:
            return
        self.title(say(f"rules.page.lowest.{test}", self.lang, shown=len(ranked), count=len(own)))
        rows: list[Row] = [
            (
                verdict.subject.thing.of(self.lang),
                f"{verdict.values['share']:.1f}%",
                str(verdict.values["rank"]),
                self.group(verdict),
                _enrolment_rows(verdict),
            )
            for verdict in ranked
        ]
        self.ruled(RANKS, rows, {1, 2})

    def unknown(self, verdicts: Sequence[Verdict]) -> None:
        """Print why some programmes could not be judged, by reason."""
        unknown = (v for v in verdicts if v.outcome == "unknown" and not v.undecided)
        by_reason = grouped(unknown, lambda verdict: (verdict.test, verdict.reason))
        if not by_reason:
            return
        self.title(say("rules.page.cannot", self.lang))
        for (test, _), alike in by_reason.items():
            first = sentence(alike[0], self.lang, marked=False)
            name = say(f"rules.page.test.{test}", self.lang)
            text = say("rules.page.for_example", self.lang, test=name, count=len(alike))
            self.paragraph(text + first, 4, "  ·")

    def together(self, verdicts: Sequence[Verdict], joined: str) -> None:
        """Print one verdict for each programme."""
        self.line()
        counts = Counter(verdict.outcome for verdict in verdicts)
        each = {name: counts[name] for name in OUTCOMES}
        self.paragraph(say(f"rules.page.{joined}", self.lang, **each))
        if any(verdict.values["open"] for verdict in verdicts):
            self.paragraph(say("rules.page.lowest_hint", self.lang), style="dim")
        failed = [verdict for verdict in verdicts if verdict.outcome in MET]
        failed.sort(key=lambda verdict: (OUTCOMES.index(verdict.outcome), -(verdict.value or 0)))
        self.points([cited_sentence(verdict, self.lang) for verdict in failed[:SENTENCES_SHOWN]])
        if len(failed) > SENTENCES_SHOWN:
            self.paragraph(
                say("rules.page.more", self.lang, count=len(failed) - SENTENCES_SHOWN), 4
            )


MET = ("fail", "explain")  # the condition holds, or may hold
CLAUSE_NOTES = ("one_of_several", "guides", "in_principle", "consequence_not_held")
SERIES = ("programme", "years", "mean", "lift", "class", "rows")
RANKS = ("programme", "rate", "rank", "class", "rows")
Row = tuple[*tuple[str, ...], Spans]


def _met(verdicts: Sequence[Verdict], test: str) -> list[Verdict]:
    """Return the verdicts of a test whose condition holds, or may hold."""
    return [verdict for verdict in verdicts if verdict.test == test and verdict.outcome in MET]


def _enrolment_rows(verdict: Verdict) -> Spans:
    return spans(verdict.evidence, ("enrolment",))


def _rows(runs_by_file: Spans, with_file: bool) -> str:
    """Write runs of rows, with their file where it is not named above."""
    row_texts = {file: ",".join(runs) for file, runs in runs_by_file.items()}
    return " ".join(f"{file}#{runs}" if with_file else runs for file, runs in row_texts.items())


def _first(thing: Thing, lang: str) -> str:
    """Return the college in a programme's name."""
    return thing.of(lang).split(" · ")[0]


def _last(thing: Thing, lang: str) -> str:
    """Return the major in a programme's name."""
    return thing.of(lang).split(" · ")[1]
