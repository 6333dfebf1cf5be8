"""Makes the illustrative figures of this example: fictitious colleges and firms, invented numbers.

    python examples/wuzhou/make_figures.py            write figures/ and ../wuzhou-2023/
    python examples/wuzhou/make_figures.py --check    say whether the files are what it makes

The assumptions are in ``story.toml``, codes and names come from ``facts/``. Every number is drawn
from a generator seeded by what the number is about, so a changed line changes its own rows only.
"""

from __future__ import annotations

import csv
import io
import random
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from pathlib import Path

HERE = Path(__file__).resolve().parent
STORY = tomllib.loads((HERE / "story.toml").read_text(encoding="utf-8"))
FIRST, LAST = STORY["years"]
FOLDERS = {2024: HERE / "figures", 2023: HERE.parent / "wuzhou-2023"}
CITY = "450400"
AREAS = {
    "W": "450403",
    "C": "450405",
    "L": "450406",
    "G": "450421",
    "T": "450422",
    "M": "450423",
    "X": "450481",
    "*": CITY,
}
LEVELS = {"0": "不限", "3": "中职", "5": "高职", "6": "本科"}
RANKS = {"中职": 3, "高职专科": 5, "职教本科": 6, "本科": 6}
LENGTHS = {"中职": 3, "高职专科": 3, "本科": 4}

Row = dict[str, object]
Tables = dict[str, list[Row]]


# Chance -------------------------------------------------------------------------------------------


def chance(*about: object) -> random.Random:
    """A generator of its own for what the number is about."""
    return random.Random(f"{STORY['seed']}/{'/'.join(map(str, about))}")


def noisy(value: float, spread: float, *about: object) -> float:
    """The value, times a factor near 1; never beyond 2.5 spreads."""
    factor = max(-2.5, min(2.5, chance(*about).gauss(0, 1)))
    return value * (1 + spread * factor)


def whole(value: float) -> int:
    """A whole number, not below 0."""
    return max(0, int(value + 0.5))


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """A whole number split by weight, largest remainder first."""
    exact = [total * w / sum(weights) for w in weights]
    parts = [int(x) for x in exact]
    order = sorted(range(len(exact)), key=lambda k: (parts[k] - exact[k], k))
    for k in order[: total - sum(parts)]:
        parts[k] += 1
    return parts


# What the story and the facts say -----------------------------------------------------------------


@cache
def facts(table: str) -> list[dict[str, str]]:
    """The rows of a table of facts."""
    with (HERE / "facts" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(text: str) -> Iterator[str]:
    """The lines that are neither empty nor a remark."""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


@dataclass(frozen=True)
class College:
    """A fictitious college."""

    key: str
    name: str
    name_en: str
    level: str
    kind: str
    area: str
    public: str
    demonstration: str
    double_high: str
    stars: str

    @property
    def code(self) -> str:
        """The key in the dataset."""
        return f"ex-{self.key}"


@dataclass(frozen=True)
class Programme:
    """A major at a college, with the intakes it is drawn through."""

    college: College
    major: str
    intakes: tuple[int, int, int]
    options: dict[str, str]

    @property
    def track(self) -> str:
        """The track of study, empty for the usual one."""
        return self.options.get("track", "")

    @property
    def level(self) -> str:
        """The level of the major."""
        return MAJORS[self.major]["level"]

    @property
    def length(self) -> int:
        """Years from intake to graduation."""
        return 5 if self.track else LENGTHS[self.level]

    @property
    def since(self) -> int:
        """Year of the first intake."""
        opened = chance("since", self.college.key, self.major, self.track).randint(2001, 2014)
        return int(self.options.get("since", opened))

    @property
    def until(self) -> int:
        """Year of the last intake."""
        return int(self.options.get("until", 9999))

    def intake(self, year: int) -> int:
        """Students admitted in a year."""
        if not self.since <= year <= self.until:
            return 0
        return whole(noisy(self._trend(year), 0.045, "intake", *self.about, year))

    @property
    def about(self) -> tuple[str, str, str]:
        """What tells its numbers from those of others."""
        return (self.college.key, self.major, self.track)

    def _trend(self, year: int) -> float:
        """Straight lines through the intakes of 2016, 2021 and 2024; a new major starts small."""
        early, middle, late = self.intakes
        points = [(2016, early), (2021, middle), (2024, late)]
        if "since" in self.options:
            points = [(y, n) for y, n in points if n and y >= self.since]
            if points[0][0] > self.since:
                points.insert(0, (self.since, 0.65 * points[0][1]))
        if year <= points[0][0]:
            return points[0][1]
        for (y0, n0), (y1, n1) in pairwise(points):
            if year <= y1:
                return n0 + (n1 - n0) * (year - y0) / (y1 - y0)
        return points[-1][1]


@dataclass(frozen=True)
class Need:
    """Openings of an occupation at a level in a segment."""

    segment: str
    occupation: str
    level: str
    start: float | None
    end: float | None
    areas: tuple[tuple[str, int], ...]

    @property
    def about(self) -> tuple[str, str, str]:
        """What tells its numbers from those of others."""
        return (self.segment, self.occupation, self.level)

    def openings(self, year: int) -> float:
        """The survey's openings; the last year is as the story says."""
        assert self.start is not None
        assert self.end is not None
        trend = self.start * (self.end / self.start) ** ((year - FIRST) / (LAST - FIRST))
        dip = {2020: 0.93, 2022: 0.97}.get(year, 1)
        return trend if year == LAST else noisy(trend * dip, 0.05, "need", *self.about, year)


MAJORS = {row["code"]: row for row in facts("majors")}
OCCUPATIONS = {row["code"]: row["name"] for row in facts("occupations")}
SEGMENTS = {row["id"]: row for row in facts("segments")}
CHAINS = {row["id"]: row["name"].removesuffix("产业链") for row in facts("chains")}
CHAIN_OF = {key: row["chain"] for key, row in SEGMENTS.items()}
COLLEGES = {
    c.key: c
    for c in (
        College(*(part.strip() for part in line.split("|"))) for line in lines(STORY["colleges"])
    )
}


def _programmes() -> Iterator[Programme]:
    for line in lines(STORY["programmes"]):
        college, major, *rest = line.split()
        first, second, third = map(int, rest[:3])
        options = dict(part.partition("=")[::2] for part in rest[3:])
        yield Programme(COLLEGES[college], major, (first, second, third), options)


def _needs() -> Iterator[Need]:
    for line in lines(STORY["demand"]["lines"]):
        segment, occupation, level, start, end, *areas = line.split()
        weights = tuple((AREAS[part[0]], int(part[1:])) for part in areas)
        known = [None if n == "?" else STORY["demand"]["scale"] * float(n) for n in (start, end)]
        yield Need(segment, occupation, level, known[0], known[1], weights)


PROGRAMMES = list(_programmes())
NEEDS = list(_needs())


@cache
def occupations_of(major: str) -> tuple[str, ...]:
    """The occupations a major directly prepares for."""
    return tuple(
        row["occupation"]
        for row in facts("crosswalk")
        if row["major"] == major and row["tier"] == "1"
    )


@cache
def majors_for(segment: str) -> tuple[str, ...]:
    """The majors on offer that prepare for an occupation needed in a segment."""
    needed = {n.occupation for n in NEEDS if n.segment == segment}
    offered = {p.major for p in PROGRAMMES}
    return tuple(sorted(m for m in offered if needed & set(occupations_of(m))))


# Colleges, programmes and what became of the students ---------------------------------------------


def colleges() -> list[Row]:
    """The fictitious colleges."""
    return [
        {"code": c.code} | {k: v for k, v in vars(c).items() if k != "key"}
        for c in COLLEGES.values()
    ]


def programmes(vintage: int) -> list[Row]:
    """The programmes opened by the vintage, with hours and partner firms."""
    group_of = {m: g["id"] for g in facts("major_groups") for m in g["majors"].split(";")}
    rows = []
    for p in PROGRAMMES:
        if p.since > vintage:
            continue
        luck = chance("hours", *p.about)
        usual = {"中职": 3080, "高职专科": 2640, "本科": 2460}[p.level]
        total = usual + luck.randrange(-80, 81, 10) + (1500 if p.track else 0)
        share = luck.gauss(0.55, 0.04) if p.level != "本科" else luck.gauss(0.36, 0.04)
        known = luck.random() > 0.06
        rows.append(
            {
                "college": p.college.code,
                "major": p.major,
                "track": p.track,
                "major_group": group_of.get(p.major),
                "length_years": p.length,
                "since": p.since,
                "until": p.until if p.until < 9999 else None,
                "capacity": 5 * whole(max(*p.intakes, 20) * luck.uniform(1.0, 1.3) / 5),
                "practice_hours": 10 * whole(total * share / 10) if known else None,
                "total_hours": total if known else None,
                "partners": ";".join(partners(p)),
            }
        )
    return rows


def partners(p: Programme) -> list[str]:
    """The firms that help to run a programme: none for some, up to three for others."""
    luck = chance("partners", *p.about)
    firms = [f for f in FIRMS if p.major in majors_for(f.segment) and f.since <= 2022]
    wish = luck.choice([0, 0, 1, 1, 2, 3]) if "nopartner" not in p.options else 0
    near = [f for f in firms if f.area == p.college.area] or firms
    return sorted(f.name for f in luck.sample(near, min(wish, len(near))))


def enrolment(vintage: int) -> list[Row]:
    """Six years of intake, graduates and outcomes; before 2021 under the code of the time."""
    return [
        row
        for p in PROGRAMMES
        if p.since <= vintage
        for year in range(FIRST, vintage + 1)
        for row in _enrolment_rows(p, year, vintage)
    ]


def _enrolment_rows(p: Programme, year: int, vintage: int) -> Iterator[Row]:
    key = {"college": p.college.code, "major": p.major, "track": p.track, "year": year}
    intake = p.intake(year)
    begun = {"planned": 5 * whole(intake * 1.06 / 5), "enrolled": intake}
    now = sum(p.intake(y) for y in range(year - p.length + 1, year + 1))
    done = {"students": whole(0.97 * now)} | _outcomes(p, year, vintage)
    if not intake and not now and not done["graduates"]:
        return
    old = p.options.get("old")
    if old is None or year > 2021:
        yield key | begun | done
    elif year < 2021 or p.level == "中职":
        yield key | {"major": old if year < 2021 else p.major} | begun | done
    else:
        yield key | {"major": old} | done
        yield key | begun


def _outcomes(p: Programme, year: int, vintage: int) -> Row:
    """Graduates of a year and where they went; empty where nobody reported."""
    finished, further, employed, local, in_field = shares(p)
    about = (*p.about, year)
    graduates = whole(noisy(finished * p.intake(year - p.length), 0.02, "graduates", *about))
    if p.options.get("unknown") == str(year):
        return {"graduates": None}
    if year == vintage == FIRST_VINTAGE and chance("revised", *about).random() < 0.2:
        graduates = whole(graduates * 0.96)  # counted before the late ones had finished
    study = whole(noisy(further, 0.06, "study", *about) * graduates)
    working = whole(min(1.0, noisy(employed, 0.02, "work", *about)) * (graduates - study))
    nearby = whole(min(1.0, noisy(local, 0.05, "local", *about)) * working)
    right = whole(min(1.0, noisy(in_field, 0.06, "field", *about)) * working)
    row: Row = {"graduates": graduates, "further_study": study, "employed": working}
    if p.college.key in ("S09", "S12"):
        return row | {"further_study": None if year == vintage else study}
    if p.college.key == "S06" and working:
        rates = {"employed_pct": 100 * working / graduates}
        rates["local_pct"] = 100 * nearby / working
        return {"graduates": graduates, "further_study": study} | {
            name: round(rate, 1) for name, rate in rates.items()
        }
    if chance("silent", *about).random() < 0.03:
        return row
    row["employed_local"] = nearby
    late = year == vintage == FIRST_VINTAGE or (p.level == "中职" and year < 2021)
    return row if late else row | {"employed_in_field": right}


def shares(p: Programme) -> tuple[float, float, float, float, float]:
    """Completion, further study, employed, local and in-field shares of a programme."""
    finished, further, *rest = STORY["outcomes"][p.level]
    added = STORY["outcomes_by_major"].get(p.major[:4], [0, 0, 0])
    further = STORY["further_study"].get(p.major[:4], further)
    rest = [min(0.98, share + more) for share, more in zip(rest, added, strict=True)]
    if p.college.key in ("C", "S09", "S12"):
        rest[0] -= 0.04
        rest[2] -= 0.08
    return finished, further, rest[0], rest[1], rest[2]


def placements(vintage: int) -> list[Row]:
    """Local jobs of graduates since 2022: in the field by occupation, else by industry."""
    rows = []
    for p in PROGRAMMES:
        if p.level == "中职" and p.college.key not in ("S01", "S02", "S10"):
            continue
        for year in range(2022, vintage + 1):
            if p.since <= vintage:
                rows += _placed(p, year, vintage)
    return rows


def _placed(p: Programme, year: int, vintage: int) -> Iterator[Row]:
    done = _outcomes(p, year, vintage)
    nearby = int(str(done.get("employed_local") or 0))
    if p.options.get("old") and year < 2021:
        return
    inside = whole(nearby * shares(p)[4])
    open_to = [
        n
        for n in NEEDS
        if n.occupation in occupations_of(p.major) and int(n.level) <= RANKS[p.level] and n.end
    ]
    if not open_to:
        inside = 0
    best = sorted(open_to, key=lambda n: -(n.end or 0))[:4]
    wage = {"中职": 3500, "高职专科": 4100, "本科": 4800}[p.level]
    key = {"college": p.college.code, "major": p.major, "year": year}
    if p.track:
        return
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for n, persons in zip(
        best, shared_out(inside, [n.end or 0 for n in best] or [1]), strict=False
    ):
        seen[n.occupation, SEGMENTS[n.segment]["industries"].split(";")[0]] += persons
    for (occupation, industry), persons in seen.items():
        if persons:
            yield key | {
                "occupation": occupation,
                "industry": industry,
                "area": CITY,
                "persons": persons,
                "wage_cny_month": _wage(wage, p.major, occupation, year),
            }
    elsewhere = ["5211", "6210", "6020", "3990"]
    for industry, persons in zip(elsewhere, shared_out(nearby - inside, [3, 3, 2, 2]), strict=True):
        if persons:
            yield key | {
                "industry": industry,
                "area": CITY,
                "persons": persons,
                "wage_cny_month": _wage(0.92 * wage, p.major, industry, year),
            }


def _wage(base: float, *about: object) -> int:
    """A monthly wage in tens of yuan."""
    return 10 * whole(noisy(base, 0.06, "wage", *about) / 10)


# Demand -------------------------------------------------------------------------------------------


def demand(vintage: int) -> list[Row]:
    """The survey by area, and beside it projections, registrations and postings."""
    return [*_survey(vintage), *_projection(vintage), *_registration(vintage), *_postings(vintage)]


def _survey(vintage: int) -> Iterator[Row]:
    for n in NEEDS:
        key: Row = {"occupation": n.occupation, "segment": n.segment, "level": LEVELS[n.level]}
        for year in range(FIRST, vintage + 1):
            if n.start is None:
                if year >= vintage - 1:
                    yield key | {"year": year, "area": n.areas[0][0], "basis": "survey"}
                continue
            total = whole(n.openings(year))
            parts = shared_out(total, [w for _, w in n.areas])
            for (area, _), openings in zip(n.areas, parts, strict=True):
                if openings:
                    place = key | {"year": year, "area": area, "basis": "survey"}
                    yield place | _need_figures(n, year, area, openings)


def _need_figures(n: Need, year: int, area: str, openings: int) -> Row:
    """Employment and the two parts of the openings; sometimes only the parts were given."""
    luck = chance("figures", *n.about, year, area)
    assert n.start
    assert n.end
    growing = max(0.0, (n.end / n.start) ** 0.2 - 1)
    replaced = min(0.14, 0.07 + 0.5 * growing) * luck.uniform(0.9, 1.1)
    employment = whole(openings / (replaced + growing))
    expansion = min(openings, whole(employment * growing))
    wage = {"0": 3300, "3": 3900, "5": 4600, "6": 5600}[n.level] * (1 + 0.035 * (year - LAST))
    return {
        "employment": employment,
        "expansion": expansion,
        "replacement": openings - expansion,
        "openings": None if luck.random() < 0.05 else openings,
        "wage_cny_month": _wage(wage, *n.about, area),
    }


def _projection(vintage: int) -> Iterator[Row]:
    for n in NEEDS:
        if not n.start or not n.end:
            continue
        slope = (n.end / n.start) ** 0.2 - 1
        for ahead in range(4):
            grown = n.openings(vintage) * (1 + 0.7 * slope) ** ahead
            openings = noisy(grown, 0.05, "projection", *n.about, vintage, ahead)
            yield {
                "occupation": n.occupation,
                "year": vintage + ahead,
                "segment": n.segment,
                "level": LEVELS[n.level],
                "basis": "projection",
                "openings": round(openings, 1),
            }


def _registration(vintage: int) -> Iterator[Row]:
    totals: dict[str, float] = defaultdict(float)
    for n in NEEDS:
        if n.start and n.level in "03":
            totals[n.occupation] += n.openings(vintage)
    for occupation, openings in totals.items():
        if openings >= 40:
            yield {
                "occupation": occupation,
                "year": vintage,
                "area": CITY,
                "basis": "registration",
                "openings": whole(noisy(0.6 * openings, 0.1, "registration", occupation, vintage)),
            }


def _postings(vintage: int) -> Iterator[Row]:
    for f in FIRMS:
        luck = chance("postings", f.name, vintage)
        if f.since > vintage or luck.random() < 0.45:
            continue
        inside = [n for n in NEEDS if n.segment == f.segment and n.start]
        for n in luck.sample(inside, min(luck.randint(1, 2), len(inside))):
            wage = {"0": 3500, "3": 4200, "5": 5000, "6": 6000}[n.level]
            yield {
                "occupation": n.occupation,
                "year": vintage,
                "area": f.area,
                "segment": f.segment,
                "enterprise": f.name,
                "level": LEVELS[n.level],
                "basis": "postings",
                "openings": luck.randint(1, 9),
                "post": OCCUPATIONS[n.occupation],
                "skill_level": luck.choice(["", "", "初级工", "中级工", "高级工"]),
                "wage_cny_month": _wage(wage, f.name, n.occupation),
            }


# Firms --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Firm:
    """A fictitious enterprise in one segment."""

    number: int
    segment: str
    area: str
    large: bool
    pilot: bool
    since: int

    @property
    def name(self) -> str:
        """A name that nobody can take for a real one."""
        return f"示例企业 {self.number:03d}"

    @property
    def industry(self) -> str:
        """The industry of its main business."""
        return chance("industry", self.number).choice(
            SEGMENTS[self.segment]["industries"].split(";")
        )

    def employees(self, year: int) -> int:
        """Staff in a year."""
        luck = chance("employees", self.number)
        base = luck.lognormvariate(5.6, 0.7) if self.large else luck.lognormvariate(3.7, 0.6)
        needs = [n for n in NEEDS if n.segment == self.segment and n.start and n.end]
        grown = sum(n.end or 0 for n in needs) / sum(n.start or 0 for n in needs)
        growth = 0.25 * (grown**0.2 - 1)
        return max(8, whole(base * (1 + growth) ** (year - LAST)))

    def internships(self, year: int) -> int:
        """Places for students in a year: around the two per cent that large firms should offer."""
        share = max(0.0, chance("posts", self.number).gauss(0.019, 0.011))
        return whole(self.employees(year) * share)


def _firms() -> Iterator[Firm]:
    weights = defaultdict(float)
    for n in NEEDS:
        weights[n.segment] += (n.end or 0) ** 0.5
    counts = shared_out(STORY["firms"], [weights[s] for s in SEGMENTS])
    number = 0
    for segment, count in zip(SEGMENTS, counts, strict=True):
        where = [pair for n in NEEDS if n.segment == segment for pair in n.areas]
        for _ in range(count):
            number += 1
            luck = chance("firm", number)
            area = luck.choices([a for a, _ in where], [w for _, w in where])[0]
            large = luck.random() < 0.45
            since = LAST if luck.random() < 0.07 else 2010
            yield Firm(number, segment, area, large, large and luck.random() < 0.14, since)


FIRMS = list(_firms())
FIRST_VINTAGE = min(STORY["vintages"])


def enterprises(vintage: int) -> list[Row]:
    """The fictitious firms."""
    return [
        {
            "name": f.name,
            "name_en": f"Example Enterprise {f.number:03d}",
            "area": f.area,
            "industry": f.industry,
            "segments": f.segment,
            "above_scale": "是" if f.large else "否",
            "pilot": "是" if f.pilot else "否",
        }
        for f in FIRMS
        if f.since <= vintage
    ]


def enterprise_years(vintage: int) -> list[Row]:
    """Three years of reports: staff, output, internships, training money, school investment."""
    rows = []
    for f in FIRMS:
        for year in range(2022, vintage + 1):
            if f.since > year:
                continue
            luck = chance("report", f.number, year)
            staff = f.employees(year)
            worth = {"recycling": 260, "metals": 180}.get(CHAIN_OF[f.segment], 55)
            fund = 100 * whole(staff * 60_000 * luck.uniform(0.008, 0.02) / 100)
            share = min(0.95, chance("front", f.number).gauss(0.63, 0.13))
            frontline = 100 * whole(fund * share / 100)
            surcharge = 100 * whole(staff * luck.uniform(300, 900) / 100)
            invested = 10_000 * luck.randint(5, 180)
            invests = f.pilot or chance("invests", f.number).random() < 0.04
            told = f.large and chance("surcharges", f.number).random() > 0.1
            due = [surcharge, 100 * whole(surcharge * 2 / 300)] if told else [None, None]
            silent = luck.random()
            rows.append(
                {
                    "enterprise": f.name,
                    "year": year,
                    "employees": staff,
                    "output_cny": 10_000 * whole(staff * worth * luck.uniform(0.7, 1.3)),
                    "internship_posts": f.internships(year) if silent > 0.06 else None,
                    "training_fund_cny": fund if silent > 0.1 else None,
                    "training_fund_frontline_cny": frontline if silent > 0.1 else None,
                    "education_investment_cny": invested if invests else None,
                    "education_surcharge_due_cny": due[0],
                    "local_surcharge_due_cny": due[1],
                }
            )
    return rows


def monitoring(vintage: int) -> list[Row]:
    """Monthly staff and vacancies of thirty watched firms, since 2023."""
    watched = [f for f in FIRMS if f.large and f.since < FIRST_VINTAGE][:: len(FIRMS) // 70][:30]
    rows = []
    for f in watched:
        staff = f.employees(2023)
        for year, month in product(range(2023, vintage + 1), range(1, 13)):
            luck = chance("month", f.number, year, month)
            hires = whole(staff * luck.uniform(0.005, 0.03) * (2 if month in (2, 3, 7) else 1))
            leavers = whole(staff * luck.uniform(0.005, 0.028) * (2 if month in (1, 2) else 1))
            staff = max(8, staff + hires - leavers)
            rows.append(
                {
                    "enterprise": f.name,
                    "period": f"{year}-{month:02d}",
                    "employed": staff,
                    "vacancies": whole(staff * luck.uniform(0.01, 0.06)),
                    "hires": hires,
                    "leavers": leavers,
                }
            )
    return rows


def internship_offers(vintage: int) -> list[Row]:
    """What firms offered to students, by major, since 2023."""
    rows = []
    for f in FIRMS:
        majors = majors_for(f.segment)
        for year in range(2023, vintage + 1):
            luck = chance("offers", f.number, year)
            posts = f.internships(year)
            if f.since > year or not majors or not posts:
                continue
            several = luck.sample(majors, min(1 + (posts > 6), len(majors)))
            for major, part in zip(several, shared_out(posts, [2, 1][: len(several)]), strict=True):
                if part:
                    rows.append(
                        {
                            "enterprise": f.name,
                            "year": year,
                            "major": major,
                            "level": MAJORS[major]["level"],
                            "posts": part,
                        }
                    )
    return rows


# Ties ---------------------------------------------------------------------------------------------


def cooperations(vintage: int) -> list[Row]:
    """What colleges and their partner firms do together."""
    kinds = ["订单班", "现代学徒制", "实习", "实习", "兼职教师", "职工培训", "共建平台", "协同创新"]
    rows = []
    for p in PROGRAMMES:
        if p.since > vintage or p.track:
            continue
        for firm in partners(p):
            luck = chance("cooperation", *p.about, firm)
            kind = luck.choice(kinds if p.level != "中职" else kinds[:6])
            since = luck.randint(min(max(2016, p.since), LAST), LAST)
            if since > vintage:
                continue
            students = kind in ("订单班", "现代学徒制", "实习")
            ends = luck.random() < 0.25 or p.until < 9999
            rows.append(
                {
                    "college": p.college.code,
                    "enterprise": firm,
                    "kind": kind,
                    "major": p.major,
                    "since": since,
                    "until": max(since, min(p.until, since + 3)) if ends else None,
                    "students": luck.randint(8, 45) if students else None,
                }
            )
    return rows


def organisations() -> list[Row]:
    """Fictitious associations, a park and a school abroad."""
    return _table("organisations", "id name name_en kind area")


def labs() -> list[Row]:
    """Fictitious labs, bases and centres; some segments have none."""
    return _table("labs", "id name name_en kind rank area hosts segments")


def alliances(vintage: int) -> list[Row]:
    """Fictitious alliances; some chains have none."""
    rows = _table("alliances", "id name name_en kind area lead members chains since")
    return [r for r in rows if int(str(r["since"])) <= vintage]


def projects() -> list[Row]:
    """Fictitious projects, in listed and other fields."""
    columns = "id name name_en kind field hosts chain amount_cny since until status"
    return _table("projects", columns)


def pathways() -> list[Row]:
    """Ways on to a higher level, among them two that the notice does not provide for."""
    return _table("pathways", "from_college from_major to_college to_major kind seats")


def scenarios() -> list[Row]:
    """Two suppositions on the years to come: a plant that opens, and more places in care."""
    columns = "id name scope key from_year to_year side growth_pct add project"
    return _table("scenarios", columns)


def plan_limits() -> list[Row]:
    """What a plan of intakes keeps to."""
    return _table("plan_limits", "id scope key kind value from_year")


def plan_costs() -> list[Row]:
    """What opening and closing a programme and a place more cost."""
    return _table("plan_costs", "scope key open_cny close_cny place_cny")


def commuting() -> list[Row]:
    """Which areas one may live in and work in another."""
    pairs = [pair.split(">") for pair in STORY["ties"]["commuting"].split()]
    return [{"from_area": AREAS[a], "to_area": AREAS[b]} for a, b in pairs]


def _table(name: str, columns: str) -> list[Row]:
    """A table written out in the story; short names of colleges and firms are spelt out."""
    fields = columns.split()
    rows: list[Row] = []
    for line in lines(STORY["ties"][name]):
        cells = [_spelt_out(part.strip()) for part in line.split("|")]
        rows.append(dict(zip(fields, cells, strict=True)))
    return rows


def _spelt_out(cell: str) -> str:
    """``@A;&tea-proc.1;%W`` → the college, the second firm of a segment, the area."""
    parts = []
    for part in cell.split(";"):
        if part.startswith("@"):
            parts.append(f"ex-{part[1:]}")
        elif part.startswith("%"):
            parts.append(AREAS[part[1:]])
        elif part.startswith("&"):
            segment, _, place = part[1:].partition(".")
            inside = [f for f in FIRMS if f.segment == segment and f.since < FIRST_VINTAGE]
            parts.append(inside[int(place or 0)].name)
        else:
            parts.append(part)
    return ";".join(parts)


def training(vintage: int) -> list[Row]:
    """People trained and certified, by provider and occupation."""
    rows = []
    for line in lines(STORY["ties"]["training"]):
        provider, occupation, skill, people = line.split()
        for year in range(2022, vintage + 1):
            luck = chance("training", provider, occupation, skill, year)
            trained = whole(int(people) * luck.uniform(0.8, 1.2))
            rows.append(
                {
                    "provider": _spelt_out(provider),
                    "occupation": occupation,
                    "year": year,
                    "skill_level": skill,
                    "trained": trained,
                    "certified": whole(trained * luck.uniform(0.62, 0.95)),
                }
            )
    return rows


def college_years(vintage: int) -> list[Row]:
    """What colleges earned by services, and how much of it they paid out."""
    rows = []
    for c in COLLEGES.values():
        for year in range(2022, vintage + 1):
            luck = chance("income", c.key, year)
            size = {"本科": 900, "高职专科": 600, "中职": 90}[c.level]
            income = 10_000 * whole(size * luck.uniform(0.5, 1.6))
            share = chance("payout", c.key).uniform(0.22, 0.58) + luck.uniform(-0.03, 0.03)
            paid = 10_000 * whole(income * share / 10_000)
            unknown = c.key in ("S12", "S07") and year == vintage
            rows.append(
                {
                    "college": c.code,
                    "year": year,
                    "service_income_cny": income,
                    "performance_pay_cny": None if unknown else paid,
                }
            )
    return rows


# Files --------------------------------------------------------------------------------------------


def tables(vintage: int) -> Tables:
    """All tables as they stood at the end of a year."""
    return {
        "colleges": colleges(),
        "programmes": programmes(vintage),
        "enrolment": enrolment(vintage),
        "placements": placements(vintage),
        "demand": demand(vintage),
        "enterprises": enterprises(vintage),
        "enterprise_years": enterprise_years(vintage),
        "monitoring": monitoring(vintage),
        "internship_offers": internship_offers(vintage),
        "cooperations": cooperations(vintage),
        "organisations": organisations(),
        "labs": labs(),
        "alliances": alliances(vintage),
        "projects": projects(),
        "pathways": pathways(),
        "scenarios": scenarios(),
        "plan_limits": plan_limits(),
        "plan_costs": plan_costs(),
        "commuting": commuting(),
        "training": training(vintage),
        "college_years": college_years(vintage),
    }


def as_csv(rows: Iterable[Row]) -> bytes:
    """The rows as a file: all columns that occur, and the grade of every row."""
    several = [row | {"grade": "illustrative"} for row in rows]
    heads = list(dict.fromkeys(name for row in several for name in row if name != "grade"))
    text = io.StringIO()
    writer = csv.DictWriter(text, [*heads, "grade"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(several)
    return text.getvalue().encode()


def files() -> dict[Path, bytes]:
    """Every file this script makes."""
    return {
        FOLDERS[vintage] / f"{name}.csv": as_csv(rows)
        for vintage in STORY["vintages"]
        for name, rows in tables(vintage).items()
    }


def stale(made: dict[Path, bytes]) -> list[Path]:
    """Files on disk that are missing, different, or made by nobody."""
    there = {path for folder in FOLDERS.values() for path in folder.glob("*.csv")}
    wrong = [p for p, content in made.items() if p not in there or p.read_bytes() != content]
    return sorted([*wrong, *(there - set(made))])


def main(arguments: list[str]) -> int:
    """Write the files, or with ``--check`` compare them."""
    made = files()
    if arguments == ["--check"]:
        wrong = stale(made)
        for path in wrong:
            sys.stderr.write(f"not what make_figures.py makes: {path.relative_to(HERE.parent)}\n")
        return 1 if wrong else 0
    if arguments:
        sys.stderr.write((__doc__ or "") + "\n")
        return 2
    for path, content in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    size = sum(map(len, made.values()))
    sys.stderr.write(f"{len(made)} files, {size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
