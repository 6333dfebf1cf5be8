"""Which openings count as calls on new graduates: given, derived or assumed shares, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.door import open_build
from graph.draw.page import Look
from graph.draw.pictures import Wish, picture
from graph.errors import WrongInput
from graph.export.documents import Order, document
from graph.export.documents.model import Picture
from graph.gap.gap import GapParameters, gap
from graph.gap.scope import share_of_entrants
from graph.ontology import load
from graph.tables import Tables
from graph.telling.evidence import demand_evidence
from tests.test_gap import california, city, graduates, openings, said, world  # noqa: F401


def test_a_given_share_comes_before_the_occupations_and_before_the_assumed_one() -> None:
    """20 × 0.5 + 10 × 0.8 + 30 × 0.1 = 21 openings for new graduates; 10 of them find one."""
    occupations = [
        {"code": "O", "name": "职业", "level": 5, "entrant_pct": 80},
        {"code": "P", "name": "无占比", "level": 5},
    ]
    crosswalk = [{"major": "M", "occupation": code, "grade": "official"} for code in "OP"]
    demand = [openings(20, entrant_pct=50), openings(10, area="11"), openings(30, occupation="P")]
    tables = world(occupations=occupations, crosswalk=crosswalk, demand=demand)
    report = gap(tables, GapParameters(entrants=10))
    assert (report.demand, report.matched, report.shortage) == (21, 10, 11)
    assert said(report)["entrants_given"] == {"places": 30, "persons": 18}
    assert said(report)["entrants_assumed"] == {"places": 30, "persons": 3, "percent": 10}
    assert report.grade == "estimated"
    assert gap(tables).demand == 18 + 30
    assert demand_evidence(tables)["openings"].sum() == 60


def test_a_share_is_derived_where_growth_replacement_and_transfers_are_stated() -> None:
    """(8 + 12 − 5) ÷ 20 = 75 % of 20; the other row states no transfers and counts whole."""
    stated = openings(20, expansion=8, replacement=12, transfers=5)
    tables = world(demand=[stated, openings(7, area="11", expansion=3, replacement=4)])
    report = gap(tables, GapParameters(entrants="derived"))
    assert report.demand == 15 + 7
    assert said(report)["entrants_derived"] == {"places": 20, "persons": 15}
    assert said(report)["entrants"] == {"persons": 7}
    more_transfers = world(demand=[stated | {"transfers": 30}])
    assert gap(more_transfers, GapParameters(entrants="derived")).demand == 0


def test_the_report_begins_with_the_assumption_and_says_what_other_shares_give() -> None:
    """15 openings and 10 graduates: 75 % are 11.25 → 11, half are 7.5 → 8, a quarter 3.75 → 4."""
    report = gap(world())
    assert report.assumptions[0].key == "entrants"
    by_share = {variant.key: variant.shortage for variant in report.sensitivity}
    assert list(by_share)[:3] == ["entrants_75", "entrants_50", "entrants_25"]
    assert [by_share[f"entrants_{share}"] for share in (75, 50, 25)] == [1, 0, 0]
    half = gap(world(), GapParameters(entrants=50))
    assert {variant.key: variant.shortage for variant in half.sensitivity}["entrants_100"] == 5


def test_the_share_is_that_of_every_part(city: Tables) -> None:  # noqa: F811
    """Of 238 openings in the hand-checked city 46 % are 109.48."""
    assert gap(city, GapParameters(entrants=46)).demand == 109


def test_california_at_the_official_share(california: Tables) -> None:  # noqa: F811
    """Unrounded it is 103,041.44; classes are rounded so that their sum is kept."""
    report = gap(california, GapParameters(min_level=4, entrants=46))
    assert (report.demand, report.shortage) == (336_563, 103_044)


def test_the_whole_share_is_the_default_in_other_words() -> None:
    assert said(gap(world(), GapParameters(entrants=100))) == said(gap(world()))
    assert gap(world(), GapParameters(entrants=100)).grade == gap(world()).grade


@pytest.mark.parametrize("entrants", [None, 46])
def test_a_briefing_says_whether_all_openings_count(
    homes: dict[str, Path], entrants: float | None
) -> None:
    order = Order("en", parameters=GapParameters(entrants=entrants))
    text = " ".join(document("briefing", open_build(homes["tiny"]), load(), order).texts())
    assert ("every opening counts" in text) == (entrants is None)
    assert ("only part of the openings" in text) == (entrants == 46)


@pytest.mark.parametrize("share", ["half", "101", "-1", "nan"])
def test_a_share_that_is_none_is_refused(share: str) -> None:
    with pytest.raises(WrongInput, match=share):
        gap(world(), GapParameters(entrants=share_of_entrants(share)))


CHOSEN = GapParameters(entrants=46, min_level=5, tier=2, market="own", basis="survey")
CHOICES = {
    "zh": ("专科及以上的岗位", "匹配层级2", "各区域各自一个劳动力市场", "应届占比46%"),
    "en": ("jobs that require", "tier 2", "each area its own labour market", "entrant share 46 %"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pictures_say_what_was_chosen(homes: dict[str, Path], lang: str) -> None:
    build = open_build(homes["wuzhou"])
    for name in ("ribbon", "blocks", "trend", "chain"):
        wish = Wish(Look(lang), CHOSEN, chain="tea" if name == "chain" else None)
        source = picture(name, build, load(), wish).source
        assert [choice for choice in CHOICES[lang] if choice not in source] == []
        usual = picture(name, build, load(), Wish(Look(lang), chain=wish.chain)).source
        assert [choice for choice in CHOICES[lang] if choice in usual] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pictures_say_which_of_several_bases(homes: dict[str, Path], lang: str) -> None:
    build = open_build(homes["wuzhou"])
    heads = {"zh": "需求口径：", "en": "demand basis: "}
    wish = Wish(Look(lang), GapParameters(basis="postings"))
    assert gap(build.tables, wish.parameters).other_bases
    assert heads[lang] in picture("blocks", build, load(), wish).source


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_document_says_in_its_pictures_at_which_level_it_starts(
    homes: dict[str, Path], lang: str
) -> None:
    order = Order(lang, parameters=CHOSEN)
    sections = document("gap", open_build(homes["wuzhou"]), load(), order).sections
    scenes = [b.scene for s in sections for b in s.blocks if isinstance(b, Picture)]
    assert scenes
    assert all(CHOICES[lang][0] in scene.source for scene in scenes)
