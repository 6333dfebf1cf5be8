"""Exploring the graph: the same steps show the same things, and what is drawn never moves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.door import open_build
from graph.draw import exploration
from graph.draw.exploration import Exploration, belonging, explore, parts_of, routes
from graph.draw.explored import Setting, on_a_page, picture_of, places_of
from graph.draw.gap_marks import GapMark, gap_marks
from graph.draw.neighbourhood import HUB, PILED, Vertex, Web
from graph.draw.page import Look
from graph.draw.scene import Stamp
from graph.draw.stages import WIDE
from graph.errors import NoAnswer, WrongInput
from graph.gap.gap import gap
from graph.ontology import load
from graph.tables import Tables


def web_of(classes: dict[str, str], *links: tuple[str, str]) -> Web:
    """A web of things named by their URIs; links point from the first to the second."""
    near: dict[str, list[tuple[str, str, bool]]] = {uri: [] for uri in classes}
    for source, target in links:
        near[source].append((target, "of", True))
        near[target].append((source, "of", False))
    vertices = {uri: Vertex(uri, kind, uri, uri, None) for uri, kind in classes.items()}
    return Web(vertices, {uri: tuple(ends) for uri, ends in near.items()})


def star(points: int) -> Web:
    """A city with so many colleges, each with one major."""
    colleges = [f"c{k:03}" for k in range(points)]
    majors = [f"m{k:03}" for k in range(points)]
    classes = {"city": "Area"} | dict.fromkeys(colleges, "College") | dict.fromkeys(majors, "Major")
    links = [(one, "city") for one in colleges] + list(zip(colleges, majors, strict=True))
    return web_of(classes, *links)


def shown(web: Web, steps: Exploration) -> set[str]:
    return {one.uri for one in explore(web, steps).neighbourhood.vertices}


def test_a_hub_comes_in_pages_and_says_how_many_are_left() -> None:
    web = star(100)
    first = explore(web, Exploration("city"))
    colleges = 3 * exploration.EACH
    assert first.neighbourhood.hidden["city"] == 100 - colleges
    more = explore(web, Exploration("city").opening("city"))
    assert more.neighbourhood.hidden["city"] == 100 - colleges - exploration.PAGE
    assert shown(web, Exploration("city")) < shown(web, Exploration("city").opening("city"))


def test_closing_takes_back_what_opening_brought() -> None:
    web = star(100)
    opened = Exploration("city").opening("city").opening("city")
    assert shown(web, opened.closing("city")) == shown(web, Exploration("city"))


def test_what_hangs_on_nothing_shown_is_not_opened() -> None:
    web = star(100)
    assert shown(web, Exploration("city", opened=("c099",))) == shown(web, Exploration("city"))


def test_what_is_opened_above_the_limit_puts_earlier_things_on_piles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exploration, "MOST", 40)
    web = star(100)
    steps = Exploration("city", opened=("city", "city"))
    before, found = explore(web, Exploration("city", opened=("city",))), explore(web, steps)
    assert not explore(web, Exploration("city")).folded
    there = {one.uri for one in found.neighbourhood.vertices}
    assert len(there) == 40
    newest = shown(web, Exploration("city")) | {one.uri for one in before.neighbourhood.vertices}
    assert len(there - newest) == exploration.PAGE  # the last page is there
    [pile] = [one for one in found.neighbourhood.piles if one.of == "city"]
    assert (pile.class_name, pile.count) == ("College", found.neighbourhood.hidden["city"])


def test_the_neighbours_of_a_hub_lie_on_piles_by_class() -> None:
    firms, labs = [f"f{k:05}" for k in range(10_000)], ["l1", "l2", "l3"]
    classes = {"city": "Area"} | dict.fromkeys(firms, "Enterprise") | dict.fromkeys(labs, "Lab")
    web = web_of(classes, *((one, "city") for one in (*firms, *labs)))
    begun = explore(web, Exploration("city")).neighbourhood
    assert sum(pile.count for pile in begun.piles) == begun.hidden["city"]
    [pile] = [one for one in begun.piles if one.class_name == "Enterprise"]
    after = explore(web, Exploration("city").opening(pile.id)).neighbourhood
    [left] = [one for one in after.piles if one.class_name == "Enterprise"]
    assert left.count == pile.count - exploration.PAGE
    brought = {one.uri for one in after.vertices} - {one.uri for one in begun.vertices}
    assert brought <= set(firms)
    steps = Exploration("city", opened=(pile.id, "city"))
    assert steps.closing("city").opened == ()


def test_a_reload_brings_back_the_piles_where_they_were() -> None:
    firms = [f"f{k:02}" for k in range(39)]
    classes = {"a": "Chain", "b": "Segment"} | dict.fromkeys(firms, "Enterprise")
    web = web_of(classes, ("b", "a"), *((one, "b") for one in firms))
    where = Setting(web, load(), Stamp(), Look("en", 960, 760), {})
    steps, places = Exploration("a"), {}
    for step in (steps, steps.opening("b"), steps.opening("b").opening("b~Enterprise")):
        scene = picture_of(step, where, places, {}).scene
        places = places_of(scene)
        assert picture_of(step, where, {}, {}).places == places


def test_a_pile_is_a_node_of_its_own_with_its_number() -> None:
    web = star(100)
    where = Setting(web, load(), Stamp("b1"), Look("en", 960, 760), {})
    begun = picture_of(Exploration("city"), where, {}, {})
    scene = begun.scene
    [pile] = [node for node in scene.nodes if node.pile]
    assert pile.lines == ("College", f"{begun.explored.neighbourhood.hidden['city']:,} more")
    assert [edge.source for edge in scene.edges if edge.target == pile.id] == ["city"]
    held = places_of(scene)
    grown = picture_of(Exploration("city").opening(pile.id), where, held, {}).scene
    assert {one: held[one] for one in held} == {
        node.id: (node.x, node.y) for node in grown.nodes if node.id in held
    }


def test_hidden_things_and_classes_are_left_out_and_counted() -> None:
    web = web_of({"a": "Chain", "b": "Segment", "c": "Major"}, ("b", "a"), ("b", "c"))
    hidden = explore(web, Exploration("a", hidden=("c",)))
    assert {one.uri for one in hidden.neighbourhood.vertices} == {"a", "b"}
    assert (hidden.put_away, hidden.neighbourhood.hidden) == (1, {"b": 1})
    assert shown(web, Exploration("a", kinds=("Major",))) == {"a", "c"}  # the start stays


def test_the_legend_hides_shows_and_leaves_only() -> None:
    web = web_of(
        {"x": "Chain", "o": "Occupation", "p": "Occupation", "q": "Occupation", "m": "Major"},
        *((one, "x") for one in "opqm"),
    )
    starved, filled = "occupation_class-starved", "occupation_class-saturated"
    marks = {"o": GapMark(starved, ""), "p": GapMark(filled, "")}

    def left(steps: Exploration) -> str:
        things = explore(web, steps, marks).neighbourhood.vertices
        return "".join(sorted(one.uri for one in things))

    whole = Exploration("x")
    assert left(whole.toggling(starved)) == "mpqx"
    assert left(whole.toggling(starved).toggling(starved)) == "mopqx"
    assert left(whole.toggling("Major")) == "opqx"
    assert left(whole.only("Major")) == "mx"
    assert left(whole.only("Major").toggling("Occupation")) == "mopqx"
    assert left(whole.only("Occupation").only("Major")) == "mx"
    assert left(whole.only(starved)) == "ox"  # without a gap, or none known: not this one
    assert left(whole.only("Occupation").only(starved)) == "ox"
    assert left(whole.toggling("Major").only("Major")) == "mx"
    assert left(whole.only("Major").toggling("Major")) == "x"
    assert whole.only("Major").toggling("Major").toggling("Major") == whole.only("Major")


def test_an_area_keeps_what_is_inside_or_in_no_area() -> None:
    web = web_of(
        {"x": "Chain", "p": "Area", "q": "Area", "r": "Area", "a": "College", "b": "College",
         "s": "Segment"},
        ("r", "p"), ("a", "r"), ("b", "q"), ("a", "x"), ("b", "x"), ("s", "x"),
    )  # fmt: skip
    assert parts_of(web, "p") == {"p", "r"}
    assert shown(web, Exploration("x", area="p")) == {"x", "a", "s", "r"}


def test_a_chain_keeps_what_is_near_it_but_not_by_way_of_a_city() -> None:
    web = web_of(
        {"x": "Chain", "y": "Chain", "s": "Segment", "o": "Occupation", "city": "Area",
         "e": "Enterprise", "f": "Enterprise"},
        ("s", "x"), ("s", "o"), ("e", "s"), ("e", "city"), ("f", "city"), ("f", "y"),
    )  # fmt: skip
    assert belonging(web, "x") == {"x", "s", "o", "e"}
    assert shown(web, Exploration("e", chain="x")) == {"e", "s", "x", "o"}


def test_a_path_prefers_not_to_lead_through_a_hub() -> None:
    many = {f"n{k}": "College" for k in range(HUB + 1)}
    web = web_of(
        {"a": "Major", "b": "Major", "p": "Occupation", "q": "Segment", "city": "Area", **many},
        ("a", "city"), ("b", "city"), *((one, "city") for one in many),
        ("a", "p"), ("p", "q"), ("q", "b"),
    )  # fmt: skip
    assert set(routes(web, "a", "b")) == {"a", "p", "q", "b"}
    assert set(routes(web, "n0", "a")) == {"n0", "city", "a"}  # there is no other


def test_an_answer_is_shown_whole_and_each_of_its_things_can_be_hidden() -> None:
    web = web_of({"x": "Chain", "a": "Major", "b": "Major", "p": "Occupation"}, ("a", "p"))
    answer = Exploration(
        "a", among=("a", "b", "gone"), chain="x"
    )  # of no chain: shown all the same
    found = explore(web, answer).neighbourhood
    assert [one.uri for one in found.vertices] == ["a", "b"]
    assert found.is_answer
    assert shown(web, replace(answer, hidden=("a",))) == {"b"}
    assert shown(web, replace(answer, hidden=("a", "b"))) == {"a"}  # a graph is never empty
    assert shown(web, replace(answer, chain=None).opening("a")) == {"a", "b", "p"}


def test_all_shortest_paths_are_shown() -> None:
    web = web_of(
        {"a": "Major", "b": "Major", "p": "Occupation", "q": "Occupation", "far": "Segment"},
        ("a", "p"), ("p", "b"), ("a", "q"), ("q", "b"), ("a", "far"),
    )  # fmt: skip
    assert shown(web, Exploration("a", to="b")) == {"a", "p", "q", "b"}


def test_where_nothing_connects_it_is_said() -> None:
    web = web_of({"a": "Major", "b": "Major"})
    with pytest.raises(NoAnswer):
        explore(web, Exploration("a", to="b"))
    with pytest.raises(WrongInput):
        explore(web, Exploration("nowhere"))


@pytest.fixture(scope="module")
def tables(homes: dict[str, Path]) -> Tables:
    return open_build(homes["tiny"]).tables


SETTING = Setting(star(60), load(), Stamp(), Look("en", 900, 700), {})


@given(st.lists(st.sampled_from(["city", "c000", "c001", "c002"]), max_size=4))
def test_what_is_drawn_never_moves(opened: list[str]) -> None:
    steps = Exploration("city")
    places = picture_of(steps, SETTING, {}, {}).places
    for one in opened:
        steps = steps.opening(one)
        now = picture_of(steps, SETTING, places, {}).places
        stays = {uri: at for uri, at in places.items() if uri in now or PILED not in uri}
        assert {uri: now[uri] for uri in stays} == stays  # an empty pile goes
        places = now
    assert picture_of(steps, SETTING, {}, {}).places == places  # as after a reload


def test_what_was_put_somewhere_stays_there() -> None:
    bare = picture_of(Exploration("city"), SETTING, {}, {}).places
    pins = {"c001": (-500.0, 7.0), "gone": (0.0, 0.0)}
    assert picture_of(Exploration("city"), SETTING, {}, pins).places == bare | {
        "c001": pins["c001"]
    }


def test_what_is_hidden_keeps_its_place_free() -> None:
    whole = Exploration("city").opening("c000")
    places = picture_of(whole, SETTING, {}, {}).places
    for steps in (replace(whole, hidden=("c000", "c001")), replace(whole, kinds=("College",))):
        held = picture_of(steps, SETTING, places, {})
        assert held.places == places
        assert places_of(held.scene).items() < places.items()
        assert picture_of(steps, SETTING, {}, {}).places == places  # as after a reload
        after = picture_of(steps.opening("c002"), SETTING, places, {}).places
        assert after == picture_of(whole.opening("c002"), SETTING, places, {}).places


def test_what_is_collapsed_leaves_its_place_to_others() -> None:
    opened = picture_of(Exploration("city").opening("city"), SETTING, {}, {})
    closed = picture_of(Exploration("city"), SETTING, opened.places, {})
    assert closed.places.items() < opened.places.items()
    again = picture_of(Exploration("city").opening("city"), SETTING, closed.places, {})
    assert again.places == opened.places


def test_the_chain_layout_has_a_column_for_each_stage() -> None:
    web = web_of(
        {"x": "Chain", "up": "Segment", "down": "Segment", "e": "Enterprise", "o": "Occupation",
         "m": "Major", "c": "College", "city": "Area", "bare": "Segment", "p": "Project"},
        ("up", "x"), ("down", "x"), ("bare", "x"), ("p", "x"), ("e", "down"), ("up", "o"),
        ("down", "o"), ("m", "o"), ("c", "m"), ("c", "city"), ("e", "city"), ("p", "city"),
    )  # fmt: skip
    where = replace(SETTING, web=web, stages={"up": 1, "down": 3})
    begun = picture_of(Exploration("x"), where, {}, {})
    columns = {uri: round(x / WIDE) for uri, (x, _) in begun.places.items()}
    tied = {"x": 0, "up": 1, "o": 1, "down": 3, "e": 3}
    rest = {"bare": 4, "p": 4, "city": 4}  # a city joins all stages
    assert columns == tied | rest
    heads = [text.text for text in begun.scene.texts]
    assert heads == ["Chain", "Upstream", "Downstream", "No stage"]
    after = picture_of(Exploration("x").opening("o"), where, begun.places, {}).places
    assert begun.places.items() < after.items()
    assert round(after["m"][0] / WIDE) == 1
    assert after["m"][1] > max(y for uri, (_, y) in begun.places.items() if columns[uri] == 1)


def test_things_without_relations_stand_in_rows() -> None:
    names = [f"e{k:03}" for k in range(100)]
    where = replace(SETTING, web=web_of(dict.fromkeys(names, "Enterprise")))
    places = picture_of(Exploration("e000", among=tuple(names)), where, {}, {}).places.values()
    wide, high = (max(ends) - min(ends) for ends in zip(*places, strict=True))
    assert wide < 1100
    assert high < 1000


def test_a_narrow_page_has_a_narrow_layout() -> None:
    def shape(width: float) -> float:
        places = picture_of(
            Exploration("city"), replace(SETTING, look=Look("en", width, 700)), {}, {}
        ).places.values()
        wide, high = (max(ends) - min(ends) for ends in zip(*places, strict=True))
        return wide / high

    assert 1.3 * shape(390) < shape(720)


def test_an_exported_picture_holds_everything() -> None:
    steps = Exploration("city", opened=("city", "c000"))
    scene = picture_of(steps, SETTING, {}, {"c001": (-900.0, -400.0)}).scene
    page = on_a_page(scene, steps, SETTING)
    assert {node.id for node in page.nodes} == {node.id for node in scene.nodes}
    for node in page.nodes:
        assert 0 < node.x < page.width
        assert 0 < node.y < page.height


def test_marks_add_up_to_what_the_report_says(tables: Tables) -> None:
    report = gap(tables)
    marks = gap_marks(report, "en")
    for one in report.occupations:
        if one.reason:
            assert marks["occupations", one.thing.key].key == "reason-no_major"
    short = {one.thing.key for one in report.occupations if one.short >= 1}
    assert {key for (_, key), mark in marks.items() if mark.text.endswith("short")} >= short
    assert all(mark.text for mark in marks.values())
