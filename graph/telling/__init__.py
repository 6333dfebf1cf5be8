"""Answers of gap and regions as sentences, tables and JSON, with the rows they rest on."""
