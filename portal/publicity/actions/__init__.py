"""What is done in publicity: photos released, stories told, news sent, views kept."""

from portal.publicity.actions.following import (
    ask_to_follow,
    confirm_following,
    erase_unconfirmed,
    send_digest,
    stop_following,
)
from portal.publicity.actions.photos import release_photo, withdraw_photo
from portal.publicity.actions.stories import (
    Written,
    change_story,
    count_view,
    hand_in,
    release_story,
    send_back,
    why_not_told,
    withdraw_story,
    write_story,
)

__all__ = [
    "Written",
    "ask_to_follow",
    "change_story",
    "confirm_following",
    "count_view",
    "erase_unconfirmed",
    "hand_in",
    "release_photo",
    "release_story",
    "send_back",
    "send_digest",
    "stop_following",
    "why_not_told",
    "withdraw_photo",
    "withdraw_story",
    "write_story",
]
