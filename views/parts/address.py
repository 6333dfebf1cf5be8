"""The address of a view: every choice on a page stands in the URL and nowhere else.

So a view can be sent to somebody, reloaded, and returned to. A widget writes the URL when its value
changes and reads it on every run; the parameters in ``KEPT`` are carried from page to page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from graph.things import names_of
from views.parts.markup import plain
from views.parts.registry import FIRST
from views.parts.session import language, once, tell

KEPT = ("lang", "year", "area", "chain", "draws")
NOTICES = "notices"


def reserve_notices() -> None:
    """Reserve the place for notices about parts of the address that the data lack."""
    st.session_state[NOTICES] = st.container(key=NOTICES)


def unknown(what: str, requested: str, fallback: str | None) -> None:
    """Warn that the address asks for something missing, and say what is shown instead, if any."""
    if fallback is None:
        warn(tell("address.left_out", what=what, wanted=requested))
    else:
        warn(tell("address.unknown", what=what, wanted=requested, shown=fallback))


def warn(warning: str) -> None:
    """Show a notice about the address at its place."""
    with st.session_state[NOTICES]:
        st.warning(plain(warning), icon=":material/link_off:")


def parameter_value(name: str) -> str | None:
    """Return the value of a parameter of the URL; None where it is absent or empty."""
    return st.query_params.get(name) or None


def values_of(name: str) -> list[str]:
    """Return all values of a parameter of the URL."""
    return st.query_params.get_all(name)


def put(name: str, value: str | Iterable[str] | None) -> None:
    """Write a parameter of one or several values into the URL; without any it is taken out."""
    values = value if isinstance(value, str) else list(value or ())
    if values:
        st.query_params[name] = values
    elif name in st.query_params:
        del st.query_params[name]


def query(**changes: str) -> str:
    """Return the query of this view with some changes."""
    chosen = {name: values_of(name) for name in st.query_params}
    return "?" + urlencode(chosen | changes, doseq=True)


def kept_parameters() -> tuple[tuple[str, str], ...]:
    """Return the parameters, with their values, that are carried from page to page."""
    values = ((name, parameter_value(name)) for name in KEPT)
    return tuple((name, value) for name, value in values if value is not None)


def to(page: str, **parameters: str | int | Sequence[str] | None) -> str:
    """Return the address of a page with the carried parameters and some of its own."""
    merged = {**dict(kept_parameters()), **parameters}
    given = {name: value for name, value in merged.items() if value not in (None, (), [])}
    path = "/" if page == FIRST else f"/{page}"
    return path + (f"?{urlencode(given, doseq=True)}" if given else "")


def thing(place: str) -> str:
    """Return the address of the page of a thing (``table/key``)."""
    return to("thing", of=place)


def choose_one(name: str, names: Mapping[str, str], label: str, all_label: str, width: int) -> str:
    """Offer a box to choose one of ``names`` (key → label), or all: the empty key."""
    return choose(
        st.selectbox,
        name,
        ["", *names],
        label=label,
        format_func=lambda key: names.get(key, all_label),
        width=width,
    )


def choose_college(width: int) -> str:
    """Offer a box to choose one of the colleges, or all: the empty key."""
    names = once(names_of, "colleges", language())
    return choose_one(
        "college", names, tell("warnings.college"), tell("warnings.any_college"), width
    )


def distinct(options: Sequence[str], label_of: Callable[[str], object]) -> Callable[[str], str]:
    """Return a function that labels options, adding the option itself where two labels coincide.

    A browser sends back the label: of two that read alike it would choose the wrong one.

    >>> list(map(distinct(["520201", "720201", "1"], {"1": "b"}.get), ["520201", "1"]))
    ['None [520201]', 'b']
    """
    labels = {option: str(label_of(option)) for option in options}
    times = Counter(labels.values())

    def distinct_label(option: str) -> str:
        label = labels[option] if option in labels else str(label_of(option))
        return f"{label} [{option}]" if option and times[label] > 1 else label

    return distinct_label


def choose(
    widget: Callable[..., str | None],
    name: str,
    options: Sequence[str],
    default: str | None = None,
    says_unknown: bool = True,
    **more: Any,
) -> str:
    """Show a widget for one choice, stored in the parameter ``name`` unless it is ``default``.

    A value in the URL that is no option counts as the default; the page says so unless
    ``says_unknown`` is false because the caller does.
    """
    first = options[0] if default is None else default
    key = f"choose-{name}"
    more["format_func"] = distinct(options, more.get("format_func", str))
    value = parameter_value(name)
    st.session_state[key] = value if value in options else first
    if says_unknown and value is not None and value not in options:
        unknown(str(more["label"]), value, more["format_func"](first))

    def write_choice() -> None:
        chosen = st.session_state[key]
        put(name, None if chosen in (None, first) else chosen)

    chosen = widget(options=list(options), key=key, on_change=write_choice, **more)
    return first if chosen is None else chosen


def choose_several(
    name: str, options: Sequence[str], most: int, format_func: Callable[[str], str], **more: Any
) -> tuple[str, ...]:
    """Show a box for at most ``most`` choices, stored in the repeated parameter ``name``.

    Values in the URL that are no options are left out, and the page says so.
    """
    key, label_of = f"choose-{name}", distinct(options, format_func)
    requested = list(dict.fromkeys(values_of(name)))
    for value in requested:
        if value not in options:
            unknown(str(more["label"]), value, None)
    st.session_state[key] = [value for value in requested if value in options][:most]
    chosen = st.multiselect(
        options=list(options),
        key=key,
        format_func=label_of,
        max_selections=most,
        on_change=lambda: put(name, st.session_state[key]),
        **more,
    )
    return tuple(chosen)
