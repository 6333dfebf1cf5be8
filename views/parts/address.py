"""The address of a view. What is chosen stands in the URL and nowhere else.

So a view can be sent to somebody, reloaded, and gone back to. A widget writes the URL when it is
moved and reads it on every run; ``KEPT`` goes along from page to page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from views.parts.registry import FIRST

KEPT = ("lang", "year", "area", "chain")


def asked(name: str) -> str | None:
    """What the URL says of a parameter."""
    return st.query_params.get(name) or None


def put(name: str, value: str | None) -> None:
    """Write a parameter into the URL; None takes it out."""
    if value is not None:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def kept() -> tuple[tuple[str, str], ...]:
    """What goes along from page to page."""
    found = ((name, asked(name)) for name in KEPT)
    return tuple((name, value) for name, value in found if value is not None)


def to(page: str, **parameters: str | int | None) -> str:
    """The address of a page of the explorer, with what is kept and some parameters of its own."""
    told: dict[str, str | int | None] = {**dict(kept()), **parameters}
    given = {name: str(value) for name, value in told.items() if value is not None}
    path = "/" if page == FIRST else f"/{page}"
    return path + (f"?{urlencode(given)}" if given else "")


def one_of(name: str, names: Mapping[str, str], label: str, every: str, width: int) -> str:
    """A box for one of ``names`` (key → what people read), or for ``every``: the empty key."""
    return choose(
        st.selectbox,
        name,
        ["", *names],
        label=label,
        format_func=lambda key: names.get(key, every),
        width=width,
    )


def choose(
    widget: Callable[..., str | None],
    name: str,
    options: Sequence[str],
    default: str | None = None,
    **more: object,
) -> str:
    """A widget of one choice whose value is the parameter ``name``; ``default`` is not written.

    A value in the URL that is no option is the default.
    """
    first = options[0] if default is None else default
    key = f"choose-{name}"
    value = asked(name)
    st.session_state[key] = value if value in options else first

    def moved() -> None:
        chosen = st.session_state[key]
        put(name, None if chosen in (None, first) else chosen)

    chosen = widget(options=list(options), key=key, on_change=moved, **more)
    return first if chosen is None else chosen
