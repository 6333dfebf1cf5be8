"""The plan: which places to open and close, how good that is, and which limit stands in the way."""
