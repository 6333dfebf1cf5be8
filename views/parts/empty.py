"""What a page says where the data hold nothing for it, and where to go to change that."""

from __future__ import annotations

import streamlit as st

from views.parts import address, roles
from views.parts.markup import node, plain, show
from views.parts.session import tell


def nothing(sentence: str) -> None:
    """A sentence, and for those who may edit a way to hand in what is missing."""
    st.info(plain(sentence), icon=":material/info:")
    if roles.may_edit():
        to = address.to("data", part="upload")
        show(node("p", "", node("a", "", tell("empty.upload"), href=to, target="_self")))
