"""The guided tour: offered once at the front door, walked by keys, and nothing moves under it."""

from __future__ import annotations

from playwright.sync_api import expect

from graph.words import say
from tests.browsers import Visit
from views.parts.tour import STEPS

FOCUSED = """() => {
  let at = document.activeElement
  while (at.shadowRoot) at = at.shadowRoot.activeElement
  return at.className
}"""


def test_the_tour_is_offered_once_and_walked_by_keys(visit: Visit) -> None:
    there = visit.open("/?year=2024&lang=en")  # a link into the middle offers nothing
    ask = there.locator(".tour .open")
    expect(ask).to_be_visible()
    expect(there.locator(".tour .offer")).to_be_hidden()

    there = visit.open("/")
    offer, card = there.locator(".tour .offer"), there.locator(".tour .card")
    expect(offer).to_have_text(say("web.tour.offer", "zh", steps=len(STEPS)))
    lead, switch = there.locator(".tc-lead"), there.get_by_role("radio", name="EN")
    lead.wait_for()
    places = lead.bounding_box(), switch.bounding_box()
    offer.focus()
    there.keyboard.press("Enter")
    ring = there.locator(".tour .ring").bounding_box()
    box = lead.bounding_box()
    assert ring
    assert box
    assert ring["y"] < box["y"] < ring["y"] + ring["height"]
    for name in STEPS:
        expect(card).to_contain_text(say(f"web.tour.{name}_title", "zh"))
        there.keyboard.press("ArrowRight")
    expect(card.locator(".next")).to_have_text(say("web.tour.end", "zh"))  # keys do not end it
    there.keyboard.press("ArrowLeft")
    for _ in range(4):
        there.keyboard.press("Tab")
        assert there.evaluate(FOCUSED) in ("close", "back", "next", "")  # the browser's own bar
    there.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert there.evaluate(FOCUSED) == "open"
    assert (lead.bounding_box(), switch.bounding_box()) == places

    visit.open("/")
    expect(ask).to_be_visible()
    expect(offer).to_be_hidden()
    ask.click()  # it is there again whenever asked for
    there.get_by_role("button", name=say("web.tour.close", "zh")).click()
    expect(card).to_be_hidden()
