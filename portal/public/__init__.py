"""The door for residents: boards, reports, following and rating."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from portal.public import (  # noqa: E402 - views register on the blueprint above
    boards,
    doubts,
    feeds,
    finding,
    following,
    health,
    home,
    offline,
    proof,
    ratings,
    reports,
    same,
)

__all__ = [
    "blueprint",
    "boards",
    "doubts",
    "feeds",
    "finding",
    "following",
    "health",
    "home",
    "offline",
    "proof",
    "ratings",
    "reports",
    "same",
]
