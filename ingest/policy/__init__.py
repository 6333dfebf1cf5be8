"""The reader of policy documents: a plan as issued → its measures, duties, figures and deadlines.

One module a stage, each of which can be read alone:

``documents`` bytes → lines · ``passages`` a line as shown and as matched · ``paragraphs`` lines →
paragraphs · ``header`` who issued what, when · ``outline`` sections and items · ``assignments``
rows of a table of tasks · ``units`` who leads and joins · ``citations`` · ``quantities`` ·
``deadlines`` · ``entities`` · ``reading`` all of it · ``sheets`` the reading as tables.

How plans are worded is data: ``patterns.toml``. What cannot be read is a finding with its line.
"""
