"""Thing: the page of an occupation, major, college or any other thing; without one, a directory."""

from __future__ import annotations

import streamlit as st

from views.parts import address, finder, steps, thing_page
from views.parts.session import tell

if chosen := finder.find("find-page"):
    address.put("of", chosen)
    st.rerun()
wanted = address.parameter_value("of")
uri = steps.atlas().uris.get(wanted or "")
if uri is not None:
    thing_page.page(uri)
else:
    if wanted:
        address.unknown(tell("explore.thing"), wanted, tell("page.thing"))
    st.caption(tell("thing.seek"))
    thing_page.index()
