"""The shipped district: its files, and how they are loaded."""
