"""A demonstration: the shipped district with a believable year of reports, work and ratings."""
