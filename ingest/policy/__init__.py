"""The reader of policy documents: a plan as issued → its measures, duties, figures and deadlines.

One module a stage, each of which can be read alone:

``documents`` bytes → lines · ``passages`` a line as shown and as matched · ``paragraphs`` lines →
paragraphs, ``shapes`` what a line is · ``header`` who issued what, when (``header_labels``,
``head_values``, ``titles``, ``issuers``, ``days``, ``places``) · ``outline`` sections and items
(``markers``) ·
``assignments`` rows of a table of tasks · ``measures`` both as measures · ``units`` who leads and
joins (``unit_lists`` where it is said, ``unit_names`` and ``prefixes`` by which name) ·
``citations`` · ``aims`` of an item: ``quantities`` (``comparisons``, ``shares``, ``lost_figures``,
``indicators``) and ``deadlines`` · ``entities`` · ``reading`` all of it · ``sheets`` the reading as
tables.

How plans are worded is data: ``patterns.toml``. What cannot be read is a finding with its line.
"""
