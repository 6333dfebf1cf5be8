"""The reader of policy documents: measures, duties, figures and deadlines of a plan as issued.

Each stage is a module that can be read alone:

``documents`` bytes → lines · ``passages`` a line in its own script and as matched · ``paragraphs``
lines → paragraphs, ``shapes`` kinds of lines · ``header`` issuer, title, number, dates
(``header_labels``, ``head_values``, ``titles``, ``issuers``, ``days``, ``places``) · ``outline``
sections and items (``markers``) · ``assignments`` rows of a table of tasks · ``measures`` both as
measures · ``units`` leading and joint units (``unit_lists`` their statements, ``unit_names`` and
``prefixes`` their names) · ``citations`` · ``aims`` of an item: ``quantities`` (``comparisons``,
``shares``, ``indicators``) and ``deadlines`` · ``entities`` · ``reading`` all of
it · ``sheets`` the reading as tables.

The wording of plans is data: ``patterns.toml``. Unreadable text becomes a finding with its line.
"""
