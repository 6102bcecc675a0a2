"""What is asked of publicity: a grid's cases as residents see them, photos, stories, followers."""

from portal.publicity.queries.following import (
    board_of,
    due_followers,
    follower_by_token,
    follower_of,
    unconfirmed_before,
    unconfirmed_of,
)
from portal.publicity.queries.living import OpenCases, SolvedCase, open_cases, solved_cases
from portal.publicity.queries.photos import (
    CasePhoto,
    photo_of,
    photos_of,
    release_of,
    released_pairs,
    released_photo,
)
from portal.publicity.queries.stories import (
    StoriesPage,
    Told,
    as_told,
    list_stories,
    story_ids,
    story_in_reach,
    story_of_case,
    told_stories,
    told_story,
    views_by_story,
    views_of,
    writers_of,
)

__all__ = [
    "CasePhoto",
    "OpenCases",
    "SolvedCase",
    "StoriesPage",
    "Told",
    "as_told",
    "board_of",
    "due_followers",
    "follower_by_token",
    "follower_of",
    "list_stories",
    "open_cases",
    "photo_of",
    "photos_of",
    "release_of",
    "released_pairs",
    "released_photo",
    "solved_cases",
    "story_ids",
    "story_in_reach",
    "story_of_case",
    "told_stories",
    "told_story",
    "unconfirmed_before",
    "unconfirmed_of",
    "views_by_story",
    "views_of",
    "writers_of",
]
