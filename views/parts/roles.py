"""Permissions: who may view the explorer and who may change data.

On the loopback address nobody logs in and everybody may edit. Elsewhere people log in, and those
named in the secrets (``[roles] editors``) may edit; without a login nobody may.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from views.parts.markup import plain
from views.parts.session import tell
from views.web.settings import is_loopback, login_is_configured


def is_local() -> bool:
    """Tell whether the server answers this machine alone."""
    return is_loopback(str(st.get_option("server.address") or ""))


def is_admitted() -> bool:
    """Tell whether this person may view the explorer."""
    return not login_is_configured() or bool(st.user.is_logged_in)


def may_edit() -> bool:
    """Tell whether this person may upload and publish."""
    if not login_is_configured():
        return is_local()
    editors = st.secrets.get("roles", {}).get("editors", [])
    return bool(st.user.is_logged_in) and is_editor(st.user, editors)


def is_editor(person: Mapping[str, Any], editors: Iterable[str]) -> bool:
    """Tell whether a person is an editor; an address marked as unverified never counts.

    Addresses are compared without regard to case. A provider that does not state whether it
    verified them (``email_verified``) is taken to assign them itself.

    >>> is_editor({"email": "a@b.example"}, ["A@b.example"])
    True
    >>> is_editor({"email": "a@b.example", "email_verified": False}, ["a@b.example"])
    False
    """
    address = str(person.get("email") or "").casefold()
    checked = person.get("email_verified", True) in (True, "true")
    return checked and address in {str(editor).casefold() for editor in editors if editor}


def show_user() -> None:
    """Show who is logged in, with a button to log out; nothing where nobody logs in."""
    if login_is_configured() and st.user.is_logged_in:
        name = str(st.user.get("email") or st.user.get("name") or st.user.get("sub") or "")
        st.caption(plain(name), width="content")
        st.button(tell("login.out"), on_click=st.logout, type="tertiary", key="log-out")


def ask_to_log_in() -> None:
    """Ask a person who is not logged in to do so."""
    st.info(tell("login.needed"), icon=":material/lock:")
    st.button(tell("login.button"), on_click=st.login, type="primary")
