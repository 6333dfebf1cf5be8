"""The settings of the interfaces for programs: hosts, origins, token, limits."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from graph.processes.limits import QueryLimits
from graph.settings import DEFAULT_LANG, lang_from_environment

HOSTS, TOKEN, ORIGINS = "TWINCHAIN_HOSTS", "TWINCHAIN_TOKEN", "TWINCHAIN_ORIGINS"


@dataclass(frozen=True)
class HttpSettings:
    """Settings of the interfaces for programs.

    ``hosts``: names allowed in Host, beside those of loopback; ``any_address``: also any numeric
    address. ``origins``: other sites whose pages may ask (none by default). ``token``: required
    of clients; None: not required. ``workers``: questions answered at once. ``spool_bytes``: the
    size of the longest answer.
    """

    hosts: tuple[str, ...] = ()
    any_address: bool = False
    origins: tuple[str, ...] = ()
    token: str | None = field(default=None, repr=False)
    limits: QueryLimits = QueryLimits()
    workers: int = 2
    spool_bytes: int = 1024**3
    lang: str = DEFAULT_LANG

    @classmethod
    def from_environment(cls, *hosts: str) -> HttpSettings:
        """Read the settings from the environment; ``hosts``: further names."""
        return cls(
            hosts=(*hosts, *os.environ.get(HOSTS, "").split()),
            origins=tuple(os.environ.get(ORIGINS, "").split()),
            token=os.environ.get(TOKEN) or None,
            workers=max(2, (os.cpu_count() or 2) // 2),
            lang=lang_from_environment(),
        )
