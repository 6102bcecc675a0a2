"""Responsibility boards: what each printing says, its code, and how it is drawn."""
