"""Benchmarks: the desk side by side with what a competent user of each library would write. See README.md."""
