"""The lists of cases that people keep under a name, and those that colleagues share with them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person, Post
from portal.accounts.queries import posts_of
from portal.cases.models import SavedFilter
from portal.db import db
from portal.errors import N_, NotFound

AREA_DIGITS = (6, 9, 12, 15)


def saved_filters_of(person: Person, on: date) -> Sequence[SavedFilter]:
    """Return somebody's own lists, then those shared with them, each in the order of names.

    Shared are only words and choices: what is found is always within one's own reach.
    """
    shared_with_them = [scope for post in posts_of(person, on) for scope in _heard_by(post)]
    rows = (
        select(SavedFilter)
        .where(
            or_(
                SavedFilter.person_id == person.id,
                SavedFilter.shared_with.in_(shared_with_them),
            )
        )
        .options(joinedload(SavedFilter.person))
        .order_by(SavedFilter.person_id != person.id, SavedFilter.name, SavedFilter.id)
    )
    return db.session.scalars(rows).all()


def own_saved_filter(person: Person, saved_id: int) -> SavedFilter:
    """Return a list that somebody keeps themselves; nobody changes another's."""
    saved = db.session.get(SavedFilter, saved_id)
    if saved is None or saved.person_id != person.id:
        raise NotFound(N_("No such list, or it is not yours."))
    return saved


def how_many_saved(person: Person) -> int:
    """Return how many lists somebody keeps."""
    counted = select(func.count(SavedFilter.id)).where(SavedFilter.person_id == person.id)
    return db.session.scalar(counted) or 0


def shares_of(person: Person, on: date) -> list[str]:
    """Return with whom somebody may share: the area or the unit of each of their posts."""
    return list(dict.fromkeys(map(_own_scope, posts_of(person, on))))


def _own_scope(post: Post) -> str:
    return f"unit:{post.unit.code}" if post.unit else post.area_code or ""


def _heard_by(post: Post) -> list[str]:
    """Return what a list is shared with that somebody in this post hears of: all above them."""
    if post.unit:
        return [_own_scope(post)]
    return [(post.area_code or "")[:digits] for digits in AREA_DIGITS]
