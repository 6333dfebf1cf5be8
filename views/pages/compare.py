"""Compare: areas, years, chains or builds side by side, on one scale."""

from __future__ import annotations

from views.parts import compare_views

compare_views.show_compared()
