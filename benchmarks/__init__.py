"""Benchmarks: ratios in one run, never asserted in tests. `python -m benchmarks [NAME] [OPTIONS]`."""
