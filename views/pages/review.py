"""Review: what would change the shortage, one item at a time, and people's decisions on it."""

from __future__ import annotations

from graph.review.review import review, shortage_with
from ingest.review_log import ReviewLog
from views.parts import gap_controls, review_views
from views.parts.mark import mark
from views.parts.session import build, home, once

parameters = gap_controls.parameters(without=("lambda",))
log = ReviewLog(home())
pending, decisions = log.pending(build()), log.all_of(build())
items = once(review, parameters)
mark(build().manifest.grade)
review_views.figures_of(items, shortage_with(build().tables, parameters, pending), pending)
review_views.show(items.open(decisions), log, pending, decisions)
