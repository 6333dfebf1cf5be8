"""The graph and the ribbon in a real browser: mouse, keyboard, search, address, hostile names."""

from __future__ import annotations

import re
from math import dist
from pathlib import Path
from shutil import copytree
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from graph.settings import EXAMPLES
from graph.words import say
from ingest.build import BuildRequest, build
from tests.browsers import Visit, spot

Places = dict[str, dict[str, float]]
HOSTILE = '<img src=x onerror="window.hurt=1">\'"</script><script>window.hurt=1</script>'


# Resolves when the camera has stood still for five frames.
STEADY = """root => new Promise(done => {
  let [last, same] = ["", 0]
  const look = () => {
    const { network } = root.view
    const now = JSON.stringify([network.getScale(), network.getViewPosition()])
    same = now === last ? same + 1 : 0
    last = now
    same < 5 ? requestAnimationFrame(look) : done()
  }
  look()
})"""
FITS = "({ view }) => Math.abs(view.data.scene.content[2] - view.frame.clientWidth) < 80"


def graph(visit: Visit, view: str = "/explore?node=chains/tea") -> Locator:
    """The canvas of a view, ready."""
    there = visit.open(view)
    canvas = there.locator(".tc-canvas")
    canvas.wait_for()
    canvas.evaluate(STEADY)
    return canvas


def more_or_less(visit: Visit, canvas: Locator, before: Places) -> Places:
    """Where things stand once there are others than before."""
    other = "([root, count]) => root.view.items.size !== count"
    visit.page.wait_for_function(other, arg=[canvas.element_handle(), len(before)])
    visit.wait()
    canvas.evaluate(STEADY)
    return places(canvas)


def places(canvas: Locator) -> Places:
    return canvas.evaluate("root => root.view.network.getPositions()")


def on_screen(canvas: Locator) -> Places:
    """Where things stand in the window, which the camera and the page may move too."""
    return canvas.evaluate(
        """root => {
            const { network, plane } = root.view
            const { left, top } = plane.getBoundingClientRect()
            const at = (place) => {
                const { x, y } = network.canvasToDOM(place)
                return { x: left + x, y: top + y }
            }
            const places = Object.entries(network.getPositions())
            return Object.fromEntries(places.map(([id, place]) => [id, at(place)]))
        }"""
    )


def things(canvas: Locator) -> dict[str, str]:
    """Id → what is told of it."""
    return dict(
        canvas.evaluate("root => [...root.view.items].map(([id, one]) => [id, one.tooltip])")
    )


def one_with_more(canvas: Locator, beside: tuple[str, ...] = ()) -> str:
    """A thing on the canvas of which neighbours are hidden."""
    found = canvas.evaluate(
        "root => [...root.view.items.values()].filter(one => one.hidden > 2).map(one => one.id)"
    )
    return next(one for one in found if one not in beside and "/areas/" not in one)


def moved(before: Places, after: Places) -> float:
    """By how many pixels anything that was there has moved."""
    assert before.keys() <= after.keys()
    return max(abs(after[one][axis] - before[one][axis]) for one in before for axis in "xy")


def parameters(visit: Visit) -> dict[str, list[str]]:
    return parse_qs(urlsplit(visit.view()).query)


def name_of(told: str) -> str:
    return told.split("［")[0].split(" [")[0]


def test_a_click_shows_the_details_and_moves_nothing(visit: Visit) -> None:
    told: list[int] = []
    visit.page.on("websocket", lambda one: one.on("framereceived", lambda it: told.append(len(it))))
    canvas = graph(visit)
    before, thing = places(canvas), one_with_more(canvas)
    picture, so_far = max(told), len(told)
    visit.page.mouse.click(*spot(canvas, thing))
    expect(visit.page.locator(".tc-thing-name")).to_have_text(name_of(things(canvas)[thing]))
    assert moved(before, places(canvas)) == 0
    assert len(parameters(visit)["sel"]) == 1
    assert sum(told[so_far:]) < picture / 2  # the picture is not sent again


def test_expanding_twice_moves_nothing_and_a_reload_brings_it_back(visit: Visit) -> None:
    canvas = graph(visit)
    opened: tuple[str, ...] = ()
    seen: list[Places] = []
    for _ in range(2):
        before, thing = places(canvas), one_with_more(canvas, opened)
        seen.append(on_screen(canvas))
        opened = (*opened, thing)
        visit.page.mouse.dblclick(*spot(canvas, thing))
        after = more_or_less(visit, canvas, before)
        assert len(after) > len(before)
        assert moved(seen[-1], on_screen(canvas)) == 0
    assert len(parameters(visit)["open"]) == 2
    seen.append(on_screen(canvas))
    box = canvas.locator(".plane").bounding_box()
    assert box
    outside = sum(
        not (
            box["x"] <= at["x"] <= box["x"] + box["width"]
            and box["y"] <= at["y"] <= box["y"] + box["height"]
        )
        for at in seen[-1].values()
    )
    told = canvas.locator(".beyond")
    expect(told).to_have_text(say("web.canvas.outside", "zh").replace("#", str(outside)))
    visit.page.reload()
    canvas.wait_for()
    visit.wait()
    assert places(canvas).keys() == after.keys()
    assert moved(after, places(canvas)) < 0.02


def test_every_step_is_undone_and_nothing_moves_meanwhile(visit: Visit) -> None:
    canvas = graph(visit)
    undo = canvas.get_by_role("button", name=say("web.canvas.undo", "zh"))
    expect(undo).to_be_disabled()
    seen = [on_screen(canvas)]
    thing = one_with_more(canvas)
    visit.page.mouse.dblclick(*spot(canvas, thing))
    more_or_less(visit, canvas, seen[0])
    seen.append(on_screen(canvas))
    canvas.get_by_role("button", name=say("web.canvas.hide", "zh")).click()
    more_or_less(visit, canvas, seen[1])
    seen.append(on_screen(canvas))
    assert seen[2].keys() == seen[1].keys() - {thing}
    assert moved(seen[2], seen[1]) == 0
    visit.page.keyboard.press("Control+z")
    more_or_less(visit, canvas, seen[2])
    assert on_screen(canvas) == seen[1]
    undo.click()
    more_or_less(visit, canvas, seen[1])
    assert on_screen(canvas) == seen[0]
    expect(undo).to_be_disabled()
    assert parameters(visit).keys() == {"node"}


def test_the_legend_hides_and_shows_and_moves_nothing(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1280, "height": 1700})
    canvas = graph(visit)
    seen = [on_screen(canvas)]
    firms = canvas.get_by_role("button", name="企业", exact=True)
    expect(firms).to_have_attribute("aria-pressed", "true")
    firms.press("Enter")
    more_or_less(visit, canvas, seen[0])
    expect(firms).to_have_attribute("aria-pressed", "false")
    expect(firms).to_be_focused()
    seen.append(on_screen(canvas))
    assert seen[0].keys() - seen[1].keys() == {one for one in seen[0] if "/enterprises/" in one}
    only = canvas.get_by_role("button", name=f"{say('web.canvas.only', 'zh')} 职业")
    only.press("Enter")
    more_or_less(visit, canvas, seen[1])
    expect(only).to_have_attribute("aria-pressed", "true")
    seen.append(on_screen(canvas))
    assert [one for one in seen[2] if "/occupations/" not in one] == [next(iter(seen[0]))]
    canvas.get_by_role("button", name=say("web.canvas.all", "zh")).press("Enter")
    more_or_less(visit, canvas, seen[2])
    assert on_screen(canvas) == seen[0]
    assert moved(seen[1], seen[0]) == moved(seen[2], seen[0]) == 0


def test_a_window_of_another_size_scales_the_graph_as_one(visit: Visit) -> None:
    canvas = graph(visit)
    before = on_screen(canvas)
    visit.page.mouse.dblclick(*spot(canvas, one_with_more(canvas)))
    more_or_less(visit, canvas, before)
    a, b, *_ = before = on_screen(canvas)
    visit.page.set_viewport_size({"width": 1080, "height": 800})
    visit.page.wait_for_timeout(300)
    canvas.evaluate(STEADY)
    after = on_screen(canvas)

    def far(places: Places, one: str) -> float:
        return dist(*((places[end]["x"], places[end]["y"]) for end in (a, one)))

    scale = far(after, b) / far(before, b)
    assert scale != 1
    rest = [one for one in before if one not in (a, b)]
    assert all(abs(far(after, one) - scale * far(before, one)) < 0.01 for one in rest)


def test_what_is_dragged_stays_and_can_be_gone_back_from(visit: Visit) -> None:
    canvas = graph(visit)
    before, thing = places(canvas), one_with_more(canvas)
    x, y = spot(canvas, thing)
    visit.page.mouse.move(x, y)
    visit.page.mouse.down()
    visit.page.mouse.move(x + 30, y + 20, steps=4)
    visit.page.mouse.move(x + 90, y + 60, steps=4)
    visit.page.mouse.up()
    visit.page.wait_for_url(re.compile("[?&]at="))
    visit.wait()
    after = places(canvas)
    assert after[thing]["x"] > before[thing]["x"] + 20
    rest = {one: place for one, place in before.items() if one != thing}
    assert moved(rest, after) == 0
    [at] = parameters(visit)["at"]
    assert at.endswith(f"@{after[thing]['x']:.0f},{after[thing]['y']:.0f}")
    visit.page.reload()
    canvas.wait_for()
    visit.wait()
    assert abs(places(canvas)[thing]["x"] - after[thing]["x"]) <= 1


def test_a_college_is_found_as_people_type(visit: Visit) -> None:
    graph(visit)
    box = visit.page.locator(".finder input").first
    found = visit.page.locator(".finder li[role=option]").first
    for typed in ("梧州职业学院", "4145014171", "wzzyxy"):
        box.fill("")
        expect(found).to_be_hidden()
        box.press_sequentially(typed, delay=10)
        expect(found).to_contain_text("梧州职业学院")
    box.press("Enter")
    expect(visit.page.locator(".tc-thing-name")).to_have_text("梧州职业学院")
    visit.wait()
    assert parameters(visit)["node"] == ["colleges/4145014171"]
    visit.page.go_back()
    visit.wait()
    expect(visit.page.locator(".tc-thing-name")).to_have_text("六堡茶产业链")


def test_a_phrase_is_completed_understood_and_opened(visit: Visit) -> None:
    graph(visit)
    box = visit.page.locator(".finder input").first
    found = visit.page.locator(".finder li")
    box.press_sequentially("企业 没有 院", delay=10)
    expect(found.first).to_have_text("企业 没有 院校 …")
    box.press("Enter")
    expect(box).to_have_value("企业 没有 院校 ")
    box.press_sequentially("六堡茶 xyz", delay=10)
    expect(found.first).to_contain_text("六堡茶产业链的企业，没有相连的院校")
    expect(found.first).to_contain_text("经产业链环节 · 10 个")
    expect(found.last).to_have_text(say("web.finder.unknown", "zh", parts="xyz"))
    box.press("Enter")
    expect(visit.page.get_by_text("企业 —处于环节→ 产业链环节 —属于产业链→")).to_contain_text(
        "共 10 个"
    )
    canvas = visit.page.locator(".tc-canvas")
    canvas.evaluate(STEADY)
    assert sum("/enterprises/" in one for one in things(canvas)) == 10
    assert parameters(visit)["has"] == ["-College"]


def test_what_is_typed_outlives_the_box(visit: Visit) -> None:
    """A page that is drawn anew may make another box while somebody types."""
    graph(visit)
    box = visit.page.locator(".finder input").first
    box.press_sequentially("梧州职业")
    expect(visit.page.locator(".finder li[role=option]").first).to_be_visible()  # it was sent
    visit.page.locator(".finder").first.evaluate("box => box.remove()")
    visit.page.get_by_role("radio", name="EN").click()
    expect(box).to_have_value("梧州职业")
    expect(visit.page.locator(".finder li[role=option]").first).to_contain_text("4145014171")


def test_everything_goes_by_keyboard(visit: Visit) -> None:
    canvas = graph(visit, "/explore?node=chains/tea&lang=en")
    canvas.locator("summary").click()  # the same as a table
    links = canvas.evaluate("root => root.view.links.size")
    expect(canvas.locator("tbody tr")).to_have_count(links)
    stage = canvas.locator(".stage")
    said = canvas.locator("caption").inner_text()
    expect(stage).to_have_attribute("aria-label", said)
    stage.focus()
    stage.press("Home")
    expect(canvas.locator(".said")).to_contain_text("Liupao tea")
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight", "ArrowRight"):
        stage.press(key)
    thing = canvas.evaluate("root => root.view.focused")
    stage.press("Enter")
    expect(visit.page.locator(".tc-thing-name")).to_have_text(name_of(things(canvas)[thing]))
    visit.wait()
    before = places(canvas)
    stage.press("Delete")
    assert len(more_or_less(visit, canvas, before)) == len(before) - 1
    stage.press("Escape")
    assert canvas.evaluate("root => root.view.selected.size") == 0


def test_the_tools_expand_and_collapse(visit: Visit) -> None:
    canvas = graph(visit)
    before, thing = on_screen(canvas), one_with_more(canvas)
    visit.page.mouse.click(*spot(canvas, thing))
    visit.wait()
    canvas.get_by_role("button", name=say("web.canvas.open", "zh")).click()
    after = more_or_less(visit, canvas, before)
    assert len(after) > len(before)
    canvas.get_by_role("button", name=say("web.canvas.close", "zh")).click()
    more_or_less(visit, canvas, after)
    assert on_screen(canvas) == before


def test_a_path_is_shown(visit: Visit) -> None:
    canvas = graph(visit, "/explore?node=colleges/4145014171&to=chains/tea")
    shown = things(canvas)
    assert any(one.endswith("/colleges/4145014171") for one in shown)
    assert any(one.endswith("/chains/tea") for one in shown)
    visit.page.get_by_text(say("web.explore.path", "zh"), exact=True).click()
    popover = visit.page.get_by_test_id("stPopoverBody")
    popover.locator("input").press_sequentially("wzzyxy", delay=10)
    popover.get_by_role("option").first.wait_for()
    room, line = popover.bounding_box(), popover.get_by_role("option").first.bounding_box()
    assert room
    assert line
    assert line["y"] + line["height"] <= room["y"] + room["height"]  # it is not cut off


def test_an_answer_opens_as_a_graph(visit: Visit) -> None:
    nodes = "nodes=majors/520201&nodes=colleges/4145014171&nodes=x/y"
    canvas = graph(visit, f"/explore?{nodes}&chain=tea")
    assert {one.rpartition("/id/")[2] for one in things(canvas)} == {
        "majors/520201",
        "colleges/4145014171",
    }
    expect(visit.page.get_by_test_id("stAlert").first).to_contain_text("x/y")


def test_a_picture_is_searched_and_taken_along(visit: Visit) -> None:
    canvas = graph(visit)
    canvas.locator(".stage").press("/")
    box = visit.page.locator(".finder input").first
    expect(box).to_be_focused()
    visit.page.keyboard.type("lbc")
    lit = canvas.evaluate("root => [...root.view.lit]")
    assert [one for one in lit if one.endswith("/chains/tea")]
    assert len(lit) < len(things(canvas))
    box.fill("")
    assert canvas.evaluate("root => root.view.lit") is None
    visit.page.get_by_text(say("web.exports.label", "zh"), exact=True).click()
    for suffix, beginning in ((".png", b"\x89PNG"), (".graphml", b"<?xml")):
        with visit.page.expect_download() as taken:
            visit.page.get_by_text(say(f"web.exports.as_{suffix[1:]}", "zh")).click()
        assert taken.value.suggested_filename.endswith(suffix)
        content = Path(taken.value.path()).read_bytes()
        assert content.startswith(beginning)
    assert b"<graphml" in content


def test_a_view_is_kept_and_found_again(visit: Visit) -> None:
    graph(visit, "/explore?node=chains/tea&only=Chain&only=Segment&layout=chain")
    views = visit.page.get_by_text(say("web.explore.views", "zh"), exact=True)
    views.click()
    visit.page.get_by_role("textbox", name=say("web.explore.keep_name", "zh")).fill(HOSTILE[:40])
    visit.page.get_by_role("textbox", name=say("web.explore.keep_name", "zh")).press("Enter")
    visit.wait()
    visit.page.get_by_role("button", name=say("web.explore.keep", "zh")).click()
    visit.wait()
    canvas = graph(visit)
    views.click()
    visit.page.get_by_role("link", name=HOSTILE[:40]).click()
    visit.wait()
    expect(canvas).to_be_visible()
    assert parameters(visit)["only"] == ["Chain", "Segment"]
    heads = canvas.evaluate("root => root.view.data.heads.map((head) => head.text)")
    assert heads == ["产业链", "上游", "中游", "下游"]
    hurt(visit.page)


def test_a_telephone_shows_legible_letters_and_no_empty_canvas(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    canvas = graph(visit)
    visit.page.wait_for_function("root => root.view.data.isNarrow", arg=canvas.element_handle())
    canvas.evaluate(STEADY)
    smallest, drawn, high = canvas.evaluate(
        """({ view }) => {
            const sizes = [...view.items.values()].map((one) => one.size)
            const scale = view.network.getScale()
            const { top, bottom } = view.bounds()
            return [Math.min(...sizes) * scale, (bottom - top) * scale, view.plane.clientHeight]
        }"""
    )
    assert smallest >= 11
    assert drawn <= high < drawn + 40
    across = "() => document.documentElement.scrollWidth"
    assert visit.page.evaluate(across) == 390


def test_the_dark_theme_has_its_own_colours(visit: Visit) -> None:
    visit.page.emulate_media(color_scheme="dark")
    canvas = graph(visit)
    assert canvas.evaluate("root => root.view.dark") is True
    ground = canvas.locator(".stage").evaluate("one => getComputedStyle(one).backgroundColor")
    assert sum(int(part) for part in ground.removeprefix("rgb(").removesuffix(")").split(",")) < 200


def ribbon(visit: Visit, view: str = "/") -> Locator:
    visit.open(view)
    found = visit.page.locator(".tc-ribbon")
    found.locator("svg").wait_for()
    visit.page.wait_for_function(FITS, arg=found.element_handle())
    visit.wait()
    return found


def test_a_box_of_the_ribbon_lights_its_path_and_leads_on(visit: Visit) -> None:
    drawn = ribbon(visit)
    box = drawn.locator(".box").first
    box.click()
    expect(box).to_have_attribute("aria-pressed", "true")
    lit = drawn.locator(".box.on").count()
    assert 1 < lit < drawn.locator(".box").count()
    assert drawn.locator(".band.on").count() > 0
    drawn.locator(".told a").click()
    visit.page.locator(".tc-thing-name").wait_for()
    visit.wait()
    assert visit.view().startswith("/thing?")


def test_the_ribbon_goes_by_keyboard(visit: Visit) -> None:
    drawn = ribbon(visit, "/?lang=en")
    drawn.locator(".box").first.focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("ArrowRight")
    visit.page.keyboard.press("Enter")
    expect(drawn.locator(".box[aria-pressed=true]")).to_have_count(1)
    expect(drawn.locator(".told a")).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(drawn.locator(".box[aria-pressed=true]")).to_have_count(0)


def test_the_ribbon_is_laid_out_for_its_width(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1920, "height": 1000})
    drawn = ribbon(visit)
    wide, there = drawn.evaluate(
        "root => [root.view.data.scene.content[2], root.view.frame.clientWidth]"
    )
    assert abs(wide - there) < 80
    for kind, head in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with visit.page.expect_download() as taken:
            drawn.locator(".actions button").get_by_text(kind).click()
        assert Path(taken.value.path()).read_bytes().startswith(head)


@pytest.fixture
def hostile(changing_home: Path, own: Visit, tmp_path: Path) -> Visit:
    """An explorer of a city whose names try to be more than names."""
    folder = tmp_path / "city"
    copytree(EXAMPLES / "tiny", folder)
    for name in ("chains", "occupations", "majors", "colleges"):
        file = folder / f"{name}.csv"
        head, first, *rest = file.read_text(encoding="utf-8").splitlines()
        cells = first.split(",")
        cells[head.split(",").index("name")] = '"' + HOSTILE.replace('"', '""') + '"'
        file.write_text("\n".join([head, ",".join(cells), *rest]) + "\n", encoding="utf-8")
    build(BuildRequest((folder,), None, changing_home))
    return own


def test_names_are_only_names(hostile: Visit) -> None:
    canvas = graph(hostile, "/explore?lang=zh")
    canvas.locator("summary").click()
    assert HOSTILE[:10] in canvas.evaluate("root => root.textContent")
    hostile.page.locator(".finder input").first.press_sequentially("<img", delay=10)
    expect(hostile.page.locator(".finder li[role=option]").first).to_contain_text("<img")
    ribbon(hostile, "/?lang=zh")
    hurt(hostile.page)


def hurt(page: Page) -> None:
    assert page.evaluate("window.hurt") is None
    assert page.locator("img[src=x]").count() == 0
