"""Every picture: in its page, without overlaps, with its source, the same each time."""

from __future__ import annotations

import json
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.builds.opened import Build
from graph.draw.columns import Entry, placed, scale_for
from graph.draw.measure import LINE, width, wrapped
from graph.draw.neighbourhood import Web, neighbourhood
from graph.draw.network import network
from graph.draw.page import Look
from graph.draw.pictures import PICTURES, Wish, picture
from graph.draw.scene import Node, Scene, Stamp
from graph.errors import NoAnswer, WrongInput
from graph.export.pictures import PAPER, scenes_of
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.outlook.outlook import outlook
from graph.outlook.parameters import OutlookParameters
from graph.settings import PICTURE_NAMES

ONTOLOGY = load()
WISHES = {
    name: Wish(
        chain="tea" if name == "chain" else None, around="tea" if name == "network" else None
    )
    for name in PICTURES
}


def drawn(build: Build, name: str, lang: str = "zh") -> Scene:
    wish = WISHES[name]
    return picture(name, build, ONTOLOGY, Wish(Look(lang), chain=wish.chain, around=wish.around))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PICTURES)
def test_everything_is_on_the_page(wuzhou: Build, name: str, lang: str) -> None:
    scene = drawn(wuzhou, name, lang)
    for box in scene.boxes:
        assert box.x >= 0
        assert box.x + box.w <= scene.width
        assert box.y + box.h <= scene.height
    texts = [*scene.texts, *scene.furniture]
    texts += [text for one in (*scene.boxes, *scene.nodes) for text in one.texts()]
    for text in texts:
        left, right = text.span
        assert left >= 0, text
        assert right <= scene.width, text
        assert text.size <= text.y <= scene.height
    assert scene.legend == () or scene.legend[-1].x < scene.width
    assert scene.title
    assert wuzhou.id in scene.source
    assert scene.rows.rows
    assert all(len(row) == len(scene.rows.columns) for row in scene.rows.rows)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_the_same_each_time(wuzhou: Build, name: str) -> None:
    one, other = (json.dumps(drawn(wuzhou, name).as_json()) for _ in range(2))
    assert one == other


def area(node: Node) -> tuple[float, float, float, float]:
    wide = max([2 * node.r, *(width(line, node.size) for line in node.lines)])
    low = node.y + node.r + 4 + len(node.lines) * node.size * LINE
    return node.x - wide / 2, node.x + wide / 2, node.y - node.r, low


def overlapping(scene: Scene) -> list[tuple[str, str]]:
    found = []
    for a, b in combinations(scene.nodes, 2):
        (l1, r1, t1, b1), (l2, r2, t2, b2) = area(a), area(b)
        if l1 < r2 and l2 < r1 and t1 < b2 and t2 < b1:
            found.append((a.label, b.label))
    return found


@pytest.mark.parametrize("around", ["tea", "ex-A", "450400", "4-03-02-07"])
def test_labels_of_a_network_do_not_overlap(wuzhou: Build, around: str) -> None:
    found = neighbourhood(Web.of(wuzhou.tables, ONTOLOGY), around, most=150, per_vertex=20)
    assert overlapping(network(found, ONTOLOGY, Stamp())) == []


def test_old_nodes_never_move(wuzhou: Build) -> None:
    web = Web.of(wuzhou.tables, ONTOLOGY)
    first = network(neighbourhood(web, "tea", most=40), ONTOLOGY, Stamp())
    places = {node.id: (node.x, node.y) for node in first.nodes}
    more = network(neighbourhood(web, "tea", most=70), ONTOLOGY, Stamp(), fixed=places)
    assert len(more.nodes) > len(first.nodes)
    assert {n.id: (n.x, n.y) for n in more.nodes if n.id in places} == places
    assert overlapping(more) == []


def test_what_a_network_hides_is_counted(wuzhou: Build) -> None:
    web = Web.of(wuzhou.tables, ONTOLOGY)
    found = neighbourhood(web, "450400", most=20)
    assert len(found.vertices) == 20
    for vertex in found.vertices:
        shown = {one.uri for one in found.vertices}
        missing = {other for other, _, _ in web.near[vertex.uri]} - shown
        assert found.hidden.get(vertex.uri, 0) == len(missing)


def test_blocks_and_trend_say_what_the_report_says(wuzhou: Build) -> None:
    blocks = drawn(wuzhou, "blocks")
    assert sum(row[5] for row in blocks.rows.rows) == 1045
    newest = drawn(wuzhou, "trend").rows.rows[-1]
    assert newest[:6] == (2024, 4883, 4690, 3838, 1045, 852)


def test_a_trend_goes_on_where_draws_or_a_last_year_are_asked_for(wuzhou: Build) -> None:
    """The years ahead have the outlook's figures and bands; known years keep theirs."""
    known = drawn(wuzhou, "trend").rows.rows
    scene = picture("trend", wuzhou, ONTOLOGY, Wish(parameters=GapParameters(draws=50)))
    report = outlook(wuzhou.tables, OutlookParameters(draws=50))
    rows = scene.rows.rows
    assert [row[:7] for row in rows[: len(known)]] == [*known]
    for row, year in zip(rows[len(known) :], report.years, strict=True):
        medians = (year.demand.median, year.supply.median, None, year.shortage.median)
        assert row[:5] == (year.year, *medians)
        sides = (year.demand, year.supply, year.shortage)
        assert row[7:13] == tuple(end for side in sides for end in (side.low, side.high))
    outlines = {edge.id.split("/")[1]: (edge.dashed, edge.dotted) for edge in scene.edges}
    assert outlines == {str(year.year): (year.is_known, not year.is_known) for year in report.years}
    until = picture("trend", wuzhou, ONTOLOGY, Wish(until=2026))
    assert [row[0] for row in until.rows.rows] == [*range(2019, 2027)]


@pytest.mark.parametrize("wide", [640.0, 940.0, 1600.0])
def test_figures_of_a_trend_never_touch(wuzhou: Build, wide: float) -> None:
    wish = Wish(Look("en", wide), GapParameters(draws=20))
    scene = picture("trend", wuzhou, ONTOLOGY, wish)
    texts = scene.texts
    for text, box in product(texts, scene.boxes):
        if text.bold and text.id != box.id and text.y <= box.y + box.h:
            apart = text.span[1] <= box.x or box.x + box.w <= text.span[0]
            assert apart or text.y <= box.y, (text, box.id)
    for one, other in combinations([text for text in texts if text.bold], 2):
        beside = one.span[0] < other.span[1] and other.span[0] < one.span[1]
        assert not beside or abs(one.y - other.y) >= 0.9 * min(one.size, other.size), (one, other)


def test_the_matrix_holds_every_duty(wuzhou: Build) -> None:
    scene = drawn(wuzhou, "duties")
    assert len(scene.rows.rows) == 209
    assert len(scene.boxes) == 209
    assert sum(box.tint >= 1 for box in scene.boxes) == 20


def test_the_names_are_known_to_the_command() -> None:
    assert tuple(PICTURES) == PICTURE_NAMES


def test_what_is_missing_is_said(wuzhou: Build) -> None:
    for name, wish in (
        ("chain", Wish()),
        ("network", Wish()),
        ("network", Wish(around="no-such-thing")),
        ("chain", Wish(chain="no-such-chain")),
    ):
        with pytest.raises(WrongInput):
            picture(name, wuzhou, ONTOLOGY, wish)
    with pytest.raises(NoAnswer):
        picture("ribbon", wuzhou, ONTOLOGY, Wish(chain="tea", college="ex-S12", block="B1"))


@given(
    st.lists(st.floats(0.1, 5000), min_size=1, max_size=30),
    st.floats(700, 1500),
)
def test_boxes_of_a_column_fit(persons: list[float], room: float) -> None:
    column = [Entry(str(k), n) for k, n in enumerate(persons)]
    scale = scale_for([column], room, 18.0, 4.0)
    found = placed(column, scale, 0.0, room, 18.0, 4.0)
    places = [found[entry.key] for entry in column]
    for upper, lower in pairwise(places):
        assert lower.y >= upper.y + upper.h + 3.99
    assert places[-1].y + places[-1].h <= room + 0.01
    for entry, place in zip(column, places, strict=True):
        assert place.bar_h == pytest.approx(entry.persons * scale)
        assert place.h >= place.bar_h - 1e-6


@given(st.text(max_size=300), st.floats(30, 400), st.integers(1, 4))
def test_broken_texts_fit(text: str, room: float, lines: int) -> None:
    found = wrapped(text, room, 12.0, lines)
    assert len(found) <= lines
    assert all(width(line, 12.0) <= room for line in found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_narrow_ribbon_still_names_every_box(wuzhou: Build, lang: str) -> None:
    drawn = picture("ribbon", wuzhou, ONTOLOGY, Wish(Look(lang, 700)))
    assert all(box.lines and box.lines[0].strip("…") for box in drawn.boxes)
    assert any(box.mark.startswith("−") for box in drawn.boxes)
    assert drawn.note.startswith("−")  # signs are explained
    named = [box.lines for box in drawn.boxes if box.column == 4 and box.h < 40]
    assert len(named) == len(set(named)), "colleges cannot be told from each other"
    right = drawn.width - 32
    assert all(item.text().span[1] <= right for item in drawn.legend)
    assert len({item.y for item in drawn.legend}) > (0 if lang == "zh" else 1)
    assert all(text.span[1] <= right + 1 for text in drawn.furniture)
    assert "…" not in "".join(text.text for text in drawn.furniture)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_beside_bars_stay_on_a_page_of_paper(wuzhou: Build, lang: str) -> None:
    wish = Wish(Look(lang))
    (drawn,) = scenes_of("blocks", wuzhou, ONTOLOGY, wish, ".docx")
    assert drawn.width == PAPER
    assert all(text.span[1] <= drawn.width - 31 for text in drawn.texts)
    (whole,) = scenes_of("blocks", wuzhou, ONTOLOGY, wish, ".svg")
    assert whole.width == wish.look.width
