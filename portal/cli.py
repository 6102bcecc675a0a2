"""The command line: thin like a view. Parse, call one action, print, commit."""

from flask import Flask


def register(app: Flask) -> None:
    """Give the app its commands."""
