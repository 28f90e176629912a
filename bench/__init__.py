"""Benchmarks: figures as ratios to something measured in the same run, since machines differ."""
