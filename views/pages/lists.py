"""Lists: majors to open or grow, to adjust, to restrict; each with reason, proof, lead and date."""

from __future__ import annotations

from views.parts import lists_views

lists_views.show_lists()
