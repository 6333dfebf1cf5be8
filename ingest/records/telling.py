"""Says what came of a run, in sentences and as data: first what it cannot show."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from graph.masking import without_personal
from graph.ontology import Ontology
from graph.words import say
from ingest.records.count import LEFT
from ingest.records.pipeline import RecordsResult, Result
from ingest.records.read import POSTINGS, REGISTRATIONS, refusals
from ingest.repeats import column_letter

TOP, NAMED, MOST = 10, 5, 12
# Columns that are nobody's duty, but without which little can be counted.
NEEDED: Mapping[str, tuple[str, ...]] = {POSTINGS: ("seen_from", "area"), REGISTRATIONS: ("area",)}


class TellingOfRun(ABC):
    """The sentences of a run in a language. ``names``: code of an occupation → name.

    topic: of the sentences that differ. left_out: the measures of what does not count. third: what
    stands beside the persons of an occupation.
    """

    topic: str
    left_out: tuple[str, ...]
    third: str

    def __init__(self, result: Result, names: dict[str, str], lang: str) -> None:
        self.result = result
        self.names = names
        self.lang = lang
        self._quality = {
            (row["measure"], row["cell"]): row for row in result.quality.iter_rows(named=True)
        }

    def heading(self) -> str:
        """Return how many advertisements became how many posts and persons, and the days."""
        values = {
            "read": int(self._value("read")),
            "posts": int(self._value("counted")),
            "persons": sum(row["value"] for row in self._rows("openings")),
        }
        if self.result.days is None:
            return self._say(f"{self.topic}.heading", **values)
        first, last = map(str, self.result.days)
        return self._say(f"{self.topic}.heading_days", **values, first=first, last=last)

    @abstractmethod
    def limits(self) -> Iterator[str]:
        """Yield what the figures cannot show."""

    def left(self) -> list[tuple[str, str, str]]:
        """Return word, number and note of the advertisements that do not count."""
        lines = []
        for measure in self.left_out:
            if not (count := int(self._value(measure))):
                continue
            word = self._say(f"{self.topic}.left.{measure}")
            named = {"no_area": self.result.unknown_places, "undated": self.result.unread_days}
            if texts := [self._named(*text) for text in named.get(measure, ())]:
                word = self._say("records.left.as", word=word, texts=self._listed(texts))
            lines.append((f"{count:,}", word, ""))
        return lines

    @abstractmethod
    def about_left(self) -> Iterator[str]:
        """Yield what became of what does not count."""

    @abstractmethod
    def coding(self) -> Iterator[str]:
        """Yield how titles were coded, and more measures."""

    def precision(self) -> Iterator[str]:
        """Yield how sure the model is."""
        for row in self._rows("precision_pct"):
            yield self._say(
                "records.precision",
                n=row["n"], percent=row["value"], low=row["low"], high=row["high"],
            )  # fmt: skip

    def files(self, ontology: Ontology) -> Iterator[str]:
        """Yield what was guessed, not read or refused of the files."""
        for sheet in self.result.sheets:
            if sheet.is_guessed:
                table = ontology.records[sheet.table]
                labels = {c.name: c.label.of(self.lang) for c in table.columns}
                columns = [
                    self._say("records.column", letter=column_letter(index), name=labels[name])
                    for name, index in sheet.columns.items()
                ]
                guessed = self._say(
                    "records.read.guessed", file=sheet.file, columns=self._listed(columns)
                )
                yield "\n".join([guessed, sheet.settings])
            for needed in NEEDED[sheet.table]:
                if needed not in sheet.columns and needed not in sheet.constants:
                    yield self._say(f"records.read.without.{needed}", file=sheet.file)
            if sheet.unread:
                unread = self._listed([without_personal(text) for text in sheet.unread[:MOST]])
                if more := len(sheet.unread[MOST:]):
                    unread = self._say("records.read.unread_more", columns=unread, count=more)
                yield self._say("records.read.unread", file=sheet.file, columns=unread)
            if sheet.personal:
                yield self._say("records.read.personal", file=sheet.file, count=sheet.personal)
        yield from refusals(self.result.refused, self.lang)
        for file in self.result.strange:
            yield self._say("records.read.strange", file=file)

    def top(self) -> tuple[int, list[tuple[str, float, float | None]]] | None:
        """Return the year with most persons, and the occupations of most persons."""
        demand = self.result.demand
        if not demand.height:
            return None
        years = demand.group_by("year").agg(pl.col("openings").sum()).sort("openings", "year")
        year = int(years["year"][-1])
        rows = (
            demand.filter(pl.col("year") == year)
            .group_by("occupation")
            .agg(
                pl.col("openings").sum(),
                self._third().alias("third"),
            )
            .sort(["openings", "occupation"], descending=[True, False])
            .head(TOP)
        )
        return year, [
            (self.names.get(code, code), persons, third)
            for code, persons, third in rows.iter_rows()
        ]

    def next_steps(self) -> Iterator[str]:
        """Yield where the dataset is, and what to decide."""
        yield self._say("records.next.build", folder=str(self.result.folder))
        if self.result.queue.height:
            titles = self.result.queue.height
            yield self._say(
                "records.next.titles",
                titles=titles,
                persons=self._waiting(),
                folder=str(self.result.folder),
            )

    def as_json(self) -> dict[str, Any]:
        """Return the run as data."""
        year, top = self.top() or (None, [])
        return {
            "folder": str(self.result.folder),
            "files": [
                {
                    "file": sheet.file,
                    "sheet": sheet.sheet,
                    "columns": {column_letter(i): name for name, i in sheet.columns.items()},
                    "guessed": sheet.is_guessed,
                    "unread": list(sheet.unread),
                }
                for sheet in self.result.sheets
            ],
            "refused": [*(file for file, _ in self.result.refused), *self.result.strange],
            "quality": self.result.quality.to_dicts(),
            "demand": self.result.demand.height,
            "coded_by": self.result.coded_by,
            "assumed_places": dict(self.result.assumed),
            "queue": {"titles": self.result.queue.height, "persons": self._waiting()},
            "top": [
                {"year": year, "occupation": name, "persons": persons, self.third: third}
                for name, persons, third in top
            ],
        }

    @abstractmethod
    def _third(self) -> pl.Expr:
        """Return what stands beside the persons of an occupation, of its rows of demand."""

    def _assumed(self) -> Iterator[str]:
        if assumed := self.result.assumed:
            named = [self._named(*place) for place in assumed[:NAMED]]
            count = sum(count for _, count in assumed)
            yield self._say("records.limits.assumed", count=count, names=self._listed(named))

    def _months(self) -> Iterator[str]:
        for row in self._rows("months"):
            if row["value"] < 12:
                key, months = f"{self.topic}.limits.months", int(row["value"])
                yield self._say(key, year=row["cell"], months=months)

    def _waiting(self) -> float:
        return float(self.result.queue["persons"].sum())

    def _value(self, measure: str) -> float:
        row = self._quality.get((measure, None))
        return float(row["value"]) if row and row["value"] is not None else 0.0

    def _rows(self, measure: str) -> list[dict[str, Any]]:
        return [row for (name, _), row in self._quality.items() if name == measure]

    def _named(self, name: str, count: int) -> str:
        return self._say("records.named", name=without_personal(name), count=count)

    def _listed(self, names: list[str]) -> str:
        return say("list.separator", self.lang).join(names)

    def _say(self, key: str, **values: Any) -> str:
        return say(key, self.lang, **values)


class Telling(TellingOfRun):
    """The sentences of a run on advertisements."""

    topic, third = "records", "wage_cny_month"
    left_out = LEFT

    def __init__(self, result: RecordsResult, names: dict[str, str], lang: str) -> None:
        super().__init__(result, names, lang)
        self.postings = result

    def limits(self) -> Iterator[str]:
        """Yield what the figures cannot show."""
        yield self._say("records.limits.online")
        if self._value("counted"):
            stated = self._value("stated_pct")
            if not stated:
                yield self._say("records.limits.one_each")
            elif stated < 100:
                yield self._say("records.limits.imputed", percent=stated)
            if waiting := self._waiting():
                percent = self._value("coded_persons_pct")
                yield self._say("records.limits.uncoded", percent=percent, persons=waiting)
            if persons := self.result.persons_without:
                yield self._say("records.limits.no_occupation", persons=persons)
        yield from self._assumed()
        yield from self._months()
        if hidden := self.postings.hidden:
            names = [self.names.get(code, code) for code in hidden[:NAMED]]
            more = ""
            if len(hidden) > NAMED:
                more = self._say("records.limits.hidden_more", count=len(hidden))
            yield self._say("records.limits.hidden", names=self._listed(names), more=more)
        elif not self._rows("coverage_pct"):
            yield self._say("records.limits.no_employment")

    def about_left(self) -> Iterator[str]:
        """Yield where they are, and which firms are taken for agencies."""
        if self.left():
            yield self._say("records.left.kept")
        if self.postings.agencies:
            named = [self._named(*firm) for firm in self.postings.agencies[:NAMED]]
            yield self._say("records.left.agencies", names=self._listed(named))

    def coding(self) -> Iterator[str]:
        """Yield how titles were coded, how sure the model is, what is open on a day."""
        counts = {by: self.result.coded_by.get(by, 0) for by in ("decided", "rule", "model")}
        yield self._say("records.coded", **counts)
        yield from self.precision()
        if self.postings.largest:
            title, persons = self.postings.largest
            yield self._say("records.largest", title=title, persons=persons)
        if unread := int(self._value("wage_unread")):
            named = [self._named(*wage) for wage in self.postings.unread_wages]
            sentence = self._say("records.wage_unread", count=unread)
            if named:
                sentence = self._say("records.left.as", word=sentence, texts=self._listed(named))
            yield sentence
        if capped := int(self._value("capped")):
            yield self._say("records.capped", posts=capped)
        for row in self._rows("stock"):
            yield self._say("records.stock", day=row["cell"], persons=row["value"])

    def as_json(self) -> dict[str, Any]:
        """Return the run as data."""
        agencies = [name for name, _ in self.postings.agencies]
        more = {"not_visible": list(self.postings.hidden), "agencies": agencies}
        return super().as_json() | more

    def _third(self) -> pl.Expr:
        return pl.col(self.third).median()


def queue_json(queue: pl.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return the queue as data, each candidate with why."""
    return [
        {**row, "candidates": [_candidate(c, lang) for c in row["candidates"]]}
        for row in queue.iter_rows(named=True)
    ]


def queue_rows(queue: pl.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return the queue as a file to fill in, and to give back with ``--titles``."""
    return [
        {
            "title": row["title"],
            "occupation": None,
            "reviewer": None,
            "since": None,
            "persons": row["persons"],
            "postings": row["postings"],
            "candidates": [_phrase(c, lang) for c in row["candidates"]],
        }
        for row in queue.iter_rows(named=True)
    ]


def queue_points(queue: pl.DataFrame, lang: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each title with its persons, and its candidates."""
    for row in queue.iter_rows(named=True):
        values = {name: row[name] for name in ("title", "persons", "postings")}
        yield (
            say("titles.waiting", lang, **values),
            [_phrase(c, lang) for c in row["candidates"]],
        )


def _candidate(candidate: dict[str, Any], lang: str) -> dict[str, Any]:
    kept = {name: candidate[name] for name in ("occupation", "name")}
    return kept | {"why": why(candidate, lang), "probability": candidate["probability"]}


def _phrase(candidate: dict[str, Any], lang: str) -> str:
    code, name = candidate["occupation"], candidate["name"]
    return say("titles.candidate", lang, code=code, name=name, why=why(candidate, lang))


def why(candidate: Mapping[str, Any], lang: str) -> str:
    """Return why an occupation is proposed, and how probably it is right."""
    if candidate["probability"] is None:
        return say("titles.why", lang, like=candidate["like"])
    percent = 100 * candidate["probability"]
    return say("titles.why_probably", lang, like=candidate["like"], percent=percent)
