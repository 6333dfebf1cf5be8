"""Years ahead: known cohorts, open years with a band, and the record of such bands."""
