"""Benchmarks: each claim about speed or quality, measured side by side with its alternative."""
