"""The settings of the web server: address, port, allowed hosts, Streamlit's options."""

from __future__ import annotations

import ipaddress
import os
import socket
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from graph.errors import WrongInput
from graph.processes.limits import UploadLimits
from views.hosts import LOOPBACK, Hosts
from views.http.settings import HOSTS, HttpSettings
from views.parts.theme import configuration

FIRST_PORT, PORTS_TRIED = 8501, 100
LOGIN_PACKAGE, LOGIN_EXTRA = "authlib", "login"


@dataclass(frozen=True)
class ServeOptions:
    """The options of ``twinchain serve``.

    ``port``: None takes the first free one. ``names``: further host names of the server.
    ``without_login``: answer other machines without a login; nobody may then change data.
    """

    home: Path
    host: str = "127.0.0.1"
    port: int | None = None
    names: tuple[str, ...] = ()
    without_login: bool = False
    lang: str = "zh"


def is_loopback(host: str) -> bool:
    """Tell whether an address is this machine's own.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def allowed_hosts(options: ServeOptions) -> list[str]:
    """List the names that a Host header may have (protects against DNS rebinding)."""
    names = [*LOOPBACK, *options.names, *os.environ.get(HOSTS, "").split()]
    if not is_loopback(options.host):
        names += [socket.gethostname(), *([] if is_wildcard(options.host) else [options.host])]
    return list(dict.fromkeys(name.lower() for name in names))


def hosts(options: ServeOptions) -> Hosts:
    """Return the check of Host headers against the allowed names."""
    return Hosts(allowed_hosts(options), any_address=is_wildcard(options.host))


def http_settings(options: ServeOptions) -> HttpSettings:
    """Return the settings, partly from the environment, of the interfaces for programs."""
    settings = HttpSettings.from_environment(*allowed_hosts(options))
    return replace(settings, any_address=is_wildcard(options.host), lang=options.lang)


def programs_may_ask(options: ServeOptions, token: str | None) -> bool:
    """Tell whether programs may ask: they cannot log in, so a server with login needs a token."""
    return token is not None or options.without_login or not login_is_configured()


def is_wildcard(host: str) -> bool:
    """Tell whether an address stands for all addresses of this machine."""
    return host in ("", "0.0.0.0", "::")  # only compared, not bound


def login_is_configured() -> bool:
    """Tell whether people can log in: Streamlit's secrets have an ``[auth]`` section."""
    import streamlit as st

    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def require_safe(options: ServeOptions) -> None:
    """Refuse to answer other machines where nobody can log in.

    Raises:
        WrongInput: the address is not this machine's own and there is no login; or there is one
            and what it needs is not installed.
    """
    if login_is_configured() and find_spec(LOGIN_PACKAGE) is None:
        raise WrongInput("error.no_extra", package=LOGIN_PACKAGE, extra=LOGIN_EXTRA)
    if is_loopback(options.host) or options.without_login or login_is_configured():
        return
    raise WrongInput("error.serve_without_login", host=options.host)


def require_token(options: ServeOptions, token: str | None) -> None:
    """Refuse to answer other machines' programs without a token.

    Raises:
        WrongInput: the address is not this machine's own and there is no token.
    """
    if is_loopback(options.host) or options.without_login or token is not None:
        return
    raise WrongInput("error.serve_without_token", host=options.host)


def free_port(options: ServeOptions) -> int:
    """Return the requested port, or else the first free one.

    Raises:
        WrongInput: it is taken, or not ours to take.
    """
    if options.port is not None:
        if options.port and not _is_free(options.host, options.port):
            raise WrongInput("error.serve_port", host=options.host, port=options.port)
        return options.port or _bound(options.host, 0)
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if _is_free(options.host, port):
            return port
    return _bound(options.host, 0)


def _is_free(host: str, port: int) -> bool:
    try:
        return _bound(host, port) == port
    except OSError:
        return False


def _bound(host: str, port: int) -> int:
    """Take a port for a moment, any free one for 0, and return it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if port:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])


def streamlit_configuration(options: ServeOptions, port: int) -> dict[str, Any]:
    """Return all of Streamlit's options."""
    return {
        "server.address": options.host,
        "server.port": port,
        "server.headless": True,
        "server.showEmailPrompt": False,
        # The guard checks hosts too, and it alone tells addresses from names.
        "server.allowedHosts": ["*"] if is_wildcard(options.host) else allowed_hosts(options),
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.enableAgentApi": False,  # programs have interfaces of their own, with a guard
        "server.fileWatcherType": "none",
        "server.maxUploadSize": UploadLimits().file_bytes // 1024**2,
        "browser.gatherUsageStats": False,
        "browser.serverAddress": options.host if is_loopback(options.host) else "localhost",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "global.disableWidgetStateDuplicationWarning": True,
        "logger.hideWelcomeMessage": True,
        # A garbage collection after every run was half the cost of a click; Python collects by
        # itself now and then.
        "runner.postScriptGC": False,
        "logger.level": os.environ.get("TWINCHAIN_LOG", "warning"),
        **configuration(),
    }
