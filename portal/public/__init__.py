"""The door for residents: boards, reports, following and rating."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from portal.public import (  # noqa: E402 - views register on the blueprint above
    board_faults,
    boards,
    cards,
    doubts,
    feeds,
    finding,
    following,
    grid_feed,
    grid_news,
    health,
    home,
    offline,
    proof,
    ratings,
    reports,
    same,
    sheets,
    stories,
)

__all__ = [
    "blueprint",
    "board_faults",
    "boards",
    "cards",
    "doubts",
    "feeds",
    "finding",
    "following",
    "grid_feed",
    "grid_news",
    "health",
    "home",
    "offline",
    "proof",
    "ratings",
    "reports",
    "same",
    "sheets",
    "stories",
]
