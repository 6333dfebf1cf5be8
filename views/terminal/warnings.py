"""The exit clause on a terminal: test by test, with the numbers, the gap's class and the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console

from graph.rules.exits import TESTS, Exit, by_programme
from graph.rules.places import Spans, figures, spans
from graph.rules.sentences import ILLUSTRATIVE, clause_name, common_sentences, quoted, sentence
from graph.rules.verdicts import OUTCOMES, Verdict
from graph.things import Thing
from graph.words import join, say
from views.terminal.followed import said, with_rows
from views.terminal.page import Page

RANKS_SHOWN = 8
NAMES_SHOWN = 4
SENTENCES_SHOWN = 30


def render_warnings(found: Sequence[Verdict], how: Exit, lang: str, console: Console) -> None:
    """Print the page; no line is wider than the console."""
    page = _Page(lang, console)
    for policy in dict.fromkeys(one.clause.policy for one in found):
        own = [one for one in found if one.clause.policy == policy]
        page.head(own)
        own = [one for one in own if not one.of_no_place]
        if not own:
            continue
        if how == "list":
            page.summary(own)
            page.size(own)
            page.duplicates(own)
            page.sentences(own, "mismatch")
            page.ranks(own, "employment")
            page.ranks(own, "quality")
            page.unknown(own)
        else:
            page.together(own, how)
        page.line()
        page.paragraph(say("rules.page.follow", lang), style="dim")


class _Page(Page):
    """One policy's exit clause in one language on one console."""

    def head(self, found: Sequence[Verdict]) -> None:
        """The clause, and that figures are invented where they are."""
        clause = clause_name(found[0].clause, self.lang)
        self.paragraph(say("rules.page.warn", self.lang, clause=clause), style="bold")
        if any(one.grade == ILLUSTRATIVE for one in found):
            self.paragraph(say("gap.terminal.illustrative", self.lang), style="bold yellow")
        for text in common_sentences(found, self.lang):
            self.paragraph(text, style="yellow")

    def summary(self, found: Sequence[Verdict]) -> None:
        """How many programmes each test touches."""
        self.line()
        lines = []
        for test in TESTS:
            own = [one for one in found if one.test == test]
            counts = Counter(one.standing for one in own if not one.undecided)
            told = [say("rules.page.of", self.lang, count=len(own))]
            told += [
                say(f"rules.page.{standing}", self.lang, count=counts[standing])
                for standing in ("explain", "early")
                if counts[standing]
            ]
            if any(one.undecided for one in own):
                told.append(say("rules.page.ranked", self.lang))
            if counts["unknown"]:
                told.append(say("rules.page.unknown", self.lang, count=counts["unknown"]))
            is_ranked = any(one.undecided for one in own)
            figure = "–" if is_ranked else f"{counts['fail']:,}"
            name = say(f"rules.page.test.{test}", self.lang)
            lines.append((name, figure, say("gap.part_separator", self.lang).join(told)))
        self.line(say("rules.page.triggered", self.lang))
        self.figures(lines)
        self.words(found)
        if any(one.early for one in found):
            self.paragraph(say("rules.page.early_means", self.lang), 2, style="dim")
        several = [one for one in by_programme(found) if len(one.failed) > 1]
        if several:
            names = [one.first.subject.thing.of(self.lang) for one in several]
            self.line()
            text = say(
                "rules.page.several", self.lang, count=len(several), names=self.shortened(names)
            )
            self.paragraph(text, 2)

    def words(self, found: Sequence[Verdict]) -> None:
        """What the document itself says of each condition."""
        self.line()
        for test in TESTS:
            name = say(f"rules.page.test.{test}", self.lang)
            for clause in dict.fromkeys(
                quoted(one.clause, self.lang) for one in found if one.test == test
            ):
                text = say("rules.page.words_of", self.lang, test=name, words=clause)
                self.paragraph(text, 2, style="dim")

    def size(self, found: Sequence[Verdict]) -> None:
        """Small programmes: those that are scarce by themselves, then early notices."""
        own = [one for one in found if one.test == "size"]
        failed = [one for one in own if one.outcome in MET]
        scarce = [one for one in failed if "scarce" in one.classes]
        groups = {
            "small": [one for one in failed if one not in scarce],
            "scarce": scarce,
            "early_notice": [one for one in own if one.early],
        }
        for name, several in groups.items():
            if several:
                number = f"{several[0].threshold:g}" if several[0].threshold is not None else "?"
                text = say(f"rules.page.{name}", self.lang, count=len(several), number=number)
                self.title(text)
                self.series(sorted(several, key=lambda one: one.value or 0))
                self.clause_notes(several)

    def series(self, several: Iterable[Verdict]) -> None:
        """Programme, enrolment year by year, mean, class of the gap, and the rows."""
        rows: list[Row] = []
        for one in several:
            years = [str(text).partition(": ")[2] for text in one.values["years"]]
            mean = f"{one.values['mean']:.1f}" if "mean" in one.values else "–"
            name, rows_of = one.subject.thing.of(self.lang), spans(one.evidence, ("enrolment",))
            lifts = [note.values["persons"] for note in one.notes if note.key == "lift"]
            lift = "".join(f"≥{persons}" for persons in lifts)
            rows.append((name, "→".join(years), mean, lift, self.group(one), rows_of))
        self.ruled(SERIES, rows, {2, 3})

    def clause_notes(self, several: Sequence[Verdict]) -> None:
        """How binding the clause is, said once below its programmes."""
        notes = [note for one in several for note in one.notes if note.key in CLAUSE_NOTES]
        texts = [say(f"rules.note.{note.key}", self.lang, **note.values) for note in notes]
        for text in dict.fromkeys(texts):
            self.paragraph(text, 2, style="dim")

    def group(self, one: Verdict) -> str:
        """The gap's class of the programme's major; a dash where the gap has none."""
        words = [say(f"rules.page.class.{group}", self.lang) for group in one.classes]
        return join(words, self.lang) or "–"

    def ruled(self, names: Sequence[str], rows: Sequence[Row], numbers: set[int]) -> None:
        """A table whose last column are rows; a file that all of them are in is said above."""
        files = {file for *_, found in rows for file in found}
        if len(files) == 1:
            self.paragraph(say("rules.page.rows_in", self.lang, file=min(files)), 2, style="dim")
        cells = [(*told, _rows(found, len(files) > 1)) for *told, found in rows]
        head = [say(f"rules.page.column.{name}", self.lang) for name in names]
        self.table(head, cells, numbers)

    def duplicates(self, found: Sequence[Verdict]) -> None:
        """Majors at several colleges: one line a major, the colleges behind it."""
        failed = [one for one in found if one.test == "duplicate" and one.outcome in MET]
        if not failed:
            return
        by_major: dict[str | None, list[Verdict]] = {}
        for one in failed:
            by_major.setdefault(one.subject.major, []).append(one)
        self.title(say("rules.page.duplicates", self.lang, count=len(by_major)))
        ordered = sorted(by_major.values(), key=lambda several: -(several[0].value or 0))
        for several in ordered:
            most = max(several, key=lambda one: one.value or 0)
            names = [_first(one.subject.thing, self.lang) for one in several]
            text = say(
                "rules.page.duplicate",
                self.lang,
                major=f"{_last(most.subject.thing, self.lang)} {most.subject.major}",
                count=int(most.value or 0),
                near=most.values["near"],
                colleges=self.shortened(list(dict.fromkeys(names))),
                group=self.group(most),
            )
            rows = [row for one in several for row in figures(one.evidence)]
            self.paragraph(with_rows(text, rows, self.lang), 4, "  ·")

    def sentences(self, found: Sequence[Verdict], test: str) -> None:
        """The sentences of a test whose condition holds."""
        failed = [one for one in found if one.test == test and one.outcome in MET]
        if failed:
            self.title(say(f"rules.page.test.{test}", self.lang))
            self.points([said(one, self.lang) for one in failed])

    def ranks(self, found: Sequence[Verdict], test: str) -> None:
        """The lowest ranks of a test without a number, or those below the chosen share."""
        own = [one for one in found if one.test == test and one.value is not None]
        failed = [one for one in own if one.outcome in MET]
        ranked = sorted(failed or own, key=lambda one: one.value or 0)[:RANKS_SHOWN]
        if not ranked:
            return
        total = len(failed or own)
        self.title(say(f"rules.page.lowest.{test}", self.lang, shown=len(ranked), count=total))
        rows: list[Row] = [
            (
                one.subject.thing.of(self.lang),
                f"{one.values['share']:.1f}%",
                str(one.values["rank"]),
                self.group(one),
                spans(one.evidence, ("enrolment",)),
            )
            for one in ranked
        ]
        self.ruled(RANKS, rows, {1, 2})

    def unknown(self, found: Sequence[Verdict]) -> None:
        """Why some could not be judged, by reason."""
        by_reason: dict[tuple[str | None, str], list[Verdict]] = {}
        for one in found:
            if one.outcome == "unknown" and not one.undecided:
                by_reason.setdefault((one.test, one.reason), []).append(one)
        if not by_reason:
            return
        self.title(say("rules.page.cannot", self.lang))
        for (test, _), several in by_reason.items():
            first = sentence(several[0], self.lang, marked=False)
            name = say(f"rules.page.test.{test}", self.lang)
            text = say("rules.page.for_example", self.lang, test=name, count=len(several))
            self.paragraph(text + first, 4, "  ·")

    def together(self, found: Sequence[Verdict], how: str) -> None:
        """One verdict a programme."""
        self.line()
        counts = {name: sum(1 for one in found if one.outcome == name) for name in OUTCOMES}
        self.paragraph(say(f"rules.page.{how}", self.lang, **counts))
        if any(one.values["open"] for one in found):
            self.paragraph(say("rules.page.lowest_hint", self.lang), style="dim")
        failed = [one for one in found if one.outcome in MET]
        failed.sort(key=lambda one: (OUTCOMES.index(one.outcome), -(one.value or 0)))
        self.points([said(one, self.lang) for one in failed[:SENTENCES_SHOWN]])
        if len(failed) > SENTENCES_SHOWN:
            self.paragraph(
                say("rules.page.more", self.lang, count=len(failed) - SENTENCES_SHOWN), 4
            )

    def shortened(self, names: Sequence[str]) -> str:
        """The first names, and how many more there are."""
        shown, rest = join(list(names[:NAMES_SHOWN]), self.lang), len(names) - NAMES_SHOWN
        return say("gap.and_more", self.lang, names=shown, rest=rest) if rest > 0 else shown


MET = ("fail", "explain")  # the condition holds, or may hold
CLAUSE_NOTES = ("one_of_several", "guides", "in_principle", "consequence_not_held")
SERIES = ("programme", "years", "mean", "lift", "class", "rows")
RANKS = ("programme", "rate", "rank", "class", "rows")
Row = tuple[*tuple[str, ...], Spans]


def _rows(found: Spans, with_file: bool) -> str:
    """Runs of rows, behind their file where it is not said above."""
    told = {file: ",".join(runs) for file, runs in found.items()}
    return " ".join(f"{file}#{runs}" if with_file else runs for file, runs in told.items())


def _first(thing: Thing, lang: str) -> str:
    """The college in a programme's name."""
    return thing.of(lang).split(" · ")[0]


def _last(thing: Thing, lang: str) -> str:
    """The major in a programme's name."""
    return thing.of(lang).split(" · ")[1]
