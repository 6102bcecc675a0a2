"""People, the units that handle cases, who may do what where, and signing in."""
