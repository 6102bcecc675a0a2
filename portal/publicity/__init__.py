"""Publicity (宣传引导): photos, stories and news of a grid for everybody."""
