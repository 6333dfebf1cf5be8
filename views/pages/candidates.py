"""New majors: what an area could open, by empty places and by what similar colleges teach."""

from __future__ import annotations

from graph.gap.scope import EVERYTHING
from graph.regions.candidates import candidates
from views.parts import scope
from views.parts.candidate_views import show_candidates
from views.parts.session import once

area = scope.parameters().area
show_candidates(once(candidates, area, EVERYTHING))
