"""The explorer's router: it sets up what all pages share, then runs the requested page.

``twinchain serve`` runs it. ``streamlit run app.py`` finds the same application here, with the same
guards and interfaces, and takes its settings from ``.streamlit/config.toml``.
"""

from __future__ import annotations

import streamlit as st

from views.parts import first_run, header, registry, roles, shell
from views.parts.faults import showing_errors
from views.parts.session import begin, current_build, tell
from views.parts.theme import ICON, style

SIDEBAR_PX = 220


def route() -> None:
    """Run the page that the address names, once."""
    begin()
    st.set_page_config(
        page_title=tell("title"),
        page_icon=str(ICON),
        layout="wide",
        initial_sidebar_state=SIDEBAR_PX,
    )
    st.html(style(shell.words()))
    build = current_build()
    pages = {
        tell(f"section.{section}"): [
            st.Page(
                registry.FOLDER / f"{name}.py",
                title=tell(f"page.{name}"),
                icon=icon,
                url_path=name,
                default=name == registry.FIRST,
            )
            for name, icon in own.items()
        ]
        for section, own in registry.SECTIONS.items()
    }
    position = "sidebar" if build and roles.is_admitted() else "hidden"
    page = st.navigation(pages, position=position, expanded=True)
    with showing_errors():
        if not roles.is_admitted():
            header.bare()
            roles.ask_to_log_in()
        elif build is None:
            header.bare()
            first_run.show()
        else:
            name = page.url_path or registry.FIRST
            st.set_page_config(page_title=header.title(name))
            header.full(build, name)
            page.run()


if __name__ == "__main__":  # Streamlit runs the script of a view under this name
    route()
else:  # imported by `streamlit run`, which looks for an application
    from views.web import server

    app = st.App(server.SCRIPT, **server.equipment(server.options_of_streamlit()))
