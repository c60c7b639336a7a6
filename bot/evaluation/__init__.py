"""Measuring: question sets, baselines, measures, and the report that `make eval` and `tsunagi eval` print."""
