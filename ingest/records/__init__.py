"""Records, read by the million, become rows of demand: job advertisements, and registrations.

The steps, one module each, in the order of :mod:`ingest.records.pipeline`: read, normalise, find
repeats, tell agencies, code the titles, count persons, write. Each is SQL of built-in functions
over tables in a folder (:mod:`ingest.records.engine`), so memory stays bounded. A text of an
advertisement, a phone or a contact is never loaded: only the columns of ``postings`` are.

Registrations of employment take steps of their own (:mod:`ingest.records.registrations`), which
share the reading, the coding and the queue of titles. Their tables are in memory only.
"""
