"""Registries name what they hold as ``"module:name"``: nothing is imported before its use."""

from __future__ import annotations

import importlib
from typing import Any


def imported(target: str) -> Any:
    """Import the object that a registry names.

    >>> imported("graph.lazy:imported") is imported
    True
    """
    module, name = target.split(":")
    return getattr(importlib.import_module(module), name)
