"""Benchmarks: ratios against peers in one run, CPU time, peak memory. Never part of the tests."""
