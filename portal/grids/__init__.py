"""Streets, communities and grids, and who answers for each grid."""
