"""Figures of grids, communities and streets: counted exactly, shown with their counts."""
