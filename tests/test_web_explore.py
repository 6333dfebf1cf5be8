"""The graph and the ribbon in a real browser: mouse, keyboard, search, address, hostile names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from graph.settings import EXAMPLES
from graph.words import say
from ingest.build import BuildRequest, build
from tests.browsers import Visit, serving, spot

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
    for _ in range(2):
        before, thing = places(canvas), one_with_more(canvas, opened)
        opened = (*opened, thing)
        visit.page.mouse.dblclick(*spot(canvas, thing))
        after = more_or_less(visit, canvas, before)
        assert len(after) > len(before)
        assert moved(before, after) == 0
    assert len(parameters(visit)["open"]) == 2
    visit.page.reload()
    canvas.wait_for()
    visit.wait()
    assert places(canvas).keys() == after.keys()
    assert moved(after, places(canvas)) < 0.02


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


def test_what_is_typed_outlives_the_box(visit: Visit) -> None:
    """A page that is drawn anew may make another box while somebody types."""
    graph(visit)
    box = visit.page.locator(".finder input").first
    box.press_sequentially("梧州职业")
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
    before, thing = places(canvas), one_with_more(canvas)
    visit.page.mouse.click(*spot(canvas, thing))
    visit.wait()
    canvas.get_by_role("button", name=say("web.canvas.open", "zh")).click()
    after = more_or_less(visit, canvas, before)
    assert len(after) > len(before)
    canvas.get_by_role("button", name=say("web.canvas.close", "zh")).click()
    assert more_or_less(visit, canvas, after) == before


def test_a_path_is_shown(visit: Visit) -> None:
    canvas = graph(visit, "/explore?node=colleges/4145014171&to=chains/tea")
    shown = things(canvas)
    assert any(one.endswith("/colleges/4145014171") for one in shown)
    assert any(one.endswith("/chains/tea") for one in shown)


def test_a_picture_is_searched_and_taken_along(visit: Visit) -> None:
    canvas = graph(visit)
    canvas.locator(".sought").fill("lbc")
    lit = canvas.evaluate("root => [...root.view.lit]")
    assert [one for one in lit if one.endswith("/chains/tea")]
    assert len(lit) < len(things(canvas))
    canvas.locator(".sought").press("Escape")
    assert canvas.evaluate("root => root.view.lit") is None
    with visit.page.expect_download() as taken:
        canvas.get_by_role("button", name=say("web.canvas.png", "zh")).click()
    assert taken.value.suggested_filename.endswith(".png")
    assert Path(taken.value.path()).read_bytes().startswith(b"\x89PNG")
    visit.page.get_by_text(say("web.exports.label", "zh"), exact=True).click()
    with visit.page.expect_download() as taken:
        visit.page.get_by_text(say("web.exports.as_graphml", "zh")).click()
    assert b"<graphml" in Path(taken.value.path()).read_bytes()


def test_a_view_is_kept_and_found_again(visit: Visit) -> None:
    graph(visit, "/explore?node=chains/tea&only=Chain&only=Segment")
    views = visit.page.get_by_text(say("web.explore.views", "zh"), exact=True)
    views.click()
    visit.page.get_by_role("textbox", name=say("web.explore.keep_name", "zh")).fill("环节")
    visit.page.get_by_role("textbox", name=say("web.explore.keep_name", "zh")).press("Enter")
    visit.wait()
    visit.page.get_by_role("button", name=say("web.explore.keep", "zh")).click()
    visit.wait()
    canvas = graph(visit)
    views.click()
    visit.page.get_by_role("link", name="环节").click()
    visit.wait()
    expect(canvas).to_be_visible()
    assert parameters(visit)["only"] == ["Chain", "Segment"]


def test_the_dark_theme_has_its_own_colours(browser: Browser, explorer: str) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 1280, "height": 900})
    there = Visit(context.new_page(), explorer)
    canvas = graph(there)
    assert canvas.evaluate("root => root.view.dark") is True
    ground = canvas.locator(".stage").evaluate("one => getComputedStyle(one).backgroundColor")
    assert sum(int(part) for part in ground.removeprefix("rgb(").removesuffix(")").split(",")) < 200
    context.close()
    assert there.faults == []


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
    visit.page.locator(".tc-canvas").wait_for()
    visit.wait()
    assert visit.view().startswith("/explore?")


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


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an explorer of a city whose names try to be more than names."""
    folder = tmp_path_factory.mktemp("hostile") / "city"
    copytree(EXAMPLES / "tiny", folder)
    for name in ("chains", "occupations", "majors", "colleges"):
        file = folder / f"{name}.csv"
        head, first, *rest = file.read_text(encoding="utf-8").splitlines()
        cells = first.split(",")
        cells[head.split(",").index("name")] = '"' + HOSTILE.replace('"', '""') + '"'
        file.write_text("\n".join([head, ",".join(cells), *rest]) + "\n", encoding="utf-8")
    home = tmp_path_factory.mktemp("hostile-home")
    build(BuildRequest((folder,), None, home))
    with serving(home) as address:
        yield address


def test_names_are_only_names(browser: Browser, hostile: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    there = Visit(context.new_page(), hostile)
    canvas = graph(there, "/explore")
    canvas.locator("summary").click()
    assert HOSTILE[:10] in canvas.evaluate("root => root.textContent")
    there.page.locator(".finder input").first.press_sequentially("<img", delay=10)
    expect(there.page.locator(".finder li[role=option]").first).to_contain_text("<img")
    ribbon(there)
    hurt(there.page)
    context.close()
    assert there.faults == []


def hurt(page: Page) -> None:
    assert page.evaluate("window.hurt") is None
    assert page.locator("img[src=x]").count() == 0
