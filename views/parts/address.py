"""The address of a view. What is chosen stands in the URL and nowhere else.

So a view can be sent to somebody, reloaded, and gone back to. A widget writes the URL when it is
moved and reads it on every run; ``KEPT`` goes along from page to page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from views.parts.registry import FIRST

KEPT = ("lang", "year", "area", "chain")
NOTICES = "notices"


def reserve_notices() -> None:
    """Keep the place for what the address asks for and the data lack."""
    st.session_state[NOTICES] = st.container(key=NOTICES)


def unknown(what: str, wanted: str, instead: str) -> None:
    """Say that the address asks for something that is not there, and what is shown in its place."""
    from views.parts.markup import plain
    from views.parts.session import tell

    told = tell("address.unknown", what=what, wanted=wanted, shown=instead)
    with st.session_state[NOTICES]:
        st.warning(plain(told), icon=":material/link_off:")


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


def distinct(options: Sequence[str], told: Callable[[str], object]) -> Callable[[str], str]:
    """Words for options, with the option itself where two would be called the same.

    A browser sends back what people read: of two that read alike the wrong one would be chosen.

    >>> list(map(distinct(["520201", "720201", "1"], {"1": "b"}.get), ["520201", "1"]))
    ['None [520201]', 'b']
    """
    times = Counter(str(told(one)) for one in options)

    def named(option: str) -> str:
        label = str(told(option))
        return f"{label} [{option}]" if option and times[label] > 1 else label

    return named


def choose(
    widget: Callable[..., str | None],
    name: str,
    options: Sequence[str],
    default: str | None = None,
    says_unknown: bool = True,
    **more: Any,
) -> str:
    """A widget of one choice whose value is the parameter ``name``; ``default`` is not written.

    A value in the URL that is no option is the default; the page says so unless the caller does.
    """
    first = options[0] if default is None else default
    key = f"choose-{name}"
    more["format_func"] = distinct(options, more.get("format_func", str))
    value = asked(name)
    st.session_state[key] = value if value in options else first
    if says_unknown and value is not None and value not in options:
        unknown(str(more["label"]), value, more["format_func"](first))

    def moved() -> None:
        chosen = st.session_state[key]
        put(name, None if chosen in (None, first) else chosen)

    chosen = widget(options=list(options), key=key, on_change=moved, **more)
    return first if chosen is None else chosen
