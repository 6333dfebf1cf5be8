"""The check of Host headers: unknown names are rejected (protects against DNS rebinding)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Hosts:
    """The names of a server, beside those of loopback.

    ``any_address``: accept every numeric IP address too; only names can be rebound.

    >>> ours = Hosts(["Plan.Example.org"])
    >>> ours.has("plan.example.org:8501"), ours.has("[::1]:80"), ours.has("evil.example")
    (True, True, False)
    """

    def __init__(self, names: Iterable[str] = (), any_address: bool = False) -> None:
        self.names = {name.lower().strip("[]") for name in (*LOOPBACK, *names)}
        self.any_address = any_address

    def has(self, header: str | None) -> bool:
        """Tell whether a Host header names this server."""
        name = host_name(header)
        if name is None:
            return False
        return name in self.names or (self.any_address and _is_address(name))


def host_name(header: str | None) -> str | None:
    """Return the name in a Host header without its port; None if it is no host.

    >>> host_name("[::1]:8501"), host_name("Example.org."), host_name("a@b"), host_name(None)
    ('::1', 'example.org', None, None)
    """
    if not header or any(sign in header for sign in "/?#@\\ "):
        return None
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname.rstrip(".") if parts.hostname else None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
