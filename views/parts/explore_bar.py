"""The controls around the graph: search, path, filters, counts, export, kept views."""

from __future__ import annotations

import streamlit as st

from graph.draw.exploration import MOST, Exploration, Explored
from graph.draw.scene import Scene
from views.parts import address, explorer, exports, finder, roles, steps
from views.parts.kept_views import KeptView, drop_view, keep_view, kept_views
from views.parts.markup import anchor, node, plain, show
from views.parts.session import build, home, language, tell


@st.fragment
def search_bar() -> None:
    """Offer a search for the thing to begin with; only this part reruns while somebody types."""
    if chosen := finder.find("find-thing", with_phrases=True):
        steps.begin(chosen)
        st.rerun()


def layout() -> None:
    """Offer rings around one thing, or columns by the stages of the chains."""
    address.choose(
        st.segmented_control,
        explorer.LAYOUT,
        explorer.LAYOUTS,
        label=tell("explore.layout"),
        label_visibility="collapsed",
        format_func=lambda name: tell(f"explore.{name}"),
    )


def path(exploration: Exploration) -> None:
    """Offer the choice of the other end of a path."""
    atlas, lang = steps.atlas(), language()
    with st.popover(tell("explore.path"), icon=":material/route:"):
        st.caption(tell("explore.path_note", name=atlas.web.vertices[exploration.start].of(lang)))
        if chosen := finder.find("find-end", in_popover=True):
            for name in (steps.OPENED, steps.AMONG, steps.BY, steps.HAS):
                address.put(name, None)
            address.put(steps.START, atlas.places[exploration.start])
            address.put(steps.TO, chosen)
            st.rerun()
        if exploration.to and st.button(tell("explore.no_path"), key="no-path"):
            address.put(steps.TO, None)
            st.rerun()


def counts(explored: Explored) -> None:
    """State how much of the graph is shown and how much is not."""
    neighbourhood = explored.neighbourhood
    facts = [
        tell(
            "explore.shown",
            things=len(neighbourhood.vertices),
            links=len(neighbourhood.links),
            hidden=sum(neighbourhood.hidden.values()),
        )
    ]
    if explored.put_away:
        facts.append(tell("explore.put_away", things=explored.put_away))
    show(node("p", "tc-facts", tell("head.separator").join(facts)))
    if explored.folded:
        sentence = tell("explore.folded", most=MOST, folded=explored.folded)
        st.info(sentence, icon=":material/layers:")


def take_along(exploration: Exploration, scene: Scene) -> None:
    """Offer the picture as a file."""
    offer = explorer.offer(exploration, explorer.setting(steps.atlas()), lambda: scene)
    with st.popover(tell("exports.label"), icon=":material/download:"):
        exports.choice([offer], build().manifest.grade)


def keep(exploration: Exploration) -> None:
    """List the kept views, and offer to keep the one on the screen."""
    with st.popover(tell("explore.views"), icon=":material/bookmarks:"):
        for view in kept_views(home()):
            with st.container(horizontal=True, vertical_alignment="center"):
                show(anchor(view.address, view.name))
                if roles.may_edit() and st.button(
                    "", key=f"drop-{view.name}", icon=":material/delete:",
                    type="tertiary", help=tell("explore.drop", name=plain(view.name)),
                ):  # fmt: skip
                    drop_view(home(), view.name)
                    st.rerun()
        if not roles.may_edit():
            st.caption(tell("explore.keep_viewer"))
            return
        suggested = steps.atlas().web.vertices[exploration.start].of(language())
        name = st.text_input(tell("explore.keep_name"), value=suggested, key="view-name")
        if st.button(tell("explore.keep"), key="keep-view", type="primary") and name.strip():
            keep_view(home(), KeptView(name, f"/explore{address.query()}"))
            st.rerun()
