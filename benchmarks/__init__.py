"""Measurements, run by hand: ``python -m benchmarks``. Everything compared is timed in one run."""
