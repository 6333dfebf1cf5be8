"""Who may look and who may change things.

On this machine's own address nobody logs in and everybody may edit. Elsewhere people log in, and
those named in the secrets (``[roles] editors``) may edit; without a login nobody may.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from views.parts.markup import plain
from views.parts.session import tell
from views.web.settings import is_loopback, login_is_configured


def is_local() -> bool:
    """Whether the server answers this machine alone."""
    return is_loopback(str(st.get_option("server.address") or ""))


def is_admitted() -> bool:
    """Whether this person may look."""
    return not login_is_configured() or bool(st.user.is_logged_in)


def may_edit() -> bool:
    """Whether this person may upload and publish."""
    if not login_is_configured():
        return is_local()
    editors = st.secrets.get("roles", {}).get("editors", [])
    return bool(st.user.is_logged_in) and is_editor(st.user, editors)


def is_editor(person: Mapping[str, Any], editors: Iterable[str]) -> bool:
    """Whether somebody is among those named; an address the provider did not check names nobody.

    Addresses are compared without regard to capitals. A provider that says nothing of having
    checked them (``email_verified``) is one that gives them itself.

    >>> is_editor({"email": "a@b.example"}, ["A@b.example"])
    True
    >>> is_editor({"email": "a@b.example", "email_verified": False}, ["a@b.example"])
    False
    """
    address = str(person.get("email") or "").casefold()
    checked = person.get("email_verified", True) in (True, "true")
    return checked and address in {str(one).casefold() for one in editors if one}


def who() -> None:
    """Who is logged in, and the way out; nothing where nobody logs in."""
    if login_is_configured() and st.user.is_logged_in:
        name = str(st.user.get("email") or st.user.get("name") or st.user.get("sub") or "")
        st.caption(plain(name), width="content")
        st.button(tell("login.out"), on_click=st.logout, type="tertiary", key="log-out")


def ask_to_log_in() -> None:
    """The page of somebody who is not logged in."""
    st.info(tell("login.needed"), icon=":material/lock:")
    st.button(tell("login.button"), on_click=st.login, type="primary")
