"""Who has to log in: against a real OpenID Connect provider on loopback, in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Page, expect

from graph.builds.home import Home
from graph.words import say
from tests.browsers import READY, Tabs, serving
from tests.servers import free_port
from tests.test_http import Client

EDITOR, VIEWER, PRETENDER = "planner@example.org", "guest@example.org", "pretender"
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "only-for-tests-and-long-enough-to-sign"
client_id = "twinchain"
client_secret = "only-for-tests"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[roles]
editors = ["Planner@example.org"]
"""
# Its user may write any address into the claim; the provider says that nobody checked it.
UNVERIFIED = '{"sub": "pretender", "email": "planner@example.org", "email_verified": false}'


@pytest.fixture(scope="module")
def provider(require: Callable[..., None]) -> Iterator[str]:
    """A provider that lets anybody log in as whoever they say they are."""
    require("oidc_provider_mock")
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    running = subprocess.Popen(
        [*command, "--user-claims", UNVERIFIED],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            with suppress(URLError):
                urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=5)
                break
            time.sleep(0.5)
        yield address
    finally:
        running.terminate()
        running.wait(timeout=20)


@pytest.fixture(scope="module")
def guarded(
    provider: str, homes: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An explorer where people log in; secrets lie where Streamlit looks for them."""
    port = free_port()
    person = tmp_path_factory.mktemp("person")
    (person / ".streamlit").mkdir()
    secrets = SECRETS.format(port=port, provider=provider)
    (person / ".streamlit" / "secrets.toml").write_text(secrets, encoding="utf-8")
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    told = {"HOME": str(person), "XDG_CACHE_HOME": cache}
    with serving(homes["wuzhou"], "--lang", "en", port=port, environment=told) as address:
        yield address


@pytest.fixture
def tab(guarded: str, tabs: Tabs) -> Iterator[Page]:
    with tabs(guarded) as there:
        yield there.page
        there.faults.clear()  # the provider is another host


def build_of(home: Path) -> str:
    """The id that every page of a build shows."""
    found = Home(home).current()
    assert found
    return found


def open_view(tab: Page, address: str) -> None:
    tab.goto(address)
    tab.wait_for_timeout(150)
    tab.wait_for_selector(READY)


def log_in(tab: Page, person: str) -> None:
    """At the provider, as a person types it."""
    tab.get_by_role("button", name=say("web.login.button", "en")).click()
    tab.wait_for_url(re.compile("/oauth2/authorize"))
    tab.locator("input[name=sub]").fill(person)
    tab.get_by_role("button", name="Authorize").click()
    tab.wait_for_url(re.compile(r"//127\.0\.0\.1:\d+/($|\?)"))
    tab.wait_for_selector(".tc-region")
    tab.wait_for_selector(READY)


@pytest.mark.parametrize("view", ["/", "/data", "/explore?node=chains/tea", "/ask"])
def test_who_is_not_logged_in_sees_nothing(
    tab: Page, guarded: str, homes: dict[str, Path], view: str
) -> None:
    open_view(tab, guarded + view)
    expect(tab.get_by_text(say("web.login.needed", "en"))).to_be_visible()
    assert tab.locator(".tc-ribbon, .tc-canvas, [data-testid=stDataFrame]").count() == 0
    assert build_of(homes["wuzhou"]) not in tab.content()
    assert tab.locator("[data-testid=stSidebarNav]").count() == 0
    assert Client(guarded).send("/api/health").kind == "text/html"  # the empty document


def test_a_viewer_looks_and_changes_nothing_and_logs_out(tab: Page, guarded: str) -> None:
    open_view(tab, guarded)
    log_in(tab, VIEWER)
    expect(tab.locator(".tc-ribbon svg .box").first).to_be_visible()
    expect(tab.get_by_text(VIEWER)).to_be_visible()
    open_view(tab, f"{guarded}/data?part=upload")
    assert tab.locator("[data-testid=stFileUploader]").count() == 0
    open_view(tab, f"{guarded}/review")
    expect(tab.get_by_text(say("web.review.viewer", "en"))).to_be_visible()
    assert tab.locator(".st-key-review-item h2").count() == 1
    assert tab.locator(".st-key-review-yes, .st-key-review-undo").count() == 0
    tab.get_by_role("button", name=say("web.login.out", "en")).click()
    tab.wait_for_url(re.compile("/oauth2/end_session"))  # the provider lets go of them too
    open_view(tab, guarded)
    expect(tab.get_by_text(say("web.login.needed", "en"))).to_be_visible()


def test_an_editor_may_upload(tab: Page, guarded: str) -> None:
    open_view(tab, guarded)
    log_in(tab, EDITOR)
    open_view(tab, f"{guarded}/data?part=upload")
    expect(tab.locator("[data-testid=stFileUploader]").first).to_be_visible()


def test_an_address_that_nobody_checked_makes_no_editor(tab: Page, guarded: str) -> None:
    open_view(tab, guarded)
    log_in(tab, PRETENDER)
    open_view(tab, f"{guarded}/data?part=upload")
    assert tab.locator("[data-testid=stFileUploader]").count() == 0
