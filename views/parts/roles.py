"""Who may look and who may change things.

On this machine's own address nobody logs in and everybody may edit. Elsewhere people log in, and
those named in the secrets (``[roles] editors``) may edit; without a login nobody may.
"""

from __future__ import annotations

import streamlit as st

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
    return bool(st.user.is_logged_in) and st.user.get("email") in editors


def ask_to_log_in() -> None:
    """The page of somebody who is not logged in."""
    st.info(tell("login.needed"), icon=":material/lock:")
    st.button(tell("login.button"), on_click=st.login, type="primary")
