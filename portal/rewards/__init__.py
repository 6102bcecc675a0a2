"""Points, stars and payments (以奖代补): earned by verified facts, not by many reports."""
