"""The notice of a page for which the data hold nothing, with a link to upload them."""

from __future__ import annotations

import streamlit as st

from views.parts import address, roles
from views.parts.markup import anchor, node, plain, show
from views.parts.session import tell


def nothing(sentence: str) -> None:
    """Show a sentence and, for those who may edit, a link to upload what is missing."""
    st.info(plain(sentence), icon=":material/info:")
    if roles.may_edit():
        to = address.to("data", part="upload")
        show(node("p", "", anchor(to, tell("empty.upload"))))
