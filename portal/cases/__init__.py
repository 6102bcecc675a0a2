"""Matters, cases, their history, clocks and ratings."""
