"""Benchmarks: CPU as ratios against a named rival, measured in one run."""
