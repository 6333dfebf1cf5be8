"""Work in a process of its own that can be watched, limited and killed: for builds, queries, files.

Embedded stores have no time limit and lose data when killed while writing, so whatever may run long
or write a store runs in a child. Parent and child speak JSON lines: the request on the child's
standard input, events, result or error on its standard output. The child ends with its parent.

``worker`` is the parent's side and ``child`` the child's; ``pool`` keeps children warm for a
server, ``background`` runs a call beside the caller; ``limits`` and ``walls`` bound what they take.
"""

from collections.abc import Callable
from typing import Any

Event = dict[str, Any]
Emit = Callable[[Event], None]
