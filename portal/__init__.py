"""The grid portal. This file stays empty so that a pure rule can be imported without Flask."""
