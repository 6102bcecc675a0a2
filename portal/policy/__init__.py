"""Every number that the district may change, dated; and the working-day calendar."""
